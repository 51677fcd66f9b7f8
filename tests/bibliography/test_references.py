"""Printed references: every entry type in three styles (`data/bibtex/references.yml`)."""

from xml.dom import minidom

import pytest
import yaml

from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.csl_style import mended
from livingreview.bibliography.fields import spaced
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.printing import format_references, style_path
from places import DATA

CASES = yaml.safe_load((DATA / "bibtex/references.yml").read_text(encoding="utf-8"))
STYLES = {"nlm": "nlm-citation-sequence", "ama": "american-medical-association", "apa": "apa"}
OTHERS = ("elsevier-vancouver", "nature", "the-lancet", "blood")
BOOKS = """
@book{two, editor = {Edison, Eve and Torvald, Tom}, title = {Ferns}, year = {2015}}
@incollection{in, author = {Doe, Jane}, editor = {Edison, Eve}, title = {A}, booktitle = {B}}
@book{sub, translator = {Tran, Tim}, title = {Ferns}, year = {2015}}
"""


@pytest.fixture(scope="module")
def printed():
    """Print all cases as one library, each under a key of its own, in every style."""
    texts = (case["bib"].replace("{", f"{{c{n}x", 1) for n, case in enumerate(CASES))
    records, problems = parse_bib("\n".join(texts), "cases.bib", foreign_keys=True)
    assert problems == ()
    items, problems = to_csl(records)
    assert problems == ()
    found = {name: format_references(items, style) for name, style in STYLES.items()}
    return {name: list(texts.values()) for name, texts in found.items()}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_reference_of_every_type(printed, number, style):
    """A record of each entry type reads as the style's manual has it."""
    case = CASES[number]
    assert printed[style][number] == case[style]


@pytest.mark.parametrize("style", [*STYLES.values(), *OTHERS])
def test_reference_stands_by_itself(style):
    """A reference is the same with and without others of its author and year."""
    twins = {
        str(n): {
            "type": "article-journal",
            "title": f"On ferns, part {n}",
            "container-title": "Journal of Examples",
            "author": [{"family": "Doe", "given": "Jane"}],
            "issued": {"date-parts": [[2020]]},
        }
        for n in range(3)
    }
    assert format_references(twins, style)["1"] == format_references({"1": twins["1"]}, style)["1"]


@pytest.mark.parametrize("style", [*STYLES.values(), *OTHERS])
def test_reference_parts_editors_from_their_label(style):
    """No style glues a label to a name or starts with a comma."""
    items, _ = to_csl(parse_bib(BOOKS, "books.bib", foreign_keys=True)[0])
    for text in format_references(items, style).values():
        assert "Edison" not in text or " Edison" in f" {text}"
        assert not text.startswith(",")
        assert "In," not in text


def test_mended_style_copies_an_inherited_name():
    """In a substitute, the name of the names around it is kept, with its options."""
    style = """<style xmlns="http://purl.org/net/xbiblio/csl"><macro name="a">
    <names variable="author"><name form="short"/><substitute>
    <names variable="editor"><label/></names></substitute></names></macro></style>"""
    names = minidom.parseString(mended(style)).getElementsByTagName("names")[1]  # noqa: S318
    assert [child.tagName for child in names.childNodes] == ["name", "label"]
    assert names.firstChild.getAttribute("form") == "short"


def test_mended_style_leaves_a_named_label_alone():
    """Names that have a name keep their label where it stands."""
    style = """<style xmlns="http://purl.org/net/xbiblio/csl"><macro name="a">
    <names variable="editor"><label/><name/></names></macro></style>"""
    names = minidom.parseString(mended(style)).getElementsByTagName("names")[0]  # noqa: S318
    assert [child.tagName for child in names.childNodes] == ["label", "name"]


def test_styles_need_mending():
    """Where no style has names with a label alone any more, the mending can go."""
    text = style_path("nlm-citation-sequence").read_text(encoding="utf-8")
    assert mended(text).count("<name/>") > text.count("<name/>")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Phys.Rev.D", "Phys. Rev. D"),
        ("Eur.Phys.J.C", "Eur. Phys. J. C"),
        ("Eur. Phys. J.C", "Eur. Phys. J. C"),
        ("J.Phys.A:Math.Gen.", "J. Phys. A: Math. Gen."),
        ("Astron.&Astrophys.", "Astron. & Astrophys."),
        ("phys.rev.lett.", "phys. rev. lett."),
        ("Proc.Nat.Acad.Sci.U.S.A.", "Proc. Nat. Acad. Sci. U.S.A."),
        ("Ann. N.Y. Acad. Sci.", "Ann. N.Y. Acad. Sci."),
        ("Journal of Examples", "Journal of Examples"),
        ("arXiv.org", "arXiv.org"),
    ],
)
def test_spaced(typed, wanted):
    """A journal's name has a space after each of its periods, initials and hosts stay whole."""
    assert spaced(typed) == wanted


def test_reference_of_what_a_style_passes_over():
    """A letter, which APA leaves out of its lists, is printed all the same."""
    items = {"a": {"type": "personal_communication", "title": "A letter", "issued": {}}}
    assert "A letter" in format_references(items, "apa")["a"]

"""What records mean, and how they are printed: cases in `data/bibtex/meanings.yml`."""

import pytest
import yaml

from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.csl_text import html_title, plain_title
from livingreview.bibliography.pandoc import PandocError, run_pandoc
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.printing import format_references, style_path
from places import DATA

CASES = yaml.safe_load((DATA / "bibtex/meanings.yml").read_text(encoding="utf-8"))
STYLES = ("american-medical-association", "apa", "nature", "the-lancet", "nlm-citation-sequence")


def _items(text):
    records, _ = parse_bib(text, "cases.bib")
    return to_csl(records)[0]


@pytest.fixture(scope="module")
def items():
    """All cases as one library, in one call, each under a key of its own."""
    library = "\n".join(
        case["bib"].replace("x2020y", f"x2020y{n}", 1) for n, case in enumerate(CASES)
    )
    return _items(library)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_to_csl_meaning(items, number):
    """A record means what its case says, in every variable that the case names."""
    case, item = CASES[number], items[f"x2020y{number}"]
    assert {name: item.get(name) for name in case.get("csl", {})} == case.get("csl", {})
    if "plain" in case:
        assert plain_title(item) == case["plain"]
    if "html" in case:
        assert html_title(item) == case["html"]


def test_to_csl_loses_no_record(items):
    """As many items come back as records went in, each under its own key."""
    assert [item["id"] for item in items.values()] == [f"x2020y{n}" for n in range(len(CASES))]


def test_to_csl_says_nothing_of_good_records():
    """Letters, digits and names that arrive unchanged are no problem."""
    records, _ = parse_bib("\n".join(case["bib"] for case in CASES[:10]), "cases.bib")
    assert to_csl(records)[1] == ()


def test_to_csl_finds_the_culprit_by_halving():
    """A record that makes the whole call fail is named; the others are read, in few calls."""
    text = "\n".join(f"@article{{a2020b{n}, title = {{Title {n}}}}}" for n in range(32))
    records, _ = parse_bib(text, "cases.bib")
    calls = []

    def convert(bibtex):
        calls.append(bibtex)
        if "Title 17}" in bibtex:
            raise PandocError("no such thing")
        return run_pandoc(bibtex, ["--from=biblatex", "--to=csljson"])

    items, problems = to_csl(records, convert)
    assert [(p.line, p.field) for p in problems] == [(18, "a2020b17")]
    assert "no such thing" in problems[0].message
    assert [item["title"] for item in items.values()] == [f"Title {n}" for n in range(32)]
    assert len(calls) <= 11


def test_to_csl_names_a_record_that_did_not_come_back():
    """An id that is missing from pandoc's answer is a problem, and the record is kept."""
    records, _ = parse_bib("@article{a2020b, title = {Kept}, author = {Doe, J}}", "cases.bib")
    items, problems = to_csl(records, lambda _: "[]")
    assert "nothing came back" in problems[0].message
    assert items["a2020b"]["title"] == "Kept"


def test_to_csl_compares_letters():
    """A title whose letters changed on the way is a problem."""
    records, _ = parse_bib("@article{a2020b, title = {Donor Cells}}", "cases.bib")
    _, problems = to_csl(records, lambda _: '[{"id": "r0", "title": "Donor cells"}]')
    assert [problem.field for problem in problems] == ["a2020b.title"]


def test_to_csl_many_authors():
    """A hundred and twenty authors are all kept, and cut by the style."""
    names = " and ".join(f"Author{chr(65 + n % 26)}{chr(97 + n // 26)}, Ann" for n in range(120))
    items = _items(f"@article{{a2020b, title = {{T}}, author = {{{names}}}}}")
    assert len(items["a2020b"]["author"]) == 120
    assert format_references(items)["a2020b"].count("Author") == 3


def test_to_csl_of_nothing():
    """No records, no items, no call."""
    assert to_csl(()) == ({}, ())
    assert format_references({}) == {}


@pytest.mark.parametrize(
    "number",
    [n for n, case in enumerate(CASES) if "printed" in case],
    ids=[case["name"] for case in CASES if "printed" in case],
)
def test_format_references_printed(items, number):
    """A reference in AMA style reads as its case says."""
    key = f"x2020y{number}"
    assert format_references({key: items[key]})[key] == CASES[number]["printed"]


@pytest.mark.parametrize("style", STYLES)
def test_format_references_matches_by_id(items, style):
    """Each reference is its own record's in every style, numbered, sorted or neither."""
    some = {f"{n:03}": {"type": "book", "title": f"Zebra{999 - n}x"} for n in range(30)}
    printed = format_references(some, style)
    assert all(f"Zebra{999 - int(key)}x" in html for key, html in printed.items())
    assert not any(html.startswith(("1", "2", "[", "(1")) for html in printed.values())


def test_format_references_is_safe_html(items):
    """Markup in data is text; no link, no script and no brace of TeX reaches a page."""
    printed = " ".join(format_references(items, "nature").values())
    assert "<script" not in printed
    assert "&lt;script&gt;" in printed
    assert "<a " not in printed


def test_format_references_of_an_item_without_anything():
    """Of an item of which a style prints nothing, the key stands in brackets."""
    assert format_references({"b": {"type": "article-journal"}}) == {"b": "[b]"}


def test_format_references_no_year_by_the_style():
    """A missing year is printed the style's way, and nothing is doubled."""
    items = {"a": {"type": "book", "title": "Cells", "author": [{"literal": "WHO"}]}}
    assert format_references(items, "apa")["a"] == "WHO. (n.d.). <em>Cells</em>."
    assert format_references(items)["a"] == "WHO. <em>Cells</em>."


@pytest.mark.parametrize("style", ["no-such-style", "../../etc/passwd", ""])
def test_style_path_unknown(style):
    """A style that isn't known, or would lead out of its folder, is refused."""
    with pytest.raises(ValueError, match="must be the name of a CSL style"):
        style_path(style)


def test_titles_of_an_item_without_title():
    """A label stands in brackets for a missing title, as text and as HTML."""
    assert plain_title({}, "A & B") == "[A & B]"
    assert html_title({}, "A & B") == "[A &amp; B]"
    assert plain_title({}) == html_title({}) == ""


def test_run_pandoc_refusal():
    """Input that pandoc refuses raises with what it said."""
    with pytest.raises(PandocError, match="unexpected"):
        run_pandoc("@article{x, title", ["--from=biblatex", "--to=csljson"])

"""The proof-reader: faults that it must find, odd records that it must leave alone."""

import pytest
import yaml

from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.parsing import parse_bib, read_bib
from livingreview.bibliography.printing import format_references
from livingreview.bibliography.proofs import Proofs
from places import DATA

BIBTEX = DATA / "bibtex"
CASES = yaml.safe_load((BIBTEX / "proofs.yml").read_text(encoding="utf-8"))
STYLES = (
    "nlm-citation-sequence", "american-medical-association", "apa", "elsevier-vancouver",
    "nature", "the-lancet", "blood", "ieee", "chicago-author-date", "mhra-shortened-notes",
)  # fmt: skip


def _read(records, style, changes=()):
    items, problems = to_csl(records)
    assert problems == ()
    proofs = Proofs(items)
    printed = format_references(items | proofs.probes, style) | dict(changes)
    return list(proofs.read({record.key: record for record in records}, items, printed))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_proofs_find(case):
    """A fault is named once, at its field or its record, with what should be printed."""
    records, _ = parse_bib(case["bib"], "cases.bib", foreign_keys=True)
    (key,) = (record.key for record in records)
    found = _read(records, "nlm-citation-sequence", {key: case["printed"]})
    wanted = f"a.{case['field']}" if "field" in case else "a"
    at_field = [problem for problem in found if problem.field == wanted]
    assert case["message"] in "".join(problem.message for problem in at_field)
    assert found[0].line == 1


def test_proofs_find_a_field_that_the_item_lost():
    """What no style can print, because the item does not hold it, is named at its field."""
    text = "@article{a, title={T}, journal={J}, year={2020}, volume={14}, pages={7}}"
    records, _ = parse_bib(text, "cases.bib", foreign_keys=True)
    ((key, item),) = to_csl(records)[0].items()
    items = {key: {name: value for name, value in item.items() if name != "volume"}}
    proofs = Proofs(items)
    printed = format_references(items | proofs.probes)
    (problem,) = proofs.read({key: records[0]}, items, printed)
    assert (problem.field, "'14'" in problem.message) == ("a.volume", True)


# A field of a record, and the variable of its item that holds it.
CARRIED = (
    ("article", "journaltitle", "Quercus", "container-title"),
    ("article", "journal", "Quercus", "container-title"), ("article", "volume", "14", "volume"),
    ("article", "number", "77", "issue"), ("article", "pages", "e12", "page"),
    ("incollection", "booktitle", "Quercus", "container-title"),
    ("book", "publisher", "Quercus", "publisher"),
    ("book", "series", "Quercus", "collection-title"),
    ("book", "number", "77", "collection-number"), ("book", "edition", "Revised", "edition"),
    ("report", "institution", "Quercus", "publisher"),
    ("phdthesis", "school", "Quercus", "publisher"),
    ("manual", "organization", "Quercus", "publisher"), ("software", "version", "2.7.1", "version"),
    ("inbook", "chapter", "9", "chapter-number"),
)  # fmt: skip


def test_no_printed_field_is_lost_in_silence():
    """Each field that a reference prints is missed where its item does not hold it."""
    text = "\n".join(
        f"@{kind}{{r{n}, title={{T}}, year={{2020}}, {name}={{{value}}}}}"
        for n, (kind, name, value, _) in enumerate(CARRIED)
    )
    records = {r.key: r for r in parse_bib(text, "cases.bib", foreign_keys=True)[0]}
    read, _ = to_csl(list(records.values()))
    items = {
        key: {name: value for name, value in item.items() if name != lost}
        for (key, item), (*_, lost) in zip(read.items(), CARRIED, strict=True)
    }
    proofs = Proofs(items)
    found = proofs.read(records, items, format_references(items | proofs.probes))
    assert [problem.field for problem in found] == [
        f"r{n}.{name}" for n, (_, name, *_) in enumerate(CARRIED)
    ]


@pytest.mark.parametrize("style", STYLES)
def test_proofs_say_nothing_of_sound_records(style):
    """Odd names, titles, numbers and addresses that are printed well are no problem."""
    records, problems = read_bib(BIBTEX / "sound.bib", BIBTEX, foreign_keys=True)
    assert problems == ()
    assert _read(records, style) == []


@pytest.mark.parametrize("style", STYLES)
def test_proofs_say_nothing_of_real_records(root, style):
    """Every record of a real review is printed whole in each of the common styles."""
    folder = root / "tests/data/bibtex"
    records, problems = read_bib(folder / "of-2026-11-25.bib", folder)
    assert (len(records) > 100, problems) == (True, ())
    # Without anything but an address, a reference is left to the label of its entry.
    assert _read([record for record in records if record.get("title")], style) == []


def test_proofs_ask_once_for_each_shape():
    """A thousand records of one kind need one probe: the price does not grow with the library."""
    text = "\n".join(
        f"@article{{d{n}, author={{Doe, J}}, title={{T {n}}}, year={{2020}}}}" for n in range(1000)
    )
    items, _ = to_csl(parse_bib(text, "many.bib", foreign_keys=True)[0])
    assert len(Proofs(items).probes) == 1


def test_proofs_know_a_cut_list():
    """Of 300 authors the style prints some; that it leaves out the others is no fault."""
    names = " and ".join(f"Fam{chr(97 + n % 26)}{n}, Ann" for n in range(300))
    text = f"@article{{a, author={{{names}}}, title={{T}}, journal={{J}}, year={{2020}}}}"
    records, _ = parse_bib(text, "many.bib", foreign_keys=True)
    for style in STYLES:
        assert _read(records, style) == []

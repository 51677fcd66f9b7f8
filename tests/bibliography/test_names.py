"""Lists of names: cases in `data/bibtex/names.yml`, for authors and editors alike."""

import pytest
import yaml

from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.names import read_names
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.records import read_records
from places import DATA

CASES = yaml.safe_load((DATA / "bibtex/names.yml").read_text(encoding="utf-8"))


def written(name):
    """Write a name as the cases have it."""
    parts = "|".join((name.family, name.given, name.particle, name.suffix)).rstrip("|")
    return f"[{parts}]" if name.is_group else parts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["list"])
def test_read_names(case):
    """A list is read as its case says."""
    listed = read_names(case["list"])
    assert [*map(written, listed.names), *(["…"] if listed.is_open else [])] == case["read"]


@pytest.mark.parametrize("field", ["author", "editor", "translator", "bookauthor"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["list"])
def test_list_of_names_has_its_problem(case, field):
    """A list without one sure reading is a problem at its place, in every field of names."""
    _, problems = parse_bib(f"@book{{a2020b,\n{field} = {{{case['list']}}}}}", "x.bib")
    assert [(p.line, p.field) for p in problems] == [(2, f"a2020b.{field}")] * ("fault" in case)
    assert all(problem.message.startswith(case["fault"]) for problem in problems)


def test_particles_reach_the_record():
    """Particles without a space stay without one; the others have one."""
    names = "d'Ambert, Jean and al-Khwar, Musa and 't Hooft, Gerard and van der Berg, Jan"
    records, _ = parse_bib(f"@book{{a2020b, author = {{{names}}}, title = {{T}}}}", "x.bib")
    (record,) = read_records(records, {}, "nlm-citation-sequence")[0].values()
    assert [person.family for person in record.authors] == [
        "d’Ambert", "al-Khwar", "’t Hooft", "van der Berg",
    ]  # fmt: skip
    printed = "d’Ambert J, al-Khwar M, ’t Hooft G, van der Berg J."
    assert record.reference_html.startswith(printed)


def test_names_reach_csl_by_their_fields():
    """Each field of names becomes its variable; an open list ends in `others`."""
    text = """@incollection{a2020b, author = {Doe, J and others}, editor = {Roe, R},
    translator = {Poe, E}, bookauthor = {Noe, N}}"""
    item = to_csl(parse_bib(text, "x.bib")[0])[0]["a2020b"]
    assert item["author"] == [{"family": "Doe", "given": "J"}, {"literal": "others"}]
    assert item["editor"] == [{"family": "Roe", "given": "R"}]
    assert item["translator"] == [{"family": "Poe", "given": "E"}]
    assert item["container-author"] == [{"family": "Noe", "given": "N"}]

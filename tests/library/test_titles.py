"""Two works with one title: what tells them apart, and what does not."""

import shutil
from pathlib import Path

import pytest
import yaml

from livingreview.library.checks.titles import check_titles
from livingreview.library.loading import load_library
from places import DATA

CASES = yaml.safe_load((DATA / "titles.yml").read_text(encoding="utf-8"))


def twins(root: Path, first: str, second: str) -> list[str]:
    """Put two records into the library of a tiny review; return what the rule on titles finds."""
    shutil.copytree(DATA / "review", root)
    records = "".join(
        f"@article{{{key}, year=2021, {fields}}}\n"
        for key, fields in (("one2021work", first), ("two2021work", second))
    )
    (root / "references" / "library.bib").write_text(records, encoding="utf-8")
    loaded = load_library(root)
    assert loaded.library is not None
    assert {"one2021work", "two2021work"} <= loaded.library.sources.keys()
    return [problem.message for problem in check_titles(loaded.library, loaded)]


@pytest.mark.parametrize("case", CASES["two works"])
def test_two_works_of_one_title_both_stay(tmp_path: Path, case: str) -> None:
    """Other authors and another DOI or journal make two works; so does little under Editorial."""
    assert twins(tmp_path / "review", *CASES["two works"][case]) == []


@pytest.mark.parametrize("case", CASES["one work"])
def test_one_work_entered_twice_is_found(tmp_path: Path, case: str) -> None:
    """A preprint and its article, a record without authors, a title with other signs: one work."""
    (message,) = twins(tmp_path / "review", *CASES["one work"][case])
    assert message.startswith("must not have nearly the same title and year as one2021work; ")
    assert "distinct_from: [one2021work]" in message


@pytest.mark.parametrize("named", ["alder2020fern", "alder2020oldkey"])
def test_an_entry_says_that_two_works_differ(tmp_path: Path, named: str) -> None:
    """With distinct_from, by today's key or an earlier one, both stay."""
    root = tmp_path / "review"
    shutil.copytree(DATA / "review", root)
    shutil.copytree(DATA / "faulty" / "one-work-twice-by-title", root, dirs_exist_ok=True)
    alder = root / "references" / "sources" / "alder2020fern.yml"
    alder.write_text(
        alder.read_text(encoding="utf-8") + "aliases: [alder2020oldkey]\n", encoding="utf-8"
    )
    loaded = load_library(root)
    assert loaded.library is not None
    assert len(list(check_titles(loaded.library, loaded))) == 1
    entry = root / "references" / "sources" / "birch2020ferns.yml"
    entry.write_text(
        entry.read_text(encoding="utf-8") + f"distinct_from: [{named}]\n", encoding="utf-8"
    )
    loaded = load_library(root)
    assert loaded.library is not None
    assert loaded.problems == ()
    assert list(check_titles(loaded.library, loaded)) == []

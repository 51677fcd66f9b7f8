"""A library of another program beside the pairs: its works are joined to those of the pairs."""

import shutil
from pathlib import Path

import pytest

from livingreview.library import check_library, load_library
from places import REVIEW

OWN = "title={Fern tea for grey fever}, author={Alder, Ann}"
LONG = "title={Fern broth for the blue fever}, author={Moos, Jan}, journal={Ferns}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a copy of the tiny review."""
    shutil.copytree(REVIEW, tmp_path, dirs_exist_ok=True)
    return tmp_path


def add_pair(root: Path, fields: str) -> None:
    """Add a pair `moos2024fern` with some fields of its record."""
    pair = root / "references/sources/moos2024fern"
    pair.with_suffix(".bib").write_text(f"@article{{moos2024fern, {fields}}}\n", encoding="utf-8")
    entry = (
        "kind: review\ntopics: [healing]\nread: abstract\nextracted: {date: 2024-02-01, by: me}\n"
    )
    pair.with_suffix(".yml").write_text(entry, encoding="utf-8")


@pytest.mark.parametrize(
    ("pair", "other"),
    [
        ("doi={10.5555/x.1}", "doi={https://doi.org/10.5555/X.1}"),
        ("pmid={7001}", "eprinttype={pubmed}, eprint={7001}"),
        ("pmcid={PMC7001}", "pmcid={PMC7001.1}"),
        ("eprinttype={arxiv}, eprint={2401.00044v2}", "doi={10.48550/arXiv.2401.00044}"),
        ("url={https://arxiv.org/abs/2401.00044v1}", "archiveprefix={arXiv}, eprint={2401.00044}"),
        ("doi={10.5555/x.1}", ""),
    ],
    ids=["DOI", "PMID", "PMCID", "arXiv DOI", "arXiv address", "title and year"],
)
def test_work_of_a_pair_is_joined_to_it(root: Path, pair: str, other: str) -> None:
    """By an identifier in any form, or title, year and an author: the pair stays as it is."""
    add_pair(root, f"{LONG}, year=2024, {pair}")
    (root / "references/zotero.bib").write_text(
        f"@article{{Moos_2024, {LONG}, year=2024, volume=9, {other}}}\n", encoding="utf-8"
    )
    loaded = load_library(root)
    assert (loaded.problems, list(check_library(loaded))) == ((), [])
    assert loaded.library is not None
    assert loaded.library.aliases["Moos_2024"] == "moos2024fern"
    assert loaded.library.sources["moos2024fern"].record.volume is None
    assert len(loaded.library.sources) == 7


@pytest.mark.parametrize(
    "other",
    ["doi={10.5555/other}", "author={Else, Ed}", "year=2023"],
    ids=["another DOI", "other authors", "another year"],
)
def test_work_that_may_be_another_is_not_joined(root: Path, other: str) -> None:
    """Nothing is joined in silence: `check` asks, or both stay."""
    add_pair(root, f"{LONG}, year=2024, doi={{10.5555/x.1}}")
    fields = {"title": "{Fern broth for the blue fever}", "author": "{Moos, Jan}", "year": "2024"}
    name, _, value = other.partition("=")
    fields[name] = value
    listed = ", ".join(f"{name}={value}" for name, value in fields.items())
    (root / "references/zotero.bib").write_text(
        f"@article{{Moos_2024, {listed}}}\n", encoding="utf-8"
    )
    loaded = load_library(root)
    assert loaded.library is not None
    assert len(loaded.library.sources) == 8


def test_same_key_is_no_fault_for_the_same_work(root: Path) -> None:
    """An export that has our own keys is joined as well."""
    (root / "references/export.bib").write_text(
        f"@article{{alder2020fern, {OWN}, year=2020, doi={{10.5555/fern.1}}}}\n", encoding="utf-8"
    )
    loaded = load_library(root)
    assert loaded.problems == ()


def test_field_ids_holds_other_keys(root: Path) -> None:
    """Each is an alias; none takes the place of a source's own key."""
    (root / "references/imported.bib").write_text(
        "@misc{moos2024fern, title={A}, author={Moos, Jan}, year=2024, "
        "ids={old_key, other:key, alder2020fern}}\n",
        encoding="utf-8",
    )
    library = load_library(root).library
    assert library is not None
    assert (library.aliases["old_key"], library.aliases["other:key"]) == ("moos2024fern",) * 2
    assert "alder2020fern" not in library.aliases

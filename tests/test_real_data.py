"""The data of this review, one case an entry with its key as id."""

import re
from pathlib import Path

import pytest

from livingreview.library.checks import check_library
from livingreview.library.folder import Loaded
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.problems import Problem
from livingreview.rendering.wording import figure_text

ROOT = Path(__file__).parent.parent
KEYS = sorted(path.stem for path in (ROOT / "references" / "sources").glob("*.yml"))
TRIALS = sorted(path.stem for path in (ROOT / "references" / "trials").glob("*.yml"))

# Locators by which no reader finds a figure again.
VAGUE = {"", "?", "-", "unknown", "paper", "somewhere", "n/a"}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """Read this review."""
    return load_library(ROOT)


@pytest.fixture(scope="module")
def library(loaded: Loaded) -> Library:
    """Give this review's library."""
    assert loaded.library is not None
    return loaded.library


@pytest.fixture(scope="module")
def problems(loaded: Loaded) -> tuple[Problem, ...]:
    """Give everything that is wrong with this review's data."""
    return (*loaded.problems, *check_library(loaded))


def test_review_is_large_enough_to_be_one(library: Library) -> None:
    """At least 60 sources give at least 200 results, and the founding review's claims stand."""
    assert len(library.sources) >= 60
    assert sum(len(source.results) for source in library.sources.values()) >= 200
    assert len(library.claims) == 19


def test_nothing_is_lost_between_folder_and_library(library: Library) -> None:
    """Every pair of files is a source, every trial file a trial."""
    assert set(KEYS) <= set(library.sources)
    assert set(TRIALS) == set(library.trials)
    bibs = {path.stem for path in (ROOT / "references" / "sources").glob("*.bib")}
    assert bibs == set(KEYS)


def test_whole_review_has_no_problem(problems: tuple[Problem, ...]) -> None:
    """What is not about one entry (vocabulary, cohorts, seeds) is right too."""
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("key", KEYS)
def test_entry_has_no_problem(problems: tuple[Problem, ...], key: str) -> None:
    """The record and the entry of a source keep every rule."""
    paths = {f"references/sources/{key}.{suffix}" for suffix in ("bib", "yml")}
    assert [str(problem) for problem in problems if problem.path in paths] == []


@pytest.mark.parametrize("key", KEYS)
def test_entry_is_joined_with_its_record(library: Library, key: str) -> None:
    """A source has its reference, its short name, its place, and who extracted it when."""
    source = library.sources[key]
    assert source.key == source.record.key == key
    assert source.spot.path == f"references/sources/{key}.yml"
    assert source.record.spot.path == f"references/sources/{key}.bib"
    assert source.kind in library.review.kinds
    assert source.extracted is not None
    assert source.short
    text = re.sub("<[^>]*>", "", source.record.reference_html)
    assert len(text) > 10
    assert "{" not in text
    assert "\\" not in text


@pytest.mark.parametrize("key", KEYS)
def test_every_figure_of_an_entry_can_be_found_again(library: Library, key: str) -> None:
    """Each result and finding names where it stands, and its line in the file is its own."""
    source = library.sources[key]
    text = (ROOT / source.spot.path).read_text(encoding="utf-8").splitlines()
    for result in source.results:
        for figure in (result.figure, *result.also_reported):
            assert figure.where.strip().lower() not in VAGUE
            assert figure_text(figure)
        line = text[result.spot.line - 1]
        assert f"outcome: {result.outcome}" in line, (result.spot.line, line)
    for finding in source.findings:
        assert finding.where.strip().lower() not in VAGUE
        assert finding.text.strip().endswith((".", "?", ")"))
        assert text[finding.spot.line - 1].lstrip().startswith("- ")


@pytest.mark.parametrize("key", KEYS)
def test_facets_of_an_entry_are_known(library: Library, key: str) -> None:
    """Every facet and disease of a source has a label that readers see."""
    source, facets = library.sources[key], library.review.facets
    for facet, value in source.facets.items():
        assert facets[facet].values[value]
    for disease in source.design.diseases:
        assert facets["disease"].values[disease]
    if any(value == "mixed" for value in source.facets.values()):
        assert not set(source.arms) - {v for facet in facets.values() for v in facet.values}


@pytest.mark.parametrize("key", KEYS)
def test_anchors_of_an_entry_are_its_own(library: Library, key: str) -> None:
    """No two rows or findings of a source's page share an address."""
    source = library.sources[key]
    anchors = [item.anchor for item in (*source.results, *source.findings)]
    assert len(anchors) == len(set(anchors))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", anchor) for anchor in anchors)


@pytest.mark.parametrize("key", KEYS)
def test_counts_of_an_entry_lie_in_their_printed_interval(library: Library, key: str) -> None:
    """Where a source prints counts with an interval, the share of the counts lies inside."""
    for result in library.sources[key].results:
        figure = result.figure
        if figure.total and figure.events is not None and figure.low is not None:
            share = figure.events / figure.total
            assert figure.low - 0.01 <= share <= (figure.high or 1) + 0.01


@pytest.mark.parametrize("id", TRIALS)
def test_trial_is_read_whole(library: Library, id: str) -> None:
    """A trial's file is one registered trial, told apart from all others."""
    trial = library.trials[id]
    assert trial.spot.path == f"references/trials/{id}.yml"
    others = [t for t in library.trials.values() if t.id != id]
    names = {id, *trial.aliases}
    assert not any(names & {other.id, *other.aliases} for other in others)


def test_claims_belong_to_pages_and_sources(library: Library) -> None:
    """Each claim's founding review is a source, each of its topics a page that exists."""
    for claim in library.claims.values():
        assert claim.seed in library.sources
        for topic in claim.topics:
            assert (ROOT / "docs" / f"{library.review.topics[topic].page}.md").is_file()

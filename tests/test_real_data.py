"""The living review: every source is joined, found again and told apart, whatever it says.

Rules on data are `check`'s, and run here once for all files. One case is one source or trial,
with its key as id. Nothing here knows today's numbers: see `test_contributions`.
"""

import re
from pathlib import Path

from livingreview.library.checks import check_library
from livingreview.library.folder import Loaded
from livingreview.model.library import Library
from livingreview.rendering.wording import figure_text


def test_nothing_is_lost_between_folder_and_library(living: Path, living_library: Library) -> None:
    """Every pair of files is a source, every trial file a trial, every claim of a seed a claim."""
    library = living_library
    names = {
        suffix: {path.stem for path in (living / "references/sources").glob(f"*.{suffix}")}
        for suffix in ("bib", "yml")
    }
    assert names["bib"] == names["yml"]
    assert names["yml"] <= set(library.sources)
    trials = {path.stem for path in (living / "references/trials").glob("*.yml")}
    assert trials == set(library.trials)
    seeds = {path.stem: path.read_text("utf-8") for path in (living / "seeds").glob("*.yml")}
    written = {key: len(re.findall(r"\bstatement:", text)) for key, text in seeds.items()}
    assert written == {
        key: sum(claim.seed == key for claim in library.claims.values()) for key in seeds
    }


def test_whole_review_has_no_problem(living_loaded: Loaded) -> None:
    """The data keep every rule."""
    problems = (*living_loaded.problems, *check_library(living_loaded))
    assert [str(problem) for problem in problems] == []


def test_source_is_joined_with_its_record(living_library: Library, source_key: str) -> None:
    """A source has its reference, its short name, its place, and who extracted it when."""
    source = living_library.sources[source_key]
    assert source.key == source.record.key == source_key
    assert source.spot.path == f"references/sources/{source_key}.yml"
    assert source.record.spot.path == f"references/sources/{source_key}.bib"
    assert source.kind in living_library.review.kinds
    assert source.extracted is not None
    assert source.short
    text = re.sub("<[^>]*>", "", source.record.reference_html)
    assert len(text) > 10
    assert "{" not in text
    assert "\\" not in text


def test_every_figure_of_a_source_can_be_found_again(
    living: Path, living_library: Library, source_key: str
) -> None:
    """Each result and finding is printed, and its line in the file is where it is written."""
    source = living_library.sources[source_key]
    text = (living / source.spot.path).read_text(encoding="utf-8").splitlines()
    for parts in (source.results, source.findings):
        starts = [part.spot.line for part in parts]
        assert starts == sorted(starts)
    for result in source.results:
        assert all(figure_text(figure) for figure in (result.figure, *result.also_reported))
        ends = [r.spot.line for r in source.results if r.spot.line > result.spot.line]
        written = "\n".join(text[result.spot.line - 1 : min(ends, default=len(text))])
        assert result.outcome in written, result.spot


def test_anchors_of_a_source_are_its_own(living_library: Library, source_key: str) -> None:
    """No two rows or findings of a source's page share an address."""
    source = living_library.sources[source_key]
    anchors = [item.anchor for item in (*source.results, *source.findings)]
    assert len(anchors) == len(set(anchors))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", anchor) for anchor in anchors)


def test_trials_have_their_places(living_library: Library) -> None:
    """A trial's file is named by its number."""
    for id, trial in living_library.trials.items():
        assert (trial.id, trial.spot.path) == (id, f"references/trials/{id}.yml")


def test_claims_belong_to_pages_and_sources(living: Path, living_library: Library) -> None:
    """Each claim's founding review is a source, each of its topics a page that exists."""
    library = living_library
    for claim in library.claims.values():
        assert claim.seed in library.sources
        for topic in claim.topics:
            assert (living / "docs" / f"{library.review.topics[topic].page}.md").is_file()

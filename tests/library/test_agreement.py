"""Which counts of one cohort's reports contradict each other, and which only count otherwise."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from livingreview.library.checks.consistency import check_agreement
from livingreview.library.folder import Loaded
from livingreview.library.loading import load_library
from livingreview.model.sources import Group

ONE, OTHER = "alder2020fern", "birch2021fern"


@pytest.fixture(scope="module")
def loaded(root: Path) -> Loaded:
    """Read the tiny review, whose first cohort has two reports."""
    return load_library(root / "tests/data/review")


def contradictions(loaded: Loaded, *, told: bool = False, **changes: Any) -> list[str]:
    """Count 12/20 in one report and another number in the other, changed as asked; check them."""
    library = loaded.library
    assert library is not None
    result = replace(library.sources[ONE].results[0], at=None)
    figure = replace(result.figure, events=changes.pop("events", 11), **changes.pop("figure", {}))
    results = {ONE: result, OTHER: replace(result, figure=figure, **changes)}
    sources = {
        key: replace(source, results=(results[key],) if key in results else ())
        for key, source in library.sources.items()
    }
    kept = library.disagreements if told else ()
    changed = replace(library, sources=sources, disagreements=kept)
    return [problem.message for problem in check_agreement(changed, loaded)]


def test_other_events_among_as_many_patients_contradict(loaded: Loaded) -> None:
    """The same outcome, window, denominator and total with other events must be told."""
    (message,) = contradictions(loaded)
    assert f"{ONE} and {OTHER} differ in cleared" in message


@pytest.mark.parametrize(
    "changes",
    [
        {"events": 12},
        {"figure": {"total": 17}},
        {"window": "late"},
        {"of": "healed"},
        {"outcome": "half-cleared"},
        {"group": Group("the oldest", "treated", None, 20)},
        {"events": None},
        {"told": True},
    ],
    ids=["same events", "other total", "other window", "other denominator", "other outcome",
         "part of the patients", "no events", "told"],
)  # fmt: skip
def test_what_counts_otherwise_does_not_contradict(loaded: Loaded, changes: dict[str, Any]) -> None:
    """Another total, window or denominator is another count, and a told difference is told."""
    assert contradictions(loaded, **changes) == []

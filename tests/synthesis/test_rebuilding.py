"""An outcome pooled from named reports, or by another method."""

import pytest

from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.statistics import pool_proportions, pool_proportions_double_arcsine
from livingreview.synthesis import (
    estimate_from,
    estimate_outcome,
    pooled_by,
    shared_patients,
    without_counts,
)
from places import DATA


@pytest.fixture(scope="module")
def moss() -> Library:
    """Read the golden review."""
    library = load_library(DATA / "golden-review").library
    assert library is not None
    return library


def test_named_reports_are_pooled_whatever_they_share(moss: Library) -> None:
    """Two reports of overlapping cohorts both enter, and are named as sharing patients."""
    found = estimate_from(moss, "cooled", ["damson2023south", "currant2022moss"])
    counts = [(report.source, report.events, report.total) for report in found.reports]
    assert counts == [("currant2022moss", 25, 62), ("damson2023south", 14, 15)]
    assert found.pooled == pool_proportions([25, 14], [62, 15])
    ((one, other, because),) = shared_patients(moss, found.reports)
    assert (one.source, other.source) == ("currant2022moss", "damson2023south")
    assert because == "One bath house and the same months."


def test_reports_of_the_review_share_no_patients(moss: Library) -> None:
    """What the review itself pools shares none."""
    assert shared_patients(moss, estimate_outcome(moss, "cooled").reports) == ()


def test_selected_cohort_can_be_named(moss: Library) -> None:
    """A cohort that the review only shows is pooled where it is asked for."""
    found = estimate_from(moss, "cooled", ["fennel2024frost", "bramble2020moss"])
    assert {report.source for report in found.reports} == {"fennel2024frost", "bramble2020moss"}


def test_source_without_counts_is_told_with_the_reason(moss: Library) -> None:
    """Each named source that cannot be pooled has a reason; the others have none."""
    keys = ["bramble2020moss", "iris2022lichen", "yew2018review"]
    found = estimate_from(moss, "itch", keys)
    assert without_counts(found, keys) == {
        "iris2022lichen": "no result for it",
        "yew2018review": "review: not pooled",
    }


def test_other_method_pools_the_same_reports(moss: Library) -> None:
    """Only the model changes; the reports and what was set aside stay."""
    own = estimate_outcome(moss, "cooled")
    older = pooled_by(own, "double-arcsine")
    counts = [report.events for report in own.reports], [report.total for report in own.reports]
    assert older.pooled == pool_proportions_double_arcsine(*counts)
    assert (older.reports, older.set_aside) == (own.reports, own.set_aside)
    assert pooled_by(own, "logistic") == own


def test_nothing_to_pool_stays_nothing(moss: Library) -> None:
    """Without reports there is no estimate by any method."""
    found = estimate_from(moss, "cooled", ["yew2018review"])
    assert (found.k, found.pooled, pooled_by(found, "double-arcsine").pooled) == (0, None, None)

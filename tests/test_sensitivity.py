"""How far an estimate depends on one cohort, the model, and what was let in."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from livingreview.library.loading import load_library
from livingreview.macros.macro import Given
from livingreview.macros.page import Page
from livingreview.macros.pictures import grade_bands
from livingreview.macros.registry import build_macros
from livingreview.model.library import Library
from livingreview.model.sources import Retraction
from livingreview.synthesis.estimates import Estimate, estimate_outcome, pooled_estimates
from livingreview.synthesis.sensitivity import (
    compare_subgroups,
    cumulative,
    leave_one_out,
    sensitivity,
    without_retraction,
)


@pytest.fixture(scope="module")
def real() -> Library:
    """Read this repository's review."""
    library = load_library(Path(__file__).parent.parent).library
    assert library is not None
    return library


def without(library: Library, key: str) -> Library:
    """Return the library with one source retracted."""
    source = replace(library.sources[key], retracted=Retraction("2026-12-01", "https://x.example"))
    return replace(library, sources=MappingProxyType({**library.sources, key: source}))


def fixed(real: Library, counts: dict[str, tuple[int, int]]) -> Estimate:
    """Make an estimate of these counts, by the name of the report."""
    estimate = estimate_outcome(real, "crs-3plus")
    model = estimate.reports[0]
    reports = tuple(
        replace(model, source=name, short=name, events=events, total=total)
        for name, (events, total) in counts.items()
    )
    return replace(estimate, reports=reports)


def test_leaving_out_the_odd_cohort_removes_the_spread(real: Library) -> None:
    """One cohort of five makes most of the spread."""
    counts = {"a": (3, 62), "b": (7, 60), "c": (6, 55), "d": (2, 20), "odd": (5, 5)}
    estimate = fixed(real, counts)
    variants = {variant.label: variant for variant in leave_one_out(estimate)}
    assert len(variants) == 5
    tau2 = {
        label: (variant.pooled and variant.pooled.tau2) or 0 for label, variant in variants.items()
    }
    assert tau2["without odd"] < 0.2 < min(tau2[f"without {name}"] for name in "abcd")
    assert variants["without odd"].total == 197


def test_leaving_one_of_two_cohorts_out_says_nothing(real: Library) -> None:
    """With fewer than three cohorts nothing is left out."""
    assert list(leave_one_out(fixed(real, {"a": (3, 62), "b": (7, 60)}))) == []


def test_cumulative_estimate_ends_at_the_estimate(real: Library) -> None:
    """Patients only grow from year to year, and the last line is the estimate itself."""
    estimate = estimate_outcome(real, "remission")
    variants = list(cumulative(real, estimate))
    assert [v.total for v in variants] == sorted(v.total for v in variants)
    assert variants[-1].total == estimate.total
    assert estimate.pooled is not None
    assert variants[-1].pooled == estimate.pooled
    assert variants[-1].label == "with reports of unknown year"


def test_sensitivity_asks_each_question_once(real: Library) -> None:
    """The model, selection, the overlaps, what was read, and peer review vary one at a time."""
    estimate = estimate_outcome(real, "remission")
    variants = {variant.label: variant for variant in sensitivity(real, estimate)}
    assert list(variants) == [
        "normal model of log-odds (REML, Hartung–Knapp)",
        "with selected cohorts",
        "only certain overlaps counted as overlap",
        "without results read in secondary sources",
        "only what was read in full text",
        "peer-reviewed articles only",
    ]
    assert variants["only certain overlaps counted as overlap"].total >= estimate.total
    assert variants["with selected cohorts"].total > estimate.total
    first_hand = variants["without results read in secondary sources"]
    reports = [r for r in estimate.reports if r.result.figure.read != "secondary"]
    assert first_hand.k >= len(reports)
    assert first_hand.total < estimate.total
    assert variants["normal model of log-odds (REML, Hartung–Knapp)"].k == estimate.k


def test_few_events_are_tried_with_no_other_model(real: Library) -> None:
    """Where the counts were summed, no row adds half patients to them."""
    estimate = estimate_outcome(real, "crs-3plus")
    assert estimate.pooled is not None
    few = replace(estimate, pooled=replace(estimate.pooled, tau2=None, proportion=0.01, k=3))
    labels = [variant.label for variant in sensitivity(real, few)]
    assert labels[0] == "with selected cohorts"


def test_subgroups_are_compared_by_a_wald_test(real: Library) -> None:
    """Groups that differ by little give a large p, and one group alone gives none."""
    groups = {
        cells: estimate_outcome(real, "remission", {"cells": cells})
        for cells in ("autologous", "donor", "universal")
    }
    test = compare_subgroups(groups)
    assert test.df == 2
    assert test.p is not None
    assert 0.05 < test.p < 1
    assert compare_subgroups({"donor": groups["donor"]}).p is None


def test_retracted_study_leaves_the_estimate_visibly(real: Library) -> None:
    """Without the study the estimate moves, and the plot says what it was with it."""
    library = without(real, "zhang2023analysis60")
    before, after = (estimate_outcome(r, "crs-3plus") for r in (real, library))
    assert "zhang2023analysis60" in {report.source for report in before.reports}
    assert "zhang2023analysis60" not in {report.source for report in after.reports}
    with_it = next(iter(without_retraction(library, after)))
    assert with_it.total == after.total + 60
    given = Given(library, Page("safety.md", "safety/", "Safety"), pooled_estimates(library), {})
    html = build_macros(given)["forest_plot"].call("crs-3plus")
    assert "was retracted and is left out" in html


@pytest.mark.parametrize(
    ("key", "outcome", "expected"),
    [
        ("pan2025phase2", "crs", [("none", 1), ("grade 1–2", 48), ("grade 3", 6)]),
        ("ctd402eha2025", "crs", [("none", 13), ("grade 1–2", 46), ("grade 3 or worse", 3)]),
        ("oh2024fratricide", "crs", [("none", 4), ("grade 1", 10), ("grade 2", 3)]),
    ],
)
def test_grades_part_a_cohort(
    real: Library, key: str, outcome: str, expected: list[tuple[str, int]]
) -> None:
    """The bands hold every patient once, from none to the worst grade."""
    report = next(r for r in estimate_outcome(real, outcome).reports if r.source == key)
    bands = grade_bands(real, real.sources[key], outcome, report.events, report.total)
    assert [(band.label, band.count) for band in bands] == expected
    assert sum(band.count for band in bands) == report.total

"""How far an estimate depends on one cohort, the model, and what was let in."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

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


def changed(library: Library, key: str, **fields: Any) -> Library:
    """Return the library with one source changed."""
    source = replace(library.sources[key], **fields)
    return replace(library, sources=MappingProxyType({**library.sources, key: source}))


def counted(library: Library, key: str, *counts: tuple[str, int], total: int) -> Library:
    """Return the library with one source that counts these events, by outcome, and no others."""
    model = library.sources[key].results[0]
    figure = replace(model.figure, total=total)
    results = tuple(
        replace(model, outcome=outcome, at=None, figure=replace(figure, events=events))
        for outcome, events in counts
    )
    return changed(library, key, results=results)


def fixed(moss: Library, counts: dict[str, tuple[int, int]]) -> Estimate:
    """Make an estimate of these counts, by the name of the report."""
    estimate = estimate_outcome(moss, "itch-3plus")
    model = estimate.reports[0]
    reports = tuple(
        replace(model, source=name, short=name, events=events, total=total)
        for name, (events, total) in counts.items()
    )
    return replace(estimate, reports=reports)


def test_leaving_out_the_odd_cohort_removes_the_spread(moss: Library) -> None:
    """One cohort of five makes most of the spread."""
    counts = {"a": (3, 62), "b": (7, 60), "c": (6, 55), "d": (2, 20), "odd": (5, 5)}
    estimate = fixed(moss, counts)
    variants = {variant.label: variant for variant in leave_one_out(estimate)}
    assert len(variants) == 5
    tau2 = {
        label: (variant.pooled and variant.pooled.tau2) or 0 for label, variant in variants.items()
    }
    assert tau2["without odd"] < 0.2 < min(tau2[f"without {name}"] for name in "abcd")
    assert variants["without odd"].total == 197


def test_leaving_one_of_two_cohorts_out_says_nothing(moss: Library) -> None:
    """With fewer than three cohorts nothing is left out."""
    assert list(leave_one_out(fixed(moss, {"a": (3, 62), "b": (7, 60)}))) == []


def test_cumulative_estimate_ends_at_the_estimate(moss: Library) -> None:
    """Patients grow from year to year; who knows when comes last, and is the estimate itself."""
    record = replace(moss.sources["currant2022moss"].record, year=None)
    library = changed(moss, "currant2022moss", record=record)
    estimate = estimate_outcome(library, "cooled")
    variants = list(cumulative(library, estimate))
    assert [(v.label, v.total) for v in variants] == [
        ("by the end of 2020", 40),
        ("by the end of 2023", 65),
        ("with reports of unknown year", 127),
    ]
    assert estimate.pooled is not None
    assert variants[-1].pooled == estimate.pooled


def test_cumulative_estimate_needs_two_years(moss: Library) -> None:
    """Two years are a row each; where all reports are of one year there is no row."""
    estimate = estimate_outcome(moss, "itch")
    assert [(v.label, v.total) for v in cumulative(moss, estimate)] == [
        ("by the end of 2020", 40),
        ("by the end of 2022", 102),
    ]
    assert list(cumulative(moss, estimate_outcome(moss, "half-cooled"))) == []


def test_sensitivity_asks_each_question_once(moss: Library) -> None:
    """The model, selection, overlaps, what was read, peer review and bias vary one at a time."""
    library = replace(moss, overlaps=moss.overlaps[:1])  # without that of the selected cohort
    library = changed(library, "iris2022lichen", facets={"plant": "moss", "form": "wet"})
    estimate = estimate_outcome(library, "cooled")
    assert (estimate.k, estimate.total) == (4, 62 + 40 + 25 + 18)
    found = [(v.label, v.k, v.total - estimate.total) for v in sensitivity(library, estimate)]
    assert found == [
        ("normal model of log-odds (REML, Hartung–Knapp)", 4, 0),
        ("with selected cohorts", 5, 11),
        ("only certain overlaps counted as overlap", 5, 15),
        ("without results read in secondary sources", 3, -18),
        ("only what was read in full text", 3, -18),
        ("peer-reviewed articles only", 3, -25),
        ("without cohorts at high risk of bias", 3, -65),
        ("only cohorts at low risk of bias", 2, -80),
    ]


def test_few_events_are_tried_with_no_other_model(moss: Library) -> None:
    """Where the counts were summed, no row adds half patients to them."""
    estimate = estimate_outcome(moss, "itch-3plus")
    assert estimate.pooled is not None
    few = replace(estimate, pooled=replace(estimate.pooled, tau2=None, proportion=0.01, k=3))
    labels = [variant.label for variant in sensitivity(moss, few)]
    assert labels[0] == "with selected cohorts"


def test_subgroups_are_compared_by_a_wald_test(moss: Library) -> None:
    """Groups that differ by little give a large p, and one group alone gives none."""
    alike = {"a": (20, 40), "b": (22, 40), "c": (31, 60)}
    groups = {name: fixed(moss, {name: counts}) for name, counts in alike.items()}
    test = compare_subgroups(groups)
    assert test.df == 2
    assert test.p is not None
    assert 0.5 < test.p < 1
    apart = compare_subgroups({**groups, "a": fixed(moss, {"a": (2, 40)})})
    assert apart.p is not None
    assert apart.p < 0.001
    assert compare_subgroups({"b": groups["b"]}).p is None


def test_retracted_study_leaves_the_estimate_visibly(moss: Library) -> None:
    """Without the study the estimate moves, and the plot says what it was with it."""
    retracted = Retraction("2023-12-01", "https://x.example")
    library = changed(moss, "bramble2020moss", retracted=retracted, aliases=())
    before, after = (estimate_outcome(each, "itch-3plus") for each in (moss, library))
    assert "bramble2020moss" in {report.source for report in before.reports}
    assert "bramble2020moss" not in {report.source for report in after.reports}
    with_it = next(iter(without_retraction(library, after)))
    assert with_it.pooled == before.pooled
    assert with_it.total == after.total + 40
    given = Given(library, Page("harm.md", "harm/", "Harm"), pooled_estimates(library), {})
    html = build_macros(given)["forest_plot"].call("itch-3plus")
    assert "was retracted and is left out" in html


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            (("itch", 54), ("itch-1-2", 48)),
            [("none", 1), ("grade 1–2", 48), ("grade 3 or worse", 6)],
        ),
        (
            (("itch", 49), ("itch-3plus", 3)),
            [("none", 6), ("grade 1–2", 46), ("grade 3 or worse", 3)],
        ),
        (
            (("itch", 10), ("itch-1-2", 8), ("itch-3plus", 2)),
            [("none", 45), ("grade 1–2", 8), ("grade 3 or worse", 2)],
        ),
        (
            (("itch", 55), ("itch-1-2", 50), ("itch-3plus", 4)),
            [("grade 1–2", 50), ("grade 3 or worse", 4), ("grade not reported", 1)],
        ),
        ((("itch", 5),), [("none", 50), ("grade not reported", 5)]),
    ],
)
def test_grades_part_a_cohort(
    moss: Library, counts: tuple[tuple[str, int], ...], expected: list[tuple[str, int]]
) -> None:
    """The bands hold every patient once, from none to the worst grade."""
    library = counted(moss, "bramble2020moss", *counts, total=55)
    source = library.sources["bramble2020moss"]
    bands = grade_bands(library, source, "itch", dict(counts)["itch"], 55)
    assert [(band.label, band.count) for band in bands] == expected
    assert sum(band.count for band in bands) == 55

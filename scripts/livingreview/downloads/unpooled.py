"""Rows behind what is shown without pooling: results side by side, and the pooled cohorts."""

from livingreview.files import csv_text
from livingreview.model import Library, Source
from livingreview.rendering import detail_text, fact_text, follow_up_text, followed_text
from livingreview.statistics import exact_interval
from livingreview.synthesis import (
    Pooled,
    SideResult,
    pooled_cohorts,
    selection,
    side_results,
    with_shares,
)

SIDE_COLUMNS = (
    "outcome", "source", "name", "events", "total", "estimate", "statistic", "unit", "low", "high",
    "interval", "at", "months", "of", "follow_up", "follow_up_days", "selected", "shares_patients",
    "why_not_pooled",
)  # fmt: skip


def side_by_side_csv(library: Library) -> str:
    """Write every result of whole cohorts for the outcomes that are not pooled, one per row."""
    rows = []
    for outcome in library.review.outcomes.values():
        if outcome.not_pooled or outcome.measure == "time-to-event":
            shown, _ = side_results(library, outcome.id, {})
            why = outcome.not_pooled or "time to an event"
            rows += [_side_row(library, item, why) for item in with_shares(library, shown)]
    return csv_text(SIDE_COLUMNS, rows)


def _side_row(library: Library, item: SideResult, why: str) -> list[object]:
    result, figure = item.result, item.result.figure
    low, high, kind = figure.low, figure.high, "printed" if figure.low is not None else None
    if figure.events is not None and figure.total:
        low, high, kind = *exact_interval(figure.events, figure.total), "exact"
    return [
        result.outcome, item.source.key, item.source.short, figure.events, figure.total,
        figure.estimate, figure.statistic, figure.unit, low, high, kind, result.at, item.months,
        result.of, followed_text(item), round(item.days, 1) or None,
        selection(library, item.source), " ".join(other.source for other in item.shares), why,
    ]  # fmt: skip


def cohorts_csv(library: Library, pooled: Pooled) -> str:
    """Write the reports of each pooled cohort, one per row, with design, patients, treatment."""
    review = library.review
    columns = [
        "cohort", "label", "selected", "source", "name", "read", "phase", "study", "countries",
        "accrual", "enrolled", "treated", "diseases", "age_median", "age_low", "age_high",
        "prior_lines_median", "prior_lines_low", "prior_lines_high", "follow_up",
        *review.facets, *review.characteristics, *review.details,
    ]  # fmt: skip
    rows = [
        [id, library.cohorts[id].label, library.cohorts[id].selected, *_report_row(library, source)]
        for id, reports in pooled_cohorts(library, pooled).items()
        for source in reports
    ]
    return csv_text(columns, rows)


def _report_row(library: Library, source: Source) -> list[object]:
    design, review = source.design, library.review
    return [
        source.key, source.short, source.read, design.phase, design.study,
        " ".join(design.countries), " ".join(design.accrual), design.enrolled, design.treated,
        fact_text(library, source, "diseases"),
        design.age_median, *(design.age_range or (None, None)),
        design.prior_lines_median, *(design.prior_lines_range or (None, None)),
        follow_up_text(design.follow_up),
        *(source.facets.get(facet) for facet in review.facets),
        *(design.characteristics.get(name) for name in review.characteristics),
        *(
            detail_text(source.details[name]) if name in source.details else None
            for name in review.details
        ),
    ]  # fmt: skip

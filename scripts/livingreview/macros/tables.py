"""Tables whose rows are sources: results by outcome, and lists of sources."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.numbers import estimate_text
from livingreview.macros.page import Page, source_address
from livingreview.model import Library, Outcome, Result, Source
from livingreview.plots import IntervalDrawing, draw_interval
from livingreview.rendering import MacroError, render_template
from livingreview.statistics import exact_interval
from livingreview.synthesis import Estimate
from livingreview.wording import (
    READ,
    column_facets,
    exact_text,
    facet_label,
    facet_value_label,
    figure_kind,
    figure_text,
    patients,
    percent,
    plural,
    result_context,
)


def table_macros(
    library: Library, page: Page, pooled: Callable[..., Estimate]
) -> dict[str, Callable[..., Any]]:
    """Make the macros that draw tables of sources."""

    def outcome_table(*outcomes: str, title: str = "", **facets: str) -> Markup:
        if not outcomes:
            raise MacroError("outcome_table must name at least one outcome")
        chosen = [outcome_of(library, outcome) for outcome in outcomes]
        wanted = checked_facets(library, facets)
        first = chosen[0]
        anchor = f"outcome-{first.id}"
        page.shown.add(anchor)
        estimates = {
            outcome.id: pooled(outcome.id, **wanted)
            for outcome in chosen
            if outcome.measure == "proportion"
        }
        rows = _outcome_rows(library, page, chosen, wanted, estimates)
        return render_template(
            "outcome_table",
            anchor=anchor,
            title=title or first.label,
            definition=first.definition if len(chosen) == 1 else "",
            outcomes=chosen,
            drawn=len(chosen) == 1 and first.id in estimates,
            rows=rows,
            facets=[facet.label for facet in column_facets(library)],
            pooled=_pooled_row(estimates[first.id])
            if len(chosen) == 1 and first.id in estimates
            else None,
            pooled_cells=[
                estimate_text(estimates[outcome.id]) if outcome.id in estimates else ""
                for outcome in chosen
            ]
            if len(chosen) > 1 and estimates
            else None,
            notes=_notes(library, page, estimates.values()),
        )

    def source_table(
        *, topic: str | None = None, kind: str | None = None, title: str = "", **facets: str
    ) -> Markup:
        wanted = checked_facets(library, facets)
        if topic is not None:
            known(topic, library.review.topics, "topic")
        if kind is not None:
            known(kind, library.review.kinds, "kind")
        sources = [
            source
            for source in library.sources.values()
            if (topic is None or topic in source.topics)
            and (kind is None or source.kind == kind)
            and all(source.facets.get(facet) == value for facet, value in wanted.items())
        ]
        rows = [_source_row(library, page, source) for source in sorted(sources, key=_newest)]
        facets = [facet.label for facet in column_facets(library)]
        return render_template("source_table", title=title or "Sources", rows=rows, facets=facets)

    return {"outcome_table": outcome_table, "source_table": source_table}


def interval_drawing(result: Result, largest: int) -> IntervalDrawing | None:
    """Draw a result's share with its exact (or printed) interval; None if it has neither."""
    figure = result.figure
    if figure.events is not None and figure.total:
        low, high = exact_interval(figure.events, figure.total)
        share = figure.events / figure.total
        return draw_interval(share, low, high, weight=figure.total / max(largest, figure.total))
    if figure.estimate is not None and not figure.unit and figure.low is not None:
        return draw_interval(figure.estimate, figure.low, figure.high or 1.0, weight=0.1)
    return None


def _outcome_rows(
    library: Library,
    page: Page,
    outcomes: list[Outcome],
    wanted: Mapping[str, str],
    estimates: Mapping[str, Estimate],
) -> list[dict[str, Any]]:
    pooled = {
        (report.source, outcome): report.result
        for outcome, estimate in estimates.items()
        for report in estimate.reports
    }
    reasons = {
        id(kept.result): kept.reason
        for estimate in estimates.values()
        for kept in estimate.not_pooled
    } | {
        id(aside.report.result): f"set aside for {aside.instead_short}"
        for estimate in estimates.values()
        for aside in estimate.set_aside
    }
    largest = max((r.figure.total or 0 for r in pooled.values()), default=1)
    rows = []
    for source in library.sources.values():
        if source.status != "included" or any(
            source.facets.get(facet) != value for facet, value in wanted.items()
        ):
            continue
        cells = [_cell(library, page, source, outcome, pooled, reasons) for outcome in outcomes]
        if not any(cell["figures"] for cell in cells):
            continue
        first = cells[0]["figures"][0]["result"] if cells[0]["figures"] else None
        rows.append({
            "short": source.short,
            "href": page.link(source_address(source.key)),
            "facets": [facet_label(library, source, facet.id) for facet in column_facets(library)],
            "read": READ[source.read],
            "retracted": source.retracted,
            "cells": cells,
            "drawing": interval_drawing(first, largest) if first else None,
            "is_pooled": any((source.key, outcome.id) in pooled for outcome in outcomes),
            "weight": max((f["total"] for cell in cells for f in cell["figures"]), default=0),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (not row["is_pooled"], -row["weight"], row["short"]))


def _cell(
    library: Library,
    page: Page,
    source: Source,
    outcome: Outcome,
    pooled: Mapping[tuple[str, str], Result],
    reasons: Mapping[int, str],
) -> dict[str, Any]:
    """Gather a source's figures for an outcome: what was pooled first, else all it reports."""
    own = [result for result in source.results if result.outcome == outcome.id]
    chosen = pooled.get((source.key, outcome.id))
    if chosen is not None and chosen not in own:
        own = [chosen, *own]
    own.sort(key=lambda result: result is not chosen)
    figures = [
        {
            "result": result,
            "text": figure_text(result.figure),
            "kind": figure_kind(result.figure),
            "exact": exact_text(result.figure),
            "context": result_context(result),
            "word": library.review.outcomes[result.outcome].short
            if result.outcome != outcome.id
            else "",
            "href": page.link(source_address(source.key, result.anchor)),
            "total": result.figure.total or 0,
            "reason": reasons.get(id(result), ""),
        }
        for result in own
    ]
    share = _share(own[0]) if own else None
    return {"figures": figures, "sort": "" if share is None else f"{share:.4f}"}


def _share(result: Result) -> float | None:
    figure = result.figure
    if figure.events is not None and figure.total:
        return figure.events / figure.total
    return figure.estimate


def _pooled_row(estimate: Estimate) -> dict[str, Any] | None:
    if estimate.k == 0 or estimate.low is None or estimate.high is None:
        return None
    drawing = (
        draw_interval(estimate.proportion, estimate.low, estimate.high, is_pooled=True)
        if estimate.proportion is not None
        else None
    )
    several = f"{estimate.events}/{estimate.total} in {plural(estimate.k, 'cohort')}"
    spread = ""
    if estimate.k > 2 and estimate.prediction_low is not None and estimate.prediction_high:
        span = f"{percent(estimate.prediction_low, sign=False)}–{percent(estimate.prediction_high)}"
        spread = f"A new cohort like these is expected between {span} (95% prediction interval)."
    if estimate.tau2 is not None and estimate.i_squared is not None and estimate.k > 2:
        spread += (
            f" Spread between cohorts: τ² {estimate.tau2:.2f}, I² {percent(estimate.i_squared)}."
        )
    return {
        "text": estimate_text(estimate), "several": several, "method": estimate.method,
        "drawing": drawing, "spread": spread.strip(),
    }  # fmt: skip


def _notes(library: Library, page: Page, estimates: Iterable[Estimate]) -> list[dict[str, Any]]:
    """Say what was set aside because its patients stand in another report."""
    return [
        {
            "outcome": library.review.outcomes[estimate.outcome].short,
            "short": aside.report.short,
            "href": page.link(source_address(aside.report.source)),
            "instead": aside.instead_short,
            "because": aside.because,
            "decided_by": aside.decided_by,
        }
        for estimate in estimates
        for aside in estimate.set_aside
    ]


def _newest(source: Source) -> tuple[int, str]:
    return -(source.record.year or 0), source.key


def _source_row(library: Library, page: Page, source: Source) -> dict[str, Any]:
    kind = library.review.kinds.get(source.kind or "")
    return {
        "short": source.short,
        "title": source.record.title,
        "has_title": source.record.has_title,
        "href": page.link(source_address(source.key)),
        "kind": kind.label if kind else "Record only",
        "product": source.details.get("product", ""),
        "facets": [
            facet_value_label(library, facet.id, source.facets.get(facet.id))
            for facet in column_facets(library)
        ],
        "patients": patients(source),
        "read": READ[source.read],
        "retracted": source.retracted,
        "excluded": source.status == "excluded",
    }

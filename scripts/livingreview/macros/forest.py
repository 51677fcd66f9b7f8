"""The forest plot: a table with a drawn interval in each row, pooled, with what it rests on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.page import Page
from livingreview.model import Facet, Library, claimed_range, column_facets, facet_value_label
from livingreview.rendering import (
    MacroError,
    draw_interval,
    estimate_text,
    facet_label,
    figure_origin,
    figure_text,
    interval,
    percent,
    plural,
    provenance,
    render_template,
    result_context,
    source_address,
)
from livingreview.statistics import PooledProportion, exact_interval
from livingreview.synthesis import (
    Estimate,
    Pooled,
    Report,
    Variant,
    compare_subgroups,
    cumulative,
    estimate_numbers,
    leave_one_out,
    sensitivity,
    without_retraction,
)

# Spread between cohorts (variance of log-odds) above which leaving one out is shown.
NOTABLE_TAU2 = 0.1


def forest_macros(library: Library, page: Page, pooled: Pooled) -> dict[str, Callable[..., Any]]:
    """Make the macro that draws forest plots; `pooled` gives the estimates."""

    def forest_plot(
        outcome: str, *, by: str | None = None, title: str = "", **facets: str
    ) -> Markup:
        chosen = outcome_of(library, outcome)
        if chosen.measure != "proportion" or chosen.not_pooled:
            why = chosen.not_pooled or f"it is a {chosen.measure} outcome"
            raise MacroError(f"forest_plot must show an outcome that is pooled ({why})")
        wanted = checked_facets(library, facets)
        estimate = pooled(chosen.id, **wanted)
        groups = _groups(library, estimate, by, pooled) if by else {}
        anchor = f"outcome-{chosen.id}" if not wanted else ""
        if anchor:
            page.shown.add(anchor)
            page.plotted.add(chosen.id)
        band = claimed_range(library, chosen.id)
        columns = [facet for facet in column_facets(library) if facet.id != by]
        rows = _Rows(library, page, estimate, band, columns)
        return render_template(
            "forest_plot",
            anchor=anchor,
            files=page.link(f"data/plots/{chosen.id}") if anchor and estimate.k else "",
            title=title or chosen.label,
            definition=chosen.definition,
            facets=[facet.label for facet in columns],
            groups=[
                {
                    "label": label,
                    "rows": rows.reports(group),
                    "pooled": rows.pooled(group) if group.pooled and group.k > 1 else None,
                }
                for label, group in (groups or {"": estimate}).items()
            ],
            by=library.review.facets[by].label.lower() if by else "",
            test=compare_subgroups({n: g for n, g in groups.items() if g.pooled})
            if groups
            else None,
            pooled=rows.pooled(estimate),
            claimed=interval(*band) if band else "",
            spread=_spread(estimate.pooled) if estimate.pooled else "",
            method=estimate_numbers(estimate).method,
            not_pooled=[
                {
                    "short": kept.short,
                    "href": page.link(source_address(kept.source, kept.result.anchor)),
                    "text": figure_text(kept.result.figure),
                    "context": result_context(kept.result),
                    "label": library.review.outcomes[kept.result.outcome].short,
                    "reason": kept.reason,
                }
                for kept in estimate.not_pooled
            ],
            set_aside=[
                {
                    "short": aside.report.short,
                    "href": page.link(source_address(aside.report.source)),
                    "text": figure_text(aside.report.result.figure),
                    "instead": aside.instead_short,
                    "because": aside.because,
                    "decided_by": aside.decided_by,
                }
                for aside in estimate.set_aside
            ],
            left_out=[_variant_row(v) for v in leave_one_out(estimate)]
            if estimate.pooled and (estimate.pooled.tau2 or 0) > NOTABLE_TAU2
            else [],
            over_time=[_variant_row(v) for v in cumulative(library, estimate)],
            retracted=[_variant_row(v) for v in without_retraction(library, estimate)],
            variants=[_variant_row(v) for v in sensitivity(library, estimate)],
        )

    return {"forest_plot": forest_plot}


class _Rows:
    """The rows of one plot: their words and their drawings share a scale and a band."""

    def __init__(
        self,
        library: Library,
        page: Page,
        estimate: Estimate,
        band: tuple[float, float] | None,
        columns: list[Facet],
    ) -> None:
        self.library, self.page, self.band, self.columns = library, page, band, columns
        self.patients = estimate.total
        self.largest = max((report.total for report in estimate.reports), default=1)

    def reports(self, estimate: Estimate) -> list[dict[str, Any]]:
        """Give a row for each pooled report."""
        patients = estimate.total if estimate.pooled else self.patients
        return [self._report(report, estimate.outcome, patients) for report in estimate.reports]

    def _report(self, report: Report, outcome: str, patients: int) -> dict[str, Any]:
        source = self.library.sources[report.source]
        share = report.events / report.total
        bounds = exact_interval(report.events, report.total)
        return {
            "short": report.short,
            "cohort": self._cohort(report),
            "href": self.page.link(source_address(report.source)),
            "number": self.page.link(source_address(report.source, report.result.anchor)),
            "facets": [facet_label(self.library, source, facet.id) for facet in self.columns],
            "word": self.library.review.outcomes[report.answers].short
            if report.answers != outcome
            else "",
            "origin": figure_origin(self.library, source, report.result),
            "card": provenance(source),
            "events": report.events,
            "total": report.total,
            "percent": percent(share),
            "share": share,
            "exact": interval(*bounds),
            "weight": percent(report.total / patients, sign=False),
            "drawing": draw_interval(
                share,
                *bounds,
                weight=report.total / max(self.largest, report.total),
                band=self.band,
            ),
        }

    def pooled(self, estimate: Estimate) -> dict[str, Any]:
        """Give the row of a pooled result, or of why there is none."""
        found = estimate.pooled
        share = found.proportion if found else None
        return {
            "text": estimate_text(estimate),
            "events": estimate.events,
            "total": estimate.total,
            "cohorts": plural(estimate.k, "cohort"),
            "percent": "–" if share is None else percent(share),
            "interval": interval(found.low, found.high) if found else "",
            "drawing": draw_interval(
                share,
                found.low,
                found.high,
                is_pooled=True,
                band=self.band,
                prediction=_prediction(found),
            )
            if found and share is not None
            else None,
        }

    def _cohort(self, report: Report) -> str:
        """Name a report's patients, where the report is not called by them already."""
        ids = self.library.sources[report.source].cohorts
        labels = [self.library.cohorts[id].label for id in ids if id in self.library.cohorts]
        return ", ".join(label for label in labels if label not in report.short)


def _groups(library: Library, estimate: Estimate, by: str, pooled: Pooled) -> dict[str, Estimate]:
    """Pool each value of a single-valued facet by itself; reports without one stand last.

    Those are shown and not pooled: what they share is only that nobody told.
    """
    facet = library.review.facets[known(by, library.review.facets, "by")]
    if not facet.single:
        raise MacroError(f"by must be a facet with one value a source (got {by!r})")
    found = {
        facet_value_label(library, by, value): pooled(
            estimate.outcome, **dict(estimate.facets), **{by: value}
        )
        for value in facet.values
    }
    found = {label: group for label, group in found.items() if group.k}
    rest = tuple(
        report for report in estimate.reports if by not in library.sources[report.source].facets
    )
    if rest:
        found["not stated"] = replace(estimate, reports=rest, pooled=None)
    return found


def _prediction(pooled: PooledProportion) -> tuple[float, float] | None:
    """Return the prediction interval where it means something: three cohorts or more."""
    if pooled.k < 3 or pooled.prediction_low is None or pooled.prediction_high is None:
        return None
    return pooled.prediction_low, pooled.prediction_high


def _spread(pooled: PooledProportion) -> str:
    """Say where a further cohort is expected, and how much the cohorts differ."""
    parts = []
    if prediction := _prediction(pooled):
        parts.append(
            f"A further cohort like these is expected to lie within {interval(*prediction)}% "
            "(95% prediction interval)."
        )
    if pooled.k > 2 and pooled.tau2 is not None:
        inconsistency = f", I² {percent(pooled.i_squared)}" if pooled.i_squared is not None else ""
        parts.append(f"Spread between cohorts: τ² {pooled.tau2:.2f}{inconsistency}.")
    return " ".join(parts)


def _variant_row(variant: Variant) -> dict[str, str]:
    found = variant.pooled
    numbers = "nothing to pool"
    if found:
        point = percent(found.proportion) if found.proportion is not None else "not estimable"
        numbers = f"{point} ({interval(found.low, found.high)})"
    return {
        "label": variant.label,
        "text": numbers,
        "patients": f"{plural(variant.k, 'cohort')}, {plural(variant.total, 'patient')}",
        "tau2": f"{found.tau2:.2f}" if found and found.tau2 is not None else "",
    }

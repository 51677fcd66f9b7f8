"""The forest plot: a table of reports with drawn intervals, the pooled estimate and its details."""

from dataclasses import replace

from livingreview.macros.certainty import bias_marks, certainty_shown
from livingreview.macros.lookup import checked_facets, known, pooled_outcome
from livingreview.macros.macro import Given, Values, block
from livingreview.model import (
    Library,
    claimed_range,
    column_facets,
    facet_value_label,
    percent,
    plural,
)
from livingreview.rendering import (
    MacroError,
    draw_interval,
    estimate_text,
    facet_label,
    figure_origin,
    figure_text,
    interval,
    provenance,
    result_context,
)
from livingreview.statistics import PooledProportion, exact_interval
from livingreview.synthesis import (
    Estimate,
    NotPooled,
    Report,
    SetAside,
    Variant,
    compare_subgroups,
    cumulative,
    estimate_numbers,
    leave_one_out,
    sensitivity,
    without_retraction,
)

# If the variance between cohorts (of log-odds) is above this, leave-one-out estimates are shown.
NOTABLE_TAU2 = 0.1


@block
def forest_plot(
    given: Given, /, outcome: str, *, by: str | None = None, title: str = "", **facets: str
) -> Values:
    """The pooled estimate of an outcome, with the report of each cohort and its interval drawn.

    The plot also shows the claimed range, how much the cohorts differ, which reports were set
    aside or not pooled and why, and how far the estimate depends on single choices.
    `outcome` must be one that is pooled; `by` names a facet: one group per value, with a test
    between the groups.
    """
    library, page = given.library, given.page
    chosen = pooled_outcome(library, outcome, "forest_plot")
    wanted = checked_facets(library, facets)
    estimate = given.pooled(chosen.id, **wanted)
    groups = _groups(given, estimate, by) if by else {}
    anchor = f"outcome-{chosen.id}" if not wanted else ""
    if anchor:
        page.shows(anchor)
        page.plots(chosen.id)
    rows = _Rows(given, estimate, by)
    pooled_groups = {label: group for label, group in groups.items() if group.pooled}
    return {
        "anchor": anchor,
        "files": page.link(f"data/plots/{chosen.id}") if anchor and estimate.k else "",
        "title": title or chosen.label,
        "definition": chosen.definition,
        "facets": [facet.label for facet in rows.columns],
        "groups": [rows.group(label, part) for label, part in (groups or {"": estimate}).items()],
        "by": library.review.facets[by].label.lower() if by else "",
        "test": compare_subgroups(pooled_groups) if groups else None,
        "pooled": rows.pooled(estimate),
        "claimed": interval(*rows.band) if rows.band else "",
        "spread": _spread(estimate.pooled) if estimate.pooled else "",
        "method": estimate_numbers(estimate).method,
        "certainty": certainty_shown(library, estimate),
        "not_pooled": [_kept_row(given, kept) for kept in estimate.not_pooled],
        "set_aside": [_aside_row(given, aside) for aside in estimate.set_aside],
        **_variants(library, estimate),
    }


class _Rows:
    """The rows of one plot, whose drawings have the same scale and the same claimed range."""

    def __init__(self, given: Given, estimate: Estimate, by: str | None) -> None:
        self.given, self.library = given, given.library
        self.band = claimed_range(self.library, estimate.outcome)
        self.columns = [facet for facet in column_facets(self.library) if facet.id != by]
        self.patients = estimate.total
        self.largest = max((report.total for report in estimate.reports), default=1)

    def group(self, label: str, estimate: Estimate) -> Values:
        """Return a row per report of a group, and a pooled row if there is more than one."""
        patients = estimate.total if estimate.pooled else self.patients
        return {
            "label": label,
            "rows": [self._report(r, estimate.outcome, patients) for r in estimate.reports],
            "pooled": self.pooled(estimate) if estimate.pooled and estimate.k > 1 else None,
        }

    def _report(self, report: Report, outcome: str, patients: int) -> Values:
        source = self.library.sources[report.source]
        share = report.events / report.total
        bounds = exact_interval(report.events, report.total)
        return {
            "short": report.short,
            "cohort": self._cohort(report),
            "href": self.given.source_link(report.source),
            "number": self.given.source_link(report.source, report.result.anchor),
            "facets": [facet_label(self.library, source, facet.id) for facet in self.columns],
            "word": self.library.review.outcomes[report.answers].short
            if report.answers != outcome
            else "",
            "origin": figure_origin(self.library, source, report.result),
            "card": provenance(source),
            "marks": bias_marks(self.library, report),
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

    def pooled(self, estimate: Estimate) -> Values:
        """Return the row of a pooled result; its text says why if there is none."""
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
        """Return the labels of a report's cohorts that its short name does not contain."""
        ids = self.library.sources[report.source].cohorts
        labels = [self.library.cohorts[id].label for id in ids if id in self.library.cohorts]
        return ", ".join(label for label in labels if label not in report.short)


def _groups(given: Given, estimate: Estimate, by: str) -> dict[str, Estimate]:
    """Return one estimate per value of a facet with single values; reports without one come last.

    Reports without a value are shown but not pooled, because they have nothing else in common.
    """
    library = given.library
    facet = library.review.facets[known(by, library.review.facets, "by")]
    if not facet.single:
        raise MacroError(f"by must be a facet with one value per source (got {by!r})")
    found = {
        facet_value_label(library, by, value): given.pooled(
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
    """Return the prediction interval, or None with fewer than the three cohorts that it needs."""
    if pooled.k < 3 or pooled.prediction_low is None or pooled.prediction_high is None:
        return None
    return pooled.prediction_low, pooled.prediction_high


def _spread(pooled: PooledProportion) -> str:
    """Return sentences that say where a further cohort is expected and how much cohorts differ."""
    parts = []
    if prediction := _prediction(pooled):
        parts.append(
            f"A further cohort like these is expected to be within {interval(*prediction)}% "
            "(95% prediction interval)."
        )
    if pooled.k > 2 and pooled.tau2 is not None:
        inconsistency = f", I² {percent(pooled.i_squared)}" if pooled.i_squared is not None else ""
        parts.append(f"Spread between cohorts: τ² {pooled.tau2:.2f}{inconsistency}.")
    return " ".join(parts)


def _kept_row(given: Given, kept: NotPooled) -> Values:
    return {
        "short": kept.short,
        "href": given.source_link(kept.source, kept.result.anchor),
        "text": figure_text(kept.result.figure),
        "context": result_context(given.library, kept.result),
        "label": given.library.review.outcomes[kept.result.outcome].short,
        "reason": kept.reason,
    }


def _aside_row(given: Given, aside: SetAside) -> Values:
    return {
        "short": aside.report.short,
        "href": given.source_link(aside.report.source),
        "text": figure_text(aside.report.result.figure),
        "instead": aside.instead_short,
        "because": aside.because,
        "decided_by": aside.decided_by,
    }


def _variants(library: Library, estimate: Estimate) -> Values:
    """Return the estimates with one thing changed at a time, by the kind of change."""
    is_notable = estimate.pooled and (estimate.pooled.tau2 or 0) > NOTABLE_TAU2
    kinds = {
        "left_out": leave_one_out(estimate) if is_notable else (),
        "over_time": cumulative(library, estimate),
        "retracted": without_retraction(library, estimate),
        "variants": sensitivity(library, estimate),
    }
    return {kind: [_variant_row(variant) for variant in found] for kind, found in kinds.items()}


def _variant_row(variant: Variant) -> Values:
    found = variant.pooled
    numbers = "no cohort qualifies"
    if found:
        point = percent(found.proportion) if found.proportion is not None else "not estimable"
        numbers = f"{point} ({interval(found.low, found.high)})"
    return {
        "label": variant.label,
        "text": numbers,
        "patients": f"{plural(variant.k, 'cohort')}, {plural(variant.total, 'patient')}",
        "tau2": f"{found.tau2:.2f}" if found and found.tau2 is not None else "",
    }

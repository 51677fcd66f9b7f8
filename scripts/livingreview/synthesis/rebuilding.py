"""An outcome pooled from chosen reports or by another method, to compare with published figures.

Reports are taken as they are named: patients whom two of them share are counted twice, as an
author who did not see the overlap would have done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from livingreview.model import Library
from livingreview.statistics import (
    PooledProportion,
    pool_proportions,
    pool_proportions_double_arcsine,
)
from livingreview.synthesis.estimates import Estimate, pool_reports, reports_for

# The first is the model of the review; the others serve comparison only.
METHODS: Mapping[str, Callable[[Sequence[int], Sequence[int]], PooledProportion]] = {
    "logistic": pool_proportions,
    "double-arcsine": pool_proportions_double_arcsine,
}


def estimate_from(library: Library, outcome: str, keys: Sequence[str]) -> Estimate:
    """Pool an outcome over the named sources that have counts for it, whatever they share.

    `not_pooled` says why the others among them have none. Raises KeyError if the outcome is not
    in the vocabulary.
    """
    wanted = frozenset(keys)
    reports, not_pooled = reports_for(library, outcome)
    chosen = tuple(report for report in reports if report.source in wanted)
    return Estimate(
        outcome=outcome,
        facets=(),
        pooled=pool_reports(chosen) if chosen else None,
        reports=chosen,
        set_aside=(),
        not_pooled=tuple(kept for kept in not_pooled if kept.source in wanted),
    )


def without_counts(estimate: Estimate, keys: Sequence[str]) -> dict[str, str]:
    """Return the named sources that an estimate does not pool, each with the reason."""
    pooled = {report.source for report in estimate.reports}
    reasons = {kept.source: kept.reason for kept in estimate.not_pooled}
    return {key: reasons.get(key, "no result for it") for key in keys if key not in pooled}


def pooled_by(estimate: Estimate, method: str) -> Estimate:
    """Pool the reports of an estimate by one of `METHODS`."""
    if not estimate.k:
        return estimate
    events = [report.events for report in estimate.reports]
    totals = [report.total for report in estimate.reports]
    return replace(estimate, pooled=METHODS[method](events, totals))

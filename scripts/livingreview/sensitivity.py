"""How far an estimate depends on one cohort, on the model, and on what was let in.

Each variant is the same question asked once more with one thing changed; the estimate itself
comes from `synthesis`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from livingreview.independence import Report
from livingreview.model import Library, Source
from livingreview.statistics import (
    PooledProportion,
    SubgroupTest,
    pool_proportions,
    pool_proportions_reml,
    test_subgroups,
)
from livingreview.synthesis import Estimate, estimate_outcome

FIRST_HAND = ("full-text", "abstract", "registry")


@dataclass(frozen=True, slots=True)
class Variant:
    """An estimate with one thing changed; proportions are 0–1, None where there is none."""

    label: str
    proportion: float | None
    low: float | None
    high: float | None
    tau2: float | None
    k: int
    total: int


def leave_one_out(estimate: Estimate) -> Iterator[Variant]:
    """Pool once more without each report in turn; nothing with fewer than three reports."""
    if estimate.k < 3:
        return
    for left_out in estimate.reports:
        rest = [report for report in estimate.reports if report is not left_out]
        yield _variant(f"without {left_out.short}", _pool(rest))


def sensitivity(library: Library, estimate: Estimate) -> Iterator[Variant]:
    """Pool once more with another model, another rule of overlap, and fewer kinds of report."""
    outcome, facets = estimate.outcome, dict(estimate.facets)
    if not estimate.k:
        return
    events, totals = _counts(estimate.reports)
    yield _variant(
        "normal model of log-odds (REML, Hartung–Knapp)", pool_proportions_reml(events, totals)
    )
    certain = estimate_outcome(library, outcome, facets, certain_only=True)
    yield _of_estimate("only certain overlaps counted as overlap", certain)
    first_hand = estimate_outcome(library, outcome, facets, keep=_is_first_hand)
    yield _of_estimate("without results read in secondary sources", first_hand)
    kinds = library.review.kinds
    reviewed = frozenset(id for id, kind in kinds.items() if kind.peer_reviewed)
    articles = estimate_outcome(
        library, outcome, facets, keep=lambda source, _read: source.kind in reviewed
    )
    yield _of_estimate("peer-reviewed articles only", articles)


def compare_subgroups(groups: Mapping[str, Estimate]) -> SubgroupTest:
    """Test whether subgroups, each pooled by itself, differ (Wald)."""
    return test_subgroups(
        {label: _pool(estimate.reports) for label, estimate in groups.items() if estimate.k}
    )


def _is_first_hand(_source: Source, read: str) -> bool:
    return read in FIRST_HAND


def _counts(reports: Sequence[Report]) -> tuple[list[int], list[int]]:
    return [report.events for report in reports], [report.total for report in reports]


def _pool(reports: Sequence[Report]) -> PooledProportion:
    return pool_proportions(*_counts(reports))


def _variant(label: str, pooled: PooledProportion) -> Variant:
    return Variant(
        label, pooled.proportion, pooled.low, pooled.high, pooled.tau2, pooled.k, pooled.total
    )


def _of_estimate(label: str, estimate: Estimate) -> Variant:
    return Variant(
        label,
        estimate.proportion,
        estimate.low,
        estimate.high,
        estimate.tau2,
        estimate.k,
        estimate.total,
    )

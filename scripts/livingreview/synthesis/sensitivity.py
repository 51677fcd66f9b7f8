"""The sensitivity of an estimate to single cohorts, to the model, and to the choice of reports.

Each variant repeats the estimate with one thing changed; the estimate itself is made in
`estimates`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from livingreview.model import FIRST_HAND, Library
from livingreview.statistics import (
    PooledProportion,
    SubgroupTest,
    pool_proportions,
    pool_proportions_reml,
    test_subgroups,
)
from livingreview.synthesis.bias import is_low_risk, judge_bias
from livingreview.synthesis.estimates import Estimate, other_reports, pool_reports
from livingreview.synthesis.independence import Report


@dataclass(frozen=True, slots=True)
class Variant:
    """An estimate with one thing changed; `pooled` is None if nothing is left to pool."""

    label: str
    pooled: PooledProportion | None

    @property
    def k(self) -> int:
        """Return the number of cohorts."""
        return self.pooled.k if self.pooled else 0

    @property
    def total(self) -> int:
        """Return the number of patients."""
        return self.pooled.total if self.pooled else 0


def leave_one_out(estimate: Estimate) -> Iterator[Variant]:
    """Yield the estimate without each report in turn; nothing with fewer than three reports."""
    if estimate.k < 3:
        return
    for left_out in estimate.reports:
        rest = [report for report in estimate.reports if report is not left_out]
        yield Variant(f"without {left_out.short}", pool_reports(rest))


def cumulative(library: Library, estimate: Estimate) -> Iterator[Variant]:
    """Yield the estimate from the reports published by each year; nothing for a single year.

    Reports of unknown year come last.
    """
    by_year: dict[int | None, list[Report]] = {}
    for report in estimate.reports:
        by_year.setdefault(library.sources[report.source].record.year, []).append(report)
    if len(by_year) < 2:
        return
    known: list[Report] = []
    for year in sorted(by_year, key=lambda year: (year is None, year or 0)):
        known += by_year[year]
        label = f"by the end of {year}" if year else "with reports of unknown year"
        yield Variant(label, pool_reports(known))


def with_next_cohort(estimate: Estimate, patients: int) -> Iterator[Variant]:
    """Yield the estimate with one further cohort, for every number of events it could have."""
    events = [report.events for report in estimate.reports]
    totals = [report.total for report in estimate.reports]
    for more in range(patients + 1):
        pooled = pool_proportions([*events, more], [*totals, patients])
        yield Variant(f"{more} of {patients}", pooled)


def without_retraction(library: Library, estimate: Estimate) -> Iterator[Variant]:
    """Yield, for each retracted source, the estimate as it would be with that source."""
    for kept in estimate.not_pooled:
        figure = kept.result.figure
        if library.sources[kept.source].retracted and figure.events is not None and figure.total:
            report = Report(
                kept.source,
                kept.short,
                kept.result.outcome,
                figure.events,
                figure.total,
                kept.result,
            )
            yield Variant(kept.short, pool_reports([*estimate.reports, report]))


def sensitivity(library: Library, estimate: Estimate) -> Iterator[Variant]:
    """Yield the estimate with another model, another rule of overlap, and other kinds of report.

    If there are too few events for a model, no other model is tried.
    """
    if not estimate.k:
        return
    events = [report.events for report in estimate.reports]
    totals = [report.total for report in estimate.reports]
    pooled = estimate.pooled
    is_summed = pooled is not None and pooled.k > 1 and pooled.tau2 is None
    if not (is_summed and pooled and pooled.proportion is not None):
        yield Variant(
            "normal model of log-odds (REML, Hartung–Knapp)", pool_proportions_reml(events, totals)
        )
    for label, reports in _other_choices(library, estimate):
        if reports == estimate.reports:
            yield Variant(label, estimate.pooled)
        elif reports:
            yield Variant(label, pool_reports(reports))
        else:
            yield Variant(label, None)


def _other_choices(
    library: Library, estimate: Estimate
) -> Iterator[tuple[str, tuple[Report, ...]]]:
    """Yield the reports that other rules would choose, each with what the rule changes."""
    kinds, sources = library.review.kinds, library.sources
    reviewed = frozenset(id for id, kind in kinds.items() if kind.peer_reviewed)
    yield "with selected cohorts", other_reports(library, estimate, with_selected=True)
    yield (
        "only certain overlaps counted as overlap",
        other_reports(library, estimate, certain_only=True),
    )
    keeps: dict[str, Callable[[Report], bool]] = {
        "without results read in secondary sources": lambda r: r.result.figure.read in FIRST_HAND,
        "only what was read in full text": lambda r: r.result.figure.read == "full-text",
        "peer-reviewed articles only": lambda r: sources[r.source].kind in reviewed,
    }
    if rules := library.review.certainty:
        keeps |= {
            "without cohorts at high risk of bias": lambda r: (
                judge_bias(library, rules.cohorts, r).risk != "high"
            ),
            "only cohorts at low risk of bias": lambda r: is_low_risk(library, r),
        }
    for label, keep in keeps.items():
        yield label, other_reports(library, estimate, keep=keep)


def compare_subgroups(groups: Mapping[str, Estimate]) -> SubgroupTest:
    """Return a Wald test of whether subgroups, each pooled separately, differ."""
    return test_subgroups(
        {label: pool_reports(estimate.reports) for label, estimate in groups.items() if estimate.k}
    )

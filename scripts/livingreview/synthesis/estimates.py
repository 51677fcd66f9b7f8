"""The estimates of outcomes: the results that may be pooled, and the reasons against the others.

The rules are data (`review.yml`: pooling, kinds, counts). The choice of reports without shared
patients is in `independence`, the models are in `statistics`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Protocol

from livingreview.model import (
    Claim,
    Library,
    Outcome,
    Result,
    Source,
    facet_value_label,
    has_facets,
)
from livingreview.statistics import PooledProportion, pool_proportions
from livingreview.synthesis.independence import Report, SetAside, choose_independent, selection


@dataclass(frozen=True, slots=True)
class NotPooled:
    """A result for an outcome that is shown but not pooled, with the reason."""

    source: str
    short: str
    result: Result
    reason: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimate of an outcome: the chosen reports and their pooled result.

    `pooled` is None without reports; `facets` are the values to which the reports were restricted.
    """

    outcome: str
    facets: tuple[tuple[str, str], ...]
    pooled: PooledProportion | None
    reports: tuple[Report, ...]
    set_aside: tuple[SetAside, ...]
    not_pooled: tuple[NotPooled, ...]

    @property
    def k(self) -> int:
        """Return the number of cohorts: each chosen report is one."""
        return len(self.reports)

    @property
    def events(self) -> int:
        """Return the number of patients with the outcome."""
        return sum(report.events for report in self.reports)

    @property
    def total(self) -> int:
        """Return the number of patients."""
        return sum(report.total for report in self.reports)


@dataclass(frozen=True, slots=True)
class EstimateNumbers:
    """The numbers of an estimate as plain values, for pages and downloads.

    Proportions are 0–1; a missing value is None. `k` cohorts had `events` among `total` patients;
    `method` says how they were pooled.
    """

    proportion: float | None = None
    low: float | None = None
    high: float | None = None
    prediction_low: float | None = None
    prediction_high: float | None = None
    tau2: float | None = None
    i_squared: float | None = None
    k: int = 0
    events: int = 0
    total: int = 0
    method: str = "nothing to pool"


class Pooled(Protocol):
    """The type of a function that returns the estimate of an outcome for values of facets."""

    def __call__(self, outcome: str, /, **facets: str) -> Estimate:
        """Return the estimate; equal calls return the same object."""
        ...


def estimate_outcome(
    library: Library,
    outcome: str,
    facets: Mapping[str, str] | None = None,
    *,
    keep: Callable[[Report], bool] | None = None,
    otherwise: str = "",
) -> Estimate:
    """Return the estimate of an outcome over reports, with these facets, that share no patients.

    `keep` returns whether a report may be used; `otherwise` is the reason against the others.
    Raises KeyError if the outcome is not in the vocabulary.
    """
    wanted = dict(facets or {})
    reports, not_pooled = _reports(library, library.review.outcomes[outcome], wanted)
    if keep:
        not_pooled += tuple(
            NotPooled(report.source, report.short, report.result, otherwise)
            for report in reports
            if not keep(report)
        )
        reports = [report for report in reports if keep(report)]
    chosen, set_aside = choose_independent(library, reports)
    ordered = _by_size(chosen)
    return Estimate(
        outcome=outcome,
        facets=tuple(sorted(wanted.items())),
        pooled=pool_reports(ordered) if ordered else None,
        reports=ordered,
        set_aside=set_aside,
        not_pooled=not_pooled,
    )


def estimate_numbers(estimate: Estimate) -> EstimateNumbers:
    """Return the numbers of an estimate as plain values."""
    if estimate.pooled is None:
        return EstimateNumbers()
    return EstimateNumbers(
        *(getattr(estimate.pooled, field.name) for field in fields(EstimateNumbers))
    )


def other_reports(
    library: Library,
    estimate: Estimate,
    *,
    certain_only: bool = False,
    with_selected: bool = False,
    keep: Callable[[Report], bool] | None = None,
) -> tuple[Report, ...]:
    """Return the reports of an estimate as another rule would choose them.

    With `certain_only`, probable overlaps are ignored; with `with_selected`, selected cohorts may
    be chosen; `keep` returns whether a report may be used.
    """
    outcome = library.review.outcomes[estimate.outcome]
    reports, _ = _reports(library, outcome, dict(estimate.facets), with_selected=with_selected)
    if keep:
        reports = [report for report in reports if keep(report)]
    return _by_size(choose_independent(library, reports, certain_only=certain_only)[0])


def reports_for(library: Library, outcome: str) -> tuple[tuple[Report, ...], tuple[NotPooled, ...]]:
    """Return every report with counts for an outcome, selected and overlapping ones as well.

    The second part says of each other result why its counts cannot be used.
    """
    reports, not_pooled = _reports(
        library, library.review.outcomes[outcome], {}, with_selected=True
    )
    return _by_size(reports), not_pooled


def pool_reports(reports: Sequence[Report]) -> PooledProportion:
    """Return the pooled proportion of reports."""
    return _pool_counts(tuple((report.events, report.total) for report in reports))


# Estimates of a review's pages and of its variants; a comparison of two reviews asks for most of
# them twice, as the preview does after each change.
@lru_cache(maxsize=10_000)
def _pool_counts(counts: tuple[tuple[int, int], ...]) -> PooledProportion:
    """Return the pooled proportion of counts of events and patients."""
    return pool_proportions([events for events, _ in counts], [total for _, total in counts])


def _by_size(reports: Iterable[Report]) -> tuple[Report, ...]:
    return tuple(sorted(reports, key=lambda report: (-report.total, report.source)))


def _reports(
    library: Library,
    outcome: Outcome,
    wanted: Mapping[str, str],
    *,
    with_selected: bool = False,
) -> tuple[list[Report], tuple[NotPooled, ...]]:
    """Return the reports of an outcome that may be pooled, and the results that may not.

    A source is represented by the closest outcome that it reports (the outcome itself, then its
    `counts` in order) and, of several such results, by the one with the most patients.
    """
    reports: list[Report] = []
    not_pooled: list[NotPooled] = []
    for source in library.sources.values():
        if source.status != "included" or not has_facets(source, wanted):
            continue
        answers = [
            (rank, result)
            for rank, id in enumerate((outcome.id, *outcome.counts))
            for result in source.results
            if result.outcome == id
        ]
        reasons = [
            (_reason_against(library, outcome, source, r, with_selected=with_selected), rank, r)
            for rank, r in answers
        ]
        usable = [(rank, -(r.figure.total or 0), r) for reason, rank, r in reasons if not reason]
        if usable:
            best = min(usable, key=lambda found: found[:2])[2]
            reports.append(_report(source, best))
        else:
            not_pooled += [
                NotPooled(source.key, source.short, result, reason)
                for reason, _, result in reasons
                if reason and not result.figure.missing
            ]
    return reports, tuple(not_pooled)


def is_pooled(library: Library, source: Source, result: Result) -> bool:
    """Return whether a result may be pooled for its outcome, or for one that counts it."""
    outcomes = library.review.outcomes.values()
    return source.status == "included" and any(
        _reason_against(library, outcome, source, result, with_selected=True) is None
        for outcome in outcomes
        if result.outcome in (outcome.id, *outcome.counts)
    )


def _report(source: Source, result: Result) -> Report:
    figure = result.figure
    return Report(
        source.key, source.short, result.outcome, figure.events or 0, figure.total or 0, result
    )


def _reason_against(
    library: Library,
    outcome: Outcome,
    source: Source,
    result: Result,
    *,
    with_selected: bool,
) -> str | None:
    """Return why a result must not be pooled, or None if it may."""
    figure = result.figure
    if against_source := reason_against_source(library, source):
        return against_source
    if outcome.measure != "proportion":
        return f"{outcome.measure} results are shown side by side"
    if outcome.not_pooled:
        return outcome.not_pooled
    if result.group:
        part = "comparator arm" if result.group.arm else "part of the patients"
        return f"{part}: {result.group.label}"
    if result.of:
        among = library.review.outcomes.get(result.of)
        return f"counted only among patients with: {among.label.lower() if among else result.of}"
    if result.window == "late":
        return "late events only"
    if figure.events is None or figure.total is None:
        return "printed without counts"
    if figure.derivation in library.review.pooling.exclude_derivations:
        return "counts worked back from a percentage"
    if not with_selected and (what := selection(library, source)):
        return f"selected patients: {what}"
    return None


def reason_against_source(library: Library, source: Source) -> str | None:
    """Return why no result of a source may be pooled, or None if they may."""
    review = library.review
    kind = review.kinds.get(source.kind or "")
    missing_facets = [
        (facet, value)
        for facet, value in review.pooling.require.items()
        if source.facets.get(facet) != value
    ]
    if source.retracted:
        return "the source was retracted"
    if kind is None or not kind.pooled:
        return f"{kind.label.lower() if kind else 'a source without an entry'}: not pooled"
    if missing_facets:
        facet, value = missing_facets[0]
        label = review.facets[facet].label.lower() if facet in review.facets else facet
        return f"{label} is not {facet_value_label(library, facet, value)}"
    return None


def claim_status(claim: Claim, pooled: Pooled) -> str:
    """Return the status of a claim in view of the evidence.

    With a claimed range, this is `agrees` (the pooled estimate is inside the range), `compatible`
    (its interval overlaps the range), `departs` (it does not), or `untested` (fewer than two
    independent cohorts). Without a range, the claim is `tracked`.
    """
    if claim.range is None or claim.outcome is None:
        return "tracked"
    found = pooled(claim.outcome).pooled
    low, high = claim.range
    if found is None or found.k < 2:
        return "untested"
    if found.proportion is not None and low <= found.proportion <= high:
        return "agrees"
    return "compatible" if found.low <= high and found.high >= low else "departs"


def pooled_estimates(library: Library) -> Pooled:
    """Return a function that pools each outcome, with the same facets, only once."""
    known_estimates: dict[tuple[object, ...], Estimate] = {}

    def pooled(outcome: str, /, **facets: str) -> Estimate:
        key = (outcome, *sorted(facets.items()))
        if key not in known_estimates:
            known_estimates[key] = estimate_outcome(library, outcome, facets)
        return known_estimates[key]

    return pooled

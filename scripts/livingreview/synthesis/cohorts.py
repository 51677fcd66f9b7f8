"""The cohorts behind the pooled results, each with its reports."""

from collections.abc import Mapping

from livingreview.model import Cohort, Library, Source, patients
from livingreview.synthesis.estimates import Pooled


def pooled_cohorts(library: Library, pooled: Pooled) -> dict[str, tuple[Source, ...]]:
    """Return the cohorts that any estimate pools, the largest first, each with its reports.

    The reports that are pooled come first, then those with more patients; what was excluded or
    retracted is not among them.
    """
    chosen = {
        report.source
        for outcome in library.review.outcomes.values()
        if outcome.measure == "proportion" and not outcome.not_pooled
        for report in pooled(outcome.id).reports
    }
    reports = {
        id: tuple(sorted(found, key=lambda source: _order(source, source.key in chosen)))
        for id, found in _reports(library).items()
        if any(source.key in chosen for source in found)
    }
    ids = sorted(reports, key=lambda id: (-_size(library.cohorts[id], reports[id]), id))
    return {id: reports[id] for id in ids}


def _reports(library: Library) -> Mapping[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for source in library.sources.values():
        if source.status == "included" and not source.retracted:
            for cohort in source.cohorts:
                if cohort in library.cohorts:
                    found.setdefault(cohort, []).append(source)
    return found


def _order(source: Source, is_pooled: bool) -> tuple[object, ...]:  # noqa: FBT001
    return (not is_pooled, -(patients(source) or 0), source.key)


def _size(cohort: Cohort, reports: tuple[Source, ...]) -> int:
    return cohort.patients or patients(reports[0]) or 0

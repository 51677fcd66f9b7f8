"""Results of an outcome that is shown and not pooled: one a cohort, patients counted once."""

from collections.abc import Mapping

from livingreview.model import Library, Result, Source, has_facets
from livingreview.synthesis.estimates import reason_against_source
from livingreview.synthesis.independence import independent_sources, selection

# Statistics of a figure without counts that are a share of patients.
SHARES = ("probability", "proportion")


def side_by_side(
    library: Library,
    outcome: str,
    facets: Mapping[str, str],
    *,
    at: str | None = None,
    window: str | None = None,
) -> tuple[Result, ...]:
    """Return the shares that whole, unselected cohorts report, narrowed as asked.

    `at` and `window` choose among a source's results; a source with several that fit gives the
    first.
    """
    found: dict[str, Result] = {}
    for source in library.sources.values():
        if not _may_stand(library, source, facets):
            continue
        for result in source.results:
            if (
                result.outcome == outcome
                and at in (None, result.at)
                and window in (None, result.window)
                and share_of(result) is not None
                and not (result.group or result.of)
            ):
                found.setdefault(source.key, result)
    chosen, _ = independent_sources(library, [library.sources[key] for key in found])
    return tuple(result for key, result in found.items() if library.sources[key] in chosen)


def share_of(result: Result) -> float | None:
    """Return the share of patients (0–1) that a result gives, or None if it gives none."""
    figure = result.figure
    if figure.events is not None and figure.total:
        return figure.events / figure.total
    return figure.estimate if figure.statistic in SHARES and not figure.unit else None


def _may_stand(library: Library, source: Source, facets: Mapping[str, str]) -> bool:
    return (
        source.status == "included"
        and has_facets(source, facets)
        and reason_against_source(library, source) is None
        and selection(library, source) is None
    )

"""The facets that a report does not state and takes from other reports of its cohort."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from livingreview.model import Source

# The value of a facet that differs between the patients of one report.
MIXED = "mixed"


def with_cohort_facets(
    sources: Mapping[str, Source], single_facets: tuple[str, ...]
) -> dict[str, Source]:
    """Return the sources, by key, with the facets that the other reports of their cohort agree on.

    Only facets with one value per source are inherited, and only by a report that has exactly one
    cohort and no value of its own; `inherited` names the report that states the value. A mixed
    value is not inherited, because another report may be about one part of the patients. Nothing
    is inherited from excluded and retracted reports.
    """
    reports: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources.values():
        if len(source.cohorts) == 1 and source.status == "included" and not source.retracted:
            reports[source.cohorts[0]].append(source)
    return {key: _completed(source, reports, single_facets) for key, source in sources.items()}


def _completed(
    source: Source, reports: Mapping[str, list[Source]], single_facets: tuple[str, ...]
) -> Source:
    if len(source.cohorts) != 1:
        return source
    facets, inherited = dict(source.facets), {}
    for facet in single_facets:
        told = [r for r in reports.get(source.cohorts[0], ()) if facet in r.facets]
        values = {report.facets[facet] for report in told}
        if facet not in source.facets and len(values) == 1 and MIXED not in values:
            facets[facet] = values.pop()
            inherited[facet] = min(report.key for report in told)
    if not inherited:
        return source
    return replace(source, facets=MappingProxyType(facets), inherited=MappingProxyType(inherited))

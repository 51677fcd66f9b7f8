"""What a report takes over from its cohort: facets that it does not state, and registrations."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from livingreview.model import Source

# The value of a facet that differs between the patients of one report: true of those only.
MIXED = "mixed"


def with_cohort_facets(
    sources: Mapping[str, Source], single_facets: tuple[str, ...]
) -> dict[str, Source]:
    """Give each report of one cohort the facets that the cohort's other reports agree on.

    Only facets with one value a source are taken over, and only where the report states none;
    `inherited` names the report that states it. A mixed value stays with its report, because a
    part of its patients need not be mixed. Excluded and retracted reports give nothing.
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

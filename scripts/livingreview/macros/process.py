"""The process behind the review: its flow of sources, its searches, its scales and appraisal."""

from calendar import monthrange
from collections import Counter

from livingreview.macros.citations import cite
from livingreview.macros.macro import Given, Values, block
from livingreview.model import Source, plural
from livingreview.rendering import READ, MacroError


@block
def search_log(given: Given, /) -> Values:
    """The log of searches, in which missing numbers are shown as not recorded."""
    return {"searches": given.library.review.searches}


@block
def search_due(given: Given, /) -> Values:
    """The date of the last search, and when the next is due by the interval in `review.yml`."""
    last = max((search.date for search in given.library.review.searches), default=None)
    months = given.library.review.interval_months
    due = add_months(last, months) if last and months else None
    return {"last": last, "due": due, "months": months}


@block
def flow_diagram(given: Given, /) -> Values:
    """How many works were found, read, included and excluded, with the reasons."""
    library = given.library
    sources = list(library.sources.values())
    included = [source for source in sources if source.status == "included"]
    works = library.reporting.excluded
    left_out = [source.reason or "" for source in sources if source.status == "excluded"]
    reasons = Counter([*left_out, *(work.reason for work in works)])
    read = Counter(source.read for source in included)
    kinds = library.review.kinds
    pooled = [s for s in included if s.kind in kinds and kinds[s.kind or ""].pooled and s.cohorts]
    return {
        "searches": library.review.searches,
        "sources": len(sources),
        "trials": len(library.trials),
        "without_entry": len(works),
        "excluded": sum(reasons.values()),
        "reasons": [
            (label, reasons[id])
            for id, label in library.review.exclusion_reasons.items()
            if reasons[id]
        ],
        "included": len(included),
        "read": [(READ[level], read[level]) for level in READ if read[level]],
        "results": sum(1 for source in included if source.results),
        "pooled": len(pooled),
        "cohorts": len({cohort for source in pooled for cohort in source.cohorts}),
    }


@block
def appraisal_table(given: Given, /, tool: str) -> Values:
    """The sources that were appraised with a checklist, one per row, with their answers.

    `tool` is the id of the checklist in `review.yml`.
    """
    checklist = given.library.review.checklists.get(tool)
    if checklist is None:
        known = ", ".join(given.library.review.checklists) or "none"
        raise MacroError(f"appraisal_table must name a checklist (known: {known})")
    appraised = [
        source
        for source in given.library.sources.values()
        if source.appraisal and source.appraisal.tool == tool
    ]
    return {
        "label": checklist.label,
        "count": plural(len(appraised), "report"),
        "items": list(checklist.items.items()),
        "rows": [_appraisal_row(given, source, list(checklist.items)) for source in appraised],
    }


@block
def scale_table(given: Given, /, scale: str) -> Values:
    """The meaning of each grade of a scale, in a folded table.

    `scale` is the id of the scale in `review.yml`.
    """
    scales = given.library.review.scales
    found = scales.get(scale)
    if found is None or not found.grades:
        known = ", ".join(s.id for s in scales.values() if s.grades) or "none"
        raise MacroError(f"scale_table must name a scale with grades (known: {known})")
    return {"label": found.label, "cite": cite.show(given, found.source), "grades": found.grades}


def add_months(day: str, months: int) -> str:
    """Return the day some months after an ISO day, or the month's last day if it is too short.

    >>> add_months("2026-11-22", 6)
    '2027-05-22'
    >>> add_months("2026-08-31", 6)
    '2027-02-28'
    """
    year, month, number = (int(part) for part in (day + "-01-01").split("-")[:3])
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    return f"{year:04d}-{month:02d}-{min(number, monthrange(year, month)[1]):02d}"


def _appraisal_row(given: Given, source: Source, items: list[str]) -> Values:
    answers = source.appraisal.answers if source.appraisal else {}
    return {
        "short": source.short,
        "href": given.source_link(source.key),
        "answers": [answers.get(item, "unclear") for item in items],
    }

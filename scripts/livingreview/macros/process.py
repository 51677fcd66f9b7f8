"""How the review was made: its flow of sources, its searches, its scales and appraisal."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.macros.citations import citation_macros
from livingreview.macros.page import Page
from livingreview.model import Library, Source
from livingreview.rendering import READ, MacroError, render_template, source_address


def process_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macros that show how the review was made."""
    cite = citation_macros(library, page)["cite"]

    def search_log() -> Markup:
        return render_template("search_log", searches=library.review.searches)

    def search_due() -> Markup:
        searches = [search.date for search in library.review.searches]
        last = max(searches, default=None)
        months = library.review.interval_months
        return render_template(
            "search_due",
            last=last,
            due=add_months(last, months) if last and months else None,
            months=months,
        )

    def flow_diagram() -> Markup:
        sources = list(library.sources.values())
        included = [source for source in sources if source.status == "included"]
        reasons = Counter(source.reason or "" for source in sources if source.status == "excluded")
        read = Counter(source.read for source in included)
        kinds = library.review.kinds
        pooled = [
            s for s in included if s.kind in kinds and kinds[s.kind or ""].pooled and s.cohorts
        ]
        return render_template(
            "flow_diagram",
            searches=library.review.searches,
            sources=len(sources),
            trials=len(library.trials),
            excluded=sum(reasons.values()),
            reasons=sorted(reasons.items()),
            included=len(included),
            read=[(READ[level], read[level]) for level in READ if read[level]],
            results=sum(1 for source in included if source.results),
            pooled=len(pooled),
            cohorts=len({cohort for source in pooled for cohort in source.cohorts}),
        )

    def appraisal_table(tool: str) -> Markup:
        checklist = library.review.checklists.get(tool)
        if checklist is None:
            known = ", ".join(library.review.checklists) or "none"
            raise MacroError(f"appraisal_table must name a checklist (known: {known})")
        appraised = [
            source
            for source in library.sources.values()
            if source.appraisal and source.appraisal.tool == tool
        ]
        return render_template(
            "appraisal_table",
            label=checklist.label,
            items=list(checklist.items.items()),
            rows=[_appraisal_row(page, source, list(checklist.items)) for source in appraised],
        )

    def scale_table(scale: str) -> Markup:
        found = library.review.scales.get(scale)
        if found is None or not found.grades:
            known = ", ".join(s.id for s in library.review.scales.values() if s.grades) or "none"
            raise MacroError(f"scale_table must name a scale with grades (known: {known})")
        return render_template(
            "scale_table", label=found.label, cite=cite(found.source), grades=found.grades
        )

    return {
        "scale_table": scale_table,
        "search_log": search_log,
        "search_due": search_due,
        "flow_diagram": flow_diagram,
        "appraisal_table": appraisal_table,
    }


def add_months(day: str, months: int) -> str:
    """Return the day some months after an ISO day; the month's last day where it has no such.

    >>> add_months("2026-11-22", 6)
    '2027-05-22'
    >>> add_months("2026-08-31", 6)
    '2027-02-28'
    """
    year, month, number = (int(part) for part in (day + "-01-01").split("-")[:3])
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = (31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    return f"{year:04d}-{month:02d}-{min(number, longest):02d}"


def _appraisal_row(page: Page, source: Source, items: list[str]) -> dict[str, Any]:
    answers = source.appraisal.answers if source.appraisal else {}
    return {
        "short": source.short,
        "href": page.link(source_address(source.key)),
        "answers": [answers.get(item, "unclear") for item in items],
    }

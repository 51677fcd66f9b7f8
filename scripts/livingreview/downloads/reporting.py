"""What was left out, and how checklists of reporting are answered, as tables for programs."""

from livingreview.files import csv_text
from livingreview.model import Library

_EXCLUDED = (
    "what", "source", "doi", "pmid", "registration", "url", "reason", "note", "where", "date",
)  # fmt: skip


def excluded_csv(library: Library) -> str:
    """Write every excluded work as a row; `source` is the key of one that has an entry."""
    rows = []
    for source in library.sources.values():
        if source.status == "excluded":
            record, day = source.record, source.extracted.date if source.extracted else None
            rows.append([
                record.title, source.key, record.doi, record.pmid, None, record.url, source.reason,
                source.notes, None, day,
            ])  # fmt: skip
    rows += [
        [
            work.what, None, work.doi, work.pmid, work.registration, work.url, work.reason,
            work.note, work.where, work.date,
        ]
        for work in library.reporting.excluded
    ]  # fmt: skip
    return csv_text(_EXCLUDED, rows)


def left_out_csv(library: Library) -> str:
    """Write every fact that an entry does not hold in this form as a row."""
    facts = library.reporting.left_out
    rows = [[fact.source, fact.fact, fact.reason, fact.instead] for fact in facts]
    return csv_text(("source", "fact", "reason", "instead"), rows)


def reporting_csv(library: Library) -> str:
    """Write every item of every checklist as a row; places are parted by spaces."""
    rows = [
        [
            checklist.id, item.item, item.section, item.topic, item.asks, item.answered,
            " ".join(item.where), item.note,
        ]
        for checklist in library.reporting.checklists.values()
        for item in checklist.items
    ]  # fmt: skip
    columns = ("checklist", "item", "section", "topic", "asks", "answered", "where", "note")
    return csv_text(columns, rows)

"""What pandoc's reader makes of some entry types, put right: type and container of an item.

`csl` asks for it once per record; the types are those of CSL 1.0.2.
"""

from typing import Any

from livingreview.bibliography.record import BibRecord

# Entry types for which pandoc knows no type, or another one than CSL has.
_CSL_TYPES = {
    "misc": "document", "preprint": "article", "standard": "standard", "periodical": "periodical",
}  # fmt: skip
_PARTS_OF_BOOKS = frozenset(("suppbook", "suppcollection"))
_PREPRINT_SERVERS = {"arxiv": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv"}


def typed(item: dict[str, Any], record: BibRecord) -> dict[str, Any]:
    """Return an item with the CSL type and the container that its record asks for."""
    typed_item = item | {"type": _CSL_TYPES.get(record.type) or item.get("type") or "document"}
    for change in (_periodical, _part_of_book, _review, _preprint):
        change(typed_item, record)
    return typed_item


def _periodical(item: dict[str, Any], record: BibRecord) -> None:
    """A periodical has one title; that of an issue stands before it."""
    if record.type == "periodical":
        item.pop("container-title", None)
        if issue_title := record.text("issuetitle"):
            item["container-title"] = item.get("title", "")
            item["title"] = issue_title


def _part_of_book(item: dict[str, Any], record: BibRecord) -> None:
    """A foreword or an index is in a book, whose title pandoc passes over."""
    if record.type in _PARTS_OF_BOOKS and record.get("booktitle"):
        titles = (record.text(name) for name in ("booktitle", "booksubtitle"))
        item.setdefault("container-title", ": ".join(filter(None, titles)))


def _review(item: dict[str, Any], record: BibRecord) -> None:
    """A review has a title of its own; styles take that of a CSL review for the reviewed work's."""
    if record.type == "review" and item.get("container-title"):
        item["type"] = "article-journal"


def _preprint(item: dict[str, Any], record: BibRecord) -> None:
    """An article without a journal that is kept by a preprint server is a preprint there."""
    kind = (record.get("eprinttype") or record.get("archiveprefix")).lower()
    is_in_journal = item["type"] != "article-journal" or item.get("container-title")
    if kind in _PREPRINT_SERVERS and not is_in_journal:
        item["type"] = "article"
        item.setdefault("publisher", _PREPRINT_SERVERS[kind])

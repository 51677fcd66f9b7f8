"""Corrections to the type and the container that pandoc gives the items of some entry types.

The types are those of CSL 1.0.2.
"""

from typing import Any

from livingreview.bibliography.record import BibRecord

# Entry types for which pandoc has no CSL type, or a wrong one.
_CSL_TYPES = {
    "misc": "document", "preprint": "article", "standard": "standard", "periodical": "periodical",
}  # fmt: skip
_PARTS_OF_BOOKS = frozenset(("suppbook", "suppcollection"))
_PREPRINT_SERVERS = {"arxiv": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv"}


def typed(item: dict[str, Any], record: BibRecord) -> dict[str, Any]:
    """Return an item with the CSL type and the container that fit its record."""
    typed_item = item | {"type": _CSL_TYPES.get(record.type) or item.get("type") or "document"}
    for change in (_periodical, _part_of_book, _review, _preprint):
        change(typed_item, record)
    return typed_item


def _periodical(item: dict[str, Any], record: BibRecord) -> None:
    """Correct the titles of a periodical: that of the issue is the title, if there is one."""
    if record.type == "periodical":
        item.pop("container-title", None)
        if issue_title := record.text("issuetitle"):
            item["container-title"] = item.get("title", "")
            item["title"] = issue_title


def _part_of_book(item: dict[str, Any], record: BibRecord) -> None:
    """Add the title of the book that a foreword or an index is part of, which pandoc ignores."""
    if record.type in _PARTS_OF_BOOKS and record.get("booktitle"):
        titles = (record.text(name) for name in ("booktitle", "booksubtitle"))
        item.setdefault("container-title", ": ".join(filter(None, titles)))


def _review(item: dict[str, Any], record: BibRecord) -> None:
    """Make a review in a journal an article, or styles take its title for the reviewed work's."""
    if record.type == "review" and item.get("container-title"):
        item["type"] = "article-journal"


def _preprint(item: dict[str, Any], record: BibRecord) -> None:
    """Make an article on a preprint server a preprint if it has no journal."""
    kind = (record.get("eprinttype") or record.get("archiveprefix")).lower()
    is_in_journal = item["type"] != "article-journal" or item.get("container-title")
    if kind in _PREPRINT_SERVERS and not is_in_journal:
        item["type"] = "article"
        item.setdefault("publisher", _PREPRINT_SERVERS[kind])

"""The parts of a page that the plugin sets: content after Markdown, front matter, head, anchors."""

from typing import Any

from markupsafe import escape
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from livingreview.pages import ExpandedPage, MadePage, PageEngine
from livingreview.rendering import (
    Held,
    anchors_of,
    headings_of,
    numbers_in,
    put_back,
    words_of_marks,
)


def escape_front_matter(page: Page) -> None:
    """Escape the texts in a page's front matter: Material prints them as HTML and in attributes."""
    for name, value in page.meta.items():
        if isinstance(value, str):
            page.meta[name] = escape(value)
        elif isinstance(value, list):
            page.meta[name] = [escape(v) if isinstance(v, str) else v for v in value]


def note_anchors(page: Page, expanded: ExpandedPage) -> None:
    """Add the anchors that macros made to those that MkDocs accepts in links."""
    page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors_of(expanded.held)


def finished_content(html: str, page: Page, expanded: ExpandedPage, engine: PageEngine) -> str:
    """Return a page's HTML with only the allowed elements, and with the output of its macros."""
    held = expanded.held
    html = put_back(engine.clean(html), held)
    if numbers_in(page.title):
        page.meta["title"] = escape(expanded.title)
    _name_headings(page.toc.items, held)
    if page.toc.items:
        inner = (AnchorLink(label, id, 2) for id, label in headings_of(held))
        page.toc.items[0].children[:0] = inner
    return html


def head_of_made(made: MadePage, head: str, words: str) -> dict[str, Any]:
    """Return the data of a made page that the theme prints in its head and gives to the search."""
    return {
        "head": head, "filters": made.filters, "kind": made.kind, "facts": made.facts,
        "sorts": made.sorts, "search": made.search, "words": words,
    }  # fmt: skip


def head_of_written(expanded: ExpandedPage, head: str, words: str) -> dict[str, Any]:
    """Return the data of a hand-written page for its head and for the search."""
    filters = [("Kind", expanded.kind), *(("Topic", label) for label in expanded.topics)]
    return {"head": head, "filters": filters, "kind": expanded.kind, "words": words}


def _name_headings(items: list[AnchorLink], held: tuple[Held, ...]) -> None:
    """Replace the marks in a table of contents by the words that they stand for."""
    for item in items:
        item.title = words_of_marks(item.title, held)
        _name_headings(item.children, held)

"""The list of all sources: the newest as cards, the rest by year, and what both narrow by."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.macros.page import Page
from livingreview.model import Library, Source
from livingreview.rendering import (
    ORDERS,
    facet_values,
    key_results,
    list_facets,
    render_template,
    safe_html,
    source_address,
    source_facts,
    source_mark,
    year_address,
    year_label,
)

# How many cards the page holds; the script adds as many at a time.
CARDS = 30


def explorer_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macro that lists the whole library."""

    def source_explorer() -> Markup:
        sources = sorted(library.sources.values(), key=ORDERS["year"])
        page.linked.update(library.sources)  # by the lists by year, if not here
        years = Counter(year_label(source) for source in sources)
        return render_template(
            "source_explorer",
            total=len(sources),
            step=CARDS,
            cards=[_card(library, page, source) for source in sources[:CARDS]],
            facets=list(_facets(library)),
            years=[
                {"label": year, "count": count, "href": page.relative(year_address(year))}
                for year, count in years.items()
            ],
        )

    return {"source_explorer": source_explorer}


def _facets(library: Library) -> list[dict[str, Any]]:
    """List the facets that divide the library, each with its values and how many sources."""
    counts = Counter(
        pair for source in library.sources.values() for pair in set(facet_values(source))
    )
    listed = []
    for id, (label, labels) in list_facets(library).items():
        values = [
            {"id": value, "label": text, "count": counts[id, value]}
            for value, text in labels.items()
            if counts[id, value]
        ]
        if len(values) > 1:
            listed.append({"id": id, "label": label, "values": values})
    return listed


def _card(library: Library, page: Page, source: Source) -> dict[str, Any]:
    return {
        "short": source.short,
        "title": source.record.title,
        "title_html": safe_html(source.record.title_html),
        "has_title": source.record.has_title,
        "href": page.link(source_address(source.key)),
        "facts": source_facts(library, source),
        "mark": source_mark(source),
        "results": [
            {
                "label": result.label,
                "text": result.text,
                "href": page.link(source_address(source.key, result.anchor)),
            }
            for result in key_results(library, source)
        ],
    }

"""The list of all sources: the newest as cards, lists of all by year, and the filters."""

from collections import Counter

from markupsafe import Markup

from livingreview.macros.macro import Given, Values, block
from livingreview.model import Library, Source
from livingreview.rendering import (
    ORDERS,
    facet_values,
    key_results,
    list_facets,
    source_facts,
    source_mark,
    year_address,
    year_label,
)

# The number of cards on the page, and of those that the script adds at a time.
CARDS = 30


@block
def source_explorer(given: Given, /) -> Values:
    """All sources with filters: the newest as cards, and lists of each year's sources.

    The lists contain a plain link to every source.
    With JavaScript and the search index, words, filters and order combine, further cards are
    added on demand, and the address keeps the view, in the ids of `review.yml`: a facet, `kind`,
    `topic` or another filter, `q` for words, and `sort` (`year`, `patients` or `name`; without it
    the newest come first or, with words, the best match).
    """
    library, page = given.library, given.page
    sources = sorted(library.sources.values(), key=ORDERS["year"])
    page.leads_to(*library.sources)  # by the lists by year, if not here
    years = Counter(year_label(source) for source in sources)
    return {
        "total": len(sources),
        "step": CARDS,
        "cards": [_card(given, source) for source in sources[:CARDS]],
        "facets": list(_facets(library)),
        "years": [
            {"label": year, "count": count, "href": page.link(year_address(year))}
            for year, count in years.items()
        ],
    }


def _facets(library: Library) -> list[Values]:
    """Return the facets that divide the sources, each with its values and numbers of sources."""
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


def _card(given: Given, source: Source) -> Values:
    return {
        "short": source.short,
        "title": source.record.title,
        "title_html": Markup(source.record.title_html),  # noqa: S704 - made by csl
        "has_title": source.record.has_title,
        "href": given.source_link(source.key),
        "facts": source_facts(given.library, source),
        "mark": source_mark(source),
        "results": [
            {
                "label": result.label,
                "text": result.text,
                "href": given.source_link(source.key, result.anchor),
            }
            for result in key_results(given.library, source)
        ],
    }

"""The cards of all sources, with what they can be narrowed by."""

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.macros.page import Page, source_address
from livingreview.model import Library, Source
from livingreview.rendering import render_template, safe_html
from livingreview.wording import READ, column_facets, facet_label, figure_text, patients, plural

# How many key results a card shows.
KEY_RESULTS = 3


def explorer_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macro that lists the whole library."""

    def source_explorer() -> Markup:
        sources = sorted(library.sources.values(), key=lambda s: (-(s.record.year or 0), s.key))
        return render_template(
            "source_explorer",
            cards=[_card(library, page, source) for source in sources],
            facets=json.dumps(_facets(library), ensure_ascii=False),
        )

    return {"source_explorer": source_explorer}


def _facets(library: Library) -> dict[str, Any]:
    review = library.review
    facets: dict[str, Any] = {
        "kind": {"label": "Kind", "values": {id: kind.label for id, kind in review.kinds.items()}},
        "topic": {"label": "Topic", "values": {id: t.label for id, t in review.topics.items()}},
    }
    for id, facet in review.facets.items():
        facets[id] = {"label": facet.label, "values": dict(facet.values)}
    facets["read"] = {"label": "What was read", "values": READ}
    return facets


def _card(library: Library, page: Page, source: Source) -> dict[str, Any]:
    kind = library.review.kinds.get(source.kind or "")
    outcomes = library.review.outcomes
    key_results = [
        {
            "label": outcomes[result.outcome].short,
            "text": figure_text(result.figure),
            "href": page.link(source_address(source.key, result.anchor)),
        }
        for result in source.results
        if not result.figure.missing and not result.group
    ][:KEY_RESULTS]
    count = patients(source)
    meta = [
        kind.label if kind else "Record only",
        str(source.record.year or "no year seen"),
        *(
            facet_label(library, source, facet.id)
            for facet in column_facets(library)
            if facet.id in source.facets
        ),
        plural(count, "patient") if count is not None else "",
        f"read: {READ[source.read]}",
    ]
    values = {
        "kind": source.kind or "",
        "topic": " ".join(source.topics),
        **{facet: source.facets.get(facet, "") for facet in library.review.facets},
        "disease": " ".join(source.design.diseases),
        "read": source.read,
        "year": source.record.year or "",
        "patients": count if count is not None else "",
        "results": len(source.results),
        "name": source.short,
    }
    return {
        "attributes": [(name, str(value)) for name, value in values.items()],
        "short": source.short,
        "title": source.record.title,
        "title_html": safe_html(source.record.title_html),
        "has_title": source.record.has_title,
        "href": page.link(source_address(source.key)),
        "meta": [part for part in meta if part],
        "results": key_results,
        "retracted": source.retracted,
        "excluded": source.status == "excluded",
    }

"""Tables whose rows are sources: results by outcome, and lists of sources."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.page import Page
from livingreview.model import (
    Library,
    Outcome,
    Result,
    Source,
    column_facets,
    facet_value_label,
    has_facets,
    patients,
)
from livingreview.rendering import (
    ORDERS,
    READ,
    MacroError,
    facet_label,
    figure_kind,
    figure_origin,
    figure_text,
    full_context,
    provenance,
    render_template,
    source_address,
)

# The most sources that `newest_sources` lists.
MOST_NEWEST = 50


def table_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macros that draw tables of sources."""

    def outcome_table(*outcomes: str, title: str = "", **facets: str) -> Markup:
        if not outcomes:
            raise MacroError("outcome_table must name at least one outcome")
        chosen = [outcome_of(library, outcome) for outcome in outcomes]
        wanted = checked_facets(library, facets)
        first = chosen[0]
        anchor = f"outcome-{first.id}"
        page.shown.add(anchor)
        return render_template(
            "outcome_table",
            anchor=anchor,
            title=title or first.label,
            definition=first.definition if len(chosen) == 1 else "",
            outcomes=chosen,
            facets=[facet.label for facet in column_facets(library)],
            rows=_outcome_rows(library, page, chosen, wanted),
        )

    def source_table(
        *, topic: str | None = None, kind: str | None = None, title: str = "", **facets: str
    ) -> Markup:
        wanted = checked_facets(library, facets)
        if topic is not None:
            known(topic, library.review.topics, "topic")
        if kind is not None:
            known(kind, library.review.kinds, "kind")
        sources = [
            source
            for source in library.sources.values()
            if (topic is None or topic in source.topics)
            and (kind is None or source.kind == kind)
            and has_facets(source, wanted)
        ]
        rows = [
            _source_row(library, page, source) for source in sorted(sources, key=ORDERS["year"])
        ]
        return render_template(
            "source_table",
            title=title or "Sources",
            rows=rows,
            facets=[facet.label for facet in column_facets(library)],
        )

    def newest_sources(limit: int = 5) -> Markup:
        if isinstance(limit, bool) or not 1 <= limit <= MOST_NEWEST:
            raise MacroError(f"limit must be 1 to {MOST_NEWEST} (got {limit!r})")
        found = [s for s in library.sources.values() if s.results and s.status == "included"]
        found.sort(key=lambda source: (_entered(source), source.record.issued), reverse=True)
        rows = [
            _source_row(library, page, source) | {"entered": _entered(source)}
            for source in found[:limit]
        ]
        return render_template("newest_sources", rows=rows)

    return {
        "newest_sources": newest_sources,
        "outcome_table": outcome_table,
        "source_table": source_table,
    }


def _outcome_rows(
    library: Library, page: Page, outcomes: list[Outcome], wanted: Mapping[str, str]
) -> list[dict[str, Any]]:
    rows = []
    for source in library.sources.values():
        if source.status != "included" or not has_facets(source, wanted):
            continue
        cells = [_cell(library, page, source, outcome) for outcome in outcomes]
        if any(cell["figures"] for cell in cells):
            rows.append(
                {
                    "short": source.short,
                    "href": page.link(source_address(source.key)),
                    "facets": [
                        facet_label(library, source, facet.id) for facet in column_facets(library)
                    ],
                    "read": READ[source.read],
                    "retracted": source.retracted,
                    "cells": cells,
                    "patients": patients(source) or 0,
                }
            )
    return sorted(rows, key=lambda row: (-row["patients"], row["short"]))


def _cell(library: Library, page: Page, source: Source, outcome: Outcome) -> dict[str, Any]:
    """Gather a source's figures for an outcome, whole cohorts before parts of them."""
    own = sorted(
        (result for result in source.results if result.outcome == outcome.id),
        key=lambda result: result.group is not None,
    )
    figures = [
        {
            "text": figure_text(result.figure),
            "kind": figure_kind(result.figure),
            "context": full_context(library, result),
            "href": page.link(source_address(source.key, result.anchor)),
            "origin": figure_origin(library, source, result),
            "card": provenance(source),
        }
        for result in own
    ]
    share = _share(own[0]) if own else None
    return {"figures": figures, "sort": "" if share is None else f"{share:.4f}"}


def _share(result: Result) -> float | None:
    figure = result.figure
    if figure.events is not None and figure.total:
        return figure.events / figure.total
    return figure.estimate


def _entered(source: Source) -> str:
    return source.extracted.date if source.extracted else ""


def _source_row(library: Library, page: Page, source: Source) -> dict[str, Any]:
    kind = library.review.kinds.get(source.kind or "")
    return {
        "short": source.short,
        "title": source.record.title,
        "has_title": source.record.has_title,
        "href": page.link(source_address(source.key)),
        "kind": kind.label if kind else "Record only",
        "product": source.details.get("product", ""),
        "facets": [
            facet_value_label(library, facet.id, source.facets.get(facet.id))
            for facet in column_facets(library)
        ],
        "patients": patients(source),
        "read": READ[source.read],
        "retracted": source.retracted,
        "excluded": source.status == "excluded",
    }

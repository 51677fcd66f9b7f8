"""Tables with a row per source: results by outcome, and lists of sources."""

from collections.abc import Mapping

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.macro import Given, Values, block
from livingreview.model import (
    Outcome,
    Result,
    Source,
    column_facets,
    detail,
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
)

# `newest_sources` lists at most this many sources.
MOST_NEWEST = 50


@block
def outcome_table(given: Given, /, *outcomes: str, title: str = "", **facets: str) -> Values:
    """Every source that reports an outcome, one per row, with its figures and what was read.

    Each `outcome` has its own column; nothing is drawn or pooled (see `forest_plot`).
    """
    library = given.library
    if not outcomes:
        raise MacroError("outcome_table must name at least one outcome")
    chosen = [outcome_of(library, outcome) for outcome in outcomes]
    wanted = checked_facets(library, facets)
    first = chosen[0]
    anchor = f"outcome-{first.id}"
    given.page.shows(anchor)
    return {
        "anchor": anchor,
        "title": title or first.label,
        "definition": first.definition if len(chosen) == 1 else "",
        "outcomes": chosen,
        "facets": [facet.label for facet in column_facets(library)],
        "rows": _outcome_rows(given, chosen, wanted),
    }


@block
def source_table(
    given: Given,
    /,
    *,
    topic: str | None = None,
    kind: str | None = None,
    title: str = "",
    **facets: str,
) -> Values:
    """The sources of a topic, a kind or a facet, newest first.

    `topic` and `kind` are ids of `review.yml`; without these and facets, all sources are listed.
    """
    library = given.library
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
    return {
        "title": title or "Sources",
        "rows": [_source_row(given, source) for source in sorted(sources, key=ORDERS["year"])],
        "facets": [facet.label for facet in column_facets(library)],
    }


@block
def newest_sources(given: Given, /, limit: int = 5) -> Values:
    """The sources with results that were added last, of those of one day the newest works first.

    `limit` is the number of sources, 1 to 50.
    """
    if isinstance(limit, bool) or not 1 <= limit <= MOST_NEWEST:
        raise MacroError(f"limit must be 1 to {MOST_NEWEST} (got {limit!r})")
    sources = given.library.sources.values()
    found = [source for source in sources if source.results and source.status == "included"]
    found.sort(key=lambda source: (_entered(source), source.record.issued), reverse=True)
    rows = [_source_row(given, source) | {"entered": _entered(source)} for source in found[:limit]]
    return {"rows": rows}


def _outcome_rows(given: Given, outcomes: list[Outcome], wanted: Mapping[str, str]) -> list[Values]:
    library = given.library
    rows = []
    for source in library.sources.values():
        if source.status != "included" or not has_facets(source, wanted):
            continue
        cells = [_cell(given, source, outcome) for outcome in outcomes]
        if any(cell["figures"] for cell in cells):
            rows.append(
                {
                    "short": source.short,
                    "href": given.source_link(source.key),
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


def _cell(given: Given, source: Source, outcome: Outcome) -> Values:
    """Return a source's figures for an outcome, those of whole cohorts before those of parts."""
    own = sorted(
        (result for result in source.results if result.outcome == outcome.id),
        key=lambda result: result.group is not None,
    )
    figures = [
        {
            "text": figure_text(result.figure),
            "kind": figure_kind(result.figure),
            "context": full_context(given.library, result),
            "href": given.source_link(source.key, result.anchor),
            "origin": figure_origin(given.library, source, result),
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


def _source_row(given: Given, source: Source) -> Values:
    library = given.library
    kind = library.review.kinds.get(source.kind or "")
    return {
        "short": source.short,
        "title": source.record.title,
        "has_title": source.record.has_title,
        "href": given.source_link(source.key),
        "kind": kind.label if kind else "Record only",
        "product": detail(source, "product"),
        "facets": [
            facet_value_label(library, facet.id, source.facets.get(facet.id))
            for facet in column_facets(library)
        ],
        "patients": patients(source),
        "read": READ[source.read],
        "retracted": source.retracted,
        "excluded": source.status == "excluded",
    }

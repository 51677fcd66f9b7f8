"""The matrix of two facets: which products were reported in patients, which trials are open."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import known
from livingreview.macros.page import Page
from livingreview.macros.trials import chosen_trials
from livingreview.model import Facet, Library, Source, Trial, has_facets, patients
from livingreview.rendering import (
    MacroError,
    plural,
    render_template,
    source_address,
    trial_address,
)
from livingreview.synthesis import independent_sources


def matrix_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macro that sets products and trials out by two facets."""

    def product_matrix(*, rows: str, columns: str, title: str = "", **wanted: str) -> Markup:
        down, across = (_axis(library, facet, what) for facet, what in
                        ((rows, "rows"), (columns, "columns")))  # fmt: skip
        trials = chosen_trials(library, wanted)
        facets = {name: value for name, value in wanted.items() if name in library.review.facets}
        sources = [
            source
            for source in library.sources.values()
            if source.cohorts
            and source.status == "included"
            and not source.retracted
            and has_facets(source, facets)
        ]
        reported: dict[tuple[str | None, str | None], list[Source]] = {}
        for source in sources:
            place = source.facets.get(rows), source.facets.get(columns)
            reported.setdefault(place, []).append(source)
        registered: dict[tuple[str | None, str | None], list[Trial]] = {}
        for trial in trials:
            registered.setdefault((trial.facets.get(rows), trial.facets.get(columns)), []).append(
                trial
            )
        cells = [
            [
                _cell(
                    library,
                    page,
                    reported.get((row, column), []),
                    registered.get((row, column), []),
                )
                for column in (*across.values, None)
            ]
            for row in (*down.values, None)
        ]
        heads = [*across.values.values(), "Not stated"]
        labels = [*down.values.values(), "Not stated"]
        return render_template(
            "product_matrix",
            title=title or f"Products and trials by {down.label} and {across.label}".capitalize(),
            corner=down.label,
            heads=heads,
            rows=[{"label": label, "cells": row} for label, row in zip(labels, cells, strict=True)],
        )

    return {"product_matrix": product_matrix}


def _axis(library: Library, facet: str, what: str) -> Facet:
    found = library.review.facets[known(facet, library.review.facets, what)]
    if not found.single:
        raise MacroError(f"{what} must be a facet with one value a source (got {facet!r})")
    return found


def _cell(
    library: Library, page: Page, sources: list[Source], trials: list[Trial]
) -> dict[str, Any]:
    """Give what stands in one cell: products with their patients once, reports, trials."""
    chosen, further = independent_sources(library, sources)
    ordered = sorted(chosen, key=lambda source: (-(patients(source) or 0), source.key))
    return {
        "products": [
            {
                "label": source.details.get("product") or _cohort_label(library, source),
                "href": page.link(source_address(source.key)),
                "patients": _count(source),
            }
            for source in ordered
        ],
        "further": [
            {"short": source.short, "href": page.link(source_address(source.key))}
            for source in further
        ],
        "reports": plural(len(further), "further report"),
        "trials": [
            {"id": trial.id, "href": page.link(trial_address(trial.id))} for trial in trials
        ],
        "registered": plural(len(trials), "trial"),
    }


def _cohort_label(library: Library, source: Source) -> str:
    return library.cohorts[source.cohorts[0]].label


def _count(source: Source) -> str:
    count = patients(source)
    return "patients not told" if count is None else plural(count, "patient")

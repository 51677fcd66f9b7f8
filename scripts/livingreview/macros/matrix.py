"""The matrix of two facets: products with reported patients, and registered trials."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from livingreview.macros.lookup import known
from livingreview.macros.macro import Given, Values, block
from livingreview.macros.trials import chosen_trials
from livingreview.model import Facet, Library, Source, Trial, detail, has_facets, patients, plural
from livingreview.rendering import MacroError, trial_address
from livingreview.synthesis import independent_sources

_T = TypeVar("_T")

# A cell of the matrix: the values of its row and its column, None where not stated.
_Place = tuple[str | None, str | None]


@block
def product_matrix(
    given: Given, /, *, rows: str, columns: str, title: str = "", **wanted: str
) -> Values:
    """A matrix of two facets, with the products that have reported patients and the trials.

    `rows` and `columns` name the facets.
    Each cell contains the products with reported patients (`details: product`, or the cohort's
    label) and the registered trials, with links; an empty cell is a gap in the evidence.
    Of reports that certainly or probably share patients, the one with the most patients is shown,
    and the others are folded below it.
    A report that does not state a facet takes the value on which other reports of its cohort
    agree; without such a value, it is under "Not stated".
    Facets restrict reports and trials; `status`, `phase`, `purpose` and `setting` restrict trials.
    """
    library = given.library
    down, across = _axis(library, rows, "rows"), _axis(library, columns, "columns")
    trials = chosen_trials(library, wanted)
    facets = {name: value for name, value in wanted.items() if name in library.review.facets}
    sources = _with_patients(library, facets)
    reported = _by_place(sources, lambda s: (s.facets.get(rows), s.facets.get(columns)))
    registered = _by_place(trials, lambda t: (t.facets.get(rows), t.facets.get(columns)))
    return {
        "title": title or f"Products and trials by {down.label} and {across.label}".capitalize(),
        "corner": down.label,
        "heads": [*across.values.values(), "Not stated"],
        "rows": [
            {
                "label": down.values[row] if row else "Not stated",
                "cells": [
                    _cell(given, reported.get((row, column), []), registered.get((row, column), []))
                    for column in (*across.values, None)
                ],
            }
            for row in (*down.values, None)
        ],
    }


def _by_place(items: Iterable[_T], place: Callable[[_T], _Place]) -> dict[_Place, list[_T]]:
    """Return reports or trials by the cell of the matrix to which they belong."""
    found: dict[_Place, list[_T]] = {}
    for item in items:
        found.setdefault(place(item), []).append(item)
    return found


def _with_patients(library: Library, facets: dict[str, str]) -> list[Source]:
    """Return the sources with these facets that report patients."""
    return [
        source
        for source in library.sources.values()
        if source.cohorts
        and source.status == "included"
        and not source.retracted
        and has_facets(source, facets)
    ]


def _axis(library: Library, facet: str, what: str) -> Facet:
    found = library.review.facets[known(facet, library.review.facets, what)]
    if not found.single:
        raise MacroError(f"{what} must be a facet with one value per source (got {facet!r})")
    return found


def _cell(given: Given, sources: list[Source], trials: list[Trial]) -> Values:
    """Return the content of one cell: products with each patient once, further reports, trials."""
    library, page = given.library, given.page
    chosen, further = independent_sources(library, sources)
    ordered = sorted(chosen, key=lambda source: (-(patients(source) or 0), source.key))
    return {
        "products": [
            {
                "label": detail(source, "product") or _cohort_label(library, source),
                "href": given.source_link(source.key),
                "patients": _count(source),
            }
            for source in ordered
        ],
        "further": [
            {"short": source.short, "href": given.source_link(source.key)} for source in further
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
    return "patients: not reported" if count is None else plural(count, "patient")

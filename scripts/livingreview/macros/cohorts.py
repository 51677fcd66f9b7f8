"""The table of the cohorts behind the pooled results: who was treated, how, and what was read."""

from livingreview.macros.citations import cite
from livingreview.macros.lookup import checked_facets
from livingreview.macros.macro import Given, Values, block
from livingreview.model import Library, Source, Trial, has_facets, plural, registrations
from livingreview.rendering import (
    READ,
    capitalised,
    country_names,
    fact_label,
    fact_text,
    trial_address,
)
from livingreview.synthesis import pooled_cohorts

# Facts that a registered trial knows too, for a cohort whose reports do not give them.
REGISTERED = ("countries", "phase")


@block
def cohort_table(given: Given, /, *, title: str = "", **facets: str) -> Values:
    """The cohorts that any estimate pools: design, patients, treatment and what was read of them.

    The columns are those of `cohort_table` in `review.yml`.
    A fact is that of the first report that gives it, of pooled and larger reports first; another
    report than the first is named. Countries and phase that no report gives are those of the
    registered trial.
    Cohorts are narrowed by facets of their reports.
    """
    library = given.library
    wanted = checked_facets(library, facets)
    found = {
        id: reports
        for id, reports in pooled_cohorts(library, given.pooled).items()
        if any(has_facets(source, wanted) for source in reports)
    }
    if not facets:
        given.page.shows("cohorts-pooled")
    return {
        "anchor": "" if facets else "cohorts-pooled",
        "title": title or "The cohorts behind the pooled results",
        "cohorts": f"{plural(len(found), 'cohort')}, the largest first.",
        "heads": list(library.review.cohort_table),
        "rows": [_row(given, id, reports, found) for id, reports in found.items()],
        "files": given.page.link("data/cohorts.csv"),
    }


def _row(
    given: Given, id: str, reports: tuple[Source, ...], others: dict[str, tuple[Source, ...]]
) -> Values:
    library = given.library
    cohort = library.cohorts[id]
    near = {
        next(other for other in overlap.cohorts if other != id)
        for overlap in library.overlaps
        if id in overlap.cohorts
    }
    return {
        "label": cohort.label,
        "selected": cohort.selected or "",
        "population": capitalised(
            next((s.design.population for s in reports if s.design.population), "")
        ),
        "shares": [library.cohorts[other].label for other in others if other in near],
        "reports": [
            {
                "short": source.short,
                "href": given.source_link(source.key),
                "cite": cite.show(given, source.key),
                "read": READ[source.read],
            }
            for source in reports
        ],
        "cells": [
            {"head": head, "facts": [_fact(given, reports, name) for name in names]}
            for head, names in library.review.cohort_table.items()
        ],
    }


def _fact(given: Given, reports: tuple[Source, ...], name: str) -> Values:
    """Select one fact of a cohort, from which report it is, and its place on that one's page."""
    library = given.library
    for place, source in enumerate(reports):
        if text := fact_text(library, source, name):
            of = source.short if place else ""
            return _shown(library, name, text, of=of, href=given.source_link(source.key, "design"))
    if name in REGISTERED and (trial := _trial(library, reports)):
        text = trial.phase or "" if name == "phase" else ", ".join(country_names(trial.countries))
        href = given.page.link(trial_address(trial.id))
        return _shown(library, name, text, of=f"registry: {trial.id}", href=href)
    return _shown(library, name, "", of="", href="")


def _shown(library: Library, name: str, text: str, *, of: str, href: str) -> Values:
    return {
        "label": fact_label(library, name),
        "parts": text.split(", ") if text else [],
        "of": of if text else "",
        "href": href,
    }


def _trial(library: Library, reports: tuple[Source, ...]) -> Trial | None:
    """Return the registered trial of a cohort, if it has one and only one."""
    numbers = {number for source in reports for number in registrations(library, source)}
    found = [t for t in library.trials.values() if numbers & {t.id, *t.aliases}]
    return found[0] if len(found) == 1 else None

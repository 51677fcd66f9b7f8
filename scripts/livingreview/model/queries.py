"""The questions that several wings ask of the model; their answers are plain values."""

from collections.abc import Mapping

from livingreview.model.library import Library, Trial
from livingreview.model.sources import FollowUp, Record, Source
from livingreview.model.vocabulary import Facet, Outcome

# Days in each unit of time; a month and a year are those of the calendar on average.
DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}


def shown_title(record: Record) -> str:
    """Return the title of a record, or our own label in brackets if it has no title."""
    return record.title if record.has_title else f"[{record.title}]"


def registrations(library: Library, source: Source) -> tuple[str, ...]:
    """Return the registry numbers that a report names, followed by those of its cohorts."""
    cohorts = (library.cohorts.get(id) for id in source.cohorts)
    known = (number for cohort in cohorts if cohort for number in cohort.registrations)
    return tuple(dict.fromkeys((*source.registrations, *known)))


def reports_by_trial(library: Library) -> dict[str, tuple[str, ...]]:
    """Return, per trial, the sources that name it or whose cohort does, by any of its numbers."""
    numbers = {
        number: trial.id
        for trial in library.trials.values()
        for number in (trial.id, *trial.aliases)
    }
    found: dict[str, tuple[str, ...]] = {}
    for source in library.sources.values():
        named = registrations(library, source)
        for trial in dict.fromkeys(numbers[n] for n in named if n in numbers):
            found[trial] = (*found.get(trial, ()), source.key)
    return found


def has_facets(item: Source | Trial, wanted: Mapping[str, str]) -> bool:
    """Return whether a source or a trial has all wanted facet values."""
    return all(item.facets.get(facet) == value for facet, value in wanted.items())


def claimed_range(library: Library, outcome: str) -> tuple[float, float] | None:
    """Return the range (0–1) that a founding review claims for an outcome, or None."""
    claims = (claim for claim in library.claims.values() if claim.outcome == outcome)
    return next((claim.range for claim in claims), None)


def column_facets(library: Library) -> tuple[Facet, ...]:
    """Return the facets that tables show as columns."""
    return tuple(facet for facet in library.review.facets.values() if facet.column)


def facet_value_label(library: Library, facet: str, value: str | None) -> str:
    """Return the label of a value of a facet, or an empty text if there is no value."""
    if value is None or facet not in library.review.facets:
        return ""
    return library.review.facets[facet].values.get(value, value)


def detail(source: Source, name: str) -> str:
    """Return the text of one of a source's details, or nothing."""
    return source.details[name].text if name in source.details else ""


def follow_up_days(follow_up: FollowUp | None) -> float:
    """Return how many days patients were followed: the median, else the mean, else the longest."""
    if follow_up is None:
        return 0.0
    length = follow_up.median or follow_up.mean or follow_up.maximum or 0.0
    return length * DAYS[follow_up.unit]


def patients(source: Source) -> int | None:
    """Return the number of patients of a source: treated, otherwise enrolled, otherwise pooled."""
    design = source.design
    return next(
        (n for n in (design.treated, design.enrolled, design.patients) if n is not None), None
    )


def is_pooled_outcome(outcome: Outcome) -> bool:
    """Return whether results of an outcome are pooled, and not shown side by side."""
    return outcome.measure == "proportion" and not outcome.not_pooled

"""Patients counted once: cohorts exist, are used, and say with whom they overlap."""

from collections.abc import Iterator
from itertools import combinations

from livingreview.checks.places import at, nearest
from livingreview.datafiles import COHORTS
from livingreview.library import Loaded
from livingreview.model import Library, Overlap, Separation
from livingreview.problems import Problem, shown


def check_cohorts_exist(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Every cohort that a source or an overlap names exists, and every cohort is used once."""
    if any(problem.path == COHORTS for problem in loaded.problems):
        return  # none could be read, so none is missing
    known = list(library.cohorts)
    used: set[str] = set()
    for source in library.sources.values():
        for index, cohort in enumerate(source.cohorts):
            used.add(cohort)
            if cohort not in library.cohorts:
                message = (
                    f"must be a cohort of cohorts.yml; add a new one there (got {shown(cohort)}"
                    f"{nearest(cohort, known)})"
                )
                yield at(loaded, source.spot.path, ("cohort", index), message)
    pairs: set[frozenset[str]] = set()
    for name, items in _pairs(library):
        for index, item in enumerate(items):
            for place, cohort in enumerate(item.cohorts):
                if cohort not in library.cohorts:
                    message = f"must be a cohort (got {shown(cohort)}{nearest(cohort, known)})"
                    yield at(loaded, COHORTS, (name, index, "cohorts", place), message)
            pair = frozenset(item.cohorts)
            if pair in pairs or len(pair) < 2:
                message = f"must name two cohorts, each pair once (got {shown(list(item.cohorts))})"
                yield at(loaded, COHORTS, (name, index, "cohorts"), message)
            pairs.add(pair)
    for index, disagreement in enumerate(library.disagreements):
        base = ("disagreements", index)
        for place, key in enumerate(disagreement.reports):
            if key not in library.sources:
                message = (
                    f"must be a source (got {shown(key)}{nearest(key, list(library.sources))})"
                )
                yield at(loaded, COHORTS, (*base, "reports", place), message)
        if disagreement.outcome not in library.review.outcomes:
            message = f"must be an outcome (got {shown(disagreement.outcome)})"
            yield at(loaded, COHORTS, (*base, "outcome"), message)
    for cohort in library.cohorts:
        if cohort not in used and not loaded.problems:  # a file left out may use it
            yield at(loaded, COHORTS, ("cohorts", cohort), "must be used by at least one source")


def _pairs(library: Library) -> tuple[tuple[str, tuple[Overlap | Separation, ...]], ...]:
    return ("overlaps", library.overlaps), ("separate", library.separations)


def check_shared_registrations(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Cohorts that share a registration, in their own list or a report's, say how they overlap.

    They stand under `overlaps`, or under `separate` with the reason.
    """
    told = {frozenset(pair.cohorts) for _, pairs in _pairs(library) for pair in pairs}
    numbers = {id: set(cohort.registrations) for id, cohort in library.cohorts.items()}
    for source in library.sources.values():
        if len(source.cohorts) == 1 and source.cohorts[0] in numbers:
            numbers[source.cohorts[0]].update(source.registrations)
    for one, other in combinations(library.cohorts.values(), 2):
        shared = numbers[one.id] & numbers[other.id]
        if shared and frozenset((one.id, other.id)) not in told:
            message = (
                f"must declare an overlap with {other.id} (or say under `separate` why not): "
                f"both name {', '.join(sorted(shared))}"
            )
            yield at(loaded, COHORTS, ("cohorts", one.id, "registrations"), message)

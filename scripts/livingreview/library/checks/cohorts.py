"""The rules on cohorts, which ensure that no patient is counted twice."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from livingreview.library.folder import COHORTS, Loaded, at
from livingreview.model import Library, Overlap, Separation
from livingreview.problems import Problem, allowed, shown
from livingreview.synthesis import is_pooled

# No similar cohort is proposed: a wrong guess would merge different patients.
_ADD_A_COHORT = (
    "if another source reports the same patients, use its cohort; otherwise add one there, "
    "under cohorts, as {id}: {{label: NAME, patients: NUMBER}}"
)


def check_cohorts_exist(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each cohort that is named must exist, and each cohort must be used by a source.

    Each pair of cohorts may be listed once, and a disagreement must name known sources.
    """
    if any(problem.path == COHORTS for problem in loaded.problems):
        return  # the file could not be read, so that no cohort is known
    known = library.cohorts
    used: set[str] = set()
    for source in library.sources.values():
        for index, cohort in enumerate(source.cohorts):
            used.add(cohort)
            if cohort not in library.cohorts:
                add = _ADD_A_COHORT.format(id=cohort)
                message = f"must be a cohort of {COHORTS} (got {shown(cohort)}); {add}"
                yield at(loaded, source.spot.path, ("cohort", index), message)
    pairs: set[frozenset[str]] = set()
    for name, items in _pairs(library):
        for index, item in enumerate(items):
            for place, cohort in enumerate(item.cohorts):
                if cohort not in library.cohorts:
                    message = f"must be a cohort (got {shown(cohort)}{allowed(cohort, known)})"
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
                message = f"must be a source (got {shown(key)}{allowed(key, library.sources)})"
                yield at(loaded, COHORTS, (*base, "reports", place), message)
        if disagreement.outcome not in library.review.outcomes:
            outcomes = library.review.outcomes
            near = allowed(disagreement.outcome, outcomes)
            message = f"must be an outcome (got {shown(disagreement.outcome)}{near})"
            yield at(loaded, COHORTS, (*base, "outcome"), message)
    for cohort in library.cohorts:
        if cohort not in used and not loaded.problems:  # a faulty file may use it
            yield at(loaded, COHORTS, ("cohorts", cohort), "must be used by at least one source")


def _pairs(library: Library) -> tuple[tuple[str, tuple[Overlap | Separation, ...]], ...]:
    return ("overlaps", library.overlaps), ("separate", library.separations)


def check_pooled_cohort(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A source with a pooled result must have a cohort, so that no patient is counted twice."""
    for source in library.sources.values():
        if source.cohorts:
            continue
        pooled = [result.index for result in source.results if is_pooled(library, source, result)]
        if pooled:
            message = (
                f"must be given, as results.{pooled[0]} is pooled: the id of a cohort in "
                f"{COHORTS}; {_ADD_A_COHORT.format(id='ID')}"
            )
            line, column = _first_place(loaded, source.spot.path, pooled[0])
            yield Problem(source.spot.path, line, column, "cohort", message)


def _first_place(loaded: Loaded, path: str, result: int) -> tuple[int, int]:
    document = loaded.documents.get(path)
    return document.place(("results", result)) if document else (0, 0)


def check_shared_registrations(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Two cohorts that share a registration must be listed under `overlaps` or `separate`.

    The registrations of a report with one cohort count as those of its cohort.
    """
    told = {frozenset(pair.cohorts) for _, pairs in _pairs(library) for pair in pairs}
    numbers = {id: set(cohort.registrations) for id, cohort in library.cohorts.items()}
    for source in library.sources.values():
        if len(source.cohorts) == 1 and source.cohorts[0] in numbers:
            numbers[source.cohorts[0]].update(source.registrations)
    named: dict[str, list[str]] = defaultdict(list)
    for id, registrations in numbers.items():
        for number in registrations:
            named[number].append(id)
    said: set[tuple[str, str]] = set()
    for _, cohorts in sorted(named.items()):
        untold = (
            (one, other)
            for one, other in combinations(cohorts, 2)
            if (one, other) not in said and frozenset((one, other)) not in told
        )
        for one, other in untold:
            said.add((one, other))
            shared = ", ".join(sorted(numbers[one] & numbers[other]))
            message = (
                f"must be under `overlaps` with {other!r}, or under `separate` with a reason: "
                f"both name {shared}"
            )
            yield at(loaded, COHORTS, ("cohorts", one, "registrations"), message)

"""The counts that follow from other counts of the same report.

An outcome may be some grades (`part_of`, `grades`) of another outcome, which has any grade. Each
patient counts with the worst grade that he or she had, so that printed counts set bounds for every
other count of the family; if the bounds are equal, the count is known. An outcome counted among
some patients (`of`) may also imply a count of another outcome among all of them (`over_all`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from livingreview.model import Outcome, Result, Review, Source

# "Any grade" means 1 to this grade, or to a higher one if an outcome of the review has it.
HIGHEST_GRADE = 5


@dataclass(frozen=True, slots=True)
class Implied:
    """A count that a report does not give but that follows from the results that it gives."""

    outcome: str
    events: int
    total: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """The results of one report, with one total, for an outcome of any grade and its grades."""

    whole: str
    total: int
    results: tuple[Result, ...]


def families(review: Review, source: Source) -> Iterator[Family]:
    """Yield the graded counts of a report that are about the same patients and the same time."""
    found: defaultdict[tuple[str, int, str | None, str | None], list[Result]] = defaultdict(list)
    for result in source.results:
        outcome, total = review.outcomes.get(result.outcome), result.figure.total
        if outcome is not None and total is not None and _is_count(result):
            part_of = outcome.part_of
            whole = part_of if part_of and part_of in review.outcomes else outcome.id
            found[whole, total, result.window, result.population].append(result)
    for (whole, total, _, _), results in found.items():
        for moment in _moments(results):
            yield Family(whole, total, moment)


def bounds(
    review: Review, family: Family, any_grade: int | None = None
) -> dict[str, tuple[int, int]] | None:
    """Return the smallest and largest possible number of events per outcome of a family.

    None if the counts contradict each other. `any_grade` is used as the number of events of any
    grade, in addition to the counts of the family.
    """
    highest = _highest(review, family.whole)
    span = {
        id: grades
        for id in (family.whole, *members(review, family.whole))
        if (grades := _span(review.outcomes[id], family.whole, highest))
    }
    # most[a][b], for a < b, is the largest number of patients whose worst grade is above a and at
    # most b; most[b][a] is minus the smallest number. A sum over grades is a path between two
    # numbers, so that the shortest path gives the narrowest bound.
    size = highest + 1
    most = [[family.total if a < b else 0 for b in range(size)] for a in range(size)]
    told = [(result.outcome, result.figure.events) for result in family.results]
    for id, events in (*told, (family.whole, any_grade)):
        if id in span and events is not None:
            low, high = span[id]
            most[low - 1][high] = min(most[low - 1][high], events)
            most[high][low - 1] = min(most[high][low - 1], -events)
    for via in range(size):
        for a in range(size):
            for b in range(size):
                most[a][b] = min(most[a][b], most[a][via] + most[via][b])
    if any(most[a][a] < 0 for a in range(size)):
        return None
    return {id: (-most[high][low - 1], most[low - 1][high]) for id, (low, high) in span.items()}


def implied_counts(
    review: Review, source: Source, usable: Iterable[Result] | None = None
) -> Iterator[Implied]:
    """Yield the counts that follow from the counts of a report and that it does not give.

    `usable` are the results from which others may follow; by default, all results.
    """
    known = set(source.results if usable is None else usable)
    for family in families(review, source):
        told = tuple(result for result in family.results if result in known)
        if told:
            yield from _implied_grades(review, Family(family.whole, family.total, told))
    yield from _implied_overall(review, [r for r in source.results if r in known])


def members(review: Review, whole: str) -> tuple[str, ...]:
    """Return the ids of the outcomes that are some grades of an outcome."""
    return tuple(outcome.id for outcome in review.outcomes.values() if outcome.part_of == whole)


def impossible(review: Review, source: Source) -> Iterator[tuple[Result, tuple[Result, ...]]]:
    """Yield each result that contradicts earlier ones, with the results that it contradicts."""
    for family in families(review, source):
        told: tuple[Result, ...] = ()
        for result in family.results:
            if bounds(review, Family(family.whole, family.total, (*told, result))) is None:
                yield result, told
                break
            told = (*told, result)
    for result in source.results:
        for whole in _denominators(source.results, result):
            if (result.figure.total or 0) > (whole.figure.events or 0):
                yield result, (whole,)


def consecutive(grades: Sequence[int]) -> bool:
    """Return whether grades are in ascending order without a gap."""
    return bool(grades) and list(grades) == list(range(grades[0], grades[-1] + 1))


def _implied_grades(review: Review, family: Family) -> Iterator[Implied]:
    given = {result.outcome for result in family.results}
    known = bounds(review, family, _told_from_the_lowest(review, family)) or {}
    for id, (least, most) in known.items():
        if id not in given and least == most:
            yield Implied(id, least, family.total, family.results)


def _told_from_the_lowest(review: Review, family: Family) -> int | None:
    """Return the sum of the grades if a report counts them from the lowest one without a gap.

    None if it does not, or if it counts any grade itself. Higher grades that it does not mention
    count as 0, since reports rarely print that a grade did not occur.
    """
    highest, at, events = _highest(review, family.whole), 0, 0
    spans = {}
    for result in family.results:
        if span := _span(review.outcomes[result.outcome], family.whole, highest):
            spans[span] = result.figure.events or 0
    if (1, highest) in spans:
        return None
    while longest := max((s for s in spans if s[0] == at + 1), default=None):
        events += spans[longest]
        at = longest[1]
    reached = max((span[1] for span in spans), default=0)
    return events if at and at == reached else None


def _implied_overall(review: Review, results: Sequence[Result]) -> Iterator[Implied]:
    given = {(r.outcome, r.window, r.population) for r in results if not r.group and not r.of}
    for result in results:
        outcome = review.outcomes.get(result.outcome)
        over_all = outcome.over_all if outcome else None
        if over_all is None or (over_all, result.window, result.population) in given:
            continue
        for whole in _denominators(results, result):
            if whole.figure.events == result.figure.total:
                events, total = result.figure.events or 0, whole.figure.total or 0
                yield Implied(over_all, events, total, (result, whole))


def _denominators(results: Iterable[Result], result: Result) -> Iterator[Result]:
    """Yield the results for the outcome whose patients are the denominator of a result."""
    if result.of is None or result.group or result.figure.events is None:
        return
    for whole in results:
        same_set = (whole.window, whole.population) == (result.window, result.population)
        same_time = None in (whole.at, result.at) or whole.at == result.at
        if whole.outcome == result.of and _is_count(whole) and same_set and same_time:
            yield whole


def _is_count(result: Result) -> bool:
    """Return whether a result is a possible count (events ≤ total) among all patients."""
    events, total = result.figure.events, result.figure.total
    if events is None or total is None or result.group or result.of:
        return False
    return events <= total


def _moments(results: Sequence[Result]) -> Iterator[tuple[Result, ...]]:
    """Yield one group of results per time point, filled up with results without a time point."""
    timed: defaultdict[str | None, dict[str, Result]] = defaultdict(dict)
    for result in results:
        timed[result.at].setdefault(result.outcome, result)
    timeless = timed.pop(None, {})
    for found in timed.values() or ({},):
        yield tuple(sorted((timeless | found).values(), key=lambda result: result.index))


def _highest(review: Review, whole: str) -> int:
    grades = [g for id in members(review, whole) for g in review.outcomes[id].grades]
    return max([HIGHEST_GRADE, *grades])


def _span(outcome: Outcome, whole: str, highest: int) -> tuple[int, int] | None:
    """Return the first and the last grade of an outcome, or None if it has none or leaves gaps."""
    if outcome.id == whole:
        return 1, highest
    return (outcome.grades[0], outcome.grades[-1]) if consecutive(outcome.grades) else None

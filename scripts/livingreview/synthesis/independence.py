"""The choice of reports without shared patients, which may be pooled together.

Two reports conflict if they report the same cohort, or cohorts that certainly or probably share
patients. Of all sets without a conflict, the one with the most evaluable patients is chosen.
Patients of unselected cohorts in reports that we read come first, then those in reports that we
know only through another work, then those of selected cohorts. Ties are decided by what was read,
then by peer review, longer follow-up, later date and key.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from livingreview.model import READ_LEVELS, Library, Result, Source, follow_up_days, patients

# The levels of reading at which only another work on the source was read.
SECOND_HAND = ("secondary", "metadata")
# More bits than the patients of one estimate need: separates the standings within one number.
STANDING_BITS = 64

# The limits of the exact search: the number of connected parts and the depth of nested branches. A
# graph beyond them (sixty reports, each sharing patients with a tenth of the others) is so unlike
# real cohorts that the reports with the greatest weight are then chosen one by one.
MOST_PARTS = 10_000
MOST_BRANCHES = 150


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of one source for an outcome; `answers` is the outcome that the source reports."""

    source: str
    short: str
    answers: str
    events: int
    total: int
    result: Result


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report left out because another includes its patients: which one, and what decided."""

    report: Report
    instead: str
    instead_short: str
    relation: str
    because: str
    decided_by: str


def choose_independent(
    library: Library, reports: Sequence[Report], *, certain_only: bool = False
) -> tuple[tuple[Report, ...], tuple[SetAside, ...]]:
    """Return the best set of reports without shared patients, and the reports set aside.

    Both are in the order of `reports`. The choice is exact within the limits of the search.
    With `certain_only`, cohorts that probably share patients do not conflict.
    """
    relations = _relations(library, certain_only=certain_only)
    order = sorted(reports, key=lambda report: _preference(library, report))
    neighbours = _neighbours(library, relations, [report.source for report in order])
    chosen = _chosen(neighbours, [_weight(library, report) for report in order])
    aside = {
        index: _set_aside(library, relations, order, index, chosen & neighbours[index])
        for index in range(len(order))
        if index not in chosen
    }
    position = {report.source: index for index, report in enumerate(order)}
    return (
        tuple(report for report in reports if position[report.source] in chosen),
        tuple(aside[position[r.source]] for r in reports if position[r.source] in aside),
    )


def shared_patients(
    library: Library, reports: Sequence[Report]
) -> tuple[tuple[Report, Report, str], ...]:
    """Return each pair of reports that certainly or probably share patients, and why."""
    relations = _relations(library, certain_only=False)
    pairs = (
        (one, other, _relation(library, relations, one.source, other.source))
        for one, other in combinations(reports, 2)
    )
    return tuple((one, other, relation[1]) for one, other, relation in pairs if relation)


def independent_sources(
    library: Library, sources: Sequence[Source]
) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """Return the sources with the most patients that share none, whatever they report.

    The second value is the other sources, whose patients are certainly or probably in these.
    """
    relations = _relations(library, certain_only=False)
    order = sorted(sources, key=lambda s: (*_merits(library, s, s.read), s.key))
    neighbours = _neighbours(library, relations, [source.key for source in order])
    chosen = _chosen(neighbours, [patients(source) or 0 for source in order])
    return (
        tuple(source for index, source in enumerate(order) if index in chosen),
        tuple(source for index, source in enumerate(order) if index not in chosen),
    )


Relations = Mapping[frozenset[str], tuple[str, str]]


def _neighbours(
    library: Library, relations: Relations, keys: Sequence[str]
) -> dict[int, frozenset[int]]:
    """Return, for each index of `keys`, the indices of the sources that share patients with it."""
    reporting: dict[str, set[int]] = defaultdict(set)
    for index, key in enumerate(keys):
        for cohort in library.sources[key].cohorts:
            reporting[cohort].add(index)
    alike: dict[str, set[str]] = {cohort: {cohort} for cohort in reporting}
    for one, other in map(tuple, relations):
        if one in alike and other in alike:
            alike[one].add(other)
            alike[other].add(one)
    return {
        index: frozenset().union(
            *(reporting[near] for cohort in library.sources[key].cohorts for near in alike[cohort])
        )
        - {index}
        for index, key in enumerate(keys)
    }


def _relations(library: Library, *, certain_only: bool) -> Relations:
    return {
        frozenset(overlap.cohorts): (overlap.certainty, overlap.because)
        for overlap in library.overlaps
        if not certain_only or overlap.certainty == "certain"
    }


def _relation(
    library: Library, relations: Relations, here: str, there: str
) -> tuple[str, str] | None:
    """Return how two sources share patients, (same | certain | probable, because), or None."""
    mine, theirs = (library.sources[key].cohorts for key in (here, there))
    if shared := set(mine) & set(theirs):
        label = library.cohorts[min(shared)].label if min(shared) in library.cohorts else ""
        return "same", f"Both report one set of patients ({label})."
    found = [relations.get(frozenset((a, b))) for a in mine for b in theirs]
    known = [relation for relation in found if relation]
    return min(known, default=None)


def relation_between(library: Library, here: str, there: str) -> str | None:
    """Return how two sources share patients (same, certain, probable), or None."""
    relation = _relation(library, _relations(library, certain_only=False), here, there)
    return relation[0] if relation else None


def selection(library: Library, source: Source) -> str | None:
    """Return by what a source's patients were selected, or None if they were not."""
    cohorts = (library.cohorts.get(id) for id in source.cohorts)
    return next((cohort.selected for cohort in cohorts if cohort and cohort.selected), None)


def _standing(library: Library, report: Report) -> tuple[bool, bool]:
    """Return whether a report's patients were selected, and whether its text was not read."""
    source = library.sources[report.source]
    return selection(library, source) is not None, source.read in SECOND_HAND


def _weight(library: Library, report: Report) -> int:
    """Return the weight of a report: its patients, but a better standing outweighs any number."""
    selected, unread = _standing(library, report)
    return report.total << (STANDING_BITS * (3 - 2 * selected - unread))


def _preference(library: Library, report: Report) -> tuple[object, ...]:
    """Return the sort key of a report for ties between patients, the most preferred first."""
    source = library.sources[report.source]
    return (*_merits(library, source, report.result.figure.read), source.key)


def _merits(library: Library, source: Source, read: str) -> tuple[float, ...]:
    kind = library.review.kinds.get(source.kind or "")
    year, month, day = (*source.record.issued, 0, 0, 0)[:3]
    return (
        READ_LEVELS.index(read),
        0 if kind and kind.peer_reviewed else 1,
        -follow_up_days(source.design.follow_up),
        -(year * 10_000 + month * 100 + day),
    )


DECIDED_BY_STANDING = (
    "its patients were selected and those of the other were not",
    "it is known only through another work, and the other was read",
)
DECIDED_BY = (
    "what was read of it is less",
    "it is not a peer-reviewed article",
    "its follow-up is shorter or not reported",
    "it is the earlier report",
)


def _chosen(neighbours: Mapping[int, frozenset[int]], totals: Sequence[int]) -> frozenset[int]:
    """Return the independent set with the greatest total; between equal ones, the most preferred.

    A report's weight is its total and, less than any difference in totals, its preference. So no
    two sets have the same weight, and the best sets of separate parts together are the best set.
    """
    count = len(totals)
    weights = [(total << count) + (1 << (count - 1 - i)) for i, total in enumerate(totals)]
    # Of reports that conflict with each other and with the same others, only the best can be in.
    twins: dict[frozenset[int], int] = {}
    for index in sorted(neighbours, key=lambda i: -weights[i]):
        twins.setdefault(neighbours[index] | {index}, index)
    return _Choice(neighbours, weights).best(frozenset(twins.values()))


def _components(
    free: frozenset[int], neighbours: Mapping[int, frozenset[int]]
) -> Iterator[frozenset[int]]:
    left = set(free)
    while left:
        component: set[int] = set()
        edge = {min(left)}
        while edge:
            component |= edge
            edge = {other for index in edge for other in neighbours[index] & left} - component
        yield frozenset(component)
        left -= component


class _Choice:
    """The search for the independent set with the greatest weight; it solves each part once."""

    def __init__(self, neighbours: Mapping[int, frozenset[int]], weights: Sequence[int]) -> None:
        self.neighbours = neighbours
        self.weights = weights
        self.known: dict[frozenset[int], frozenset[int]] = {}

    def best(self, free: frozenset[int], depth: int = 0) -> frozenset[int]:
        """Return the best independent set among the free reports, component by component."""
        return frozenset().union(
            *(self._best(part, depth) for part in _components(free, self.neighbours))
        )

    def _best(self, part: frozenset[int], depth: int) -> frozenset[int]:
        """Return the best set of a component, with or without one that has the most conflicts."""
        if len(part) == 1:
            return part
        if part not in self.known:
            if len(self.known) >= MOST_PARTS or depth > MOST_BRANCHES:
                return self._heaviest_first(part)
            conflicts = {index: len(self.neighbours[index] & part) for index in part}
            most = max(conflicts.values())
            central = sorted(index for index, count in conflicts.items() if count == most)
            index = central[len(central) // 2]  # splits a chain into halves
            rest = part - self.neighbours[index] - {index}
            inside = self.best(rest, depth + 1) | {index}
            outside = self.best(part - {index}, depth + 1)
            self.known[part] = max(inside, outside, key=self._weight)
        return self.known[part]

    def _weight(self, indices: frozenset[int]) -> int:
        return sum(self.weights[index] for index in indices)

    def _heaviest_first(self, part: frozenset[int]) -> frozenset[int]:
        """Return a set made by adding, one by one, the heaviest report without a conflict."""
        chosen: set[int] = set()
        for index in sorted(part, key=lambda i: -self.weights[i]):
            if not self.neighbours[index] & chosen:
                chosen.add(index)
        return frozenset(chosen)


def _set_aside(
    library: Library,
    relations: Relations,
    order: Sequence[Report],
    index: int,
    rivals: frozenset[int],
) -> SetAside:
    report, standing = order[index], _standing(library, order[index])
    better = {i for i in rivals if _standing(library, order[i]) < standing}
    equal = {i for i in rivals if _standing(library, order[i]) == standing}
    is_smaller = not better and sum(order[i].total for i in equal) > report.total
    # If the patients do not decide, the most preferred rival does.
    decisive = better or equal
    by_patients = max(decisive, key=lambda i: (order[i].total, -i))
    rival = order[by_patients if is_smaller else min(decisive)]
    relation, because = _relation(library, relations, report.source, rival.source) or ("", "")
    if better:
        is_selected = standing[0] and not _standing(library, rival)[0]
        decided = DECIDED_BY_STANDING[0 if is_selected else 1]
    elif is_smaller:
        decided = f"it has fewer evaluable patients ({report.total})"
    else:
        pair = [
            _merits(library, library.sources[r.source], r.result.figure.read)
            for r in (report, rival)
        ]
        differing = [words for words, a, b in zip(DECIDED_BY, *pair, strict=True) if a != b]
        decided = differing[0] if differing else "the two are alike; the key decides"
    return SetAside(report, rival.source, rival.short, relation, because, decided)

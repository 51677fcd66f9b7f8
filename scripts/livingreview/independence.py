"""Which reports may be pooled together: the choice of reports without shared patients.

Reports conflict when they report one cohort, or cohorts that certainly or probably share
patients. Of all sets without a conflict the one is taken that keeps the most evaluable patients
of unselected cohorts in reports that were themselves read, then of those known only through
another work, then of selected cohorts; ties fall to what was read, then to peer-reviewed
articles, longer follow-up, later date, key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from livingreview.model import Library, Result, Source
from livingreview.wording import patients

# What was read is another work that tells of the source.
SECOND_HAND = ("secondary", "metadata")
# More patients than one estimate can hold, in bits: keeps the standings apart in one number.
STANDING_BITS = 64
READ_ORDER = ("full-text", "abstract", "registry", "secondary", "metadata")
DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}


@dataclass(frozen=True, slots=True)
class Report:
    """One source's counts for an outcome; `answers` is the outcome it reports itself."""

    source: str
    short: str
    answers: str
    events: int
    total: int
    result: Result


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report left out because its patients stand in another: which one, and what decided."""

    report: Report
    instead: str
    instead_short: str
    relation: str
    because: str
    decided_by: str


def choose_independent(
    library: Library, reports: Sequence[Report], *, certain_only: bool = False
) -> tuple[tuple[Report, ...], tuple[SetAside, ...]]:
    """Take the best set of reports without shared patients, exactly.

    Returns the chosen reports and those set aside, both in the order of `reports`.
    With `certain_only`, cohorts that share patients only probably do not conflict.
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


def independent_sources(
    library: Library, sources: Sequence[Source]
) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """Take the sources with the most patients of which no two share any, whatever they report.

    Returns them, and the further sources, whose patients certainly or probably stand in these.
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
    """Return for each place in `keys` the places of sources that share patients with it."""
    return {
        index: frozenset(
            other
            for other, there in enumerate(keys)
            if other != index and _relation(library, relations, here, there)
        )
        for index, here in enumerate(keys)
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
    """Say how two sources share patients: (same | certain | probable, because), or None."""
    mine, theirs = (library.sources[key].cohorts for key in (here, there))
    if shared := set(mine) & set(theirs):
        label = library.cohorts[min(shared)].label if min(shared) in library.cohorts else ""
        return "same", f"Both report one set of patients ({label})."
    found = [relations.get(frozenset((a, b))) for a in mine for b in theirs]
    known = [relation for relation in found if relation]
    return min(known, default=None)


def selection(library: Library, source: Source) -> str | None:
    """Return by what a source's patients were selected, or None if they were not."""
    cohorts = (library.cohorts.get(id) for id in source.cohorts)
    return next((cohort.selected for cohort in cohorts if cohort and cohort.selected), None)


def _standing(library: Library, report: Report) -> tuple[bool, bool]:
    """Say of a report, worst last, whether its patients were selected, and its text unread."""
    source = library.sources[report.source]
    return selection(library, source) is not None, source.read in SECOND_HAND


def _weight(library: Library, report: Report) -> int:
    """Weigh a report by its patients, those of a better standing before any number of others."""
    selected, unread = _standing(library, report)
    return report.total << (STANDING_BITS * (3 - 2 * selected - unread))


def _preference(library: Library, report: Report) -> tuple[object, ...]:
    """Order reports from most to least preferred, where the patients do not decide."""
    source = library.sources[report.source]
    return (*_merits(library, source, report.result.figure.read), source.key)


def _merits(library: Library, source: Source, read: str) -> tuple[float, ...]:
    kind = library.review.kinds.get(source.kind or "")
    year, month, day = (*source.record.issued, 0, 0, 0)[:3]
    return (
        READ_ORDER.index(read),
        0 if kind and kind.peer_reviewed else 1,
        -_follow_up_days(source),
        -(year * 10_000 + month * 100 + day),
    )


DECIDED_BY_STANDING = (
    "its patients were selected and those of the other were not",
    "it is known only through another work, and the other was read",
)
DECIDED_BY = (
    "what was read of it is less",
    "it is not a peer-reviewed article",
    "its follow-up is shorter or not told",
    "it is the earlier report",
)


def _follow_up_days(source: Source) -> float:
    follow_up = source.design.follow_up
    if follow_up is None:
        return 0.0
    length = follow_up.median or follow_up.mean or follow_up.maximum or 0.0
    return length * DAYS[follow_up.unit]


def _chosen(neighbours: Mapping[int, frozenset[int]], totals: Sequence[int]) -> set[int]:
    return {
        index
        for component in _components(neighbours)
        for index in _best(component, neighbours, totals)[1]
    }


def _components(neighbours: Mapping[int, frozenset[int]]) -> list[frozenset[int]]:
    left, found = set(neighbours), []
    while left:
        component, edge = set(), {min(left)}
        while edge:
            component |= edge
            edge = {other for index in edge for other in neighbours[index]} - component
        found.append(frozenset(component))
        left -= component
    return found


def _best(
    free: frozenset[int], neighbours: Mapping[int, frozenset[int]], totals: Sequence[int]
) -> tuple[int, tuple[int, ...]]:
    """Find the independent set with the most patients; among equals the most preferred.

    Branches on the report with most conflicts left: it is in (its neighbours are out) or out.
    """
    if not free:
        return 0, ()
    index = max(free, key=lambda i: (len(neighbours[i] & free), -i))
    if not neighbours[index] & free:
        return sum(totals[i] for i in free), tuple(sorted(free))
    with_sum, with_set = _best(free - neighbours[index] - {index}, neighbours, totals)
    inside = (with_sum + totals[index], tuple(sorted((*with_set, index))))
    outside = _best(free - {index}, neighbours, totals)
    return min(inside, outside, key=lambda found: (-found[0], found[1]))


def _set_aside(
    library: Library,
    relations: Relations,
    order: Sequence[Report],
    index: int,
    rivals: set[int],
) -> SetAside:
    report, standing = order[index], _standing(library, order[index])
    better = {i for i in rivals if _standing(library, order[i]) < standing}
    equal = {i for i in rivals if _standing(library, order[i]) == standing}
    is_smaller = not better and sum(order[i].total for i in equal) > report.total
    # Where the patients do not decide, the most preferred rival does.
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

"""What follows from the counts of one report, and what cannot be."""

import itertools
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.library.implications import bounds, families, implied_counts, impossible
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.model.sources import Group, Result, Source
from livingreview.model.vocabulary import Review
from places import REVIEW

GRADES = {"1": (1,), "2": (2,), "1-2": (1, 2), "3": (3,), "4": (4,), "3plus": (3, 4, 5)}


@pytest.fixture(scope="module")
def tiny() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


@pytest.fixture(scope="module")
def review(tiny: Library) -> Review:
    """Give a vocabulary with graded rash, and remission that may be without a trace."""
    whole = replace(tiny.review.outcomes["half-cleared"], id="rash")
    parts = [
        replace(whole, id=f"rash-{name}", part_of="rash", grades=grades)
        for name, grades in GRADES.items()
    ]
    gap = replace(whole, id="rash-odd", part_of="rash", grades=(1, 3))
    lost = replace(whole, id="lost", part_of="nowhere", grades=(1,))
    cleared = tiny.review.outcomes["cleared"]
    traceless = replace(cleared, id="traceless", over_all="traceless-all")
    made = [whole, *parts, gap, lost, cleared, traceless, replace(cleared, id="traceless-all")]
    return replace(tiny.review, outcomes=MappingProxyType({o.id: o for o in made}))


def report(tiny: Library, *written: str, **changes: Any) -> Source:
    """Make a report of results written `rash-1-2 12/13`, with `of X`, `at X`, `in window`."""
    source = tiny.sources["alder2020fern"]
    results = []
    for index, text in enumerate(written):
        outcome, count, *rest = text.split()
        events, total = count.split("/")
        told = dict(zip(rest[::2], rest[1::2], strict=True))
        result: Result = replace(
            source.results[0],
            index=index,
            outcome=outcome,
            of=told.get("of"),
            at=told.get("at"),
            window=told.get("in"),
            group=Group("part", "treated", None, None) if "group" in told else None,
            population=told.get("set"),
            figure=replace(source.results[0].figure, events=int(events), total=int(total)),
        )
        results.append(result)
    return replace(source, results=tuple(results), **changes)


FOLLOWS = {
    # results; what follows, `outcome events/total`
    "no event of any grade": ("rash 0/12", "rash-1 rash-1-2 rash-2 rash-3 rash-3plus rash-4 0/12"),
    "only low grades printed": ("rash-1-2 12/13", "rash 12/13; rash-3 rash-3plus rash-4 0/13"),
    "lowest grade only": (
        "rash-1 2/17", "rash rash-1-2 2/17; rash-2 rash-3 rash-3plus rash-4 0/17"
    ),
    "grades add up": ("rash-1-2 48/55, rash-3 6/55", "rash 54/55; rash-3plus 6/55; rash-4 0/55"),
    "exclusive grades add up": ("rash-1-2 2/55, rash-3plus 53/55", "rash 55/55"),
    "rest of any grade": ("rash 19/20, rash-1-2 18/20", "rash-3plus 1/20"),
    "low grades of any grade": ("rash 49/62, rash-3plus 3/62", "rash-1-2 46/62"),
    "all of any grade are low": ("rash 3/20, rash-1-2 3/20", "rash-3 rash-3plus rash-4 0/20"),
    "everybody had it severely": ("rash-3plus 5/5", "rash 5/5; rash-1 rash-1-2 rash-2 0/5"),
    "a middle grade alone": ("rash-3 4/9", ""),
    "a gap below": ("rash-1 4/9, rash-3plus 1/9", ""),
    "severe only": ("rash-3plus 1/10", ""),
    "any grade only": ("rash 3/60", ""),
    "a vocabulary's gap": ("rash-odd 3/60", ""),
    "a whole that is nowhere": ("lost 0/9", ""),
    "other patients": ("rash 0/12 group x", ""),
    "other totals": ("rash 3/12, rash-1-2 3/11", "rash-3plus rash-3 rash-4 0/11; rash 3/11"),
    "other windows": (
        "rash 3/12 in early, rash-1-2 3/12 in late", "rash 3/12; rash-3 rash-3plus rash-4 0/12"
    ),
    "a time beside none": ("rash 3/12, rash-1-2 3/12 at week", "rash-3 rash-3plus rash-4 0/12"),
    "two times": ("rash 3/12 at week, rash-3plus 1/12 at month", ""),
    "over all": ("cleared 38/59, traceless 36/38 of cleared", "traceless-all 36/59"),
    "over all, given": ("cleared 8/9, traceless 7/8 of cleared, traceless-all 7/9", ""),
    "not all were looked at": ("cleared 8/11, traceless 5/6 of cleared", ""),
    "over all of another set": ("cleared 8/11 set rp2d, traceless 5/8 of cleared", ""),
    "over all at another time": ("cleared 8/11 at week, traceless 5/8 of cleared at month", ""),
}  # fmt: skip


def expected(text: str) -> set[tuple[str, str]]:
    """Read `a b 0/12; c 1/12` as pairs of outcome and count."""
    found = set()
    for part in filter(None, text.split("; ")):
        *outcomes, count = part.split()
        found |= {(outcome, count) for outcome in outcomes}
    return found


@pytest.mark.parametrize("case", FOLLOWS)
def test_what_follows_is_found(tiny: Library, review: Review, case: str) -> None:
    """Exactly the counts that the printed ones leave no choice about."""
    written, follows = FOLLOWS[case]
    source = report(tiny, *written.split(", "))
    found = {(i.outcome, f"{i.events}/{i.total}") for i in implied_counts(review, source)}
    assert found == expected(follows)
    assert list(impossible(review, source)) == []


IMPOSSIBLE = {
    # results; the one that cannot be
    "severe above any": ("rash 2/9, rash-3plus 3/9", 1),
    "any below severe": ("rash-3plus 3/9, rash 2/9", 1),
    "grades above the whole": ("rash-1 3/9, rash-2 4/9, rash 6/9", 2),
    "grades above the patients": ("rash-1-2 6/9, rash-3plus 4/9", 1),
    "grades below the whole": ("rash 9/12, rash-1-2 5/12, rash-3plus 3/12", 2),
    "a grade above its group": ("rash-3plus 3/9, rash-4 4/9", 1),
    "two grades above their group": ("rash-3plus 3/9, rash-3 2/9, rash-4 2/9", 2),
    "one grade of a pair above it": ("rash-1-2 3/9, rash-2 4/9", 1),
    "more looked at than cleared": ("cleared 30/45, traceless 36/38 of cleared", 1),
    "looked at before cleared is told": ("traceless 36/38 of cleared, cleared 30/45", 0),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_is_found(tiny: Library, review: Review, case: str) -> None:
    """The first count that cannot stand beside those before it, once."""
    written, index = IMPOSSIBLE[case]
    found = list(impossible(review, report(tiny, *written.split(", "))))
    assert [result.index for result, _ in found] == [index]


@pytest.mark.parametrize(
    "written",
    [
        "rash 3/12, rash 4/12 at week",
        "rash 2/12 in early, rash-3plus 3/12 in late",
        "rash 2/12, rash-3plus 3/11",
        "rash 2/12, rash-3plus 3/12 group x",
        "rash 2/12 at week, rash-3plus 3/12 at month",
        "cleared 6/11 at week, traceless 7/8 of cleared at month",
        "rash 13/12, rash-3plus 1/12",
    ],
)
def test_what_is_about_other_patients_or_times_contradicts_nothing(
    tiny: Library, review: Review, written: str
) -> None:
    """Counts of other patients, windows, sets and times stand beside each other."""
    assert list(impossible(review, report(tiny, *written.split(", ")))) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=5, max_size=5),
    st.integers(0, 5),
    st.sets(st.sampled_from(["rash", *(f"rash-{name}" for name in GRADES)]), min_size=1),
)
def test_bounds_are_those_of_all_patients_that_could_be(
    tiny: Library, review: Review, patients: list[int], none: int, given_outcomes: set[str]
) -> None:
    """Against every way in which patients could stand in grades, the bounds are exact."""
    total = sum(patients) + none
    if not 1 <= total <= 9:
        return
    spans = {"rash": (1, 5)} | {f"rash-{n}": (g[0], g[-1]) for n, g in GRADES.items()}

    def count(standing: tuple[int, ...], outcome: str) -> int:
        low, high = spans[outcome]
        return sum(standing[low - 1 : high])

    written = [f"{o} {count(tuple(patients), o)}/{total}" for o in sorted(given_outcomes)]
    source = report(tiny, *written)
    (family,) = families(review, source)
    fits = [
        standing
        for standing in itertools.product(range(total + 1), repeat=5)
        if sum(standing) <= total
        and all(count(standing, o) == count(tuple(patients), o) for o in given_outcomes)
    ]
    found = bounds(review, family)
    assert found is not None
    for outcome, (least, most) in found.items():
        counts = [count(standing, outcome) for standing in fits]
        assert (least, most) == (min(counts), max(counts))

"""Which reports are pooled: patients once, ties in order, what is kept out, the real figures."""

import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from livingreview.library.loading import load_library
from livingreview.model.library import Claim, Cohort, Library, Overlap
from livingreview.model.sources import FollowUp, Group, Result, Retraction, Source
from livingreview.synthesis import independence
from livingreview.synthesis.estimates import (
    Estimate,
    claim_status,
    estimate_numbers,
    estimate_outcome,
    other_reports,
    pooled_estimates,
)
from livingreview.synthesis.independence import Report, choose_independent
from livingreview.synthesis.sensitivity import sensitivity
from places import REVIEW


@pytest.fixture(scope="module")
def tiny() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


@pytest.fixture
def make_source(tiny: Library) -> Callable[..., Source]:
    """Give a maker of sources: a trial with counts for one outcome, changed as asked."""
    template = tiny.sources["alder2020fern"]

    def make(key: str, total: int, *cohorts: str, events: int = 1, **changes: Any) -> Source:
        figure = {"events": events, "total": total} | changes.pop("figure", {})
        result: Result = template.results[0]
        result = replace(
            result,
            source=key,
            figure=replace(result.figure, **figure),
            **({"at": None} | changes.pop("result", {})),
        )
        design = replace(template.design, follow_up=changes.pop("follow_up", None))
        record = replace(template.record, key=key, issued=changes.pop("issued", (2020,)))
        values = {"results": (result,), "findings": (), "design": design, "record": record}
        return replace(
            template, key=key, short=key, cohorts=cohorts or (key,), **(values | changes)
        )

    return make


def library_of(tiny: Library, *sources: Source, overlaps: str = "") -> Library:
    """Put sources into a library; overlaps as `a-b` (certain) or `a~b` (probable)."""
    pairs = []
    for written in overlaps.split():
        sign = "-" if "-" in written else "~"
        first, second = written.split(sign)
        certainty = "certain" if sign == "-" else "probable"
        pairs.append(Overlap((first, second), certainty, f"because of {written}"))
    return replace(
        tiny, sources=MappingProxyType({s.key: s for s in sources}), overlaps=tuple(pairs)
    )


def chosen(library: Library, *, certain_only: bool = False) -> str:
    """Return the keys of the reports chosen for `cleared`, in alphabetic order."""
    estimate = estimate_outcome(library, "cleared")
    reports = (
        other_reports(library, estimate, certain_only=True) if certain_only else estimate.reports
    )
    return " ".join(sorted(report.source for report in reports))


def set_aside(library: Library) -> dict[str, tuple[str, str]]:
    """Return, for each report set aside, which stands for it and what decided."""
    estimate = estimate_outcome(library, "cleared")
    return {a.report.source: (a.instead, a.decided_by) for a in estimate.set_aside}


# ---- patients once ----------------------------------------------------------------------------

SHAPES = {
    # patients of a, b, c, …; overlaps; what is chosen
    "no overlap": ([3, 2, 1], "", "a b c"),
    "pair": ([3, 2], "a-b", "a"),
    "pair, probable": ([3, 2], "a~b", "a"),
    "chain with a strong middle": ([10, 25, 10], "a-b b-c", "b"),
    "chain with strong ends": ([10, 15, 10], "a-b b-c", "a c"),
    "chain of five": ([10, 12, 3, 12, 10], "a-b b-c c-d d-e", "b d"),
    "greedy would fail": ([9, 10, 9, 8], "a-b b-c b-d", "a c d"),
    "triangle": ([5, 7, 6], "a-b b-c a-c", "b"),
    "two triangles at a corner": ([5, 7, 9, 6, 4], "a-b b-c a-c c-d d-e c-e", "b d"),
    "two components": ([3, 2, 5, 6], "a-b c-d", "a d"),
    "square": ([4, 5, 4, 2], "a-b b-c c-d d-a", "a c"),
}


@pytest.mark.parametrize("case", SHAPES)
def test_most_patients_without_sharing_are_chosen(
    tiny: Library, make_source: Callable[..., Source], case: str
) -> None:
    """Of all sets of reports that share no patient, the one with the most patients is taken."""
    totals, overlaps, expected = SHAPES[case]
    sources = [make_source(key, total) for key, total in zip("abcde", totals, strict=False)]
    library = library_of(tiny, *sources, overlaps=overlaps)
    assert chosen(library) == expected
    backwards = library_of(tiny, *sources[::-1], overlaps=overlaps)
    assert chosen(backwards) == expected


def test_choice_is_the_best_of_all_sets(tiny: Library, make_source: Callable[..., Source]) -> None:
    """Against every subset of random reports, none without shared patients has more patients."""
    chance = random.Random(7)  # noqa: S311 - a fixed sequence of cases, no secret
    keys = "abcdefgh"
    for _ in range(40):
        totals = {key: chance.randint(1, 9) for key in keys}
        pairs = [p for p in itertools.combinations(keys, 2) if chance.random() < 0.35]
        library = library_of(
            tiny,
            *(make_source(key, totals[key]) for key in keys),
            overlaps=" ".join(f"{a}-{b}" for a, b in pairs),
        )
        best = max(
            sum(totals[key] for key in subset)
            for size in range(len(keys) + 1)
            for subset in itertools.combinations(keys, size)
            if not any(a in subset and b in subset for a, b in pairs)
        )
        picked = chosen(library).split()
        assert not any(a in picked and b in picked for a, b in pairs)
        assert sum(totals[key] for key in picked) == best


def test_among_sets_of_as_many_patients_the_preferred_reports_are_chosen(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """Where several sets have most patients, the first difference falls to the better report."""
    chance = random.Random(11)  # noqa: S311 - a fixed sequence of cases, no secret
    keys = "abcdefg"
    for _ in range(150):
        totals = {key: chance.randint(1, 2) for key in keys}
        pairs = [p for p in itertools.combinations(keys, 2) if chance.random() < 0.35]
        overlaps = " ".join(f"{a}-{b}" for a, b in pairs)
        library = library_of(tiny, *(make_source(k, totals[k]) for k in keys), overlaps=overlaps)
        best = min(
            (-sum(totals[key] for key in subset), subset)
            for size in range(len(keys) + 1)
            for subset in itertools.combinations(keys, size)  # alike but for the key, so in order
            if not any(a in subset and b in subset for a, b in pairs)
        )
        assert chosen(library).split() == list(best[1])


def overlapping(pairs: Iterable[tuple[int, int]]) -> str:
    """Write overlaps between numbered reports as `library_of` reads them."""
    return " ".join(f"n{a:03}-n{b:03}" for a, b in pairs)


def test_a_long_chain_of_overlaps_is_solved_at_once(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """Two hundred reports, each sharing patients with the next: every second one is chosen."""
    sources = [make_source(f"n{index:03}", 5) for index in range(200)]
    library = library_of(tiny, *sources, overlaps=overlapping(itertools.pairwise(range(200))))
    assert chosen(library).split() == [f"n{index:03}" for index in range(0, 200, 2)]


def test_many_reports_of_one_cohort_are_solved_at_once(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """Of two thousand reports of one set of patients the largest is chosen."""
    sources = [make_source(f"n{index:04}", 5 + (index == 777), "one") for index in range(2000)]
    assert chosen(library_of(tiny, *sources)) == "n0777"


def test_a_tangle_of_overlaps_is_bounded(
    tiny: Library, make_source: Callable[..., Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No number of overlaps makes the choice endless; what it gives shares no patients."""
    counted = []
    plain = independence._Choice._heaviest_first
    monkeypatch.setattr(
        independence._Choice,
        "_heaviest_first",
        lambda self, part: (counted.append(len(self.known)), plain(self, part))[1],
    )
    chance = random.Random(5)  # noqa: S311 - a fixed graph, no secret
    pairs = [p for p in itertools.combinations(range(120), 2) if chance.random() < 0.1]
    sources = [make_source(f"n{index:03}", chance.randint(1, 60)) for index in range(120)]
    picked = chosen(library_of(tiny, *sources, overlaps=overlapping(pairs))).split()
    assert counted
    assert max(counted) <= independence.MOST_PARTS + independence.MOST_BRANCHES
    assert not any(f"n{a:03}" in picked and f"n{b:03}" in picked for a, b in pairs)


def test_beyond_the_bound_the_heaviest_reports_are_taken(
    tiny: Library, make_source: Callable[..., Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the search has no room left, the largest report is in, then the next beside it."""
    monkeypatch.setattr(independence, "MOST_PARTS", 0)
    sources = [make_source(k, n) for k, n in zip("abcde", (5, 9, 6, 2, 3), strict=True)]
    assert chosen(library_of(tiny, *sources, overlaps="a-b b-c c-d d-e")) == "b e"


def test_reports_of_one_cohort_always_share_patients(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """Two reports of one cohort never stand together, with no overlap declared."""
    library = library_of(tiny, make_source("a", 20, "fern-one"), make_source("b", 15, "fern-one"))
    (aside,) = estimate_outcome(library, "cleared").set_aside
    assert (aside.report.source, aside.instead, aside.relation) == ("b", "a", "same")
    assert aside.because == "Both report one set of patients (First fern trial)."
    assert chosen(library, certain_only=True) == "a"


def test_probable_overlap_counts_unless_only_certain_ones_are_asked_for(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """The sensitivity analysis lets probable overlaps stand together, and certain ones not."""
    sources = [make_source("a", 9), make_source("b", 8), make_source("c", 7)]
    library = library_of(tiny, *sources, overlaps="a~b a-c")
    assert chosen(library) == "b c"
    assert chosen(library, certain_only=True) == "a b"
    asides = estimate_outcome(library, "cleared").set_aside
    assert [(aside.report.source, aside.relation) for aside in asides] == [("a", "probable")]
    sure = library_of(tiny, *sources, overlaps="a-b")
    (aside,) = estimate_outcome(sure, "cleared").set_aside
    assert (aside.relation, aside.because) == ("certain", "because of a-b")


def test_report_of_several_cohorts_conflicts_with_each(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """A pooled report stands against the reports of all its cohorts, and what overlaps those."""
    both = make_source("pooled", 30, "one", "two")
    parts = [make_source("a", 18, "one"), make_source("b", 10, "two"), make_source("c", 5)]
    library = library_of(tiny, both, *parts, overlaps="two~c")
    assert chosen(library) == "pooled"
    assert set_aside(library).keys() == {"a", "b", "c"}
    richer = library_of(tiny, both, *parts, make_source("d", 9, "one"))
    assert chosen(richer) == "c pooled"


# ---- ties -------------------------------------------------------------------------------------

TIES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    # what b has, what a has (a comes first by key), what decided
    "full text before abstract": (
        {"figure": {"read": "full-text"}},
        {"figure": {"read": "abstract"}},
        "what was read of it is less",
    ),
    "abstract before secondary": (
        {"figure": {"read": "abstract"}},
        {"figure": {"read": "secondary"}},
        "what was read of it is less",
    ),
    "article before abstract": (
        {"kind": "trial"},
        {"kind": "meeting-abstract"},
        "it is not a peer-reviewed article",
    ),
    "longer follow-up": (
        {"follow_up": FollowUp(2, None, None, "years", None, None)},
        {"follow_up": FollowUp(13, None, None, "weeks", None, None)},
        "its follow-up is shorter or not reported",
    ),
    "follow-up told": (
        {"follow_up": FollowUp(None, None, 3, "days", None, None)},
        {"follow_up": None},
        "its follow-up is shorter or not reported",
    ),
    "later date": ({"issued": (2021, 3)}, {"issued": (2021, 2, 28)}, "it is the earlier report"),
    "read before kind": (
        {"figure": {"read": "full-text"}, "kind": "meeting-abstract"},
        {"figure": {"read": "abstract"}, "kind": "trial"},
        "what was read of it is less",
    ),
    "kind before follow-up": (
        {"kind": "trial"},
        {"kind": "meeting-abstract", "follow_up": FollowUp(9, None, None, "years", None, None)},
        "it is not a peer-reviewed article",
    ),
    "follow-up before date": (
        {"follow_up": FollowUp(9, None, None, "days", None, None), "issued": (2019,)},
        {"issued": (2023,)},
        "its follow-up is shorter or not reported",
    ),
}


@pytest.mark.parametrize("case", TIES)
def test_tie_falls_in_the_stated_order(
    tiny: Library, make_source: Callable[..., Source], case: str
) -> None:
    """With equal patients: what was read, article, follow-up, date, in this order."""
    better, worse, decided_by = TIES[case]
    library = library_of(
        tiny, make_source("a", 10, **worse), make_source("b", 10, **better), overlaps="a-b"
    )
    assert set_aside(library) == {"a": ("b", decided_by)}


def test_tie_of_alike_reports_falls_to_the_key(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """With all alike the first key is taken, whatever the order of the files."""
    sources = [make_source(key, 10) for key in "ba"]
    library = library_of(tiny, *sources, overlaps="a-b")
    assert set_aside(library) == {"b": ("a", "the two are alike; the key decides")}


def test_more_patients_beat_every_merit(tiny: Library, make_source: Callable[..., Source]) -> None:
    """One patient more decides before what was read, and the footnote says so."""
    library = library_of(
        tiny,
        make_source("a", 10, figure={"read": "full-text"}),
        make_source("b", 11, figure={"read": "secondary"}, kind="meeting-abstract"),
        overlaps="a-b",
    )
    assert set_aside(library) == {"a": ("b", "it has fewer evaluable patients (10)")}


def test_reason_of_a_tie_names_the_report_that_won_it(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """Set aside for two reports of as many patients, the better of the two gives the reason."""
    library = library_of(
        tiny,
        make_source("a", 5, figure={"read": "full-text"}),
        make_source("b", 12, figure={"read": "abstract"}),
        make_source("c", 7, figure={"read": "secondary"}),
        overlaps="a-b b-c",
    )
    assert chosen(library) == "a c"
    assert set_aside(library) == {"b": ("a", "what was read of it is less")}


STANDINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    # what a has (100 patients), what b has (10 patients), what decided against a
    "read before secondary": (
        {"read": "secondary"},
        {"read": "abstract"},
        "it is known only through another work, and the other was read",
    ),
    "read before record only": (
        {"read": "metadata"},
        {"read": "registry"},
        "it is known only through another work, and the other was read",
    ),
}


@pytest.mark.parametrize("case", STANDINGS)
def test_report_that_was_read_stands_before_one_known_through_another(
    tiny: Library, make_source: Callable[..., Source], case: str
) -> None:
    """However many patients it has; and where it conflicts with none it is pooled."""
    worse, better, decided_by = STANDINGS[case]
    sources = [make_source("a", 100, **worse), make_source("b", 10, **better)]
    assert set_aside(library_of(tiny, *sources, overlaps="a-b")) == {"a": ("b", decided_by)}
    assert chosen(library_of(tiny, *sources)) == "a b"


def test_patients_decide_among_reports_of_one_standing(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """A small read report keeps two large unread ones out; of those left the larger is taken."""
    sources = [
        make_source("a", 50, read="secondary"),
        make_source("b", 3),
        make_source("c", 40, read="secondary"),
        make_source("d", 41, read="secondary"),
    ]
    library = library_of(tiny, *sources, overlaps="a-b b-c c-d")
    assert chosen(library) == "b d"
    assert set_aside(library)["c"] == ("b", STANDINGS["read before secondary"][2])


def test_figure_read_elsewhere_does_not_make_a_report_unread(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """A paper that was read keeps its standing for a figure taken from a quoted line."""
    sources = [make_source("a", 60, figure={"read": "secondary"}), make_source("b", 20)]
    assert chosen(library_of(tiny, *sources, overlaps="a-b")) == "a"


def selecting(library: Library, *cohorts: str) -> Library:
    """Return the library with these cohorts selected."""
    made = {
        id: Cohort(
            id, id.title(), (), None, "only patients who came back" if id in cohorts else None
        )
        for source in library.sources.values()
        for id in source.cohorts
    }
    return replace(library, cohorts=MappingProxyType(made))


def test_selected_cohort_is_shown_and_not_pooled(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """It leaves its place to the others, says by what it was selected, and is a sensitivity row."""
    sources = [make_source("a", 90, events=80), make_source("b", 10), make_source("c", 7)]
    library = selecting(library_of(tiny, *sources, overlaps="a-b"), "a")
    estimate = estimate_outcome(library, "cleared")
    assert [r.source for r in estimate.reports] == ["b", "c"]
    assert [(n.source, n.reason) for n in estimate.not_pooled] == [
        ("a", "selected patients: only patients who came back")
    ]
    row = next(v for v in sensitivity(library, estimate) if v.label == "with selected cohorts")
    assert (row.k, row.total) == (2, 17)  # a shares patients with b, which is not selected
    apart = selecting(library_of(tiny, *sources), "a")
    estimate = estimate_outcome(apart, "cleared")
    row = next(v for v in sensitivity(apart, estimate) if v.label == "with selected cohorts")
    assert (estimate.total, row.k, row.total) == (17, 3, 107)


def test_unselected_stands_before_selected_and_before_what_was_read(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """A selected cohort read in full gives way to an unselected one known through another work."""
    sources = [make_source("a", 90), make_source("b", 10, read="secondary")]
    library = selecting(library_of(tiny, *sources, overlaps="a-b"), "a")
    reports = [Report(s.key, s.key, "cleared", 1, s.results[0].figure.total or 0, s.results[0])
               for s in sources]  # fmt: skip
    kept, (aside,) = choose_independent(library, reports)
    assert [report.source for report in kept] == ["b"]
    assert aside.decided_by == "its patients were selected and those of the other were not"


def test_order_of_reports_is_kept(tiny: Library, make_source: Callable[..., Source]) -> None:
    """Chosen reports and those set aside come back in the order in which they were given."""
    sources = [make_source(key, 10) for key in "dbca"]
    library = library_of(tiny, *sources, overlaps="d-b")
    reports = [Report(s.key, s.key, "cleared", 1, 10, s.results[0]) for s in sources]
    kept, aside = choose_independent(library, reports)
    assert [report.source for report in kept] == ["b", "c", "a"]
    assert [a.report.source for a in aside] == ["d"]


# ---- what may be pooled -----------------------------------------------------------------------

KEPT_OUT: dict[str, tuple[dict[str, Any], str]] = {
    "case report": ({"kind": "case-report"}, "case report: not pooled"),
    "record without entry": ({"kind": None}, "a source without an entry: not pooled"),
    "other plant": ({"facets": {"plant": "moss"}}, "plant is not Fern"),
    "plant not stated": ({"facets": {}}, "plant is not Fern"),
    "worked back": (
        {"figure": {"derivation": "worked-back"}},
        "counts worked back from a percentage",
    ),
    "percentage": (
        {"figure": {"events": None, "total": None, "estimate": 0.5, "statistic": "proportion"}},
        "printed without counts",
    ),
    "subgroup": (
        {"result": {"group": Group("the oldest", "treated", None, 5)}},
        "part of the patients: the oldest",
    ),
    "comparator": (
        {"result": {"group": Group("water", None, "comparator", 5)}},
        "comparator arm: water",
    ),
    "other denominator": (
        {"result": {"of": "healed"}},
        "counted only among patients with: healed",
    ),
    "late window": ({"result": {"window": "late"}}, "late events only"),
    "retracted": (
        {"retracted": Retraction("2024-01-01", "https://x.example")},
        "the source was retracted",
    ),
}


@pytest.mark.parametrize("case", KEPT_OUT)
def test_result_is_kept_out_with_its_reason(
    tiny: Library, make_source: Callable[..., Source], case: str
) -> None:
    """What the rules keep out of the estimate is shown with the reason, and changes no figure."""
    changes, reason = KEPT_OUT[case]
    library = library_of(tiny, make_source("a", 10, events=4), make_source("b", 90, **changes))
    estimate = estimate_outcome(library, "cleared")
    assert [(n.source, n.reason) for n in estimate.not_pooled] == [("b", reason)]
    assert (estimate.k, estimate.events, estimate.total) == (1, 4, 10)


@pytest.mark.parametrize(
    "changes",
    [
        {"figure": {"derivation": "summed"}},
        {"figure": {"derivation": "implied"}},
        {"result": {"window": "early"}},
        {"result": {"population": "rp2d"}},
        {"kind": "meeting-abstract"},
    ],
    ids=lambda changes: str(next(iter(changes.values()))),
)
def test_result_may_be_pooled(
    tiny: Library, make_source: Callable[..., Source], changes: dict[str, Any]
) -> None:
    """What no rule of the review keeps out is pooled."""
    library = library_of(tiny, make_source("a", 10, **changes))
    assert estimate_outcome(library, "cleared").k == 1


def test_excluded_source_is_nowhere(tiny: Library, make_source: Callable[..., Source]) -> None:
    """An excluded source is neither pooled nor listed beside the estimate."""
    library = library_of(tiny, make_source("a", 10, status="excluded", reason="no ferns"))
    estimate = estimate_outcome(library, "cleared")
    assert (estimate.k, estimate.not_pooled, estimate.pooled) == (0, (), None)
    assert estimate_numbers(estimate).method == "nothing to pool"


def test_report_answers_with_the_nearest_outcome(
    tiny: Library, make_source: Callable[..., Source]
) -> None:
    """The outcome itself before its `counts`, in their order; then the most patients."""
    source = make_source("a", 10)
    (first,) = source.results

    def with_results(*pairs: tuple[str, int]) -> Library:
        results = tuple(
            replace(
                first, outcome=outcome, figure=replace(first.figure, total=total), at=str(total)
            )
            for outcome, total in pairs
        )
        return library_of(tiny, replace(source, results=results))

    found = {
        answered: estimate_outcome(with_results(*pairs), "healed").reports[0]
        for answered, pairs in {
            "itself": [("half-cleared", 50), ("cleared", 40), ("healed", 30)],
            "nearest": [("half-cleared", 50), ("cleared", 40)],
            "most": [("cleared", 40), ("cleared", 45), ("half-cleared", 50)],
        }.items()
    }
    assert {name: (r.answers, r.total) for name, r in found.items()} == {
        "itself": ("healed", 30),
        "nearest": ("cleared", 40),
        "most": ("cleared", 45),
    }


def test_facet_narrows_the_estimate(tiny: Library) -> None:
    """With a facet only sources of that value are pooled; the facets stand in the estimate."""
    estimate = estimate_outcome(tiny, "cleared", {"form": "tea"})
    assert [report.source for report in estimate.reports] == ["alder2020fern"]
    assert estimate.facets == (("form", "tea"),)
    assert {s.report.source for s in estimate.set_aside} == {"birch2021fern"}


def test_unknown_outcome_is_a_key_error(tiny: Library) -> None:
    """An outcome outside the vocabulary is a fault of the caller."""
    with pytest.raises(KeyError, match="clearred"):
        estimate_outcome(tiny, "clearred")


# ---- claims -----------------------------------------------------------------------------------


def fixed(tiny: Library, k: int, low: float, point: float | None, high: float) -> Estimate:
    """Make an estimate with these figures."""
    estimate = estimate_outcome(tiny, "cleared")
    assert estimate.pooled is not None
    return replace(
        estimate, pooled=replace(estimate.pooled, k=k, low=low, proportion=point, high=high)
    )


@pytest.mark.parametrize(
    ("k", "low", "point", "high", "status"),
    [
        (2, 0.5, 0.7, 0.9, "agrees"),
        (2, 0.4, 0.6, 0.7, "agrees"),
        (2, 0.3, 0.5, 0.6, "compatible"),
        (2, 0.79, 0.85, 0.9, "compatible"),
        (2, 0.3, 0.4, 0.59, "departs"),
        (2, 0.81, 0.85, 0.9, "departs"),
        (1, 0.5, 0.7, 0.9, "untested"),
        (2, 0.5, None, 0.9, "compatible"),
    ],
)
def test_claim_with_a_range_is_tested(
    tiny: Library, k: int, low: float, point: float | None, high: float, status: str
) -> None:
    """The claim of 60–80% agrees, is compatible, departs or is untested by the estimate."""
    claim: Claim = tiny.claims["elm2019review/clears-most"]
    assert claim_status(claim, lambda _: fixed(tiny, k, low, point, high)) == status


def test_claim_without_a_range_is_tracked(tiny: Library) -> None:
    """A claim that gives no figure is never called tested."""
    claim = tiny.claims["elm2019review/lasts"]
    assert claim_status(claim, lambda _: fixed(tiny, 2, 0.5, 0.7, 0.9)) == "tracked"


# ---- the living review ------------------------------------------------------------------------


def test_living_reports_have_cohorts_and_share_none(living_library: Library) -> None:
    """Pooled reports name their cohorts; no two name one cohort or cohorts told to overlap."""
    told = {frozenset(overlap.cohorts) for overlap in living_library.overlaps}
    for outcome in living_library.review.outcomes.values():
        if outcome.measure != "proportion":
            continue
        reports = estimate_outcome(living_library, outcome.id).reports
        cohorts = {r.source: living_library.sources[r.source].cohorts for r in reports}
        assert all(cohorts.values()), outcome.id
        for one, other in itertools.combinations(cohorts, 2):
            pairs = [(a, b) for a in cohorts[one] for b in cohorts[other]]
            shared = [(a, b) for a, b in pairs if a == b or frozenset((a, b)) in told]
            assert not shared, (outcome.id, one, other)


def test_living_estimates_lie_in_their_intervals(living_library: Library) -> None:
    """A pooled share lies in its interval, that in its prediction interval, all within 0 and 1."""
    pooled = pooled_estimates(living_library)
    for outcome in living_library.review.outcomes.values():
        if outcome.measure != "proportion" or outcome.not_pooled:
            continue
        estimate = pooled(outcome.id)
        assert estimate.events == sum(report.events for report in estimate.reports)
        assert estimate.total == sum(report.total for report in estimate.reports)
        if found := estimate.pooled:
            assert 0 <= found.low <= found.high <= 1, outcome.id
            assert found.proportion is None or found.low <= found.proportion <= found.high
            if found.prediction_low is not None and found.prediction_high is not None:
                assert found.prediction_low <= found.low, outcome.id
                assert found.high <= found.prediction_high, outcome.id


def test_living_claims_have_a_status(living_library: Library) -> None:
    """Each claim is tested by the estimate of its outcome, or tracked where it gives no range."""
    pooled = pooled_estimates(living_library)
    for claim in living_library.claims.values():
        status = claim_status(claim, pooled)
        assert (status == "tracked") == (claim.range is None or claim.outcome is None), claim

"""How certain an estimate is, domain by domain, on the invented review; and one cohort's bias."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from livingreview.model import CERTAINTY_LEVELS, CertaintyRules, Judgement, Library, Steps
from livingreview.statistics import pool_proportions
from livingreview.synthesis.bias import is_low_risk, judge_bias
from livingreview.synthesis.certainty import Certainty, DomainRating, rate_certainty
from livingreview.synthesis.estimates import Estimate, estimate_outcome
from livingreview.synthesis.unpooled import independent_shares, share_of

BRAMBLE, CURRANT, DAMSON = "bramble2020moss", "currant2022moss", "damson2023south"
ELDER = "elder2023north"


@pytest.fixture(scope="module")
def rules(moss: Library) -> CertaintyRules:
    """Give the rules of the invented review, without its judgement."""
    assert moss.review.certainty is not None
    return replace(moss.review.certainty, judgements=())


def with_rules(library: Library, rules: CertaintyRules | None) -> Library:
    """Return the library with other rules of certainty."""
    return replace(library, review=replace(library.review, certainty=rules))


def with_source(library: Library, key: str, **fields: Any) -> Library:
    """Return the library with one source changed."""
    source = replace(library.sources[key], **fields)
    return replace(library, sources=MappingProxyType({**library.sources, key: source}))


def counted(library: Library, **counts: tuple[int, int]) -> Estimate:
    """Make an estimate of severe itch with other counts, by the name of the source."""
    estimate = estimate_outcome(library, "itch-3plus")
    by_source = {report.source: report for report in estimate.reports}
    reports = tuple(
        replace(by_source[key], events=events, total=total)
        for key, (events, total) in counts.items()
    )
    pooled = pool_proportions([r.events for r in reports], [r.total for r in reports])
    return replace(estimate, reports=reports, pooled=pooled)


def rated(library: Library, estimate: Estimate, domain: str) -> DomainRating:
    """Rate an estimate; return one domain."""
    certainty = rate_certainty(library, estimate)
    assert certainty is not None
    return next(found for found in certainty.domains if found.domain == domain)


# ---- the whole --------------------------------------------------------------------------------


def test_level_is_the_start_less_all_steps(moss: Library) -> None:
    """Two levels for cohorts that differ and one for a wide interval make very low of high."""
    certainty = rate_certainty(moss, estimate_outcome(moss, "cooled"))
    assert certainty is not None
    assert [domain.step for domain in certainty.domains] == [0, 2, 0, 1, 0]
    assert (certainty.start, certainty.level, certainty.is_signed) == ("high", "very low", False)


@pytest.mark.parametrize(("start", "level"), [("moderate", "low"), ("very low", "very low")])
def test_level_starts_where_the_rules_say(
    moss: Library, rules: CertaintyRules, start: Any, level: str
) -> None:
    """Few patients with the outcome take one level off, and none from the lowest."""
    library = with_rules(moss, replace(rules, start=replace(rules.start, level=start)))
    certainty = rate_certainty(library, estimate_outcome(library, "itch-3plus"))
    assert certainty is not None
    assert certainty.level == level


def test_nothing_is_rated_without_rules_or_counts(moss: Library) -> None:
    """A review without rules has no rating, nor has an estimate of nothing."""
    estimate = estimate_outcome(moss, "cooled")
    assert rate_certainty(with_rules(moss, None), estimate) is None
    assert rate_certainty(moss, estimate_outcome(moss, "cooled", {"plant": "lichen"})) is None


def test_rating_does_not_depend_on_the_order_of_reports(moss: Library) -> None:
    """The same reports in another order have the same rating."""
    estimate = estimate_outcome(moss, "cooled")
    backwards = replace(estimate, reports=estimate.reports[::-1])
    assert rate_certainty(moss, estimate) == rate_certainty(moss, backwards)


# ---- judgements -------------------------------------------------------------------------------


def judged(library: Library, rules: CertaintyRules, **fields: Any) -> Certainty:
    """Rate severe itch with one judgement."""
    judgement = Judgement(
        0, "itch-3plus", MappingProxyType({}), "imprecision", 2, "too few", "A. Moss", "2024-07-01"
    )
    changed = replace(rules, judgements=(replace(judgement, **fields),))
    found = rate_certainty(with_rules(library, changed), estimate_outcome(library, "itch-3plus"))
    assert found is not None
    return found


def test_judgement_takes_the_place_of_the_rule(moss: Library, rules: CertaintyRules) -> None:
    """The step and the reason are the person's; what the rule gave is kept."""
    certainty = judged(moss, rules)
    domain = certainty.domains[3]
    assert (domain.step, domain.because, domain.by_rule) == (2, "too few", 1)
    assert (certainty.level, certainty.is_signed) == ("low", True)


@pytest.mark.parametrize(
    "fields",
    [{"outcome": "itch"}, {"facets": MappingProxyType({"form": "wet"})}],
    ids=["another outcome", "a part of the reports"],
)
def test_judgement_is_of_one_estimate(
    moss: Library, rules: CertaintyRules, fields: dict[str, Any]
) -> None:
    """A judgement of another outcome, or of an estimate narrowed to a facet, does not count."""
    assert not judged(moss, rules, **fields).is_signed


# ---- domains ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serious", "very_serious", "step", "words"),
    [
        (0.5, 0.5, 0, "65 of 125 patients are in cohorts at low risk of bias"),
        (0.4, 0.5, 1, "60 of 125 patients are in reports that do not say how patients"),
        (0.4, 0.48, 2, "60 of 125 patients are in cohorts at high risk of bias: selective"),
        (0.4, None, 1, "60 of 125 patients are in reports that do not say how patients"),
    ],
)
def test_risk_of_bias_is_a_share_of_patients(
    moss: Library,
    rules: CertaintyRules,
    serious: float,
    very_serious: float | None,
    step: int,
    words: str,
) -> None:
    """Sixty of 125 patients are in a cohort at high risk, the others at low risk."""
    library = with_rules(moss, replace(rules, risk_of_bias=Steps(serious, very_serious)))
    domain = rated(library, estimate_outcome(library, "itch-3plus"), "risk-of-bias")
    assert domain.step == step
    assert domain.because.startswith(words)


def test_reports_that_were_not_read_in_full_are_named(moss: Library, rules: CertaintyRules) -> None:
    """What only an abstract tells is unclear, and the reason says so."""
    library = with_rules(moss, replace(rules, cohorts=replace(rules.cohorts, read_low=())))
    estimate = counted(library, **{BRAMBLE: (2, 40), ELDER: (0, 25)})
    domain = rated(library, estimate, "risk-of-bias")
    assert (domain.step, domain.because) == (
        1,
        "all 65 patients are in reports that were not read in full",
    )


SPREADS = {
    # counts; step; what the reason says
    "alike": ({BRAMBLE: (20, 40), CURRANT: (30, 60), ELDER: (13, 25)}, 0, "do not differ"),
    "apart": ({BRAMBLE: (4, 40), CURRANT: (20, 60), ELDER: (15, 25)}, 2, "could lie anywhere"),
    "two cohorts": ({BRAMBLE: (4, 40), CURRANT: (50, 60)}, 1, "cohorts differ (τ² 3.6"),
    "one cohort": ({BRAMBLE: (4, 40)}, 0, "only one cohort reports it"),
    "too few with it": ({BRAMBLE: (1, 40), CURRANT: (0, 60)}, 0, "too few patients with it"),
    "too few without": ({BRAMBLE: (39, 40), CURRANT: (60, 60)}, 0, "too few patients without it"),
    "no average": ({BRAMBLE: (0, 40), CURRANT: (60, 60)}, 2, "too much for an average"),
}


@pytest.mark.parametrize("case", SPREADS)
def test_inconsistency_by_the_spread_of_cohorts(
    moss: Library, rules: CertaintyRules, case: str
) -> None:
    """Prediction interval and τ² decide; what so few cannot show is not rated."""
    counts, step, words = SPREADS[case]
    domain = rated(with_rules(moss, rules), counted(moss, **counts), "inconsistency")
    assert domain.step == step
    assert words in domain.because
    assert domain.is_rated is (case not in ("one cohort", "too few with it", "too few without"))


def test_inconsistency_takes_one_level_while_cohorts_are_few(
    moss: Library, rules: CertaintyRules
) -> None:
    """A wide prediction interval of three cohorts takes one level where four are asked for."""
    few = replace(rules, inconsistency=replace(rules.inconsistency, few_cohorts=4))
    estimate = counted(moss, **{BRAMBLE: (4, 40), CURRANT: (20, 60), ELDER: (15, 25)})
    assert rated(with_rules(moss, few), estimate, "inconsistency").step == 1


def test_inconsistency_by_a_line_that_is_crossed(moss: Library, rules: CertaintyRules) -> None:
    """A prediction interval on both sides of a named share takes one level."""
    limits = replace(
        rules.inconsistency,
        prediction_width=Steps(1, None),
        tau2=Steps(9, None),
        crosses=MappingProxyType({"itch-3plus": 0.5}),
    )
    library = with_rules(moss, replace(rules, inconsistency=limits))
    apart = counted(moss, **{BRAMBLE: (4, 40), CURRANT: (20, 60), ELDER: (15, 25)})
    domain = rated(library, apart, "inconsistency")
    assert domain.step == 1
    assert domain.because == "a further cohort could lie on either side of 50%"
    rare = counted(moss, **{BRAMBLE: (4, 40), CURRANT: (6, 60), ELDER: (2, 25)})
    assert rated(library, rare, "inconsistency").step == 0


def test_indirectness_by_reports_that_count_a_narrower_outcome(
    moss: Library, rules: CertaintyRules
) -> None:
    """Twenty-five of 127 patients are counted by half-cooled ears."""
    estimate = estimate_outcome(moss, "cooled")
    assert rated(moss, estimate, "indirectness").step == 0
    strict = with_rules(moss, replace(rules, indirectness=Steps(0.19, None)))
    domain = rated(strict, estimate, "indirectness")
    assert domain.step == 1
    words = "25 of 127 patients are in reports that count different outcomes"
    assert domain.because.startswith(words)


IMPRECISE = {
    "wide": ({BRAMBLE: (20, 40), CURRANT: (3, 60)}, 2, "the interval is wide"),
    "few patients": ({BRAMBLE: (2, 40)}, 1, "only 40 patients"),
    "very few patients": ({ELDER: (0, 15)}, 2, "only 15 patients"),
    "few with it": ({CURRANT: (6, 60), BRAMBLE: (3, 40)}, 1, "only 9 patients had it"),
    "none with it": ({CURRANT: (0, 60)}, 1, "no patient had it"),
    "exact": ({CURRANT: (9, 60), BRAMBLE: (6, 40)}, 0, "the interval is not wide (9.2% to 23%)"),
}


@pytest.mark.parametrize("case", IMPRECISE)
def test_imprecision_by_interval_and_numbers(
    moss: Library, rules: CertaintyRules, case: str
) -> None:
    """The strictest of width, patients and patients with the outcome decides."""
    counts, step, words = IMPRECISE[case]
    domain = rated(with_rules(moss, rules), counted(moss, **counts), "imprecision")
    assert domain.step == step
    assert words in domain.because


def test_publication_bias_by_reports_without_peer_review(
    moss: Library, rules: CertaintyRules
) -> None:
    """A preprint has all patients of an estimate, or too few of them to tell."""
    library = with_rules(moss, rules)
    domain = rated(library, estimate_outcome(library, "half-cooled"), "publication-bias")
    assert (domain.step, domain.because) == (
        1,
        "all 25 patients are in reports that are not peer-reviewed",
    )
    domain = rated(library, estimate_outcome(library, "cooled"), "publication-bias")
    assert (domain.step, domain.is_rated) == (0, False)
    assert domain.because == rules.publication_bias.otherwise


# ---- one cohort -------------------------------------------------------------------------------


def marks(library: Library, key: str) -> str:
    """Return the risks of a report's marks for severe itch, by their first letters."""
    assert library.review.certainty is not None
    reports = {r.source: r for r in estimate_outcome(library, "itch-3plus").reports}
    bias = judge_bias(library, library.review.certainty.cohorts, reports[key])
    return "".join(mark.risk[0] for mark in bias.marks) + f" {bias.risk}"


CHANGES: dict[str, tuple[Callable[[Library], Library], str]] = {
    "as it is": (lambda moss: moss, "hll high"),
    "not appraised": (lambda moss: with_source(moss, CURRANT, appraisal=None), "ull unclear"),
    "many enrolled": (
        lambda moss: with_source(
            moss, CURRANT, design=replace(moss.sources[CURRANT].design, enrolled=67)
        ),
        "hhl high",
    ),
    "enrolled unknown": (
        lambda moss: with_source(
            moss, CURRANT, design=replace(moss.sources[CURRANT].design, enrolled=None)
        ),
        "hul high",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_marks_follow_checklist_then_counts(moss: Library, case: str) -> None:
    """The checklist answers first; where it is silent, 60 counted of 62 enrolled are enough."""
    change, expected = CHANGES[case]
    assert marks(change(moss), CURRANT) == expected


def test_checklist_comes_before_counts(moss: Library) -> None:
    """A report whose checklist says that all are counted is at low risk whatever was enrolled."""
    design = replace(moss.sources[BRAMBLE].design, enrolled=99)
    assert marks(with_source(moss, BRAMBLE, design=design), BRAMBLE) == "lll low"


def test_low_risk_is_low_in_every_mark(moss: Library) -> None:
    """Of three reports the selective one is not at low risk; without rules none is."""
    reports = estimate_outcome(moss, "itch-3plus").reports
    assert {r.source for r in reports if is_low_risk(moss, r)} == {BRAMBLE, ELDER}
    assert not any(is_low_risk(with_rules(moss, None), r) for r in reports)


def test_estimate_of_those_kept_says_why_others_are_not(moss: Library) -> None:
    """What does not enter is named with the reason."""
    found = estimate_outcome(
        moss, "itch-3plus", keep=lambda report: report.source == BRAMBLE, otherwise="not asked for"
    )
    assert [report.source for report in found.reports] == [BRAMBLE]
    against = {kept.source for kept in found.not_pooled if kept.reason == "not asked for"}
    assert against == {CURRANT, ELDER}


# ---- side by side -----------------------------------------------------------------------------


def test_outcome_that_is_not_pooled_is_listed_by_cohort(moss: Library) -> None:
    """Whole cohorts are listed once each: no poster of the same patients, and no part of them."""

    def sources(outcome: str, facets: dict[str, str], **wanted: str) -> list[str]:
        found = independent_shares(moss, outcome, facets, of_all=True, **wanted)
        return [item.source.key for item in found]

    (found,) = independent_shares(moss, "cooled", {}, at="week 4")
    assert (found.source.key, share_of(found.result)) == (BRAMBLE, 0.7)
    assert set(sources("cooled", {})) == {BRAMBLE, DAMSON}  # of two that share patients the longer
    assert sources("cooled", {}, window="early") == [BRAMBLE]
    assert sources("cooled", {}, window="late") == []  # of those who had cooled
    assert sources("half-cooled", {}) == [ELDER]  # no group
    assert sources("cooled", {"plant": "lichen"}) == []
    assert (
        sources("stay", {}, at="12 months")
        == sources("stay", {}, at="1 year")
        == [BRAMBLE, CURRANT]
    )


# ---- the living review ------------------------------------------------------------------------


def test_living_ratings_follow_from_their_steps(living_library: Library) -> None:
    """Each estimate's level is the start less its steps, and each domain gives a reason."""
    for outcome in living_library.review.outcomes:
        certainty = rate_certainty(living_library, estimate_outcome(living_library, outcome))
        if certainty is not None:
            steps = sum(domain.step for domain in certainty.domains)
            below = CERTAINTY_LEVELS.index(certainty.level)
            assert below == min(3, CERTAINTY_LEVELS.index(certainty.start) + steps), outcome
            assert all(domain.because for domain in certainty.domains)
            assert all(0 <= domain.step <= 2 for domain in certainty.domains)

"""How certain an estimate is, after the domains of GRADE, by the rules of review.yml.

Each domain takes no, one or two steps down from the level at which all start, with a reason in
plain words. A person's judgement in review.yml takes the place of the rule in its domain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from livingreview.model import (
    CERTAINTY_LEVELS,
    CertaintyDomain,
    CertaintyLevel,
    CertaintyRules,
    Judgement,
    Library,
    Steps,
    percent,
    plural,
)
from livingreview.synthesis.bias import judge_bias
from livingreview.synthesis.estimates import Estimate
from livingreview.synthesis.independence import Report, selection

# A prediction interval means something from so many cohorts.
LEAST_FOR_PREDICTION = 3
MOST_STEPS = 2
# What makes the risk of a cohort high, by the aspect of its mark.
HIGH_RISK: Mapping[str, str] = {
    "reading": "known only through another text",
    "completeness": "not all enrolled patients counted",
    "selection": "selective inclusion of patients",
}
# What is said of patients whose cohorts are not at low risk; the first of equals is taken.
NOT_LOW_RISK: Mapping[str, str] = {
    "reading": "in reports that were not read in full",
    "selection": "in reports that do not say how patients were selected",
    "completeness": "in reports that do not say whether all were counted",
}


@dataclass(frozen=True, slots=True)
class DomainRating:
    """What one domain does to a rating.

    `step` is how many levels it takes (0–2), `is_rated` is false where data cannot answer;
    `by_rule` is the step of the rule where it has one, `judgement` the person's in its place.
    """

    domain: CertaintyDomain
    step: int
    because: str
    is_rated: bool
    by_rule: int | None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Certainty:
    """How certain an estimate is: its level, where it started, and each domain."""

    level: CertaintyLevel
    start: CertaintyLevel
    domains: tuple[DomainRating, ...]

    @property
    def is_signed(self) -> bool:
        """Return whether a person judged any domain."""
        return any(domain.judgement for domain in self.domains)


def rate_certainty(library: Library, estimate: Estimate) -> Certainty | None:
    """Rate an estimate; None where there is nothing to pool or the review has no rules."""
    rules = library.review.certainty
    if rules is None or estimate.pooled is None:
        return None
    by_rule = (
        _risk_of_bias(library, rules, estimate),
        _inconsistency(rules, estimate),
        _indirectness(library, rules, estimate),
        _imprecision(rules, estimate),
        _publication_bias(library, rules, estimate),
    )
    domains = tuple(_judged(rules, estimate, domain) for domain in by_rule)
    start = CERTAINTY_LEVELS.index(rules.start.level)
    lowest = len(CERTAINTY_LEVELS) - 1
    level = CERTAINTY_LEVELS[min(lowest, start + sum(domain.step for domain in domains))]
    return Certainty(level, rules.start.level, domains)


def _judged(rules: CertaintyRules, estimate: Estimate, domain: DomainRating) -> DomainRating:
    """Let a person's judgement of this domain of this estimate take the place of the rule's."""
    for judgement in rules.judgements:
        is_meant = judgement.outcome == estimate.outcome and judgement.domain == domain.domain
        if is_meant and tuple(sorted(judgement.facets.items())) == estimate.facets:
            return replace(
                domain,
                step=judgement.step,
                because=judgement.because,
                is_rated=True,
                judgement=judgement,
            )
    return domain


def _rated(domain: CertaintyDomain, step: int, because: str) -> DomainRating:
    return DomainRating(domain, step, because, is_rated=True, by_rule=step)


def _not_rated(domain: CertaintyDomain, because: str) -> DomainRating:
    return DomainRating(domain, 0, because, is_rated=False, by_rule=None)


def _from(steps: Steps, value: float) -> int:
    """Return the step of a value that lowers a rating from a threshold upwards."""
    if steps.very_serious is not None and value >= steps.very_serious:
        return MOST_STEPS
    return int(value >= steps.serious)


def _below(steps: Steps, value: float) -> int:
    """Return the step of a value that lowers a rating below a threshold."""
    if steps.very_serious is not None and value < steps.very_serious:
        return MOST_STEPS
    return int(value < steps.serious)


def _risk_of_bias(library: Library, rules: CertaintyRules, estimate: Estimate) -> DomainRating:
    """Rate the share of patients in cohorts that are not at low risk, and at high risk."""
    found = [(report, judge_bias(library, rules.cohorts, report)) for report in estimate.reports]
    high = _patients(report for report, bias in found if bias.risk == "high")
    not_low = _patients(report for report, bias in found if bias.risk != "low")
    limit = rules.risk_of_bias.very_serious

    def counted(aspect: str, *risks: str) -> int:
        """Count the patients whose cohort has one of the risks in an aspect."""
        return _patients(
            report
            for report, bias in found
            if any(mark.aspect == aspect and mark.risk in risks for mark in bias.marks)
        )

    if limit is not None and high >= limit * estimate.total:
        counts = {words: counted(aspect, "high") for aspect, words in HIGH_RISK.items()}
        causes = {words: count for words, count in counts.items() if count}
        listed = [f"{words} ({count})" for words, count in causes.items()]
        main = ", ".join(listed if len(causes) > 1 else causes)
        because = f"{_of(high, estimate)} are in cohorts at high risk of bias: {main}"
        return _rated("risk-of-bias", MOST_STEPS, because)
    if not_low >= rules.risk_of_bias.serious * estimate.total:
        counts = {words: counted(a, "unclear", "high") for a, words in NOT_LOW_RISK.items()}
        main = max(counts, key=lambda words: counts[words])
        return _rated("risk-of-bias", 1, f"{_of(counts[main], estimate)} are {main}")
    because = f"{_of(estimate.total - not_low, estimate)} are in cohorts at low risk of bias"
    return _rated("risk-of-bias", 0, because)


def _inconsistency(rules: CertaintyRules, estimate: Estimate) -> DomainRating:
    """Rate how far cohorts differ: the strictest of prediction interval, line and τ² decides."""
    pooled, limits = estimate.pooled, rules.inconsistency
    if pooled is None or pooled.k == 1:
        return _not_rated("inconsistency", "only one cohort reports it")
    if pooled.proportion is None:
        because = "the cohorts differ too much for an average"
        return _rated("inconsistency", MOST_STEPS, because)
    if pooled.tau2 is None:
        rare = "with" if pooled.events * 2 <= pooled.total else "without"
        because = f"too few patients {rare} it to tell whether cohorts differ"
        return _not_rated("inconsistency", because)
    found = [
        (_from(limits.tau2, pooled.tau2), f"cohorts differ (τ² {pooled.tau2:.2f})"),
        (0, f"cohorts do not differ notably (τ² {pooled.tau2:.2f})"),
    ]
    low, high = pooled.prediction_low, pooled.prediction_high
    if pooled.k >= LEAST_FOR_PREDICTION and low is not None and high is not None:
        step = _from(limits.prediction_width, high - low)
        bounds = f"between {percent(low)} and {percent(high)}"
        found.insert(0, (step, f"a further cohort could lie anywhere {bounds}"))
        line = limits.crosses.get(estimate.outcome)
        if line is not None and low < line < high:
            words = f"a further cohort could lie on either side of {percent(line)}"
            found.insert(1, (1, words))
    step, because = max(found, key=lambda rated: rated[0])
    if step == 0:
        because = found[-1][1]
    most = MOST_STEPS if pooled.k >= limits.few_cohorts else 1
    if step > most:
        because += f" (one level at most: fewer than {limits.few_cohorts} cohorts)"
    return _rated("inconsistency", min(step, most), because)


def _indirectness(library: Library, rules: CertaintyRules, estimate: Estimate) -> DomainRating:
    """Rate the share of patients counted by a narrower outcome, or selected."""
    other = [report for report in estimate.reports if report.answers != estimate.outcome]
    selected = [r for r in estimate.reports if selection(library, library.sources[r.source])]
    found = [
        (_patients(other), "are in reports that count different outcomes, taken together here"),
        (_patients(selected), "were selected"),
    ]
    number, words = max(found, key=lambda counted: counted[0])
    step = _from(rules.indirectness, number / estimate.total)
    if step:
        return _rated("indirectness", step, f"{_of(number, estimate)} {words}")
    because = "reports count this outcome, in patients who were not selected"
    return _rated("indirectness", 0, because)


def _imprecision(rules: CertaintyRules, estimate: Estimate) -> DomainRating:
    """Rate the width of the interval and the numbers behind it: the strictest decides."""
    pooled, limits = estimate.pooled, rules.imprecision
    if pooled is None:
        return _not_rated("imprecision", "there is nothing to pool")
    bounds = f"{percent(pooled.low)} to {percent(pooled.high)}"
    found = [
        (_from(limits.width, pooled.high - pooled.low), f"the interval is wide ({bounds})"),
        (_below(limits.patients, pooled.total), f"only {plural(pooled.total, 'patient')}"),
        (_below(limits.events, pooled.events), f"{_few(pooled.events)} had it"),
    ]
    step, because = max(found, key=lambda rated: rated[0])
    return _rated("imprecision", step, because if step else f"the interval is not wide ({bounds})")


def _publication_bias(library: Library, rules: CertaintyRules, estimate: Estimate) -> DomainRating:
    """Rate the share of patients in reports without peer review; the rest data cannot answer."""
    kinds = library.review.kinds
    unreviewed = _patients(
        report
        for report in estimate.reports
        if not kinds[library.sources[report.source].kind or ""].peer_reviewed
    )
    limits = rules.publication_bias
    if step := _from(limits.not_reviewed, unreviewed / estimate.total):
        words = f"{_of(unreviewed, estimate)} are in reports that are not peer-reviewed"
        return _rated("publication-bias", step, words)
    return _not_rated("publication-bias", limits.otherwise)


def _patients(reports: Iterable[Report]) -> int:
    return sum(report.total for report in reports)


def _of(number: int, estimate: Estimate) -> str:
    if number == estimate.total:
        return f"all {plural(number, 'patient')}" if number > 1 else "the only patient"
    return f"{number} of {plural(estimate.total, 'patient')}"


def _few(number: int) -> str:
    return f"only {plural(number, 'patient')}" if number else "no patient"

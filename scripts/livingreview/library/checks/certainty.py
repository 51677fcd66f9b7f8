"""Rules of certainty name what exists, judgements differ from the rule, summaries fit outcomes."""

from collections.abc import Iterator, Mapping

from livingreview.files import Location
from livingreview.library.folder import REVIEW, Loaded, at
from livingreview.model import (
    CertaintyRules,
    Judgement,
    Library,
    Outcome,
    Steps,
    is_pooled_outcome,
)
from livingreview.problems import Problem, allowed, shown
from livingreview.synthesis import estimate_outcome, rate_certainty


def check_certainty_rules(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each source, checklist item and outcome that the rules of certainty name must exist.

    A threshold for two levels must not come before the one for one level.
    """
    rules = library.review.certainty
    if rules is None:
        return
    outcomes = library.review.outcomes
    lists = library.review.checklists.values()
    items = {item: question for known in lists for item, question in known.items.items()}
    cohorts, crosses = rules.cohorts, rules.inconsistency.crosses
    words: list[tuple[str, Location, Mapping[str, object], str]] = [
        (key, ("start", "sources", n), library.sources, "a source")
        for n, key in enumerate(rules.start.sources)
    ]
    for name, named in (("selection", cohorts.selection), ("completeness", cohorts.completeness)):
        words += [
            (item, ("cohorts", name, n), items, "an item of a checklist")
            for n, item in enumerate(named)
        ]
    words += [
        (id, ("cohorts", "among_some", n), outcomes, "an outcome")
        for n, id in enumerate(cohorts.among_some)
    ]
    words += [(id, ("inconsistency", "crosses", id), outcomes, "an outcome") for id in crosses]
    for value, place, known, what in words:
        if value not in known:
            message = f"must be {what} (got {shown(value)}{allowed(value, known)})"
            yield at(loaded, REVIEW, ("certainty", *place), message)
    for place, steps, is_upper in _all_steps(rules):
        limit = steps.very_serious
        if limit is not None and (limit < steps.serious if is_upper else limit > steps.serious):
            bound = "more" if is_upper else "less"
            message = f"must be {steps.serious:g}, as serious is, or {bound} (got {limit:g})"
            yield at(loaded, REVIEW, ("certainty", *place, "very_serious"), message)


def check_judgements(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A judgement of certainty must be of an estimate, stand once, and differ from the rule."""
    rules = library.review.certainty
    seen: set[tuple[object, ...]] = set()
    for judgement in rules.judgements if rules else ():
        place: Location = ("certainty", "judgements", judgement.index)
        outcome = library.review.outcomes.get(judgement.outcome)
        unknown = list(_unknown(library, loaded, outcome, judgement.outcome, place))
        unknown += _unknown_facets(library, loaded, judgement.facets, place)
        yield from unknown
        if unknown or outcome is None:
            continue
        key = (judgement.outcome, *sorted(judgement.facets.items()), judgement.domain)
        if key in seen:
            message = "must stand once for a domain of an estimate: delete one of the two"
            yield at(loaded, REVIEW, place, message)
        seen.add(key)
        yield from _against_rule(library, loaded, judgement, place)


def check_summaries(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A row of a summary of findings must name an outcome and facet values that exist.

    A time point or window must be given only for an outcome that is not pooled.
    """
    for topic in library.review.topics.values():
        for index, row in enumerate(topic.summary):
            place: Location = ("topics", topic.id, "summary", index)
            outcome = library.review.outcomes.get(row.outcome)
            yield from _unknown(library, loaded, outcome, row.outcome, place)
            yield from _unknown_facets(library, loaded, row.facets, place)
            if outcome and is_pooled_outcome(outcome):
                for name in ("at", "window"):
                    if getattr(row, name):
                        message = f"must be left out: {outcome.id} is pooled"
                        yield at(loaded, REVIEW, (*place, name), message)


def _against_rule(
    library: Library, loaded: Loaded, judgement: Judgement, place: Location
) -> Iterator[Problem]:
    estimate = estimate_outcome(library, judgement.outcome, judgement.facets)
    certainty = rate_certainty(library, estimate)
    if certainty is None:
        yield at(loaded, REVIEW, place, "must be of an estimate: no cohort has counts for it")
        return
    by_rule = {domain.domain: domain.by_rule for domain in certainty.domains}
    if by_rule[judgement.domain] == judgement.step:
        message = f"must differ from the rule, which gives {judgement.step} too: delete it"
        yield at(loaded, REVIEW, (*place, "step"), message)


def _unknown(
    library: Library, loaded: Loaded, outcome: Outcome | None, id: str, place: Location
) -> Iterator[Problem]:
    if outcome is None:
        message = f"must be an outcome (got {shown(id)}{allowed(id, library.review.outcomes)})"
        yield at(loaded, REVIEW, (*place, "outcome"), message)


def _unknown_facets(
    library: Library, loaded: Loaded, facets: Mapping[str, str], place: Location
) -> Iterator[Problem]:
    known = library.review.facets
    for facet, value in facets.items():
        choices = known[facet].values if facet in known else known
        wrong, what = (value, f"a value of {facet}") if facet in known else (facet, "a facet")
        if wrong not in choices:
            message = f"must be {what} (got {shown(wrong)}{allowed(wrong, choices)})"
            yield at(loaded, REVIEW, (*place, "facets", facet), message)


def _all_steps(rules: CertaintyRules) -> Iterator[tuple[Location, Steps, bool]]:
    """Yield each pair of thresholds with its place, and whether a rating is lowered above it."""
    imprecision, inconsistency = rules.imprecision, rules.inconsistency
    yield ("inconsistency", "prediction_width"), inconsistency.prediction_width, True
    yield ("inconsistency", "tau2"), inconsistency.tau2, True
    yield ("indirectness",), rules.indirectness, True
    yield ("imprecision", "width"), imprecision.width, True
    yield ("imprecision", "patients"), imprecision.patients, False
    yield ("imprecision", "events"), imprecision.events, False
    yield ("publication_bias", "not_reviewed"), rules.publication_bias.not_reviewed, True

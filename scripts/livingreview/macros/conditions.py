"""The conditions of sentences on pages, named so that they read like the sentence they guard.

Each returns whether it holds, with the numbers that decided it; `statement` prints these numbers
if the condition does not hold. A condition on a missing estimate does not hold and raises no error.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from livingreview.macros.claims import STATUS
from livingreview.macros.lookup import claim_of, estimate_for, known, one_result, source_of
from livingreview.macros.macro import Condition, Given, value
from livingreview.macros.numbers import count_of
from livingreview.model import Figure, Result
from livingreview.rendering import MacroError, estimate_text, figure_text
from livingreview.synthesis import Estimate, claim_status

Interval = tuple[float, float]

# Cohorts differ widely if their variance (τ², on the logit scale) is above this: around an average
# of one half, the middle 95% of cohorts are then between 20% and 80%.
WIDE_TAU2 = 0.5


@value
def most(given: Given, /, outcome: str, *, cohorts: int = 2, **facets: str) -> Condition:
    """True if the whole interval of an estimate is above one half.

    `outcome` and facets are those of `estimate`, which must pool at least so many `cohorts`.
    """
    return _compared(given, "most", outcome, 0.5, cohorts, facets, _is_above)


@value
def above(
    given: Given, /, outcome: str, other: float | str, *, cohorts: int = 2, **facets: str
) -> Condition:
    """True if the whole interval of an estimate is above another value.

    `other` is a proportion, or an outcome whose pooled proportion is the value.
    `outcome` and facets are those of `estimate`, which must pool at least so many `cohorts`.
    """
    return _compared(given, "above", outcome, other, cohorts, facets, _is_above)


@value
def below(
    given: Given, /, outcome: str, other: float | str, *, cohorts: int = 2, **facets: str
) -> Condition:
    """True if the whole interval of an estimate is below another value.

    `other` is a proportion, or an outcome whose pooled proportion is the value.
    `outcome` and facets are those of `estimate`, which must pool at least so many `cohorts`.
    """
    return _compared(given, "below", outcome, other, cohorts, facets, _is_below)


@value
def between(
    given: Given, /, outcome: str, low: float, high: float, *, cohorts: int = 2, **facets: str
) -> Condition:
    """True if the whole interval of an estimate is between two proportions.

    `low` and `high` are the proportions; `outcome` and facets are those of `estimate`, which must
    pool at least so many `cohorts`.
    """
    found = estimate_for(given, "between", outcome, facets)
    interval = _interval(found, cohorts)
    holds = interval is not None and low < interval[0] and interval[1] < high
    return Condition(holds, _words(given, found))


@value
def covers(given: Given, /, outcome: str, *proportions: float) -> Condition:
    """True if the interval of an estimate contains each of these proportions.

    `outcome` is that of `estimate`; each `proportion` is between 0 and 1.
    """
    found = estimate_for(given, "covers", outcome, {})
    interval = _interval(found, 2)
    holds = interval is not None and all(
        interval[0] < proportion < interval[1] for proportion in proportions
    )
    return Condition(holds, _words(given, found))


@value
def overlap(given: Given, /, outcome: str, facet: str, first: str, second: str) -> Condition:
    """True if the intervals of two groups of cohorts overlap.

    The groups are the cohorts with the values `first` and `second` of a `facet`; `outcome` is that
    of `estimate`.
    """
    groups = [estimate_for(given, "overlap", outcome, {facet: group}) for group in (first, second)]
    intervals = [_interval(found, 1) for found in groups]
    words = "; ".join(_words(given, found) for found in groups)
    one, other = intervals
    holds = one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]
    return Condition(holds, words)


@value
def cohorts_differ(given: Given, /, outcome: str, **facets: str) -> Condition:
    """True if the cohorts of an estimate differ widely: their variance τ² is above 0.5.

    `outcome` and facets are those of `estimate`.
    """
    found = estimate_for(given, "cohorts_differ", outcome, facets)
    tau2 = found.pooled.tau2 if found.pooled else None
    words = "τ² not estimated" if tau2 is None else f"τ² {tau2:.2f}"
    return Condition(tau2 is not None and tau2 > WIDE_TAU2, f"{_words(given, found)}, {words}")


@value
def most_in_each(given: Given, /, outcome: str, facet: str, *groups: str) -> Condition:
    """True if, in each group of cohorts, the whole interval of the estimate is above one half.

    Each `group` is a value of `facet`; one cohort is enough for a group. `outcome` is that of
    `estimate`.
    """
    found = [most.show(given, outcome, cohorts=1, **{facet: group}) for group in groups]
    return Condition(bool(found) and all(found), "; ".join(map(str, found)))


@value
def every_cohort(
    given: Given, /, outcome: str, facet: str, choice: str, **facets: str
) -> Condition:
    """True if every cohort of an estimate has this value of a facet.

    `choice` is the value of `facet`; `outcome` and facets are those of `estimate`.
    """
    all_of_them = estimate_for(given, "every_cohort", outcome, facets)
    with_it = estimate_for(given, "every_cohort", outcome, {**facets, facet: choice})
    holds = 0 < all_of_them.k == with_it.k
    return Condition(holds, f"{_words(given, all_of_them)}; {_words(given, with_it)}")


@value
def claim_is(given: Given, /, path: str, status: str) -> Condition:
    """True if a claim has a certain status.

    `path` is the key of the founding review, a slash and the claim's id; `status` is `agrees` (the
    estimate is inside the claimed range), `compatible` (its interval overlaps the range),
    `departs` (it does not) or `untested`.
    """
    found = claim_status(claim_of(given.library, path), given.pooled)
    return Condition(found == known(status, STATUS, "status"), f"{path}: {found}")


@value
def number_of(
    given: Given,
    /,
    key: str,
    outcome: str,
    *,
    at: str | None = None,
    group: str | None = None,
    window: str | None = None,
    population: str | None = None,
    statistic: str | None = None,
) -> float:
    """The number behind `result`, for comparisons.

    It is the proportion if there are counts, otherwise the figure as reported.
    The arguments `key`, `outcome`, `at`, `group`, `window`, `population` and `statistic` are those
    of `result`.
    """
    found = one_result(
        given.library,
        key,
        outcome,
        at=at,
        group=group,
        window=window,
        population=population,
        statistic=statistic,
    )
    number = _number(found.figure)
    if number is None:
        raise MacroError(f"number_of must be given a result with a number (got {key}, {outcome})")
    return number


@value
def lower(given: Given, /, outcome: str, group: str, than: str, *keys: str) -> Condition:
    """True if, in each of these sources, the result of one group is below that of another.

    `outcome` is that of `result`; `group` and `than` are the labels of the two groups; each `key`
    names a source. The intervals of the groups must not overlap; if one has no interval, the
    figures themselves are compared.
    """
    pairs = [
        (
            one_result(given.library, key, outcome, group=group),
            one_result(given.library, key, outcome, group=than),
        )
        for key in keys
    ]
    return _in_each(given, keys, pairs, _lies_below)


@value
def less_in_each(given: Given, /, outcome: str, than: str, *keys: str) -> Condition:
    """True if, in each of these sources, one outcome was less frequent than another.

    `outcome` and `than` are the two outcomes; each `key` names a source that reports one result
    for each outcome.
    """
    pairs = [
        (one_result(given.library, key, outcome), one_result(given.library, key, than))
        for key in keys
    ]
    return _in_each(given, keys, pairs, _is_less)


@value
def mostly_from(given: Given, /, outcome: str, key: str, **facets: str) -> Condition:
    """True if more than half of the patients of an estimate come from one source.

    `key` names the source; `outcome` and facets are those of `estimate`.
    """
    found = estimate_for(given, "mostly_from", outcome, facets)
    name = source_of(given.library, key).key
    patients = sum(report.total for report in found.reports if report.source == name)
    words = f"{_words(given, found)}; {patients} of them from {name}"
    return Condition(2 * patients > found.total, words)


@value
def none_of(given: Given, /, what: str, facet: str, *choices: str) -> Condition:
    """True if none of the trials, sources, results or findings has one of these values of a facet.

    `what` is `trials`, `sources`, `results` or `findings`; each `choice` is a value of `facet`.
    """
    counts = _counts(given, what, facet, choices)
    return Condition(bool(counts) and not any(counts.values()), _by_facet(what, facet, counts))


@value
def ranked(given: Given, /, what: str, facet: str, *choices: str) -> Condition:
    """True if the values of a facet are the most frequent, in this order.

    `what` is `trials`, `sources`, `results` or `findings`.
    Each `choice` is a value of `facet`. The first must be more frequent than every other value,
    none of the next more frequent than the one before, and no other value more frequent than the
    last.
    """
    counts = _counts(given, what, facet, (*choices, *_values(given, facet)))
    named = [counts[choice] for choice in choices]
    others = [count for choice, count in counts.items() if choice not in choices]
    holds = bool(named) and all(
        (
            all(named[0] > count for count in (*named[1:], *others)),
            named == sorted(named, reverse=True),
            all(named[-1] >= count for count in others),
        )
    )
    return Condition(holds, _by_facet(what, facet, counts))


@value
def mostly_unknown(given: Given, /, what: str, facet: str) -> Condition:
    """True if more than half of the trials, sources, results or findings have no value of a facet.

    `what` is `trials`, `sources`, `results` or `findings`; `facet` is a facet of `review.yml`.
    """
    of_all = count_of.show(given, what)
    with_it = sum(_counts(given, what, facet, _values(given, facet)).values())
    words = f"{what}: {of_all - with_it} of {of_all} without {facet}"
    return Condition(of_all > 2 * with_it, words)


def _interval(found: Estimate, cohorts: int) -> Interval | None:
    """Return the interval of an estimate that pools at least so many cohorts, if it has one."""
    if found.pooled is None or found.pooled.proportion is None or found.k < cohorts:
        return None
    return found.pooled.low, found.pooled.high


def _is_above(interval: Interval, bound: float) -> bool:
    return interval[0] > bound


def _is_below(interval: Interval, bound: float) -> bool:
    return interval[1] < bound


def _compared(
    given: Given,
    macro: str,
    outcome: str,
    other: float | str,
    cohorts: int,
    facets: dict[str, str],
    is_beyond: Callable[[Interval, float], bool],
) -> Condition:
    """Return whether the interval of an estimate is beyond a proportion or another estimate."""
    found = estimate_for(given, macro, outcome, facets)
    words = [_words(given, found)]
    bound: float | None
    if isinstance(other, str):
        beside = estimate_for(given, macro, other, facets)
        words.append(_words(given, beside))
        bound = beside.pooled.proportion if beside.pooled else None
    else:
        bound = other
    interval = _interval(found, cohorts)
    holds = interval is not None and bound is not None and is_beyond(interval, bound)
    return Condition(holds, "; ".join(words))


def _words(given: Given, found: Estimate) -> str:
    """Return an estimate in words, with its label and facets, to explain a condition's result."""
    review = given.library.review
    facets = ", ".join(review.facets[facet].values[choice] for facet, choice in found.facets)
    label = review.outcomes[found.outcome].label + (f" ({facets})" if facets else "")
    return f"{label}: {estimate_text(found)}"


def _number(figure: Figure) -> float | None:
    """Return the proportion of a figure with counts, or the figure as reported."""
    if figure.events is not None and figure.total:
        return figure.events / figure.total
    return figure.estimate


def _is_less(one: Figure, other: Figure) -> bool:
    """Return whether a figure is below another, if both are numbers."""
    number, above_it = _number(one), _number(other)
    return number is not None and above_it is not None and number < above_it


def _lies_below(one: Figure, other: Figure) -> bool:
    """Return whether a figure is below another, by their intervals if both have the bounds."""
    if one.high is not None and other.low is not None:
        return one.high < other.low
    return _is_less(one, other)


def _in_each(
    given: Given,
    keys: Sequence[str],
    pairs: Sequence[tuple[Result, Result]],
    is_less: Callable[[Figure, Figure], bool],
) -> Condition:
    """Return whether in each source the first result is less than the second."""
    holds = bool(pairs) and all(is_less(one.figure, other.figure) for one, other in pairs)
    words = (
        f"{source_of(given.library, key).key}: "
        f"{figure_text(one.figure)} and {figure_text(other.figure)}"
        for key, (one, other) in zip(keys, pairs, strict=True)
    )
    return Condition(holds, "; ".join(words))


def _values(given: Given, facet: str) -> Iterable[str]:
    """Return the values of a facet; raise MacroError if there is no such facet."""
    facets = given.library.review.facets
    return facets[known(facet, facets, "facet")].values


def _counts(given: Given, what: str, facet: str, choices: Iterable[str]) -> dict[str, int]:
    """Return how many trials, sources, results or findings have each of these values of a facet."""
    _values(given, facet)
    return {choice: count_of.show(given, what, **{facet: choice}) for choice in choices}


def _by_facet(what: str, facet: str, counts: Mapping[str, int]) -> str:
    """Return the numbers per value of a facet in words, to explain a condition's result."""
    words = ", ".join(f"{choice} {count}" for choice, count in counts.items())
    return f"{what} by {facet}: {words}"

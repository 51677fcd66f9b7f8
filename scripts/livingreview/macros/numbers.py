"""Numbers in prose: a result of one source, a pooled estimate, a count; sentences bound to them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isnan, nan
from typing import Any, TypeVar

from markupsafe import Markup

from livingreview.macros.lookup import checked_facets, estimate_for, known, one_result
from livingreview.macros.macro import Condition, Given, Values, bound, inline, value
from livingreview.macros.page import Departure
from livingreview.macros.trials import chosen_trials
from livingreview.model import Figure, Library, Result, Source, percent
from livingreview.rendering import (
    READ,
    MacroError,
    estimate_text,
    figure_origin,
    figure_parts,
    figure_text,
    literal,
    outcome_address,
    provenance,
    without_lines,
)
from livingreview.synthesis import EstimateNumbers, estimate_numbers

Numbers = TypeVar("Numbers", Figure, EstimateNumbers)

SHOWN = ("figure", "counts", "percent", "events", "total", "estimate", "interval")
ESTIMATE_SHOWN = ("figure", "percent", "interval")
COUNTED = (
    "sources", "results", "findings", "claims", "trials", "cohorts", "patients", "outcomes"
)  # fmt: skip
# The fields of figures and estimates that conditions compare.
NUMBERS = (
    "events", "total", "estimate", "proportion", "low", "high", "prediction_low",
    "prediction_high", "tau2", "i_squared",
)  # fmt: skip
STATUSES = ("included", "excluded")


@inline
def result(
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
    show: str = "figure",
) -> Values:
    """One number from one source, linked to the line of the source's page that names its origin.

    `key` names the source. If a source has several results for an `outcome`, choose one with
    `at`, `group` (its label), `window`, `population` and `statistic`; a call that fits several
    results, or none, is reported with a list of them.
    `show` is `figure`, `counts`, `percent`, `events`, `total`, `estimate` or `interval`.
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
    source = given.library.sources[found.source]
    return {
        "text": _shown(found.figure, known(show, SHOWN, "show")),
        "href": given.source_link(source.key, found.anchor),
        "title": figure_origin(given.library, source, found),
        "card": provenance(source),
    }


@value
def result_of(
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
) -> Result:
    """The value behind `result`, for conditions only.

    Its arguments `key`, `outcome`, `at`, `group`, `window`, `population` and `statistic` are those
    of `result`.
    It has `figure` with the fields `events`, `total`, `estimate`, `low` and `high`.
    A comparison with a missing number is false.
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
    return replace(found, figure=_comparable(found.figure))


@inline
def estimate(given: Given, /, outcome: str, *, show: str = "figure", **facets: str) -> Values:
    """The pooled estimate of an outcome, linked to the outcome's plot.

    `outcome` is an id of `review.yml` and is pooled (what is not, `side_by_side` shows); `show` is
    `figure`, `percent` or `interval`.
    The page of the outcome's first topic must show its `forest_plot`.
    """
    found = estimate_for(given, "estimate", outcome, facets)
    given.page.estimates(outcome)
    return {
        "words": estimate_text(found, known(show, ESTIMATE_SHOWN, "show")).split(),
        "href": given.page.link(outcome_address(given.library, outcome)),
        "title": f"{given.library.review.outcomes[outcome].label}: how this was pooled",
    }


@value
def estimate_of(given: Given, /, outcome: str, **facets: str) -> EstimateNumbers:
    """The value behind `estimate`, for conditions only.

    For an `outcome` it has the fields `proportion`, `low`, `high`, `prediction_low`,
    `prediction_high`, `tau2`, `i_squared`, `k`, `events`, `total` and `method`.
    A comparison with a missing number is false.
    """
    return _comparable(estimate_numbers(estimate_for(given, "estimate_of", outcome, facets)))


@inline
def count(given: Given, /, what: str, outcome: str | None = None, **wanted: str) -> Values:
    """The number of sources, results, trials or other things in the review.

    `what` is `sources`, `results`, `findings`, `claims`, `trials`, `cohorts`, `patients` or
    `outcomes`.
    Sources, results, findings and cohorts can be restricted by `topic`, `kind`, `read`, `status`
    and facets; trials by `status`, `phase`, `purpose`, `setting` and facets.
    With an `outcome`, `cohorts` and `patients` are those that its estimate pools; patients can be
    counted only for an outcome.
    """
    return {"number": f"{count_of.show(given, what, outcome, **wanted):,}"}


@value
def count_of(given: Given, /, what: str, outcome: str | None = None, **wanted: str) -> int:
    """The value behind `count`, for conditions only.

    Its arguments, `what`, `outcome` and the restrictions, are those of `count`.
    """
    library = given.library
    known(what, COUNTED, "count")
    if outcome is not None:
        known(what, ("cohorts", "patients"), "count for an outcome")
        found = estimate_for(given, "count", outcome, wanted)
        return found.k if what == "cohorts" else found.total
    if what == "trials":
        return len(chosen_trials(library, wanted))
    if what in ("claims", "outcomes"):
        if wanted:
            raise MacroError(f"count of {what} must not be restricted (got {', '.join(wanted)})")
        return len(library.claims if what == "claims" else library.review.outcomes)
    sources = [s for s in library.sources.values() if _fits(library, s, wanted)]
    if what == "cohorts":
        return len({cohort for source in sources for cohort in source.cohorts})
    if what == "patients":
        raise MacroError("count of patients must name an outcome (patients are counted once)")
    counted = {"results": lambda s: len(s.results), "findings": lambda s: len(s.findings)}
    return sum(counted.get(what, lambda _: 1)(source) for source in sources)


@bound
def statement(
    given: Given,
    /,
    condition: object,
    *,
    caller: Callable[[], Markup],
    line: int = 0,
    condition_words: str = "",
    side_words: Sequence[str] = (),
    side_values: Sequence[object] = (),
) -> Values:
    """One paragraph that is true only under a condition on the data.

    If the `condition` is false, the check warns, with the sentence and the values, and readers see
    the sentence struck through and marked "Review needed", with the reason.
    """
    words = Markup(without_lines(caller()).strip())  # noqa: S704 - the page's own text, rendered
    if re.search(r"\n[ \t]*\n", words):
        raise MacroError("statement must contain one paragraph")
    if condition:
        return {"words": words, "reason": ""}
    values = "; ".join(
        _found(words, value) for words, value in zip(side_words, side_values, strict=True)
    )
    conditions = [value for value in side_values if isinstance(value, Condition)]
    means = " and ".join(dict.fromkeys(condition.means for condition in conditions))
    needs = f"needs {condition_words}" + (f" ({means})" if means else "")
    reason = needs + (f"; the data say: {values}" if values else "")
    given.page.departs(Departure(words.striptags(), reason, line, condition_words))
    is_plain = len(conditions) == len(side_words) and condition_words == " and ".join(side_words)
    told = f"It holds only if {means if is_plain and means else condition_words}"
    told += f"; the data now say: {values}" if values else ""
    # Markdown also reads what a bound macro writes around the page's own words, hence `literal`.
    return {"words": words, "reason": literal(told)}


def _comparable(numbers: Numbers) -> Numbers:
    """Return the numbers with NaN for each missing one, so that comparisons with it are false."""
    missing: dict[str, Any] = {name: nan for name in NUMBERS if getattr(numbers, name, 0) is None}
    return replace(numbers, **missing)


def _shown(figure: Figure, show: str) -> str:
    """Return one aspect of a figure as text; raise MacroError if the figure does not have it."""
    point, bounds = figure_parts(figure)
    aspects = {"figure": figure_text(figure)}
    if figure.events is not None and figure.total is not None:
        aspects |= {
            "counts": f"{figure.events} of {figure.total}",
            "percent": percent(figure.events / figure.total),
            "events": str(figure.events),
            "total": str(figure.total),
        }
    elif figure.estimate is not None and not figure.unit:
        aspects["percent"] = percent(figure.estimate)
    if figure.estimate is not None:
        aspects["estimate"] = point
    if figure.low is not None:
        aspects["interval"] = bounds
    if show not in aspects:
        raise MacroError(f"show must fit the figure {aspects['figure']!r} (got {show!r})")
    return aspects[show]


def _fits(library: Library, source: Source, wanted: dict[str, str]) -> bool:
    for name, choice in wanted.items():
        if name == "topic":
            if known(choice, library.review.topics, "topic") not in source.topics:
                return False
        elif name in ("kind", "read", "status"):
            choices = {"kind": library.review.kinds, "read": READ, "status": STATUSES}
            if getattr(source, name) != known(choice, choices[name], name):
                return False
        elif source.facets.get(name) != checked_facets(library, {name: choice})[name]:
            return False
    return source.status == wanted.get("status", "included")


def _found(words: str, value: object) -> str:
    """Return the value of one side of a condition in words; named conditions have their own."""
    if isinstance(value, Condition):
        return value.found
    if isinstance(value, float):
        return f"{words} is {'missing' if isnan(value) else f'{value:.4g}'}"
    return f"{words} is {value}"

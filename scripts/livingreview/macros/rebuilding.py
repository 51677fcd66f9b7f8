"""Published pooled figures beside this review's, rebuilt from chosen reports by two methods."""

from collections.abc import Sequence

from livingreview.macros.lookup import known, one_result, outcome_of, source_of
from livingreview.macros.macro import Condition, Given, Values, block, value
from livingreview.model import Result
from livingreview.rendering import (
    MacroError,
    estimate_text,
    figure_origin,
    figure_text,
    outcome_address,
    percent,
    provenance,
)
from livingreview.synthesis import (
    METHODS,
    Estimate,
    estimate_from,
    pooled_by,
)


@block
def rebuilt_table(given: Given, /, published: str, *reports: str) -> Values:
    """The pooled figures of a published meta-analysis beside those of this review.

    `published` is the source of the figures; from each `report` that has counts for the outcome
    the figure is rebuilt, by the logistic model and by the double-arcsine transformation, also
    where two of them share patients.
    The same transformation is shown for the cohorts of this review.
    It serves comparison only.
    """
    source = source_of(given.library, published)
    keys = _keys(given, reports)
    rows = [
        _row(given, result, keys)
        for result in source.results
        if result.figure.statistic == "pooled" and not result.group
    ]
    if not rows:
        raise MacroError(f"rebuilt_table must name a source of pooled figures (got {published!r})")
    return {"short": source.short, "href": given.source_link(source.key), "rows": rows}


@value
def reproduces(
    given: Given, /, published: str, *reports: str, outcome: str, method: str = "double-arcsine"
) -> Condition:
    """True if a rebuilt figure lies in the published interval.

    `published`, each `report` and `outcome` are those of a row of `rebuilt_table`; `method` is
    `logistic` or `double-arcsine`.
    """
    figure = one_result(given.library, published, outcome).figure
    id = outcome_of(given.library, outcome).id
    found = pooled_by(
        estimate_from(given.library, id, _keys(given, reports)), known(method, METHODS, "method")
    )
    rebuilt = found.pooled.proportion if found.pooled else None
    holds = (
        rebuilt is not None
        and figure.low is not None
        and figure.high is not None
        and figure.low <= rebuilt <= figure.high
    )
    words = f"published {figure_text(figure)}, rebuilt {estimate_text(found, 'bare')}"
    return Condition(holds, words)


@value
def transformed_is_lower(given: Given, /, outcome: str) -> Condition:
    """True if the double-arcsine transformation gives less than the logistic model.

    Both pool the cohorts of this review that have counts for the `outcome`.
    """
    own = given.pooled(outcome_of(given.library, outcome).id)
    older = pooled_by(own, "double-arcsine")
    pair = [found.pooled.proportion if found.pooled else None for found in (older, own)]
    low, high = pair
    words = f"{estimate_text(older, 'bare')} and {estimate_text(own, 'bare')}"
    return Condition(low is not None and high is not None and low < high, words)


def _keys(given: Given, reports: Sequence[str]) -> list[str]:
    return [source_of(given.library, key).key for key in reports]


def _row(given: Given, result: Result, keys: Sequence[str]) -> Values:
    """Make the row of one published figure; reports without counts for it are left out."""
    library = given.library
    own = given.pooled(result.outcome)
    chosen = estimate_from(library, result.outcome, keys)
    given.page.estimates(result.outcome)
    source = library.sources[result.source]
    return {
        "outcome": library.review.outcomes[result.outcome].label,
        "published": {
            "text": figure_text(result.figure),
            "href": given.source_link(source.key, result.anchor),
            "origin": figure_origin(library, source, result),
            "card": provenance(source),
            "spread": _spread(result.figure.i_squared),
        },
        "href": given.page.link(outcome_address(library, result.outcome)),
        "own": _cell(own, "logistic"),
        "own_older": _cell(own, "double-arcsine"),
        "rebuilt": _cell(chosen, "logistic"),
        "rebuilt_older": _cell(chosen, "double-arcsine"),
        "reports": [
            {
                "short": report.short,
                "href": given.source_link(report.source, report.result.anchor),
                "counts": f"{report.events}/{report.total}",
            }
            for report in chosen.reports
        ],
    }


def _cell(estimate: Estimate, method: str) -> Values:
    found = pooled_by(estimate, method)
    pooled = found.pooled
    return {
        "text": estimate_text(found, "bare"),
        "spread": _spread(pooled.i_squared if pooled else None),
        "size": (found.k, found.events, found.total),
    }


def _spread(i_squared: float | None) -> str:
    return "" if i_squared is None else percent(i_squared)

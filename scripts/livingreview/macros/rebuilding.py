"""Published pooled figures beside this review's, rebuilt from chosen reports by two methods."""

from collections.abc import Sequence

from livingreview.macros.lookup import estimate_for, source_of
from livingreview.macros.macro import Condition, Given, Values, block, value
from livingreview.model import Figure, Result, Source, percent
from livingreview.rendering import (
    MacroError,
    estimate_text,
    figure_origin,
    figure_text,
    outcome_address,
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
    rows = [_row(given, result, keys) for result in _published(source)]
    if not rows:
        raise MacroError(f"rebuilt_table must name a source of pooled figures (got {published!r})")
    given.page.rebuilds(source.key, tuple(keys))
    return {"short": source.short, "href": given.source_link(source.key), "rows": rows}


@value
def reproduces(given: Given, /, published: str) -> Condition:
    """True if every figure of the `rebuilt_table` above lies in the published interval.

    `published` is the source of that table; both methods must give such a figure.
    """
    source = source_of(given.library, published)
    if source.key not in given.page.rebuilt:
        raise MacroError(
            f"reproduces must follow the rebuilt_table of its source (got {published!r})"
        )
    keys = given.page.rebuilt[source.key]
    pairs = [
        (result.figure, pooled_by(estimate_from(given.library, result.outcome, keys), method))
        for result in _published(source)
        for method in METHODS
    ]
    words = "; ".join(
        f"published {figure_text(figure)}, rebuilt {estimate_text(found, 'bare')}"
        for figure, found in pairs
    )
    return Condition(all(_lies_in(found, figure) for figure, found in pairs), words)


@value
def transformed_is_lower(given: Given, /, outcome: str) -> Condition:
    """True if the double-arcsine transformation gives less than the logistic model.

    Both pool the cohorts of this review that have counts for the `outcome`.
    """
    own = estimate_for(given, "transformed_is_lower", outcome, {})
    older = pooled_by(own, "double-arcsine")
    pair = [found.pooled.proportion if found.pooled else None for found in (older, own)]
    low, high = pair
    words = f"{estimate_text(older, 'bare')} and {estimate_text(own, 'bare')}"
    return Condition(low is not None and high is not None and low < high, words)


def _published(source: Source) -> list[Result]:
    """Return the pooled figures of a source."""
    return [
        result
        for result in source.results
        if result.figure.statistic == "pooled" and not result.group
    ]


def _lies_in(found: Estimate, figure: Figure) -> bool:
    rebuilt = found.pooled.proportion if found.pooled else None
    if rebuilt is None or figure.low is None or figure.high is None:
        return False
    return figure.low <= rebuilt <= figure.high


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

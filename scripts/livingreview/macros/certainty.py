"""How certain the evidence is: the summary of findings of a topic, and what plots say of it."""

from livingreview.macros.citations import cite
from livingreview.macros.lookup import estimate_for, known
from livingreview.macros.macro import Given, Values, block, value
from livingreview.model import (
    Library,
    Result,
    SummaryRow,
    facet_value_label,
    is_pooled_outcome,
    percent,
    plural,
)
from livingreview.rendering import (
    READ,
    MacroError,
    certainty_values,
    estimate_text,
    expected_text,
    figure_origin,
    figure_text,
    listed_sentence,
    outcome_address,
    provenance,
    result_context,
    summary_sentence,
)
from livingreview.synthesis import (
    Certainty,
    Estimate,
    Report,
    independent_shares,
    judge_bias,
    rate_certainty,
)

# The sign of each risk in a mark; colour only repeats it.
RISK_SIGNS = {"low": "+", "unclear": "?", "high": "−"}


@block
def findings_summary(given: Given, /, topic: str) -> Values:
    """The summary of findings of a topic: each outcome with its estimate and its certainty.

    `topic` is an id of `review.yml`, whose `summary` names the rows.
    An outcome that is not pooled is shown with the figures of its cohorts, and not rated.
    As with `estimate`, the page of a pooled outcome's first topic must show its `forest_plot`.
    """
    review = given.library.review
    rows = review.topics[known(topic, review.topics, "topic")].summary
    if not rows:
        raise MacroError(f"findings_summary must show a topic with a summary (got {topic!r})")
    given.page.shows("findings-summary")
    made = [_row(given, row) for row in rows]
    rated = [row["certainty"] for row in made if row["certainty"]]
    return {
        "rows": made,
        "start": review.certainty.start.level if review.certainty else "",
        "unsigned": _unsigned([rating["is_signed"] for rating in rated]),
    }


@value
def certainty_of(given: Given, /, outcome: str, **facets: str) -> Certainty:
    """How certain an estimate is, for conditions only.

    For an `outcome` it has the field `level`: `high`, `moderate`, `low` or `very low`.
    """
    estimate = estimate_for(given, "certainty_of", outcome, facets)
    certainty = rate_certainty(given.library, estimate)
    if certainty is None:
        what = "counts to pool" if given.library.review.certainty else "certainty in review.yml"
        raise MacroError(f"certainty_of must have {what} (got {outcome!r})")
    return certainty


@block
def certainty_rules(given: Given, /) -> Values:
    """The rules of `review.yml` by which certainty is rated, domain by domain."""
    rules = given.library.review.certainty
    if rules is None:
        raise MacroError("certainty_rules must have the section certainty in review.yml")
    outcomes, crosses = given.library.review.outcomes, rules.inconsistency.crosses
    return {
        "rules": rules,
        "cite": cite.show(given, *rules.start.sources) if rules.start.sources else "",
        "crosses": [(outcomes[id].label, percent(line)) for id, line in crosses.items()],
        "read": {name: _read(getattr(rules.cohorts, f"read_{name}")) for name in ("low", "high")},
        "items": {
            name: _questions(given.library, getattr(rules.cohorts, name))
            for name in ("selection", "completeness")
        },
        "counted": percent(rules.cohorts.counted),
        "among_some": [outcomes[id].label for id in rules.cohorts.among_some],
    }


def _read(levels: tuple[str, ...]) -> str:
    return " or ".join(READ[level] for level in levels)


def _questions(library: Library, items: tuple[str, ...]) -> str:
    """Return the questions of a checklist's items."""
    lists = library.review.checklists.values()
    questions = {item: words for known in lists for item, words in known.items.items()}
    return " ".join(f"“{questions[item]}”" for item in items)


def certainty_shown(library: Library, estimate: Estimate) -> Values | None:
    """Return what a plot or a card says of the certainty of its estimate."""
    certainty = rate_certainty(library, estimate)
    return certainty_values(certainty) if certainty else None


def bias_marks(library: Library, report: Report) -> list[Values]:
    """Return the marks of a report's risk of bias; none in a review without rules."""
    rules = library.review.certainty
    marks = judge_bias(library, rules.cohorts, report).marks if rules else ()
    return [
        {
            "letter": mark.aspect[0].capitalize(),
            "aspect": mark.aspect,
            "risk": mark.risk,
            "sign": RISK_SIGNS[mark.risk],
            "because": mark.because,
        }
        for mark in marks
    ]


def _unsigned(signed: list[bool]) -> str:
    """Return of how many ratings no person has judged a domain: all, some, or empty for none."""
    if all(signed):
        return ""
    return "some" if any(signed) else "all"


def _row(given: Given, row: SummaryRow) -> Values:
    outcome = given.library.review.outcomes[row.outcome]
    values = [facet_value_label(given.library, facet, v) for facet, v in row.facets.items()]
    label = row.label or ": ".join([outcome.label, *values])
    reason = outcome.not_pooled or "reports differ in follow-up"
    if is_pooled_outcome(outcome):
        return {"label": label} | _pooled_row(given, row)
    return {"label": label, "reason": reason} | _listed_row(given, row)


def _pooled_row(given: Given, row: SummaryRow) -> Values:
    estimate = given.pooled(row.outcome, **row.facets)
    found = estimate.pooled
    certainty = certainty_shown(given.library, estimate)
    given.page.estimates(row.outcome)
    return {
        "href": given.page.link(outcome_address(given.library, row.outcome)),
        "cohorts": plural(estimate.k, "cohort"),
        "patients": plural(estimate.total, "patient"),
        "estimate": _figure(estimate),
        "figures": [],
        "expected": expected_text(found) if found else "",
        "certainty": certainty,
        "sentence": summary_sentence(row, found, certainty["level"] if certainty else None)
        if found
        else listed_sentence(row, 0),
    }


def _listed_row(given: Given, row: SummaryRow) -> Values:
    """Return the row of an outcome that is not pooled: the figure of each cohort."""
    items = independent_shares(
        given.library, row.outcome, row.facets, at=row.at, window=row.window, of_all=True
    )
    results = [item.result for item in items]
    return {
        "href": "",
        "cohorts": plural(len(results), "cohort"),
        "patients": "",
        "estimate": "",
        "figures": [_listed(given, result) for result in results],
        "expected": "",
        "certainty": None,
        "sentence": listed_sentence(row, len(results)),
    }


def _listed(given: Given, result: Result) -> Values:
    library = given.library
    source = library.sources[result.source]
    return {
        "short": source.short,
        "text": figure_text(result.figure),
        "context": result_context(library, result),
        "href": given.source_link(source.key),
        "number": given.source_link(source.key, result.anchor),
        "origin": figure_origin(library, source, result),
        "card": provenance(source),
    }


def _figure(estimate: Estimate) -> str:
    """Return an estimate without its cohorts and patients, which have a cell of their own."""
    point, bounds = (estimate_text(estimate, show) for show in ("percent", "interval"))
    found = estimate.pooled
    if found is None or found.proportion is None:
        return point
    return f"{point} ({bounds.removesuffix('%')})"

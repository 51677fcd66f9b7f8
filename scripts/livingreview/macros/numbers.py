"""Numbers in prose: a result of one source, a pooled estimate, a count, a bound sentence."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from livingreview.macros.lookup import checked_facets, known, outcome_of, result_of
from livingreview.macros.page import Departure, Page
from livingreview.macros.trials import chosen_trials
from livingreview.model import Library, Result, Source
from livingreview.rendering import (
    READ,
    MacroError,
    estimate_text,
    figure_origin,
    figure_text,
    outcome_address,
    percent,
    provenance,
    render_template,
    source_address,
    without_lines,
)
from livingreview.synthesis import Estimate, EstimateNumbers, Pooled, estimate_numbers

SHOWN = ("figure", "counts", "percent", "events", "total", "estimate", "interval")


ESTIMATE_SHOWN = ("figure", "percent", "interval")


COUNTED = (
    "sources", "results", "findings", "claims", "trials", "cohorts", "patients", "outcomes"
)  # fmt: skip


STATUSES = ("included", "excluded")


def number_macros(library: Library, page: Page, pooled: Pooled) -> dict[str, Callable[..., Any]]:
    """Make the macros that print numbers; `pooled` gives the estimates."""

    def result(
        key: str,
        outcome: str,
        *,
        at: str | None = None,
        group: str | None = None,
        window: str | None = None,
        population: str | None = None,
        statistic: str | None = None,
        show: str = "figure",
    ) -> Markup:
        found = result_of(
            library,
            key,
            outcome,
            at=at,
            group=group,
            window=window,
            population=population,
            statistic=statistic,
        )
        source = library.sources[found.source]
        return render_template(
            "result",
            text=_shown(found, known(show, SHOWN, "show")),
            href=page.link(source_address(source.key, found.anchor)),
            title=figure_origin(library, source, found),
            card=provenance(source),
        )

    def result_value(key: str, outcome: str, **choice: str) -> Result:
        return result_of(library, key, outcome, **choice)

    def estimate_of(outcome: str, **facets: str) -> EstimateNumbers:
        return estimate_numbers(chosen(outcome, facets))

    def chosen(outcome: str, facets: dict[str, str]) -> Estimate:
        return pooled(outcome_of(library, outcome).id, **checked_facets(library, facets))

    def estimate(outcome: str, *, show: str = "figure", **facets: str) -> Markup:
        found = chosen(outcome, facets)
        page.estimated.add(outcome)
        return render_template(
            "estimate",
            words=estimate_text(found, known(show, ESTIMATE_SHOWN, "show")).split(),
            href=page.link(outcome_address(library, outcome)),
            title=f"{library.review.outcomes[outcome].label}: how this was pooled",
        )

    def count(what: str, outcome: str | None = None, **wanted: str) -> Markup:
        return Markup(f'<span class="lr-count">{count_of(what, outcome, **wanted):,}</span>')  # noqa: S704

    def count_of(what: str, outcome: str | None = None, **wanted: str) -> int:
        return _count(library, pooled, known(what, COUNTED, "count"), outcome, wanted)

    def statement(
        condition: object,
        *,
        caller: Callable[[], Markup],
        line: int = 0,
        condition_words: str = "",
        side_words: tuple[str, ...] = (),
        side_values: tuple[object, ...] = (),
    ) -> Markup:
        words = Markup(without_lines(caller()).strip())  # noqa: S704 - the page's own text, rendered
        if re.search(r"\n[ \t]*\n", words):
            raise MacroError("statement must hold one paragraph")
        if condition:
            return Markup(f'<span class="lr-statement">{words}</span>')  # noqa: S704
        values = "; ".join(
            f"{name} is {_value(value)}"
            for name, value in zip(side_words, side_values, strict=True)
        )
        reason = f"needs {condition_words}" + (f"; {values}" if values else "")
        page.departures.append(Departure(words.striptags(), reason, line))
        return render_template("statement", words=words, reason=reason)

    return {
        "result": result,
        "result_of": result_value,
        "estimate": estimate,
        "estimate_of": estimate_of,
        "count": count,
        "count_of": count_of,
        "statement": statement,
    }


def _shown(found: Any, show: str) -> str:
    figure = found.figure
    if show == "figure":
        return figure_text(figure)
    counts = figure.events is not None and figure.total is not None
    if show == "percent" and (counts or not figure.unit):
        return percent(figure.events / figure.total if counts else figure.estimate)
    if show == "estimate" and figure.estimate is not None:
        return figure_text(figure).split(" (")[0]
    if show == "interval" and figure.low is not None:
        return figure_text(figure).split(" (")[1].rstrip(")")
    if counts and show in ("counts", "events", "total"):
        words = {"counts": f"{figure.events} of {figure.total}", "events": figure.events,
                 "total": figure.total}  # fmt: skip
        return str(words[show])
    raise MacroError(f"show must fit the figure {figure_text(figure)!r} (got {show!r})")


def _count(
    library: Library,
    pooled: Pooled,
    what: str,
    outcome: str | None,
    wanted: dict[str, str],
) -> int:
    if outcome is not None:
        known(what, ("cohorts", "patients"), "count for an outcome")
        found = pooled(outcome_of(library, outcome).id, **checked_facets(library, wanted))
        return found.k if what == "cohorts" else found.total
    if what == "trials":
        return len(chosen_trials(library, wanted))
    if what in ("claims", "outcomes"):
        if wanted:
            raise MacroError(f"count of {what} must not be narrowed (got {', '.join(wanted)})")
        return len(library.claims if what == "claims" else library.review.outcomes)
    sources = [s for s in library.sources.values() if _fits(library, s, wanted)]
    if what == "cohorts":
        return len({cohort for source in sources for cohort in source.cohorts})
    if what == "patients":
        raise MacroError("count of patients must name an outcome (patients are counted once)")
    counted = {"results": lambda s: len(s.results), "findings": lambda s: len(s.findings)}
    return sum(counted.get(what, lambda _: 1)(source) for source in sources)


def _fits(library: Library, source: Source, wanted: dict[str, str]) -> bool:
    for name, value in wanted.items():
        if name == "topic":
            if known(value, library.review.topics, "topic") not in source.topics:
                return False
        elif name in ("kind", "read", "status"):
            choices = {"kind": library.review.kinds, "read": READ, "status": STATUSES}
            if getattr(source, name) != known(value, choices[name], name):
                return False
        elif source.facets.get(name) != checked_facets(library, {name: value})[name]:
            return False
    return source.status == wanted.get("status", "included")


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(escape(value))

"""Results that are not pooled: each report by itself, with how long its patients were followed."""

from collections.abc import Iterable, Sequence

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.macro import Given, Values, block
from livingreview.model import (
    Library,
    Outcome,
    column_facets,
    facet_value_label,
    patients,
    percent,
    plural,
)
from livingreview.rendering import (
    DERIVATION,
    MacroError,
    draw_length,
    figure_kind,
    figure_origin,
    figure_parts,
    figure_text,
    followed_text,
    full_context,
    interval,
    interval_drawing,
    number,
    outcome_address,
    provenance,
    result_context,
)
from livingreview.statistics import exact_interval
from livingreview.synthesis import (
    LeftOut,
    SideResult,
    independent_shares,
    selection,
    share_of,
    side_results,
    with_shares,
)

# The address of the rows of all such plots.
ROWS = "data/side-by-side.csv"
SHARED_WORDS = {
    "same": "same patients as",
    "certain": "shares patients with",
    "probable": "may share patients with",
}


@block
def side_by_side(
    given: Given, /, *outcomes: str, by: str | None = None, title: str = "", **facets: str
) -> Values:
    """The reports of an outcome one below another, with interval and follow-up, and no average.

    The longest follow-up comes first.
    Each `outcome` is a proportion, pooled or not; several have a group of rows each. Why they are
    not pooled is printed under the plot.
    Every report of whole cohorts has a row: patients that two rows share, and cohorts that were
    selected, are marked.
    `by` names a facet: one group per value, for one outcome.
    """
    library, page = given.library, given.page
    chosen = _proportions(library, outcomes, by)
    wanted = checked_facets(library, facets)
    # A pooled outcome has its own address: that of its forest plot.
    anchors = [
        f"outcome-{each.id}" if each.not_pooled else f"side-by-side-{each.id}" for each in chosen
    ]
    for anchor in () if facets else anchors:
        page.shows(anchor)
    groups: list[tuple[str, list[SideResult]]] = []
    left: list[LeftOut] = []
    for each in chosen:
        shown, others = side_results(library, each.id, wanted)
        divided = _groups(library, shown, by) if by else [("", list(shown))]
        shared = iter(with_shares(library, [item for _, items in divided for item in items]))
        for label, items in divided:
            name = label or (each.label if len(chosen) > 1 else "")
            groups.append((name, [next(shared) for _ in items]))
        left += others
    reasons = dict.fromkeys(each.not_pooled for each in chosen if each.not_pooled)
    return {
        "anchors": [] if facets else anchors,
        "title": title or chosen[0].label,
        "definition": chosen[0].definition if len(chosen) == 1 else "",
        "reason": "; ".join(reasons),
        "groups": _grouped(given, groups, by),
        "left": [_left_row(given, item) for item in left],
        "files": page.link(ROWS),
    }


@block
def time_plot(
    given: Given, /, outcome: str, *months: int, title: str = "", **facets: str
) -> Values:
    """A time-to-event outcome by time point: the share of each report, drawn, and no average.

    `outcome` is an outcome such as survival, each `month` a time point, in months; without any
    there is a group for each that a report gives in months or years.
    Reports that give a median only, other time points and parts of the patients are named below.
    Patients that two rows share, and cohorts that were selected, are marked.
    """
    library, page = given.library, given.page
    chosen = _time_to_event(library, outcome, "time_plot")
    shown, left = side_results(library, chosen.id, checked_facets(library, facets))
    timed = [item for item in shown if share_of(item.result) is not None]
    times = sorted({item.months for item in timed if item.months is not None})
    wanted = [_month(month) for month in months] or times
    groups = [
        (f"{number(time)} months", [item for item in timed if item.months == time])
        for time in wanted
    ]
    gaps = [label for label, items in groups if not items]
    medians = [item for item in shown if item.result.figure.statistic == "median"]
    groups = [(label, list(with_shares(library, items))) for label, items in groups]
    groups.append(("Median", list(with_shares(library, medians))))
    drawn = {(item.source.key, item.result.index) for _, items in groups for item in items}
    if not facets:
        page.shows(f"outcome-{chosen.id}")
    return {
        "anchor": "" if facets else f"outcome-{chosen.id}",
        "title": title or f"{chosen.label}, by time point",
        "definition": chosen.definition,
        "groups": _grouped(given, groups),
        "gaps": gaps,
        "left": [
            *(
                _left_row(given, LeftOut(item.source, item.result, "another time point"))
                for item in shown
                if (item.source.key, item.result.index) not in drawn
            ),
            *(_left_row(given, item) for item in left),
        ],
        "files": page.link(ROWS),
    }


@block
def result_cards(given: Given, /, *outcomes: str, months: int, **facets: str) -> Values:
    """Outcomes that are not pooled as cards: the reports of unselected cohorts, each by itself.

    Each `outcome` has a card, which links to its plot and names cohort, patients and follow-up of
    each report; patients are counted once, in the report with the longest follow-up.
    `months` is the time point of time-to-event outcomes; reports that give only a median are
    named.
    """
    if not outcomes:
        raise MacroError("result_cards must name at least one outcome")
    chosen = [outcome_of(given.library, outcome) for outcome in outcomes]
    wanted = checked_facets(given.library, facets)
    return {"cards": [_card(given, outcome, _month(months), wanted) for outcome in chosen]}


def _card(given: Given, outcome: Outcome, months: float, facets: dict[str, str]) -> Values:
    library = given.library
    is_timed = outcome.measure == "time-to-event"
    at = f"{number(months)} months" if is_timed else None
    kept = independent_shares(library, outcome.id, facets, at=at)
    shown, _ = side_results(library, outcome.id, facets)
    whole = [item for item in shown if selection(library, item.source) is None]
    named = {item.source.key for item in kept}
    medians = [
        item
        for item in whole
        if item.result.figure.statistic == "median" and item.source.key not in named
    ]
    given.page.estimates(outcome.id)
    return {
        "label": f"{outcome.label} at {number(months)} months" if is_timed else outcome.label,
        "href": given.page.link(outcome_address(library, outcome.id)),
        "rows": _rows(given, kept),
        "medians": _rows(given, medians),
    }


def _proportions(library: Library, outcomes: Sequence[str], by: str | None) -> list[Outcome]:
    if not outcomes:
        raise MacroError("side_by_side must name at least one outcome")
    if by and len(outcomes) > 1:
        raise MacroError("side_by_side must name one outcome with by (got several)")
    chosen = [outcome_of(library, outcome) for outcome in outcomes]
    for each in chosen:
        if each.measure != "proportion":
            raise MacroError(
                f"side_by_side must show a proportion (got {each.id!r}, {each.measure})"
            )
    return chosen


def _time_to_event(library: Library, outcome: str, macro: str) -> Outcome:
    chosen = outcome_of(library, outcome)
    if chosen.measure != "time-to-event":
        raise MacroError(f"{macro} must show a time-to-event outcome (got {outcome!r})")
    return chosen


def _month(month: object) -> float:
    if isinstance(month, bool) or not isinstance(month, int | float) or month <= 0:
        raise MacroError(f"months must be numbers above 0 (got {month!r})")
    return float(month)


def _groups(
    library: Library, items: Sequence[SideResult], by: str
) -> list[tuple[str, list[SideResult]]]:
    """Sort results by the values of a facet; those without one come last."""
    facet = library.review.facets[known(by, library.review.facets, "by")]
    if not facet.single:
        raise MacroError(f"by must be a facet with one value a source (got {by!r})")
    found = [
        (
            facet_value_label(library, by, value) or "Not stated",
            [item for item in items if item.source.facets.get(by) == value],
        )
        for value in (*facet.values, None)
    ]
    return [(label, members) for label, members in found if members]


def _grouped(
    given: Given, groups: Sequence[tuple[str, Sequence[SideResult]]], by: str | None = None
) -> list[Values]:
    """Select the rows of groups on one scale; a group without rows is left out."""
    rows = iter(_rows(given, [item for _, items in groups for item in items], by))
    return [
        {"label": label, "rows": [next(rows) for _ in items]} for label, items in groups if items
    ]


def _rows(given: Given, items: Iterable[SideResult], by: str | None = None) -> list[Values]:
    found = list(items)
    most = max((item.days for item in found), default=0.0)
    largest = max((item.result.figure.total or 1 for item in found), default=1)
    return [_row(given, item, most, largest) | {"about": _about(given, item, by)} for item in found]


def _about(given: Given, item: SideResult, by: str | None) -> list[str]:
    """Write whose figure a row has, and what keeps it from being compared, a line each."""
    library, source = given.library, item.source
    labels = [library.cohorts[id].label for id in source.cohorts if id in library.cohorts]
    facets = [
        facet_value_label(library, facet.id, source.facets.get(facet.id))
        for facet in column_facets(library)
        if facet.id != by
    ]
    chosen, derivation = selection(library, source), item.result.figure.derivation
    # A time point in months is the name of its group; another is printed as the report gives it.
    is_named = item.months is not None and item.result.at == f"{number(item.months)} months"
    context = "" if is_named else full_context(library, item.result)
    names = [label for label in labels if label not in source.short]
    lines = [
        " · ".join(part for part in (*names, *facets, context) if part),
        f"selected: {chosen}" if chosen else "",
        *(f"{SHARED_WORDS[other.relation]} {other.short}" for other in item.shares),
        DERIVATION[derivation] if derivation != "printed" else "",
        item.result.figure.note or "",
    ]
    return [line for line in lines if line]


def _row(given: Given, item: SideResult, most: float, largest: int) -> Values:
    library, source, result = given.library, item.source, item.result
    figure = result.figure
    labels = [library.cohorts[id].label for id in source.cohorts if id in library.cohorts]
    share, bounds = _share(item)
    count = figure.patients or figure.total or patients(source)
    return {
        "short": source.short,
        "href": given.source_link(source.key),
        "whose": ", ".join(labels) or source.short,
        "number": given.source_link(source.key, result.anchor),
        "origin": figure_origin(library, source, result),
        "card": provenance(source),
        "counts": f"{figure.events}/{figure.total}" if figure.events is not None else "",
        "patients": plural(count, "patient") if count else "",
        "share": share,
        "interval": bounds,
        "order": figure.events / figure.total
        if figure.events is not None and figure.total
        else figure.estimate,
        "drawing": interval_drawing(result, largest),
        "follow_up": followed_text(item),
        "context": "" if item.months is not None else full_context(library, result),
        "days": item.days,
        "length": draw_length(item.days, most) if item.days else None,
    }


def _share(item: SideResult) -> tuple[str, str]:
    """Write the figure of a row and its interval: exact for counts, else as printed."""
    figure = item.result.figure
    if figure.events is not None and figure.total:
        bounds = exact_interval(figure.events, figure.total)
        return percent(figure.events / figure.total), interval(*bounds)
    point, printed = figure_parts(figure)
    return point or figure_text(figure), printed


def _left_row(given: Given, item: LeftOut) -> Values:
    library = given.library
    return {
        "short": item.source.short,
        "href": given.source_link(item.source.key, item.result.anchor),
        "text": figure_text(item.result.figure),
        "kind": figure_kind(item.result.figure),
        "context": result_context(library, item.result),
        "reason": item.reason,
    }

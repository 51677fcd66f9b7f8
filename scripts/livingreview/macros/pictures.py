"""Pictures of the evidence: key numbers, grades by cohort, charts, and the map of its gaps."""

from dataclasses import dataclass

from livingreview.macros.certainty import certainty_shown
from livingreview.macros.lookup import checked_facets, known, outcome_of, pooled_outcome
from livingreview.macros.macro import Given, Values, block
from livingreview.model import Facet, Library, Outcome, Source, claimed_range, percent, plural
from livingreview.rendering import (
    FOLDER,
    IntervalDrawing,
    MacroError,
    draw_interval,
    estimate_text,
    interval,
    outcome_address,
)
from livingreview.synthesis import Estimate

# Grades of toxicity; the highest mild grade; the tone of a grade that is not reported.
GRADES = (1, 2, 3, 4, 5)
LOW_GRADE, UNTOLD = 2, 6
# The numbers of patients from which a cell of the evidence map has the next darker tone.
MAP_STEPS = (1, 10, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class GradeBand:
    """Patients of a cohort whose highest grade is in one band; tone 0 is none, 5 fatal.

    `left` and `width` are the band's position in the drawing, in percent of the whole cohort.
    """

    label: str
    tone: int
    count: int
    left: float
    width: float


@block
def drawing(given: Given, /, *names: str) -> Values:
    """Drawings made by hand, side by side if there is room, each with its description below.

    Each `name` is a file of `docs/assets/drawings/`, without `.svg`.
    A drawing can be shown only once on a page; its anchor is `#drawing-name`.
    """
    if not names:
        raise MacroError(f"drawing must name at least one file of docs/{FOLDER}/")
    chosen = [given.drawings[known(name, given.drawings, "drawing")] for name in names]
    anchors = [f"drawing-{found.name}" for found in chosen]
    if len(set(anchors)) < len(anchors) or given.page.shown.intersection(anchors):
        raise MacroError("drawing must be on a page only once, because its name is its anchor")
    for anchor in anchors:
        given.page.shows(anchor)
    return {"drawings": chosen}


@block
def grade_chart(given: Given, /, outcome: str, *, title: str = "") -> Values:
    """The cohorts behind an estimate, each divided by the highest grade of its patients.

    `outcome` must have parts with `grades` in `review.yml`.
    """
    library = given.library
    whole = outcome_of(library, outcome)
    if not any(part.part_of == whole.id for part in library.review.outcomes.values()):
        raise MacroError(f"grade_chart must show an outcome with grades (got {outcome!r})")
    rows = [
        {
            "short": report.short,
            "href": given.source_link(report.source),
            "total": report.total,
            "bands": grade_bands(
                library, library.sources[report.source], whole.id, report.events, report.total
            ),
        }
        for report in given.pooled(whole.id).reports
    ]
    return {"id": whole.id, "title": title or f"{whole.label}, by cohort", "rows": rows}


@block
def estimate_chart(given: Given, /, *outcomes: str, by: str, title: str = "") -> Values:
    """The estimates of one or more outcomes for each value of a facet, drawn below each other.

    Each `outcome` is a group of rows; `by` names the facet.
    """
    facet = _facet(given.library, by)
    chosen = [pooled_outcome(given.library, outcome, "estimate_chart") for outcome in outcomes]
    groups = []
    for outcome in chosen:
        found = {name: given.pooled(outcome.id, **{by: id}) for id, name in facet.values.items()}
        found["All"] = given.pooled(outcome.id)
        rows = [_chart_row(label, part) for label, part in found.items() if part.k]
        groups.append({"label": outcome.label, "rows": rows})
    labels = " and ".join(outcome.label.lower() for outcome in chosen)
    return {
        "title": title or f"{labels.capitalize()}, by {facet.label.lower()}",
        "facet": facet.label,
        "groups": groups,
    }


@block
def evidence_map(given: Given, /, *outcomes: str, by: str, title: str = "") -> Values:
    """A map of the numbers of independent cohorts and patients with counts, and of the gaps.

    Each `outcome` is a row, each value of the facet `by` a column; values without any counts are
    named below the map.
    """
    facet = _facet(given.library, by)
    rows: list[Values] = []
    for outcome in (pooled_outcome(given.library, name, "evidence_map") for name in outcomes):
        cells = [_map_cell(given.pooled(outcome.id, **{by: value})) for value in facet.values]
        rows.append(
            {"label": outcome.label, "cells": cells, "all": _map_cell(given.pooled(outcome.id))}
        )
    labels = list(facet.values.values())
    used = [n for n in range(len(labels)) if any(row["cells"][n]["patients"] for row in rows)]
    return {
        "title": title or f"Evidence by {facet.label.lower()}",
        "heads": [labels[n] for n in used],
        "rows": [row | {"cells": [row["cells"][n] for n in used]} for row in rows],
        "empty": [label for n, label in enumerate(labels) if n not in used],
    }


@block
def key_numbers(given: Given, /, *outcomes: str, **facets: str) -> Values:
    """Pooled estimates as cards, with drawn intervals and the numbers of cohorts and patients.

    Each `outcome` has a card, which links to its plot; the range that a founding review claims is
    shaded.
    As with `estimate`, the page of the outcome's first topic must show its `forest_plot`.
    """
    if not outcomes:
        raise MacroError("key_numbers must name at least one outcome")
    wanted = checked_facets(given.library, facets)
    chosen = [pooled_outcome(given.library, outcome, "key_numbers") for outcome in outcomes]
    return {"cards": [_number_card(given, outcome, wanted) for outcome in chosen]}


def _number_card(given: Given, outcome: Outcome, wanted: dict[str, str]) -> Values:
    estimate = given.pooled(outcome.id, **wanted)
    claimed = claimed_range(given.library, outcome.id)
    given.page.estimates(outcome.id)
    return {
        "label": outcome.label,
        "href": given.page.link(outcome_address(given.library, outcome.id)),
        "claimed": claimed,
        "text": estimate_text(estimate, "percent"),
        "interval": estimate_text(estimate, "interval"),
        "counts": f"{plural(estimate.k, 'cohort')}, {plural(estimate.total, 'patient')}",
        "drawing": _drawn(estimate, claimed),
        "certainty": certainty_shown(given.library, estimate),
    }


def _facet(library: Library, by: str) -> Facet:
    return library.review.facets[known(by, library.review.facets, "by")]


def _chart_row(label: str, estimate: Estimate) -> Values:
    """Return the row of an estimate; one cohort is drawn as a square, several as a diamond."""
    found = estimate.pooled
    share = found.proportion if found else None
    return {
        "label": label,
        "patients": f"{estimate.events}/{estimate.total}",
        "cohorts": estimate.k,
        "share": "–" if share is None else percent(share),
        "interval": interval(found.low, found.high)
        if found and share is not None
        else "not estimable",
        "drawing": _drawn(estimate),
    }


def _drawn(estimate: Estimate, band: tuple[float, float] | None = None) -> IntervalDrawing | None:
    found = estimate.pooled
    if found is None or found.proportion is None:
        return None
    return draw_interval(found.proportion, found.low, found.high, is_pooled=found.k > 1, band=band)


def grade_bands(
    library: Library, source: Source, whole: str, events: int, total: int
) -> tuple[GradeBand, ...]:
    """Return a cohort divided by highest grade: none, the reported bands, and the remaining grades.

    Of overlapping bands the narrower are taken; their sum never exceeds `events`. The remaining
    patients have one of the grades that no band contains.
    """
    outcomes = library.review.outcomes
    parts = sorted(
        (
            (outcomes[result.outcome].grades, result.figure.events)
            for result in source.results
            if outcomes[result.outcome].part_of == whole
            and result.figure.events is not None
            and result.figure.total == total
            and not result.group
        ),
        key=lambda part: (len(part[0]), part[0]),
    )
    taken: list[tuple[tuple[int, ...], int]] = []
    for grades, count in parts:
        used = {grade for other, _ in taken for grade in other}
        if not used & set(grades) and sum(n for _, n in taken) + (count or 0) <= events:
            taken.append((grades, count or 0))
    bands = [("none", 0, total - events)]
    bands += [(_grade_label(grades), max(grades), count) for grades, count in sorted(taken)]
    rest = sorted(set(GRADES) - {grade for grades, _ in taken for grade in grades})
    is_told = 0 < len(rest) < len(GRADES) and rest == list(range(rest[0], rest[-1] + 1))
    label = _grade_label(tuple(rest)) if is_told else "grade not reported"
    tone = rest[-1] if is_told and rest[-1] <= LOW_GRADE else UNTOLD
    bands.append((label, tone, events - sum(count for _, count in taken)))
    bands.sort(key=lambda band: band[1])
    drawn: list[GradeBand] = []
    before = 0
    for label, tone, count in bands:
        if count:
            left, width = (round(100 * part / total, 1) for part in (before, count))
            drawn.append(GradeBand(label, tone, count, left, width))
        before += count
    return tuple(drawn)


def _grade_label(grades: tuple[int, ...]) -> str:
    low, high = min(grades), max(grades)
    if high >= 5 and low < 5:
        return f"grade {low} or worse"
    return f"grade {low}" if low == high else f"grade {low}–{high}"


def _map_cell(estimate: Estimate) -> Values:
    tone = sum(estimate.total >= step for step in MAP_STEPS)
    share = estimate.pooled.proportion if estimate.pooled else None
    return {
        "cohorts": estimate.k,
        "patients": estimate.total,
        "tone": tone,
        "share": "" if share is None else percent(share),
    }

"""Pictures of the evidence: key numbers, grades by cohort, where evidence is and is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import checked_facets, known, outcome_of
from livingreview.macros.page import Page
from livingreview.model import Library, Source, claimed_range
from livingreview.rendering import (
    FOLDER,
    Drawing,
    IntervalDrawing,
    MacroError,
    draw_interval,
    estimate_text,
    interval,
    outcome_address,
    percent,
    plural,
    render_template,
    source_address,
)
from livingreview.synthesis import Estimate, Pooled


def drawing_macros(page: Page, drawings: Mapping[str, Drawing]) -> dict[str, Callable[..., Any]]:
    """Make the macro that shows drawings."""

    def drawing(*names: str) -> Markup:
        if not names:
            raise MacroError(f"drawing must name at least one file of docs/{FOLDER}/")
        chosen = [drawings[known(name, drawings, "drawing")] for name in names]
        anchors = [f"drawing-{found.name}" for found in chosen]
        if len(set(anchors)) < len(anchors) or page.shown.intersection(anchors):
            raise MacroError("drawing must stand once on a page, its address is its name")
        page.shown.update(anchors)
        return render_template("drawing", drawings=chosen)

    return {"drawing": drawing}


# Grades of toxicity; the highest mild one; the tone of a grade not told.
GRADES = (1, 2, 3, 4, 5)


LOW_GRADE, UNTOLD = 2, 6


# Patients from which a cell of the evidence map has its darkest tone, and the tones below.
MAP_STEPS = (1, 10, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class GradeBand:
    """Patients of one cohort whose highest grade lies in a band; tone 0 is none, 5 fatal.

    `left` and `width` are where it is drawn, in percent of the whole cohort.
    """

    label: str
    tone: int
    count: int
    left: float
    width: float


def picture_macros(library: Library, page: Page, pooled: Pooled) -> dict[str, Callable[..., Any]]:
    """Make the macros that draw pictures; `pooled` gives the estimates."""

    def grade_chart(outcome: str, *, title: str = "") -> Markup:
        whole = outcome_of(library, outcome)
        if not any(part.part_of == whole.id for part in library.review.outcomes.values()):
            raise MacroError(f"grade_chart must show an outcome with grades (got {outcome!r})")
        rows = [
            {
                "short": report.short,
                "href": page.link(source_address(report.source)),
                "total": report.total,
                "bands": grade_bands(
                    library, library.sources[report.source], whole.id, report.events, report.total
                ),
            }
            for report in pooled(whole.id).reports
        ]
        return render_template(
            "grade_chart", id=whole.id, title=title or f"{whole.label}, by cohort", rows=rows
        )

    def evidence_map(*outcomes: str, by: str, title: str = "") -> Markup:
        facet = library.review.facets[known(by, library.review.facets, "by")]
        chosen = [outcome_of(library, outcome) for outcome in outcomes]
        rows: list[dict[str, Any]] = [
            {
                "label": outcome.label,
                "cells": [_map_cell(pooled(outcome.id, **{by: value})) for value in facet.values],
                "all": _map_cell(pooled(outcome.id)),
            }
            for outcome in chosen
        ]
        used = [
            n for n in range(len(facet.values)) if any(row["cells"][n]["patients"] for row in rows)
        ]
        empty = [label for n, label in enumerate(facet.values.values()) if n not in used]
        return render_template(
            "evidence_map",
            title=title or f"Evidence by {facet.label.lower()}",
            heads=[label for n, label in enumerate(facet.values.values()) if n in used],
            rows=[row | {"cells": [row["cells"][n] for n in used]} for row in rows],
            empty=empty,
        )

    def estimate_chart(*outcomes: str, by: str, title: str = "") -> Markup:
        facet = library.review.facets[known(by, library.review.facets, "by")]
        chosen = [outcome_of(library, outcome) for outcome in outcomes]
        groups = []
        for outcome in chosen:
            found = {name: pooled(outcome.id, **{by: id}) for id, name in facet.values.items()}
            found["All"] = pooled(outcome.id)
            rows = [_chart_row(label, part) for label, part in found.items() if part.k]
            groups.append({"label": outcome.label, "rows": rows})
        labels = " and ".join(outcome.label.lower() for outcome in chosen)
        return render_template(
            "estimate_chart",
            title=title or f"{labels.capitalize()}, by {facet.label.lower()}",
            facet=facet.label,
            groups=groups,
        )

    def key_numbers(*outcomes: str, **facets: str) -> Markup:
        if not outcomes:
            raise MacroError("key_numbers must name at least one outcome")
        wanted = checked_facets(library, facets)
        cards = []
        for outcome in (outcome_of(library, outcome) for outcome in outcomes):
            estimate = pooled(outcome.id, **wanted)
            claimed = claimed_range(library, outcome.id)
            page.estimated.add(outcome.id)
            cards.append({
                "label": outcome.label,
                "href": page.link(outcome_address(library, outcome.id)),
                "claimed": claimed,
                "text": estimate_text(estimate, "percent"),
                "interval": estimate_text(estimate, "interval"),
                "counts": f"{plural(estimate.k, 'cohort')}, {plural(estimate.total, 'patient')}",
                "drawing": _drawn(estimate, claimed),
            })  # fmt: skip
        return render_template("key_numbers", cards=cards)

    return {
        "key_numbers": key_numbers,
        "estimate_chart": estimate_chart,
        "grade_chart": grade_chart,
        "evidence_map": evidence_map,
    }


def _chart_row(label: str, estimate: Estimate) -> dict[str, Any]:
    """Give a row of an estimate: one cohort as a square, several pooled as a diamond."""
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
    """Part a cohort by highest grade: none, the bands it reports, and what it does not tell.

    Of overlapping bands the narrower are taken; their sum never passes `events`. Who is left
    has one of the grades that no band holds.
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
    label = _grade_label(tuple(rest)) if is_told else "grade not told"
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


def _map_cell(estimate: Estimate) -> dict[str, Any]:
    tone = sum(estimate.total >= step for step in MAP_STEPS)
    share = estimate.pooled.proportion if estimate.pooled else None
    return {
        "cohorts": estimate.k,
        "patients": estimate.total,
        "tone": tone,
        "share": "" if share is None else percent(share),
    }

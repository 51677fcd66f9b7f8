"""Each forest plot as two files: the picture (SVG) and its rows (CSV)."""

from collections.abc import Callable, Iterator
from functools import partial

from livingreview.files import csv_text
from livingreview.model import Library, claimed_range, percent, plural
from livingreview.rendering import interval, render_template
from livingreview.statistics import PooledProportion, exact_interval, rounded
from livingreview.synthesis import Estimate, Pooled

COLUMNS = ("source", "name", "reported_as", "events", "total", "proportion", "low", "high")
# Positions in the picture, in its own units.
TOP, ROW, AXIS_LEFT, AXIS_WIDTH = 46, 22, 380, 300


def plot_files(
    library: Library, outcomes: frozenset[str], pooled: Pooled
) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield the path of each file for `outcomes`, and a function that makes its text."""
    for outcome in sorted(outcomes):
        estimate = pooled(outcome)
        if estimate.pooled:
            rows = partial(_rows_csv, estimate, estimate.pooled)
            yield f"data/plots/{outcome}.csv", rows
            yield f"data/plots/{outcome}.svg", partial(_picture, library, estimate, estimate.pooled)


def _rows_csv(estimate: Estimate, pooled: PooledProportion) -> str:
    rows: list[tuple[object, ...]] = []
    for report in estimate.reports:
        low, high = exact_interval(report.events, report.total)
        share = rounded(report.events / report.total)
        rows.append(
            (report.source, report.short, report.answers, report.events, report.total,
             share, low, high)
        )  # fmt: skip
    rows.append(
        ("", "pooled", estimate.outcome, pooled.events, pooled.total, pooled.proportion,
         pooled.low, pooled.high)
    )  # fmt: skip
    return csv_text(COLUMNS, rows)


def _picture(library: Library, estimate: Estimate, pooled: PooledProportion) -> str:
    band = claimed_range(library, estimate.outcome)
    largest = max(report.total for report in estimate.reports)
    rows = []
    for number, report in enumerate(estimate.reports):
        low, high = exact_interval(report.events, report.total)
        rows.append(
            {
                "y": TOP + number * ROW,
                "name": report.short,
                "counts": f"{report.events}/{report.total}",
                "text": f"{percent(report.events / report.total)} ({interval(low, high)})",
                "low": _at(low),
                "high": _at(high),
                "point": _at(report.events / report.total),
                "size": round(5 + 7 * (report.total / largest) ** 0.5, 1),
            }
        )
    bottom = TOP + len(rows) * ROW
    share = pooled.proportion
    html = render_template(
        "forest_svg",
        licence=library.review.licence,
        title=library.review.outcomes[estimate.outcome].label,
        review=library.review.title,
        height=bottom + ROW * 3,
        bottom=bottom,
        rows=rows,
        ticks=[(_at(tick / 100), f"{tick}%") for tick in (0, 25, 50, 75, 100)],
        band=(_at(band[0]), round(_at(band[1]) - _at(band[0]), 1)) if band else None,
        pooled={
            "name": f"Pooled ({plural(pooled.k, 'cohort')})",
            "counts": f"{pooled.events}/{pooled.total}",
            "text": f"{'–' if share is None else percent(share)} "
            f"({interval(pooled.low, pooled.high)})",
            "low": _at(pooled.low),
            "high": _at(pooled.high),
            "point": None if share is None else _at(share),
        },
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{html}\n'


def _at(share: float) -> float:
    return round(AXIS_LEFT + share * AXIS_WIDTH, 1)

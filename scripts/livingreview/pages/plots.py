"""Each forest plot as files of its own: the picture (SVG) and its rows (CSV)."""

from collections.abc import Callable, Iterator
from functools import partial

from livingreview.csvtext import csv_text
from livingreview.model import Library
from livingreview.rendering import plain_html, render_template
from livingreview.statistics import exact_interval
from livingreview.statistics.rounding import rounded
from livingreview.synthesis import Estimate, claimed_range
from livingreview.wording import interval, percent, plural

COLUMNS = ("source", "name", "reported_as", "events", "total", "proportion", "low", "high")
# Places in the picture, in its own units.
TOP, ROW, AXIS_LEFT, AXIS_WIDTH = 46, 22, 380, 300


def plot_files(
    library: Library, outcomes: frozenset[str], pooled: Callable[..., Estimate]
) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield the address of each file of the outcomes with a forest plot, and what makes it."""
    for outcome in sorted(outcomes):
        estimate = pooled(outcome)
        if estimate.k:
            yield f"data/plots/{outcome}.csv", partial(_rows_csv, estimate)
            yield f"data/plots/{outcome}.svg", partial(_picture, library, estimate)


def _rows_csv(estimate: Estimate) -> str:
    rows: list[tuple[object, ...]] = []
    for report in estimate.reports:
        low, high = exact_interval(report.events, report.total)
        share = rounded(report.events / report.total)
        rows.append(
            (report.source, report.short, report.answers, report.events, report.total,
             share, low, high)
        )  # fmt: skip
    rows.append(
        ("", "pooled", estimate.outcome, estimate.events, estimate.total, estimate.proportion,
         estimate.low, estimate.high)
    )  # fmt: skip
    return csv_text(COLUMNS, rows)


def _picture(library: Library, estimate: Estimate) -> str:
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
    drawn = estimate.low is not None and estimate.high is not None
    html = render_template(
        "forest_svg",
        licence=library.review.licence,
        title=library.review.outcomes[estimate.outcome].label,
        review=library.review.title,
        height=bottom + ROW * 3,
        bottom=bottom,
        rows=rows,
        ticks=[(_at(share / 100), f"{share}%") for share in (0, 25, 50, 75, 100)],
        band=(_at(band[0]), round(_at(band[1]) - _at(band[0]), 1)) if band else None,
        pooled={
            "name": f"Pooled ({plural(estimate.k, 'cohort')})",
            "counts": f"{estimate.events}/{estimate.total}",
            "text": (percent(estimate.proportion) if estimate.proportion is not None else "–")
            + f" ({interval(estimate.low or 0, estimate.high)})"
            if drawn
            else "not estimable",
            "low": _at(estimate.low or 0),
            "high": _at(estimate.high or 0),
            "point": _at(estimate.proportion) if estimate.proportion is not None else None,
        },
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{plain_html(html)}\n'


def _at(share: float) -> float:
    return round(AXIS_LEFT + share * AXIS_WIDTH, 1)

"""The geometry of drawn numbers: positions of proportions and counts; templates write the SVG."""

from collections.abc import Mapping
from dataclasses import dataclass

from livingreview.model import Result
from livingreview.statistics import exact_interval

WIDTH, HEIGHT, PAD = 150.0, 18.0, 5.0


@dataclass(frozen=True, slots=True)
class IntervalDrawing:
    """A point and its interval on an axis from 0 to 100%, in units of the drawing."""

    width: float
    height: float
    axis_low: float
    axis_high: float
    middle: float
    point: float
    low: float
    high: float
    size: float
    is_pooled: bool
    band_low: float | None
    band_width: float | None
    prediction_low: float | None
    prediction_high: float | None


def draw_interval(
    point: float,
    low: float,
    high: float,
    *,
    weight: float = 1.0,
    is_pooled: bool = False,
    band: tuple[float, float] | None = None,
    prediction: tuple[float, float] | None = None,
) -> IntervalDrawing:
    """Return the drawing of a proportion (0–1) and its interval.

    `weight` (0–1) sets the area of the square.
    """
    return IntervalDrawing(
        width=WIDTH,
        height=HEIGHT,
        axis_low=PAD,
        axis_high=WIDTH - PAD,
        middle=HEIGHT / 2,
        point=_at(point),
        low=_at(low),
        high=_at(high),
        size=round(4 + 6 * weight**0.5, 1),
        is_pooled=is_pooled,
        band_low=_at(band[0]) if band else None,
        band_width=round(_at(band[1]) - _at(band[0]), 1) if band else None,
        prediction_low=_at(prediction[0]) if prediction else None,
        prediction_high=_at(prediction[1]) if prediction else None,
    )


def _at(share: float) -> float:
    return round(PAD + share * (WIDTH - 2 * PAD), 1)


@dataclass(frozen=True, slots=True)
class LengthDrawing:
    """A length as a bar, in units of the drawing."""

    width: float
    height: float
    length: float


def draw_length(value: float, most: float) -> LengthDrawing:
    """Draw a value as a bar; `most` fills the whole width."""
    width = 72.0
    return LengthDrawing(width, 6.0, round(max(width * value / most, 1.0), 1))


@dataclass(frozen=True, slots=True)
class Block:
    """A coloured part of a column: its name, tone, count and position."""

    name: str
    tone: int
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """Stacked columns, one per year; `rows` are the same numbers for the table below."""

    width: float
    height: float
    base: float
    blocks: tuple[Block, ...]
    years: tuple[tuple[str, float, int], ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def draw_timeline(counts: Mapping[tuple[str, str], int]) -> TimelineDrawing:
    """Return columns of stacked counts by (year, name), for all years from first to last."""
    found = sorted({int(year) for year, _ in counts})
    years = [str(year) for year in range(found[0], found[-1] + 1)] if found else []
    names = sorted({name for _, name in counts}, key=lambda n: (-_total(counts, n), n))
    totals = {year: sum(counts.get((year, name), 0) for name in names) for year in years}
    column, gap, tall, base = 44.0, 10.0, 180.0, 200.0
    unit = tall / max(totals.values(), default=1)
    blocks, labels = [], []
    for place, year in enumerate(years):
        x, top = PAD + place * (column + gap), base
        for tone, name in enumerate(names):
            count = counts.get((year, name), 0)
            if count:
                top -= count * unit
                blocks.append(
                    Block(name, tone, count, x, round(top, 1), column, round(count * unit, 1))
                )
        labels.append((year, x + column / 2, totals[year]))
    return TimelineDrawing(
        width=PAD * 2 + len(years) * (column + gap),
        height=base + 24,
        base=base,
        blocks=tuple(blocks),
        years=tuple(labels),
        names=tuple(names),
        rows=tuple((name, tuple(counts.get((year, name), 0) for year in years)) for name in names),
    )


def _total(counts: Mapping[tuple[str, str], int], name: str) -> int:
    return sum(count for (_, other), count in counts.items() if other == name)


def interval_drawing(result: Result, largest: int) -> IntervalDrawing | None:
    """Return the drawing of a proportion with its exact or printed interval; None without one."""
    figure = result.figure
    if figure.events is not None and figure.total:
        low, high = exact_interval(figure.events, figure.total)
        share = figure.events / figure.total
        return draw_interval(share, low, high, weight=figure.total / max(largest, figure.total))
    if figure.estimate is not None and not figure.unit and figure.low is not None:
        return draw_interval(figure.estimate, figure.low, figure.high or 1.0, weight=0.1)
    return None

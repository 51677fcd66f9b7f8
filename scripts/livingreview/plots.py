"""Geometry of drawn numbers: shares (0–1) to positions in a drawing; templates write the SVG."""

from dataclasses import dataclass

WIDTH, HEIGHT, PAD = 150.0, 18.0, 5.0


@dataclass(frozen=True, slots=True)
class IntervalDrawing:
    """A point with its interval on a 0–100% axis, in units of the drawing."""

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


def draw_interval(
    point: float,
    low: float,
    high: float,
    *,
    weight: float = 1.0,
    is_pooled: bool = False,
    band: tuple[float, float] | None = None,
) -> IntervalDrawing:
    """Place a share and its interval; `weight` (0–1) sets the area of the square."""
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
    )


def _at(share: float) -> float:
    return round(PAD + share * (WIDTH - 2 * PAD), 1)

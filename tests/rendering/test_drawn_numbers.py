"""Where numbers are drawn: every mark of a plot lies on the scale that its axis shows."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from livingreview.downloads.plots import plot_files
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.rendering.geometry import IntervalDrawing, draw_interval, draw_length
from livingreview.synthesis.estimates import pooled_estimates

SHARES = ((0.0, 1.0), (0.6, 0.75), (0.05, 0.0501), (0.333, 0.999))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    """Read the invented review of the golden files."""
    library = load_library(root / "tests/data/golden-review").library
    assert library is not None
    return library


def share_of(drawing: IntervalDrawing, place: float) -> float:
    """Return the share that the axis shows at a place."""
    return (place - drawing.axis_low) / (drawing.axis_high - drawing.axis_low)


@pytest.mark.parametrize(("low", "high"), SHARES)
def test_marks_lie_where_the_axis_shows_their_shares(low: float, high: float) -> None:
    """Point, interval, claimed band and prediction are all placed by the one axis."""
    middle = (low + high) / 2
    drawn = draw_interval(middle, low, high, band=(low, high), prediction=(low, high))
    assert drawn.band_low is not None
    assert drawn.band_width is not None
    ends = (drawn.band_low, drawn.band_low + drawn.band_width)
    for place, share in (
        (drawn.point, middle),
        *zip((drawn.low, drawn.high), (low, high), strict=True),
        *zip(ends, (low, high), strict=True),
        *zip((drawn.prediction_low, drawn.prediction_high), (low, high), strict=True),
    ):
        assert place is not None
        assert share_of(drawn, place) == pytest.approx(share, abs=0.002)


def test_square_grows_with_its_patients_by_area() -> None:
    """The side of a square grows with the root of its share of patients."""
    sizes = [draw_interval(0.5, 0.4, 0.6, weight=weight).size for weight in (0, 0.25, 1)]
    assert sizes[1] - sizes[0] == pytest.approx((sizes[2] - sizes[0]) / 2)


def test_longest_bar_fills_its_place_and_the_shortest_can_be_seen() -> None:
    """Bars are as long as their values, and none is too short to be seen."""
    bars = [draw_length(value, 36.0) for value in (36.0, 9.0, 0.1)]
    assert [bar.length / bar.width for bar in bars] == pytest.approx([1, 0.25, 1 / bars[0].width])


def test_picture_shades_the_claimed_range(library: Library) -> None:
    """In the file of a plot the band lies between the places of its shares on the axis."""
    files = dict(plot_files(library, frozenset(["cooled"]), pooled_estimates(library)))
    picture = ElementTree.fromstring(files["data/plots/cooled.svg"]())  # noqa: S314 - our own
    ticks = {
        int((text.text or "").removesuffix("%")): float(text.get("x", ""))
        for text in picture.iter(f"{SVG}text")
        if re.fullmatch(r"\d+%", text.text or "")
    }
    (band,) = [
        (float(rect.get("x", "")), float(rect.get("width", "")))
        for rect in picture.iter(f"{SVG}rect")
        if float(rect.get("x", "0")) and float(rect.get("height", "0")) > 20
    ]
    unit = (ticks[100] - ticks[0]) / 100
    claimed = library.claims["yew2018review/cools-most"].range
    assert claimed is not None
    assert band[0] == pytest.approx(ticks[0] + unit * 100 * claimed[0], abs=0.2)
    assert band[0] + band[1] == pytest.approx(ticks[0] + unit * 100 * claimed[1], abs=0.2)

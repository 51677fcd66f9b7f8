"""Numbers and ids to words: percents, intervals, figures, contexts."""

from dataclasses import fields
from typing import Any

import pytest

from livingreview.library import load_library
from livingreview.model import percent, plural
from livingreview.model.sources import Figure, Group, Result
from livingreview.pages.source_pages import exact_text
from livingreview.rendering.wording import (
    DERIVATION,
    MISSING,
    READ,
    figure_kind,
    figure_text,
    interval,
    number,
    result_context,
)
from places import REVIEW


def figure(**values: Any) -> Figure:
    """Make a figure of what is given; all else is not known."""
    nothing = dict.fromkeys(field.name for field in fields(Figure))
    return Figure(**(nothing | {"where": "Table 1", "read": "full-text"} | values))


def result(**values: Any) -> Result:
    """Make a result of what is given; all else is not known."""
    nothing = dict.fromkeys(field.name for field in fields(Result))
    return Result(**(nothing | {"outcome": "b", "figure": figure(missing="not-reported")} | values))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (19 / 20, "95%"),
        (0.137, "14%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.1, "10%"),
        (0.065, "6.5%"),
        (0.06, "6%"),
        (0.001, "0.1%"),
    ],
)
def test_percent_has_a_decimal_below_ten_only(share: float, text: str) -> None:
    """Whole percents from ten on, one decimal below, none that says nothing."""
    assert percent(share) == text
    assert percent(share, sign=False) == text.removesuffix("%")


def test_interval_says_where_it_is_open() -> None:
    """An interval is two percents with a dash, or says that its end was not reached."""
    assert interval(0.631, 0.969) == "63–97"
    assert interval(0.051, None) == "5.1–not reached"


@pytest.mark.parametrize(
    ("value", "text"), [(5.0, "5"), (8.5, "8.5"), (0.125, "0.125"), (12345, "12,345"), (0, "0")]
)
def test_number_is_as_short_as_printed(value: float, text: str) -> None:
    """No decimal is added, none is lost."""
    assert number(value) == text


FIGURES = {
    "counts": (figure(events=19, total=20), "19/20 (95%)", ""),
    "none": (figure(events=0, total=12), "0/12 (0%)", ""),
    "share": (figure(estimate=0.635, statistic="probability"), "64%", ""),
    "share with interval": (
        figure(estimate=0.42, statistic="probability", low=0.3, high=0.555),
        "42% (30–56)",
        "",
    ),
    "open share": (
        figure(estimate=0.42, statistic="probability", low=0.3), "42% (30–not reached)", "",
    ),
    "median": (
        figure(estimate=8.5, statistic="median", unit="months", low=6.1, high=15.6),
        "8.5 months (6.1–15.6)",
        "median",
    ),
    "open median": (
        figure(estimate=16.3, statistic="median", unit="months", low=5.0),
        "16.3 months (5–not reached)",
        "median",
    ),
    "median with range": (
        figure(estimate=27.0, statistic="median", unit="days", range=(9.0, 40.0)),
        "27 days (9–40)",
        "median",
    ),
    "longest": (figure(estimate=9, statistic="maximum", unit="years"), "9 years", "longest"),
    "percent as unit": (figure(estimate=80, statistic="mean", unit="%"), "80%", "mean"),
    "range of shares": (figure(statistic="range", range=(0.55, 1.0)), "55–100%", "range"),
    "range of days": (
        figure(statistic="range", range=(3.0, 12.5), unit="days"), "3–12.5 days", "range",
    ),
    "pooled": (
        figure(estimate=0.87, statistic="pooled", low=0.8, high=0.92), "87% (80–92)", "pooled",
    ),
    "missing": (figure(missing="not-assessed"), "not assessed", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", FIGURES)
def test_figure_is_written_as_its_kind_asks(case: str) -> None:
    """Counts with their share, shares in percent, medians with unit and bounds, gaps in words."""
    made, text, kind = FIGURES[case]
    assert figure_text(made) == text
    assert figure_kind(made) == kind


def test_exact_interval_stands_beside_counts_only() -> None:
    """Counts have their exact interval (Clopper–Pearson), other figures none."""
    assert exact_text(figure(events=19, total=20)) == "75–100"
    assert exact_text(figure(events=0, total=10)) == "0–31"
    assert exact_text(figure(estimate=0.5, statistic="probability", low=0.1, high=0.9)) == ""
    assert exact_text(figure(missing="not-reported")) == ""


CONTEXTS = {
    "nothing": (result(), ""),
    "time": (result(at="day 28"), "day 28"),
    "early": (result(window="early", window_days=(0, 30)), "within 30 days"),
    "late": (result(window="late", window_days=(30, None)), "after 30 days"),
    "between": (result(window="late", window_days=(31, 90)), "days 31–90"),
    "early without bounds": (result(window="early"), "early events"),
    "open below": (result(window="early", window_days=(None, 30)), "within 30 days"),
    "group": (result(group=Group("the oldest", None, None, 4)), "the oldest"),
    "population": (result(population="safety"), "those who drank"),
    "all": (
        result(
            at="day 28", window="early", group=Group("the oldest", None, None, 4),
            population="safety",
        ),
        "day 28, early events, the oldest, those who drank",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTEXTS)
def test_context_says_what_narrows_a_result(case: str) -> None:
    """Time, window, group and population, in this order, with commas."""
    made, text = CONTEXTS[case]
    library = load_library(REVIEW).library
    assert library is not None
    assert result_context(library, made) == text


@pytest.mark.parametrize(
    ("count", "word", "text"),
    [
        (1, "cohort", "1 cohort"),
        (0, "cohort", "0 cohorts"),
        (3, "cohort", "3 cohorts"),
        (2, "study", "2 studies"),
        (30, "day", "30 days"),
        (1234, "patient", "1,234 patients"),
    ],
)
def test_plural_agrees_with_its_count(count: int, word: str, text: str) -> None:
    """One of a thing is singular, all else plural, thousands with a comma."""
    assert plural(count, word) == text


def test_every_word_of_the_schema_has_its_wording() -> None:
    """What was read, how a count came about, why one is missing: each word can be printed."""
    from livingreview.library.schema import json_schemas

    figures = json_schemas()["entry"]["$defs"]["Figure"]["properties"]

    def words(name: str) -> set[str]:
        options = figures[name].get("anyOf", [figures[name]])
        return {word for option in options for word in option.get("enum", ())}

    assert words("read") == set(READ)
    assert words("derivation") == set(DERIVATION)
    assert words("missing") == set(MISSING)

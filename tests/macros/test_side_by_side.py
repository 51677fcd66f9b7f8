"""Results that are not pooled, on the invented review of moss: rows, follow-up, shared patients."""

import dataclasses
import html
import re
from collections.abc import Callable

import pytest

from livingreview.library.loading import load_library
from livingreview.macros.macro import Given
from livingreview.macros.page import Page
from livingreview.macros.registry import build_macros
from livingreview.macros.side_by_side import result_cards, side_by_side, time_plot
from livingreview.model import Library
from livingreview.rendering import render_page
from livingreview.synthesis import pooled_estimates
from places import DATA


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the invented review of moss."""
    library = load_library(DATA / "golden-review").library
    assert library is not None
    return library


@pytest.fixture
def given(library: Library) -> Given:
    """Return what macros of a page are given."""
    return on_page(library)


def on_page(library: Library) -> Given:
    """Return what macros are given on a fresh page."""
    return Given(library, Page("x.md", "x/", "X"), pooled_estimates(library), {})


def error(given: Given, call: str) -> str:
    """Run a call that must fail; return the message."""
    _, (problem,) = render_page("{{ " + call + " }}", "docs/x.md", build_macros(given))
    return problem.message


def test_reports_come_in_the_order_of_their_follow_up(given: Given) -> None:
    """The longest follow-up is on top, in whatever unit; without one a report comes last."""
    (group,) = side_by_side.select(given, "returned")["groups"]
    assert [(row["short"], row["follow_up"]) for row in group["rows"]] == [
        ("The Southern Ear Group 2023", "median 2 years"),
        ("Bramble 2020", "median 9 months (1–21), from first wrap"),
        ("Bramble 2021", "first 30 days"),
        ("Fennel 2024", ""),
        ("Currant 2022", ""),
    ]
    lengths = [row["length"] and row["length"].length for row in group["rows"]]
    assert lengths == [72.0, 27.0, 3.0, None, None]


def test_interval_is_exact_for_counts_and_never_made_for_a_share(given: Given) -> None:
    """Counts have their exact interval; a share that is printed without one has none."""
    (group,) = side_by_side.select(given, "returned")["groups"]
    rows = {row["short"]: row for row in group["rows"]}
    assert (rows["Bramble 2020"]["share"], rows["Bramble 2020"]["interval"]) == ("32%", "16–52")
    assert (rows["Currant 2022"]["share"], rows["Currant 2022"]["interval"]) == ("45%", "")
    assert rows["Currant 2022"]["drawing"] is None


def test_rows_say_whose_patients_they_share_and_how_they_were_selected(given: Given) -> None:
    """A row is marked where a row above has the same patients, and where its own were selected."""
    (group,) = side_by_side.select(given, "returned")["groups"]
    about = {row["short"]: row["about"] for row in group["rows"]}
    assert "same patients as Bramble 2020" in about["Bramble 2021"]
    assert "shares patients with Bramble 2020" in about["Fennel 2024"]
    assert "may share patients with The Southern Ear Group 2023" in about["Currant 2022"]
    assert "selected: only patients whose ears had frozen" in about["Fennel 2024"]
    assert "counts worked back from a percentage" in about["The Southern Ear Group 2023"]
    assert not any(line.startswith("same patients") for line in about["Bramble 2020"])


def test_parts_of_the_patients_are_named_and_not_drawn(given: Given) -> None:
    """A subgroup is named below the plot, with the reason."""
    left = side_by_side.select(given, "returned")["left"]
    assert [(item["short"], item["reason"]) for item in left] == [
        ("Bramble 2020", "part of the patients: the oldest")
    ]


def test_reason_for_not_pooling_is_printed(given: Given) -> None:
    """The plot of an outcome that is not pooled says why; one that is pooled says so nowhere."""
    words = text(side_by_side.show(given, "returned"))
    assert "Not pooled: follow-up differs too much between reports." in words
    assert "Not pooled" not in text(side_by_side.show(given, "cooled"))


def test_groups_of_a_facet_and_of_several_outcomes(given: Given) -> None:
    """Rows stand by the value of a facet, or by outcome; an empty group is left out."""
    found = side_by_side.select(given, "cooled", by="form")["groups"]
    assert [group["label"] for group in found] == ["Wet wrap", "Dry wrap", "Mixed"]
    several = side_by_side.select(given, "returned", "itch", title="Two")
    assert [group["label"] for group in several["groups"]] == ["Hot again", "Itch, any grade"]
    assert several["anchors"] == ["outcome-returned", "side-by-side-itch"]
    assert given.page.shown >= {"outcome-returned", "side-by-side-itch"}


def test_narrowed_plot_has_no_address(given: Given) -> None:
    """The address of an outcome is that of all its reports."""
    found = side_by_side.select(given, "returned", form="wet")
    assert found["anchors"] == []
    assert len(found["groups"][0]["rows"]) == 3
    assert given.page.shown == set()


def test_time_points_are_groups_and_years_are_months(given: Given) -> None:
    """Each time point is a group, a year is twelve months, and what is printed else is said."""
    found = time_plot.select(given, "stay", 6, 12, 24)
    groups = {group["label"]: group["rows"] for group in found["groups"]}
    assert list(groups) == ["6 months", "12 months", "Median"]
    assert [row["short"] for row in groups["12 months"]] == [
        "Bramble 2020", "Currant 2022", "Fennel 2024",
    ]  # fmt: skip
    assert groups["12 months"][0]["about"][0].endswith("1 year after the last wrap")
    assert not groups["6 months"][0]["about"][0].endswith("6 months")
    assert (groups["6 months"][0]["share"], groups["6 months"][0]["interval"]) == ("70%", "55–84")
    assert groups["Median"][0]["share"] == "8.5 weeks"
    assert found["gaps"] == ["24 months"]


def test_other_time_points_are_named_below(given: Given) -> None:
    """Weeks are not converted, and a time that was not asked for is not lost."""
    left = time_plot.select(given, "stay", 12)["left"]
    assert {(item["context"], item["reason"]) for item in left} == {
        ("70 weeks", "another time point"),
        ("6 months", "another time point"),
        ("6 months, the oldest", "part of the patients: the oldest"),
    }


def test_without_time_points_each_one_is_a_group(given: Given) -> None:
    """All time points in months or years that reports give are shown."""
    found = time_plot.select(given, "stay")["groups"]
    assert [group["label"] for group in found] == ["6 months", "12 months", "Median"]


def test_bars_of_follow_up_have_one_scale(given: Given) -> None:
    """A bar is as long in each group as in the others."""
    groups = time_plot.select(given, "stay")["groups"]
    bars = {row["length"].length for group in groups for row in group["rows"] if row["length"]}
    assert bars == {72.0}


def test_cards_count_patients_once_and_leave_selected_cohorts_out(given: Given) -> None:
    """Each card has unselected cohorts only, each in the report with the longest follow-up."""
    stay, returned = result_cards.select(given, "stay", "returned", months=12)["cards"]
    assert stay["label"] == "Time until hot again at 12 months"
    assert [row["whose"] for row in stay["rows"]] == ["First moss trial", "Second moss trial"]
    assert [row["share"] for row in returned["rows"]] == ["32%", "45%"]
    assert returned["rows"][0]["context"] == "of those with: ears cooled"
    assert given.page.estimated == {"stay", "returned"}


def test_card_leaves_a_selected_cohort_out_that_shares_nobody(library: Library) -> None:
    """Selection alone keeps a cohort off a card."""
    alone = dataclasses.replace(library, overlaps=())
    (card,) = result_cards.select(on_page(alone), "returned", months=12)["cards"]
    assert "Moss after a cold winter" not in [row["whose"] for row in card["rows"]]


def test_card_names_a_report_that_gives_only_a_median(given: Given) -> None:
    """Where no share is given at the time, the median is."""
    (card,) = result_cards.select(given, "stay", months=24)["cards"]
    assert card["rows"] == []
    assert [row["share"] for row in card["medians"]] == ["8.5 weeks"]


def test_excluded_retracted_and_other_treatments_are_no_rows(library: Library) -> None:
    """What pooling requires holds here too, and what was retracted is named below."""
    found = side_by_side.select(on_page(library), "cooled")
    rows = {row["short"] for group in found["groups"] for row in group["rows"]}
    assert not rows & {"Iris 2022", "Juniper 2024", "Hazel 2020", "Gorse 2021"}
    assert [(item["short"], item["reason"]) for item in found["left"]] == [
        ("Gorse 2021", "the source was retracted")
    ]


def test_outcome_without_a_report_says_so(library: Library) -> None:
    """A plot without rows is a sentence."""
    outcome = dataclasses.replace(library.review.outcomes["returned"], id="lost")
    review = dataclasses.replace(
        library.review, outcomes={**library.review.outcomes, "lost": outcome}
    )
    changed = on_page(dataclasses.replace(library, review=review))
    words = text(side_by_side.show(changed, "lost"))
    assert "No report gives a figure for whole cohorts." in words
    assert "<table" not in side_by_side.show(changed, "lost")


NOT_POOLED = "must name an outcome that is pooled (got 'returned': follow-up differs too much"
ERRORS = {
    "side_by_side()": "side_by_side must name at least one outcome",
    'side_by_side("stay")': "side_by_side must show a proportion (got 'stay', time-to-event)",
    'side_by_side("itch", "cooled", by="form")': "side_by_side must name one outcome with by",
    'side_by_side("itch", by="disease")': "by must be a facet with one value a source",
    'time_plot("itch")': "time_plot must show a time-to-event outcome (got 'itch')",
    'time_plot("stay", 0)': "months must be numbers above 0 (got 0)",
    'time_plot("stay", "6")': "months must be numbers above 0 (got '6')",
    "result_cards(months=6)": "result_cards must name at least one outcome",
    'forest_plot("returned")': f"forest_plot {NOT_POOLED}",
    'estimate("returned")': f"estimate {NOT_POOLED}",
    'key_numbers("returned")': f"key_numbers {NOT_POOLED}",
    'estimate_chart("returned", by="form")': f"estimate_chart {NOT_POOLED}",
    'evidence_map("returned", by="form")': f"evidence_map {NOT_POOLED}",
    'forest_plot("stay")': (
        "forest_plot must name an outcome that is pooled (got 'stay': it is a time-to-event "
        "outcome); time_plot shows its results side by side"
    ),
}


@pytest.mark.parametrize("call", ERRORS)
def test_call_that_cannot_be_shown_says_what_must_hold(given: Given, call: str) -> None:
    """An outcome of another kind is refused with the macro that shows it."""
    assert error(given, call).startswith(ERRORS[call])


def text(made: str) -> str:
    """Return the words of HTML, their spaces made one."""
    plain: Callable[[str], str] = html.unescape
    return re.sub(r"\s+", " ", plain(re.sub("<[^>]+>", " ", made)))

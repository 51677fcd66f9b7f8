"""Certainty as words: numbers of 100, sentences as sure as the level, reasons."""

from types import MappingProxyType
from typing import Any

import pytest

from livingreview.model import SummaryRow
from livingreview.rendering.certainty import (
    certainty_values,
    domain_text,
    expected_text,
    listed_sentence,
    summary_sentence,
)
from livingreview.statistics import PooledProportion, pool_proportions
from livingreview.synthesis import Certainty, DomainRating

ROW = SummaryRow("cooled", MappingProxyType({}), None, None, None, "cats", "have cool ears")


def pooled(*counts: tuple[int, int]) -> PooledProportion:
    """Pool counts."""
    return pool_proportions([e for e, _ in counts], [t for _, t in counts])


SENTENCES: dict[str, tuple[tuple[tuple[int, int], ...], str | None, str]] = {
    "high": (((30, 40),), "high", "Of 100 cats, about 75 (59 to 87) will have cool ears."),
    "moderate": (((30, 40),), "moderate", "Of 100 cats, about 75 (59 to 87) probably have"),
    "low": (((30, 40),), "low", "Of 100 cats, about 75 (59 to 87) may have cool ears."),
    "very low": (
        ((30, 40),),
        "very low",
        "We are very uncertain how many of 100 cats have cool ears; the estimate is 75 (59 to 87).",
    ),
    "unrated": (((30, 40),), None, "Of 100 cats, about 75 (59 to 87) may have cool ears."),
    "none": (((0, 40),), "low", "Of 100 cats, 9 or fewer may have cool ears."),
    "all": (((40, 40),), "high", "Of 100 cats, 91 or more will have cool ears."),
    "hardly any": (((1, 400),), "low", "Of 100 cats, fewer than 1 (0 to 1) may have"),
    "nearly all": (((399, 400),), "low", "Of 100 cats, more than 99 (99 to 100) may have"),
    "no average": (
        ((0, 90), (90, 90)),
        "very low",
        "The cohorts differ too much to say how many cats have cool ears.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_sentence_is_as_sure_as_the_certainty(case: str) -> None:
    """GRADE's words by level, and whole numbers of 100 with the interval."""
    counts, level, words = SENTENCES[case]
    assert summary_sentence(ROW, pooled(*counts), level).startswith(words)


@pytest.mark.parametrize(
    ("cohorts", "sentence"),
    [
        (0, "No cohort gives a figure for how many cats have cool ears."),
        (1, "One cohort reports how many cats have cool ears."),
        (3, "3 cohorts report how many cats have cool ears."),
    ],
)
def test_outcome_that_is_not_pooled_has_a_sentence_without_numbers(
    cohorts: int, sentence: str
) -> None:
    """A range over small cohorts would promise more than they show: each is listed instead."""
    assert listed_sentence(ROW, cohorts) == sentence


def test_expected_number_has_its_interval() -> None:
    """Of 100 patients, in whole numbers; without an average the interval alone."""
    assert expected_text(pooled((30, 40))) == "75 (59 to 87)"
    assert expected_text(pooled((0, 90), (90, 90))) == "0 to 100"


def domain(step: int, **fields: Any) -> DomainRating:
    """Make the rating of one domain."""
    values = {"because": "only 9 patients", "is_rated": True, "by_rule": step} | fields
    return DomainRating("imprecision", step, **values)


def test_domain_is_written_with_its_step_and_reason() -> None:
    """A step down, none, and a domain that data cannot answer read differently."""
    assert domain_text(domain(2)) == "Imprecision −2: only 9 patients"
    assert domain_text(domain(0)) == "Imprecision 0: only 9 patients"
    unrated = domain(0, is_rated=False, by_rule=None)
    assert domain_text(unrated) == "Imprecision not rated: only 9 patients"


def test_circles_are_full_from_the_left() -> None:
    """Two of four circles are full at low certainty, and reasons begin with a capital."""
    shown = certainty_values(Certainty("low", "high", (domain(2), domain(0))))
    assert shown["circles"] == [True, True, False, False]
    assert [(r["step"], r["because"]) for r in shown["reasons"]] == [("−2", "Only 9 patients")]
    assert shown["is_signed"] is False

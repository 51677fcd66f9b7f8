"""Numbers as they are written in every wing."""

import doctest

import pytest

from livingreview.model import percent, writing


def test_examples_hold() -> None:
    """Every example in a docstring gives what it says."""
    assert doctest.testmod(writing).failed == 0


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0004, "0%"), (0.0053, "0.5%"), (0.0994, "9.9%"), (0.0996, "10%"), (1, "100%")],
)
def test_percent_has_one_decimal_below_ten(share: float, text: str) -> None:
    """Below ten percent one decimal is printed, from there whole numbers."""
    assert percent(share) == text

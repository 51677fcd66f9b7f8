"""Time points as reports print them, in months where that needs no rounding."""

import pytest

from livingreview.synthesis.unpooled import months_of

TIMES = {
    "24 months": 24.0, "1 month": 1.0, "1 year": 12.0, "2 years": 24.0, "1.5 years": 18.0,
    "5 years after relapse": 60.0, "6.5 months": 6.5,
    "180 days": None, "26 weeks": None, "day 28": None, "median 15 months": None,
    "3–36 months after transplant": None, "12 monthsish": None, None: None,
}  # fmt: skip


@pytest.mark.parametrize(("at", "months"), TIMES.items())
def test_time_point_in_months_or_years_is_read(at: str | None, months: float | None) -> None:
    """Only a single time in months or years has a place; days and weeks would be rounded."""
    assert months_of(at) == months

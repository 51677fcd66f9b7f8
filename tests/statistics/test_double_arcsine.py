"""The double-arcsine transformation against metafor, at its edges, and by what must always hold.

The values are those of metafor's own tests (`tests/testthat/test_analysis_example_miller1978.r`),
which the author of metafor took from Miller 1978, page 138:

    dat <- escalc(measure="PFT", xi=c(3, 6, 10, 1), ni=c(11, 17, 21, 6))
    predict(rma(yi, vi, method="FE", data=dat), transf=transf.ipft.hm, targs=list(ni=dat$ni))
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingreview.statistics import pool_proportions_double_arcsine
from livingreview.statistics.double_arcsine import _angle, _proportion
from livingreview.statistics.intervals import exact_interval

MILLER = ([3, 6, 10, 1], [11, 17, 21, 6])


def test_transformed_values_are_those_of_miller() -> None:
    """Twice the transformed proportions are those printed by Miller, to 4 decimals."""
    doubled = [2 * _angle(x, n) for x, n in zip(*MILLER, strict=True)]
    assert doubled == pytest.approx([1.1391, 1.2888, 1.5253, 0.9515], abs=5e-5)


def test_studies_that_agree_are_pooled_as_metafor_pools_them() -> None:
    """Miller's studies agree, so that the random-effects estimate is metafor's fixed one."""
    found = pool_proportions_double_arcsine(*MILLER)
    assert found.proportion == pytest.approx(0.3595, abs=5e-5)
    assert found.i_squared == 0


def test_interval_is_turned_back_as_metafor_turns_it() -> None:
    """Mean and limits of metafor's second example, weighted by size, are met to 4 decimals."""
    events, totals = [0, 4, 9, 16, 20], [10, 10, 15, 20, 20]
    weights = 4 * np.array(totals) + 2
    angles = [_angle(x, n) for x, n in zip(events, totals, strict=True)]
    mean, reach = float(np.average(angles, weights=weights)), 1.959964 / weights.sum() ** 0.5
    size = len(totals) / sum(1 / n for n in totals)
    found = [_proportion(mean + step * reach, size) for step in (0, -1, 1)]
    assert found == pytest.approx([0.6886, 0.5734, 0.7943], abs=5e-5)


def test_variance_between_studies_follows_its_definition() -> None:
    """The moments of DerSimonian and Laird, computed anew with plain sums."""
    events, totals = [5, 9, 2, 12, 7], [10, 15, 8, 14, 20]
    found = pool_proportions_double_arcsine(events, totals)
    y = [_angle(x, n) for x, n in zip(events, totals, strict=True)]
    w = [4 * n + 2 for n in totals]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    tau2 = (q - 4) / (sum(w) - sum(a * a for a in w) / sum(w))
    weights = [1 / (1 / a + tau2) for a in w]
    pooled = sum(a * b for a, b in zip(weights, y, strict=True)) / sum(weights)
    assert tau2 > 0
    assert found.q == pytest.approx(q, abs=1e-6)
    assert found.i_squared == pytest.approx(1 - 4 / q, abs=1e-6)
    assert found.proportion == pytest.approx(
        _proportion(pooled, 5 / sum(1 / n for n in totals)), abs=1e-6
    )
    reach = 1.959964 / sum(weights) ** 0.5
    size = 5 / sum(1 / n for n in totals)
    assert found.low == pytest.approx(_proportion(pooled - reach, size), abs=1e-5)
    assert found.high == pytest.approx(_proportion(pooled + reach, size), abs=1e-5)


@pytest.mark.parametrize("events", [0, 7, 20], ids=["none", "some", "all"])
def test_one_study_is_not_pooled(events: int) -> None:
    """One study keeps its exact interval."""
    found = pool_proportions_double_arcsine([events], [20])
    assert (found.proportion, found.low, found.high) == (events / 20, *exact_interval(events, 20))
    assert found.method == "exact interval of one study"


@pytest.mark.parametrize(
    ("events", "totals", "edge"), [([0, 0], [10, 10], 0), ([10, 10], [10, 10], 1)]
)
def test_none_and_all_stay_at_the_edge(events: list[int], totals: list[int], edge: int) -> None:
    """Studies of one size without events, or with events only, give 0 or 1."""
    found = pool_proportions_double_arcsine(events, totals)
    assert found.proportion == edge
    assert edge in (found.low, found.high)
    assert found.low < found.high


def test_it_says_what_it_is_for() -> None:
    """The method is named as one for comparison, and has no numbers on the scale of log-odds."""
    found: Any = pool_proportions_double_arcsine(*MILLER)
    assert "for comparison only" in found.method
    scale = ("tau2", "logit", "se", "loglik", "lrt", "prediction_low", "prediction_high")
    assert [getattr(found, name) for name in scale] == [None] * len(scale)


@pytest.mark.parametrize(("events", "totals"), [([], []), ([1], [0]), ([3], [2]), ([1, 2], [4])])
def test_counts_that_cannot_be_are_refused(events: list[int], totals: list[int]) -> None:
    """Counts are judged as for the review's own model."""
    with pytest.raises(ValueError, match="must"):
        pool_proportions_double_arcsine(events, totals)


@given(st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_one_study_comes_back_as_it_went_in(study: tuple[int, int]) -> None:
    """Transformed and turned back by its own size, a proportion is itself."""
    events, total = study
    assert _proportion(_angle(events, total), total) == pytest.approx(events / total, abs=1e-6)


@given(
    st.lists(
        st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=8,
    )
)
def test_estimate_lies_in_its_interval(studies: list[tuple[int, int]]) -> None:
    """The interval holds the estimate, lies in 0–1, and does not depend on the order."""
    events, totals = [x for x, _ in studies], [n for _, n in studies]
    found = pool_proportions_double_arcsine(events, totals)
    assert found.proportion is not None
    assert 0 <= found.low <= found.proportion <= found.high <= 1
    assert found == pool_proportions_double_arcsine(events[::-1], totals[::-1])

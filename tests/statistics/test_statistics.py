"""Statistics against R, at their edges, and by what must always hold.

The reference values are those of metafor, made by `tests/data/metafor/metafor.R`:

    binom.test(x, n)$conf.int
    rma.glmm(measure="PLO", xi=xi, ni=ni, nAGQ=25)
    rma(measure="PLO", xi=xi, ni=ni, method="REML", test="knha")
"""

import doctest
import importlib
import itertools
import json
import math
import pkgutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from livingreview import statistics
from livingreview.statistics.intervals import exact_interval
from livingreview.statistics.likelihood import RandomInterceptModel
from livingreview.statistics.pooling import PooledProportion, pool_proportions
from livingreview.statistics.reml import pool_proportions_reml
from livingreview.statistics.rounding import rounded
from places import DATA

SETS: dict[str, Any] = json.loads((DATA / "metafor" / "metafor.json").read_text())["sets"]
FITTED = [name for name, values in SETS.items() if "error" not in values["glmm"]]

# What metafor calls what; 4 decimals on the proportion scale, and the rest to 4 digits or better.
PROPORTION_TOLERANCE = 5e-5


def study_counts(size: int = 8, total: int = 60) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Draw the events and totals of up to `size` studies."""
    pair = st.integers(1, total).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.lists(pair, min_size=1, max_size=size)


def pooled(studies: list[tuple[int, int]]) -> PooledProportion:
    """Pool studies given as pairs."""
    return pool_proportions([x for x, _ in studies], [n for _, n in studies])


def compared_values() -> Iterator[tuple[str, str, float, float, float]]:
    """Yield set, value's name, metafor's value, ours, and the difference allowed."""
    for name, values in SETS.items():
        events, totals = values["events"], values["totals"]
        close = PROPORTION_TOLERANCE
        for i, bounds in enumerate(values["clopper_pearson"]):
            ours = exact_interval(events[i], totals[i])
            for side, theirs, mine in zip(("low", "high"), bounds, ours, strict=True):
                yield name, f"exact {side} {events[i]}/{totals[i]}", theirs, mine, close
        if name in FITTED:
            glmm, fit = values["glmm"], pool_proportions(events, totals)
            yield name, "glmm proportion", glmm["proportion"], fit.proportion, close
            yield name, "glmm low", glmm["ci_z"][0], fit.low, close
            yield name, "glmm high", glmm["ci_z"][1], fit.high, close
            yield (
                name,
                "glmm prediction low",
                glmm["prediction_t_kminus1"][0],
                fit.prediction_low,
                close,
            )
            yield (
                name,
                "glmm prediction high",
                glmm["prediction_t_kminus1"][1],
                fit.prediction_high,
                close,
            )
            yield name, "glmm logit", glmm["logit"], fit.logit, 5e-5
            yield name, "glmm se", glmm["se"], fit.se, 5e-5
            yield name, "glmm tau2", glmm["tau2"], fit.tau2, 5e-5
            yield name, "glmm Wald Q", glmm["q_wald"], fit.q, 5e-5
            yield name, "glmm LRT", glmm["q_lrt"], fit.lrt, 5e-5
            yield name, "glmm LRT df", glmm["q_df"], fit.lrt_df, 0
            if glmm["tau2"] == 0:
                yield name, "glmm loglik", glmm["loglik"], fit.loglik, 5e-5
        reml, normal = values["reml_hartung_knapp"], pool_proportions_reml(events, totals)
        yield name, "reml proportion", reml["proportion"], normal.proportion, close
        yield name, "reml low", reml["ci"][0], normal.low, close
        yield name, "reml high", reml["ci"][1], normal.high, close
        yield name, "reml tau2", reml["tau2"], normal.tau2, 5e-5
        yield name, "reml I2", reml["i2"] / 100, normal.i_squared, 5e-5
        yield name, "reml Q", reml["q"], normal.q, 5e-5


def test_values_meet_metafor() -> None:
    """Every value of metafor and binom.test is met to 4 decimals (`pytest -s` shows the table)."""
    rows = list(compared_values())
    print(f"\n{'set':<14} {'value':<22} {'metafor':>12} {'here':>12} {'difference':>11}")  # noqa: T201
    for name, value, theirs, ours, _ in rows:
        print(f"{name:<14} {value:<22} {theirs:12.6f} {ours:12.6f} {ours - theirs:11.1e}")  # noqa: T201
    wrong = [row for row in rows if not abs(row[3] - row[2]) <= row[4]]
    assert wrong == []
    assert len(rows) > 100


@pytest.mark.parametrize("name", FITTED)
def test_wald_heterogeneity_counts_only_studies_with_log_odds(name: str) -> None:
    """The degrees of freedom of Q are the studies with 0 < events < total less one."""
    values = SETS[name]
    fit = pool_proportions(values["events"], values["totals"])
    inner = sum(0 < x < n for x, n in zip(values["events"], values["totals"], strict=True))
    assert fit.q is not None
    assert fit.q_df == inner - 1
    assert fit.i_squared == pytest.approx(max(0, (fit.q - fit.q_df) / fit.q))


def test_all_events_where_metafor_stops() -> None:
    """Where metafor can't fit, the exact interval of the summed counts is given, and said."""
    assert "Cannot fit" in SETS["all_events"]["glmm"]["error"]
    fit = pool_proportions([10, 7, 5], [10, 7, 5])
    assert (fit.proportion, fit.low, fit.high) == (1, *exact_interval(22, 22))
    assert "summed counts: every patient" in fit.method
    assert fit.tau2 is fit.prediction_low is fit.prediction_high is fit.q is fit.logit is None


def test_no_events_mirrors_all_events() -> None:
    """No events at all: the exact interval of the summed counts, and said."""
    fit = pool_proportions([0, 0], [12, 10])
    assert (fit.proportion, fit.low, fit.high) == (0, *exact_interval(0, 22))
    assert "summed counts: no patient" in fit.method


@pytest.mark.parametrize("events", [0, 7, 20], ids=["none", "some", "all"])
@pytest.mark.parametrize("pool", [pool_proportions, pool_proportions_reml])
def test_one_study_is_not_pooled(pool: Any, events: int) -> None:
    """One study keeps its exact interval and has neither prediction nor heterogeneity."""
    fit = pool([events], [20])
    assert (fit.proportion, fit.low, fit.high) == (events / 20, *exact_interval(events, 20))
    assert fit.method == "exact interval of one study"
    assert fit.prediction_low is fit.tau2 is fit.q is fit.q_df is fit.i_squared is fit.lrt is None
    assert (fit.logit is None) == (fit.se is None) == (events in (0, 20))


@pytest.mark.parametrize(
    ("events", "totals"), [([0, 20], [20, 20]), ([10, 0, 9], [10, 10, 10])], ids=["two", "three"]
)
def test_separated_data_are_not_estimable(events: list[int], totals: list[int]) -> None:
    """Studies with all beside studies with none give the range of the studies, no estimate."""
    fit = pool_proportions(events, totals)
    assert fit.method == "not estimable"
    assert (fit.low, fit.high) == (0, 1)
    assert fit.proportion is fit.tau2 is fit.prediction_low is fit.logit is None
    assert fit.lrt is not None
    assert fit.lrt > 10


def test_two_studies_have_a_prediction_interval() -> None:
    """With two studies the function predicts, with t on 1 degree of freedom."""
    fit = pool_proportions([18, 40], [20, 60])
    assert fit.prediction_low == pytest.approx(0.000306, abs=5e-6)
    assert fit.prediction_high == pytest.approx(0.999972, abs=5e-6)


def test_heterogeneity_needs_two_studies_with_log_odds() -> None:
    """With one study between none and all, Q and I² are not defined; the other test is."""
    fit = pool_proportions([0, 3, 8], [9, 9, 8])
    assert fit.q is fit.q_df is fit.q_p is fit.i_squared is None
    assert fit.lrt_df == 2


@pytest.mark.parametrize("events", [1, 2, 3])
def test_small_study_beside_large_one_is_sound(events: int) -> None:
    """A study of 3 that chance explains adds its patients to one of 300, no more."""
    fit = pool_proportions([events, 270], [3, 300])
    assert fit.tau2 == 0
    assert fit.proportion == pytest.approx((events + 270) / 303)
    assert 0.85 < fit.low < fit.high < 0.94


def test_small_study_that_chance_does_not_explain() -> None:
    """0 of 3 beside 90% of 300 is spread, and the interval holds both studies."""
    fit = pool_proportions([0, 270], [3, 300])
    assert fit.tau2 is not None
    assert fit.tau2 > 1
    assert fit.low < 0.05
    assert fit.high > 0.9


def test_single_patients_hold_no_heterogeneity() -> None:
    """Studies of one patient each can't show spread: one proportion of the sum."""
    fit = pool_proportions([1, 0, 0, 1, 1, 0], [1] * 6)
    assert fit.tau2 == 0
    assert fit.proportion == pytest.approx(3 / 6)


@pytest.mark.parametrize(
    ("events", "totals", "method"),
    [
        ([1, 0, 0], [10, 60, 29], "fewer than three events"),
        ([2, 0], [3, 200], "fewer than three events"),
        ([9, 60, 29], [10, 60, 29], "fewer than three patients without the event"),
        ([1, 1], [1, 2], "fewer than three events"),
        ([0, 0], [4, 5], "no patient had the event"),
        ([4, 5], [4, 5], "every patient had the event"),
    ],
)
def test_few_events_give_the_exact_interval_of_the_sum(
    events: list[int], totals: list[int], method: str
) -> None:
    """Fewer than three events or non-events in all: no model, no prediction, and said so."""
    fit = pool_proportions(events, totals)
    assert fit.method == f"exact interval of the summed counts: {method}"
    assert (fit.low, fit.high) == exact_interval(sum(events), sum(totals))
    assert fit.proportion == rounded(sum(events) / sum(totals))
    assert (fit.k, fit.tau2, fit.prediction_low) == (len(events), None, None)
    alone = pool_proportions([sum(events)], [sum(totals)])
    assert (fit.logit, fit.se) == (alone.logit, alone.se)


# Counts of cohorts as they stood on one day, and what an independent computation made of them.
FROZEN = {
    "severe, one odd cohort": (
        [3, 7, 6, 2, 0, 1, 0, 4, 0, 4, 2, 1, 5],
        [62, 60, 55, 20, 17, 14, 13, 13, 12, 12, 10, 10, 5],
        (10.9, 4.7, 23.1),
    ),
    "response": ([49, 19, 19, 8, 10, 9, 7], [55, 20, 20, 12, 11, 11, 10], (87, 79, 92)),
    "three cohorts": ([48, 19, 7], [59, 20, 7], (88, 63, 97)),
    "no spread": ([17, 18, 9, 2, 2], [34, 32, 14, 5, 5], (53, 43, 63)),
}


@pytest.mark.parametrize("case", FROZEN)
def test_frozen_counts_give_what_was_computed_elsewhere(case: str) -> None:
    """The model meets figures that were computed from the same counts by other means."""
    events, totals, expected = FROZEN[case]
    fit = pool_proportions(events, totals)
    assert fit.proportion is not None
    found = [100 * fit.proportion, 100 * fit.low, 100 * fit.high]
    digits = 1 if isinstance(expected[0], float) else 0
    assert [round(value, digits) for value in found] == list(expected)


def test_three_events_are_enough_for_the_model() -> None:
    """With three events and three non-events the model is fitted, with its prediction."""
    for events, totals in (([1, 2, 0], [10, 60, 29]), ([9, 58, 29], [10, 60, 29])):
        fit = pool_proportions(events, totals)
        assert fit.method == "random-intercept logistic model"
        assert fit.prediction_low is not None


@pytest.mark.parametrize(
    ("events", "total", "mean", "sd"),
    [(4, 9, 0.5, 0.7), (10, 10, 2, 5), (0, 40, -1, 3), (300, 300, -3, 5), (3, 3, 0, 0)],
)
def test_likelihood_meets_numerical_integration(
    events: int, total: int, mean: float, sd: float
) -> None:
    """Quadrature about the mode gives what scipy's adaptive integration of the same gives."""

    def density(z: float) -> float:
        p = 1 / (1 + math.exp(-mean - sd * z))
        likelihood = math.comb(total, events) * p**events * (1 - p) ** (total - events)
        return likelihood * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    expected = math.log(sum(quad(density, z, z + 1, epsabs=0)[0] for z in range(-12, 12)))
    assert RandomInterceptModel([(events, total)]).at(mean, sd).value == pytest.approx(
        expected, abs=1e-5
    )


def test_derivatives_meet_differences() -> None:
    """Gradient and Hessian are those of the value."""
    model, h = RandomInterceptModel([(2, 8), (5, 10), (7, 20), (9, 15), (12, 14)]), 1e-4
    here = model.at(0.2, 0.8)
    ahead = [model.at(0.2 + h, 0.8), model.at(0.2, 0.8 + h)]
    behind = [model.at(0.2 - h, 0.8), model.at(0.2, 0.8 - h)]
    for i in range(2):
        assert here.gradient[i] == pytest.approx(
            (ahead[i].value - behind[i].value) / (2 * h), abs=1e-6
        )
        assert here.hessian[i] == pytest.approx(
            (ahead[i].gradient - behind[i].gradient) / (2 * h), abs=1e-6
        )


@pytest.mark.parametrize(
    "studies",
    [
        [(3, 62), (7, 60), (6, 55), (2, 20), (5, 5)],
        [(25, 62), (28, 40), (22, 25)],
        [(0, 12), (5, 20), (9, 30), (14, 22)],
    ],
)
def test_slope_vanishes_at_the_fit(studies: list[tuple[int, int]]) -> None:
    """The last steps bring the fit so near its peak that every processor prints the same digits."""
    fit = RandomInterceptModel(studies).fit()
    assert fit.sd > 0
    assert abs(fit.gradient).max() < 1e-11


@settings(max_examples=25, deadline=None)
@given(study_counts(size=6, total=30))
def test_fit_is_the_highest_point(studies: list[tuple[int, int]]) -> None:
    """No point of a coarse grid has a higher likelihood than the fit."""
    events, total = (sum(column) for column in zip(*studies, strict=True))
    if events in (0, total):
        return
    model = RandomInterceptModel(studies)
    fit = model.fit()
    if fit.sd > 5:
        return
    grid = itertools.product((-4, -2, -1, 0, 1, 2, 4), (0, 0.2, 0.5, 0.9, 1.5, 2.5, 4))
    assert max(model.at(mean, sd).value for mean, sd in grid) <= fit.value + 1e-5


@settings(max_examples=40, deadline=None)
@given(study_counts())
def test_interval_holds_its_estimate(studies: list[tuple[int, int]]) -> None:
    """Every interval holds the proportion, and the prediction holds the interval's estimate."""
    fit = pooled(studies)
    if fit.proportion is None:
        assert fit.method == "not estimable"
        return
    assert 0 <= fit.low <= fit.proportion <= fit.high <= 1
    if fit.prediction_low is not None and fit.prediction_high is not None:
        assert fit.prediction_low <= fit.low <= fit.high <= fit.prediction_high


@settings(max_examples=40, deadline=None)
@given(study_counts(), st.randoms(use_true_random=False))
def test_order_of_studies_does_not_matter(studies: list[tuple[int, int]], random: Any) -> None:
    """The same studies in another order give the same result to the last bit."""
    shuffled = random.sample(studies, len(studies))
    assert pooled(shuffled) == pooled(studies)


@settings(max_examples=40, deadline=None)
@given(study_counts())
def test_mirrored_data_mirror_the_result(studies: list[tuple[int, int]]) -> None:
    """Counting those without the event turns the result round and changes nothing else."""
    fit, mirrored = pooled(studies), pooled([(n - x, n) for x, n in studies])
    assert (mirrored.proportion is None) == (fit.proportion is None)
    if fit.proportion is not None and mirrored.proportion is not None:
        assert mirrored.proportion == pytest.approx(1 - fit.proportion, abs=1e-6)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - fit.high, 1 - fit.low), abs=1e-6)
    if fit.tau2 is not None:
        assert mirrored.tau2 == pytest.approx(fit.tau2, abs=1e-4)
    if fit.q is not None:
        assert mirrored.q == pytest.approx(fit.q)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_interval_holds_and_shrinks(counts: tuple[int, int]) -> None:
    """The interval holds the proportion, and more patients at the same rate never widen it."""
    events, total = counts
    last = 1.0
    for times in (1, 2, 3, 10):
        low, high = exact_interval(times * events, times * total)
        assert 0 <= low <= events / total <= high <= 1
        assert high - low <= last + 1e-12
        last = high - low


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_interval_mirrors(counts: tuple[int, int]) -> None:
    """Counting those without the event turns the exact interval round."""
    events, total = counts
    low, high = exact_interval(events, total)
    assert exact_interval(total - events, total) == pytest.approx((1 - high, 1 - low))


def test_higher_level_widens() -> None:
    """99% intervals are wider than 95% ones, on both sides."""
    for at in (
        lambda level: exact_interval(5, 12, level=level),
        lambda level: _bounds(pool_proportions([5, 9, 2], [10, 15, 8], level=level)),
        lambda level: _bounds(pool_proportions_reml([5, 9, 2], [10, 15, 8], level=level)),
    ):
        (low95, high95), (low99, high99) = at(0.95), at(0.99)
        assert low99 < low95 < high95 < high99


def _bounds(fit: PooledProportion) -> tuple[float, float]:
    return fit.low, fit.high


def test_numpy_counts_and_tuples_are_taken() -> None:
    """Arrays, tuples and lists of integers give the same plain Python numbers."""
    fit = pool_proportions(np.array([5, 9, 2]), np.array([10, 15, 8], dtype=np.int32))
    assert fit == pool_proportions((5, 9, 2), [10, 15, 8])
    assert {type(getattr(fit, name)) for name in fit.__slots__} == {int, float, str}


@pytest.mark.parametrize(
    ("events", "totals", "level", "message"),
    [
        ([1], [2, 3], 0.95, r"same length \(got 1 and 2\)"),
        ([], [], 0.95, "at least one study"),
        ([1], [0], 0.95, r"total must be from 1 .*\(got 0\)"),
        ([1], [10**9 + 1], 0.95, "total must be from 1 to 1000000000"),
        ([3], [2], 0.95, r"events must be from 0 to the total 2 \(got 3\)"),
        ([-1], [2], 0.95, r"events must be from 0 .*\(got -1\)"),
        ([1.0], [2], 0.95, r"events must be an integer \(got 1.0\)"),
        ([True], [2], 0.95, r"events must be an integer \(got True\)"),
        ([1], ["2"], 0.95, "total must be an integer"),
        ([1], [float("nan")], 0.95, "total must be an integer"),
        ([1], [2], 1.0, r"level must be above 0 and below 1 \(got 1.0\)"),
        ([1], [2], float("nan"), "level must be above 0"),
    ],
)
@pytest.mark.parametrize("pool", [pool_proportions, pool_proportions_reml])
def test_impossible_input_is_refused(
    pool: Any, events: Any, totals: Any, level: float, message: str
) -> None:
    """Counts that can't be counts are a ValueError that says what must hold."""
    with pytest.raises(ValueError, match=message):
        pool(events, totals, level=level)


def test_exact_interval_refuses_impossible_counts() -> None:
    """The interval of one study checks its counts and level as pooling does."""
    with pytest.raises(ValueError, match="events must be from 0 to the total 2"):
        exact_interval(3, 2)
    with pytest.raises(ValueError, match="level must be above 0"):
        exact_interval(1, 2, level=0)


def test_subgroups_are_compared_by_their_own_fits() -> None:
    """Two subgroups of one tight fit each: q is the squared z of their difference."""
    fits = {
        "one": pool_proportions([18, 19, 16], [20, 20, 17]),
        "other": pool_proportions([5, 9, 2, 12, 7], [10, 15, 8, 14, 20]),
    }
    found = statistics.test_subgroups(fits)
    one, other = fits.values()
    assert one.logit is not None
    assert other.logit is not None
    z = (one.logit - other.logit) / math.hypot(one.se or 0, other.se or 0)
    assert (found.q, found.df) == (pytest.approx(z**2, abs=1e-6), 1)
    assert found.p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)), abs=1e-6)
    assert (found.compared, found.left_out) == (("one", "other"), ())


def test_equal_subgroups_do_not_differ() -> None:
    """The same data in three subgroups give q = 0 and p = 1."""
    fit = pool_proportions([5, 9], [10, 15])
    found = statistics.test_subgroups({"a": fit, "b": fit, "c": fit})
    assert (found.q, found.df, found.p) == (pytest.approx(0, abs=1e-12), 2, pytest.approx(1))


def test_subgroups_without_log_odds_are_left_out() -> None:
    """All events and separated data can't be compared; one subgroup alone is no test."""
    found = statistics.test_subgroups(
        {
            "all": pool_proportions([5, 7], [5, 7]),
            "apart": pool_proportions([0, 20], [20, 20]),
            "own": pool_proportions([5, 9], [10, 15]),
        }
    )
    assert (found.q, found.df, found.p) == (None, None, None)
    assert (found.compared, found.left_out) == (("own",), ("all", "apart"))


@settings(max_examples=40, deadline=None)
@given(study_counts())
def test_reml_interval_holds_its_estimate(studies: list[tuple[int, int]]) -> None:
    """The sensitivity analysis gives an estimate inside its interval for any counts."""
    fit = pool_proportions_reml([x for x, _ in studies], [n for _, n in studies])
    assert fit.proportion is not None
    assert fit.low <= fit.proportion <= fit.high
    assert fit.tau2 is None or fit.tau2 >= 0


def test_reml_takes_the_higher_of_two_peaks() -> None:
    """With two peaks the higher is taken: here the one without spread, as a grid shows."""
    fit = pool_proportions_reml([48, 0, 16, 26, 1, 46], [89, 11, 25, 48, 17, 80])
    assert fit.tau2 == 0


MODULES = [module.name for module in pkgutil.iter_modules(statistics.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_hold(name: str) -> None:
    """Every example in a docstring gives what it says."""
    module = importlib.import_module(f"livingreview.statistics.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", [name for name in statistics.__all__ if name[0].islower()])
def test_public_functions_are_documented(name: str) -> None:
    """A public function says its input, output, edges and sources, with an example."""
    text = getattr(statistics, name).__doc__
    sections = ["Parameters", "Returns", "Notes", "References", "Examples"]
    assert [section for section in sections if f"{section}\n    ---" not in text] == []

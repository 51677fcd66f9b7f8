"""One proportion from many studies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import SupportsIndex

from livingreview.statistics.counts import checked_counts, checked_level
from livingreview.statistics.distributions import (
    logit_of,
    normal_quantile,
    proportion_of,
    t_quantile,
)
from livingreview.statistics.heterogeneity import likelihood_ratio, wald_heterogeneity
from livingreview.statistics.intervals import exact_interval
from livingreview.statistics.likelihood import RandomInterceptModel
from livingreview.statistics.rounding import rounded

# A variance of log-odds above 25 puts 95% of studies between odds of 1:18,000 and 18,000:1:
# the data are separated (studies with all beside studies with none) and the estimate follows
# the stopping rule, not the data.
LARGEST_TAU2 = 25.0
# Fewer events than this in all studies together, or fewer patients without, hold no spread.
FEWEST_EVENTS = 3


@dataclass(frozen=True, slots=True)
class PooledProportion:
    """A pooled proportion, how sure it is, and how far the studies differ.

    Proportions and `i_squared` are 0–1; `logit`, `se` and `tau2` (a variance) are on the scale
    of log-odds. A field is None where the method gives no such value. What is printed is rounded
    to six decimals; `logit`, `se` and `loglik`, from which more is computed, are as they came.
    """

    proportion: float | None
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None
    tau2: float | None
    i_squared: float | None
    q: float | None
    q_df: int | None
    q_p: float | None
    k: int
    events: int
    total: int
    method: str
    level: float
    logit: float | None = None
    se: float | None = None
    loglik: float | None = None
    lrt: float | None = None
    lrt_df: int | None = None
    lrt_p: float | None = None

    def __post_init__(self) -> None:
        """Round what is printed, so that it is the same on every processor."""
        for name in _PRINTED:
            object.__setattr__(self, name, rounded(getattr(self, name)))


_PRINTED = (
    "proportion", "low", "high", "prediction_low", "prediction_high", "tau2", "i_squared",
    "q", "q_p", "lrt", "lrt_p",
)  # fmt: skip


def pool_proportions(
    events: Sequence[SupportsIndex], totals: Sequence[SupportsIndex], *, level: float = 0.95
) -> PooledProportion:
    """Pool proportions by the random-intercept logistic model.

    Parameters
    ----------
    events : sequence of int, shape (k,)
        Patients with the event, one value a study, 0 ≤ events ≤ total; in any order.
    totals : sequence of int, shape (k,)
        Patients, one value a study, 1 ≤ total ≤ 10⁹.
    level : float
        Level of confidence and prediction, 0 < level < 1.

    Returns
    -------
    PooledProportion
        `proportion` (of the middle study: the inverse logit of the mean log-odds) with its
        interval `low`, `high`; the interval for a new study, `prediction_low` and
        `prediction_high`; `tau2`, the variance of log-odds between studies; Wald `q`, `q_df`,
        `q_p` and `i_squared`; `k`, and `events` and `total` summed; `method` in words; `logit`
        and `se`; `loglik` of the model; `lrt`, `lrt_df`, `lrt_p`, the likelihood-ratio test of
        heterogeneity.

    Raises
    ------
    ValueError
        When `events` and `totals` differ in length or are empty, a count is no integer or out
        of its range, or `level` is not between 0 and 1.

    Notes
    -----
    Events of study i are binomial with log-odds normal about `logit` with variance `tau2`; both
    are fitted by maximum likelihood with adaptive Gauss–Hermite quadrature of 60 nodes, and the
    higher of the peaks with and without spread is taken. `se` comes from the Hessian in both
    parameters; at `tau2` = 0 from that of the mean alone. The interval is logit ± z · se, the
    prediction interval logit ± t(k − 1) · √(se² + tau2). All as metafor's
    `rma.glmm(measure="PLO")`, but for `q`: Q is taken over the studies that have log-odds
    (0 < events < total), `q_df` is their number less one, and `i_squared` is
    max(0, (q − q_df)/q); all four are None with fewer than two such studies. The
    likelihood-ratio test takes every study.

    - k = 1: that study's proportion and exact interval; nothing is pooled, so no `tau2`, no
      heterogeneity and no prediction. `logit` and `se` are the study's own where it has them.
    - Fewer than three events, or fewer than three patients without, in all studies together:
      such counts hold no spread between studies, and a Wald interval about so few events says
      more about its own form than about patients; the exact interval of the summed counts, as
      if they were one study. No `tau2`, no heterogeneity and no prediction; `logit` and `se`
      are those of the sum where it has them.
    - Separated data (`tau2` above 25): method "not estimable", no proportion; `low` and `high`
      are the smallest and largest proportion of a study. Q and the likelihood-ratio test stay.
    - k = 2: all is given; the prediction interval, t with 1 degree of freedom, says little.

    References
    ----------
    stijnen2010glmm, viechtbauer2010metafor, schwarzer2019seriously, clopper1934fiducial,
    higgins2009reeval, riley2011interpretation

    Examples
    --------
    >>> pooled = pool_proportions([5, 9, 2, 12, 7], [10, 15, 8, 14, 20])
    >>> f"{pooled.proportion:.4f} ({pooled.low:.4f} to {pooled.high:.4f})"
    '0.5241 (0.3273 to 0.7137)'
    >>> f"{pooled.tau2:.3f}, {pooled.prediction_low:.3f} to {pooled.prediction_high:.3f}"
    '0.512, 0.100 to 0.917'
    >>> pool_proportions([10, 7], [10, 7]).method
    'exact interval of the summed counts: every patient had the event'
    >>> few = pool_proportions([1, 0, 0], [10, 60, 29])
    >>> f"{few.method}, {few.low:.4f} to {few.high:.4f}"
    'exact interval of the summed counts: fewer than three events, 0.0003 to 0.0550'
    >>> pool_proportions([0, 20], [20, 20]).method
    'not estimable'
    """
    studies = checked_counts(events, totals)
    level = checked_level(level)
    k, x, n = len(studies), sum(x for x, _ in studies), sum(n for _, n in studies)
    if k == 1 or min(x, n - x) < FEWEST_EVENTS:
        return exact_result(k, x, n, level)

    wald, ratio = wald_heterogeneity(studies), likelihood_ratio(studies)
    described = PooledProportion(
        proportion=None,
        low=min(x / n for x, n in studies),
        high=max(x / n for x, n in studies),
        prediction_low=None,
        prediction_high=None,
        tau2=None,
        i_squared=wald.i_squared,
        q=wald.q,
        q_df=wald.q_df,
        q_p=wald.q_p,
        k=k,
        events=x,
        total=n,
        method="not estimable",
        level=level,
        lrt=ratio.lrt,
        lrt_df=ratio.lrt_df,
        lrt_p=ratio.lrt_p,
    )
    peak = RandomInterceptModel(studies).fit()
    tau2 = peak.sd**2
    if tau2 > LARGEST_TAU2:
        return described
    reach = normal_quantile((1 + level) / 2) * peak.standard_error
    prediction_reach = t_quantile((1 + level) / 2, k - 1) * hypot(peak.standard_error, peak.sd)
    return replace(
        described,
        proportion=proportion_of(peak.mean),
        low=proportion_of(peak.mean - reach),
        high=proportion_of(peak.mean + reach),
        prediction_low=proportion_of(peak.mean - prediction_reach),
        prediction_high=proportion_of(peak.mean + prediction_reach),
        tau2=tau2,
        method="random-intercept logistic model",
        logit=peak.mean,
        se=peak.standard_error,
        loglik=peak.value,
    )


def exact_result(k: int, events: int, total: int, level: float) -> PooledProportion:
    """Return the exact interval of one study, or of the summed counts of k studies.

    Its log-odds and their standard error are those of the sum, where it has events and others.
    """
    low, high = exact_interval(events, total, level=level)
    inner = 0 < events < total
    return PooledProportion(
        proportion=events / total,
        low=low,
        high=high,
        prediction_low=None,
        prediction_high=None,
        tau2=None,
        i_squared=None,
        q=None,
        q_df=None,
        q_p=None,
        k=k,
        events=events,
        total=total,
        method=(
            "exact interval of one study"
            if k == 1
            else f"exact interval of the summed counts: {_why_exact(events, total)}"
        ),
        level=level,
        logit=logit_of(events, total) if inner else None,
        se=(total / (events * (total - events))) ** 0.5 if inner else None,
    )


def _why_exact(events: int, total: int) -> str:
    if events == 0:
        return "no patient had the event"
    if events == total:
        return "every patient had the event"
    if events < FEWEST_EVENTS:
        return "fewer than three events"
    return "fewer than three patients without the event"

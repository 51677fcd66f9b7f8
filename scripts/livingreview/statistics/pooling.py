"""The pooling of proportions from several studies by the random-intercept logistic model."""

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

# With a variance of log-odds above 25, 95% of studies lie between odds of 1:18,000 and 18,000:1:
# the data are separated (some studies have only events, others none), and the estimate depends on
# the stopping rule instead of the data.
LARGEST_TAU2 = 25.0
# With fewer events than this in all studies together, or fewer patients without the event, the
# spread between studies cannot be estimated.
FEWEST_EVENTS = 3


@dataclass(frozen=True, slots=True)
class PooledProportion:
    """A pooled proportion with its intervals and the heterogeneity of its studies.

    Proportions and `i_squared` are 0–1; `logit`, `se` and `tau2` (a variance) are on the scale
    of log-odds. A field is None if the method gives no such value. Values that are printed are
    rounded to six decimals; `logit`, `se` and `loglik`, which enter further computations, are not.
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
        """Round the values that are printed, so that they are the same on every processor."""
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
        Patients with the event, one value per study, 0 ≤ events ≤ total; in any order.
    totals : sequence of int, shape (k,)
        Patients, one value per study, 1 ≤ total ≤ 10⁹.
    level : float
        Level of confidence and prediction, 0 < level < 1.

    Returns
    -------
    PooledProportion
        `proportion` (that of the median study: the inverse logit of the mean log-odds) with its
        interval `low`, `high`; the interval for a new study, `prediction_low` and
        `prediction_high`; `tau2`, the variance of log-odds between studies; Wald `q`, `q_df`,
        `q_p` and `i_squared`; `k`, and `events` and `total` summed; `method` in words; `logit`
        and `se`; `loglik` of the model; `lrt`, `lrt_df`, `lrt_p`, the likelihood-ratio test of
        heterogeneity.

    Raises
    ------
    ValueError
        If `events` and `totals` differ in length or are empty, a count is not an integer or is
        out of its range, or `level` is not between 0 and 1.

    Notes
    -----
    The events of study i are binomial; its log-odds are normal with mean `logit` and variance
    `tau2`. Both are fitted by maximum likelihood with adaptive Gauss–Hermite quadrature of 60
    nodes; of the peaks with and without spread, the higher one is used. `se` comes from the
    Hessian in both parameters; at `tau2` = 0, from that of the mean alone. The interval is
    logit ± z · se, the prediction interval logit ± t(k − 1) · √(se² + tau2). All this is as in
    metafor's `rma.glmm(measure="PLO")`, except `q`: Q is computed from the studies that have
    log-odds (0 < events < total), `q_df` is their number minus one, and `i_squared` is
    max(0, (q − q_df)/q); all four are None with fewer than two such studies. The
    likelihood-ratio test uses every study.

    - k = 1: the proportion and the exact interval of that study. Nothing is pooled, so there is
      no `tau2`, no heterogeneity and no prediction. `logit` and `se` are those of the study, if
      0 < events < total.
    - Fewer than three events, or fewer than three patients without the event, in all studies
      together: the exact interval of the summed counts, as if they were one study. The spread
      between studies cannot be estimated from such counts, and a Wald interval from so few events
      reflects its own form more than the data. There is no `tau2`, no heterogeneity and no
      prediction; `logit` and `se` are those of the sum, if 0 < events < total.
    - Separated data (`tau2` above 25): the method is "not estimable" and there is no proportion;
      `low` and `high` are the smallest and the largest proportion of any study. Q and the
      likelihood-ratio test are still given.
    - k = 2: every value is given, but the prediction interval, from t with 1 degree of freedom,
      is very wide.

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

    The log-odds and their standard error are those of the counts, if 0 < events < total.
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

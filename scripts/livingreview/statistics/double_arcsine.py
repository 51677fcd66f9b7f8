"""An older method for the same counts, to rebuild figures that others pooled with it."""

from collections.abc import Sequence
from math import asin, cos, sin, sqrt
from typing import SupportsIndex

import numpy as np

from livingreview.statistics.counts import checked_counts, checked_level
from livingreview.statistics.distributions import chi2_tail, normal_quantile
from livingreview.statistics.pooling import PooledProportion, exact_result

METHOD = "double-arcsine transformation with random effects, for comparison only"


def pool_proportions_double_arcsine(
    events: Sequence[SupportsIndex], totals: Sequence[SupportsIndex], *, level: float = 0.95
) -> PooledProportion:
    """Pool double-arcsine transformed proportions by inverse variance with random effects.

    For comparison with published figures only: the result can mislead (schwarzer2019seriously).

    Parameters
    ----------
    events : sequence of int, shape (k,)
        Patients with the event, one value per study, 0 ≤ events ≤ total; in any order.
    totals : sequence of int, shape (k,)
        Patients, one value per study, 1 ≤ total ≤ 10⁹.
    level : float
        Level of confidence, 0 < level < 1.

    Returns
    -------
    PooledProportion
        `proportion` with `low` and `high`, 0–1; `q`, `q_df`, `q_p` and `i_squared` over all k
        studies; `k`, and `events` and `total` summed; `method` in words. No `tau2` (the variance
        between studies is not one of log-odds here), `logit`, `se`, `loglik`, likelihood-ratio
        test or prediction interval.

    Raises
    ------
    ValueError
        As `pool_proportions`.

    Notes
    -----
    yᵢ = ½(asin √(xᵢ/(nᵢ + 1)) + asin √((xᵢ + 1)/(nᵢ + 1))), vᵢ = 1/(4nᵢ + 2)
    (freeman1950transformations). τ² by the moments of dersimonian1986meta, not below 0;
    wᵢ = 1/(vᵢ + τ²), the mean is Σwᵢyᵢ/Σwᵢ with variance 1/Σwᵢ, its interval that of the
    normal distribution. Mean and limits become proportions by the inverse of
    miller1978inverse for one study whose size is the harmonic mean of all nᵢ; what lies beyond
    the transformed values of 0 and n events of n becomes 0 or 1.
    I² = max(0, (`q` − `q_df`)/`q`). All as metafor's
    `rma(measure="PFT", method="DL")` with `transf.ipft.hm`.

    - k = 1: the exact interval of that study, as `pool_proportions`.
    - No events, or events only: nothing is added to the counts; the transformed values differ
      with the size of the studies, so the result may lie a little above 0 or below 1.

    References
    ----------
    freeman1950transformations, miller1978inverse, dersimonian1986meta, viechtbauer2010metafor,
    schwarzer2019seriously

    Examples
    --------
    >>> pooled = pool_proportions_double_arcsine([3, 6, 10, 1], [11, 17, 21, 6])
    >>> f"{pooled.proportion:.4f} ({pooled.low:.4f} to {pooled.high:.4f}), {pooled.i_squared:.2f}"
    '0.3595 (0.2297 to 0.4990), 0.00'
    """
    studies = checked_counts(events, totals)
    level = checked_level(level)
    k, x, n = len(studies), sum(x for x, _ in studies), sum(n for _, n in studies)
    if k == 1:
        return exact_result(k, x, n, level)

    angles = np.array([_angle(x, n) for x, n in studies])
    sizes = np.array([n for _, n in studies], dtype=float)
    fixed = 4 * sizes + 2
    q = float((fixed * (angles - np.average(angles, weights=fixed)) ** 2).sum())
    scale = float(fixed.sum() - (fixed**2).sum() / fixed.sum())
    tau2 = max(0.0, (q - (k - 1)) / scale)
    weights = 1 / (1 / fixed + tau2)
    mean = float(np.average(angles, weights=weights))
    reach = normal_quantile((1 + level) / 2) / float(weights.sum()) ** 0.5
    size = k / float((1 / sizes).sum())
    return PooledProportion(
        proportion=_proportion(mean, size),
        low=_proportion(mean - reach, size),
        high=_proportion(mean + reach, size),
        prediction_low=None,
        prediction_high=None,
        tau2=None,
        i_squared=max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0,
        q=q,
        q_df=k - 1,
        q_p=chi2_tail(q, k - 1),
        k=k,
        events=x,
        total=n,
        method=METHOD,
        level=level,
    )


def _angle(events: float, total: float) -> float:
    """Return the double-arcsine transformed proportion, in radians."""
    return (asin(sqrt(events / (total + 1))) + asin(sqrt((events + 1) / (total + 1)))) / 2


def _proportion(angle: float, size: float) -> float:
    """Return the proportion of a study of some size whose transformed proportion is `angle`."""
    if angle <= _angle(0, size):
        return 0.0
    if angle >= _angle(size, size):
        return 1.0
    s = sin(2 * angle)
    root = sqrt(max(0.0, 1 - (s + (s - 1 / s) / size) ** 2))
    return (1 - root) / 2 if cos(2 * angle) > 0 else (1 + root) / 2

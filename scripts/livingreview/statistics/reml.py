"""Pooling by a second model, which shows how far a result depends on the choice of model."""

from collections.abc import Sequence
from math import hypot, log
from typing import SupportsIndex

import numpy as np

from livingreview.statistics.counts import checked_counts, checked_level
from livingreview.statistics.distributions import Floats, chi2_tail, proportion_of, t_quantile
from livingreview.statistics.pooling import PooledProportion, exact_result


def pool_proportions_reml(
    events: Sequence[SupportsIndex], totals: Sequence[SupportsIndex], *, level: float = 0.95
) -> PooledProportion:
    """Pool log-odds by a normal random-effects model with REML and Hartung–Knapp.

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
        Fields as in `pool_proportions`. `q` and `q_df` use all k studies, and `i_squared` is the
        share of `tau2` in the total variance. There is no `loglik` and no likelihood-ratio test.

    Raises
    ------
    ValueError
        As `pool_proportions`.

    Notes
    -----
    yᵢ = log(xᵢ/(nᵢ − xᵢ)) and vᵢ = 1/xᵢ + 1/(nᵢ − xᵢ). If xᵢ is 0 or nᵢ, 0.5 is added to the
    patients with and to those without the event, in that study only. `tau2` is the restricted
    maximum-likelihood estimate (the highest peak, not below 0), wᵢ = 1/(vᵢ + tau2),
    `logit` = Σwᵢyᵢ/Σwᵢ and `se`² = Σwᵢ(yᵢ − `logit`)²/((k − 1) Σwᵢ). Both intervals use t with
    k − 1 degrees of freedom. I² = tau2/(tau2 + s²), where s² is the typical variance
    (k − 1)Σuᵢ/((Σuᵢ)² − Σuᵢ²) with uᵢ = 1/vᵢ. All this is as in metafor's
    `rma(measure="PLO", method="REML", test="knha")`.

    - k = 1: the exact interval of that study, as in `pool_proportions`.
    - No events, or only events, in all studies: the estimate depends entirely on the 0.5 that is
      added; `pool_proportions` returns the exact interval in this case.
    - Studies that agree closely give a very short interval, of length 0 if all log-odds are
      equal. rover2015mkh widens such intervals; this function, like metafor, does not.

    References
    ----------
    knapp2003hartung, inthout2014hksj, veroniki2016tau, viechtbauer2010metafor, rover2015mkh

    Examples
    --------
    >>> pooled = pool_proportions_reml([5, 9, 2, 12, 7], [10, 15, 8, 14, 20])
    >>> f"{pooled.proportion:.4f} ({pooled.low:.4f} to {pooled.high:.4f}), {pooled.tau2:.4f}"
    '0.5173 (0.2290 to 0.7946), 0.5561'
    """
    studies = checked_counts(events, totals)
    level = checked_level(level)
    k, x, n = len(studies), sum(x for x, _ in studies), sum(n for _, n in studies)
    if k == 1:
        return exact_result(k, x, n, level)

    added = np.array([0.0 if 0 < x < n else 0.5 for x, n in studies])
    counts = np.array(studies, dtype=float)
    with_event, without = counts[:, 0] + added, counts[:, 1] - counts[:, 0] + added
    logits, variances = np.log(with_event / without), 1 / with_event + 1 / without

    tau2 = restricted_tau2(logits, variances)
    logit, spread, weight = _about_mean(logits, 1 / (variances + tau2))
    se = (spread / ((k - 1) * weight)) ** 0.5
    _, q, precision = _about_mean(logits, 1 / variances)
    typical = (k - 1) * precision / (precision**2 - float((1 / variances**2).sum()))
    t = t_quantile((1 + level) / 2, k - 1)
    prediction_reach = t * hypot(se, tau2**0.5)
    return PooledProportion(
        proportion=proportion_of(logit),
        low=proportion_of(logit - t * se),
        high=proportion_of(logit + t * se),
        prediction_low=proportion_of(logit - prediction_reach),
        prediction_high=proportion_of(logit + prediction_reach),
        tau2=tau2,
        i_squared=tau2 / (tau2 + typical),
        q=q,
        q_df=k - 1,
        q_p=chi2_tail(q, k - 1),
        k=k,
        events=x,
        total=n,
        method="normal random-effects model of log-odds (REML, Hartung–Knapp)",
        level=level,
        logit=logit,
        se=se,
    )


def restricted_tau2(values: Floats, variances: Floats) -> float:
    """Return the between-study variance with the highest restricted likelihood, at least 0.

    Fisher scoring starts once from 0 and once from the sample variance of `values`, because the
    likelihood can have two peaks. `values` and `variances` have shape (k,) with k ≥ 2.
    """
    peaks = [_score_to_peak(values, variances, start) for start in (0.0, values.var(ddof=1))]
    return max(peaks, key=lambda tau2: _restricted_loglik(values, variances, tau2))


def _score_to_peak(values: Floats, variances: Floats, tau2: float) -> float:
    for _ in range(1000):
        weights = 1 / (variances + tau2)
        mean, _, total = _about_mean(values, weights)
        share = (weights**2).sum() / total
        squares = (weights**2 * (values - mean) ** 2).sum()
        trace = total - share
        trace_of_square = (weights**2).sum() - 2 * (weights**3).sum() / total + share**2
        step = max(float((squares - trace) / trace_of_square), -tau2)
        tau2 += step
        if abs(step) < 1e-10:
            break
    return float(tau2)


def _restricted_loglik(values: Floats, variances: Floats, tau2: float) -> float:
    """Return the restricted log-likelihood, up to a constant."""
    weights = 1 / (variances + tau2)
    _, squares, total = _about_mean(values, weights)
    return (float(np.log(weights).sum()) - log(total) - squares) / 2


def _about_mean(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Return the weighted mean, the weighted sum of squares about it, and the sum of weights."""
    total = float(weights.sum())
    mean = float((weights * values).sum()) / total
    return mean, float((weights * (values - mean) ** 2).sum()), total

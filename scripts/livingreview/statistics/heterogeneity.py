"""Heterogeneity between studies: Wald Q, I² and the likelihood-ratio test."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from livingreview.statistics.distributions import chi2_tail, logit_of


@dataclass(frozen=True, slots=True)
class WaldHeterogeneity:
    """Q with its degrees of freedom and p value, and I² as a proportion; None if not defined."""

    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    i_squared: float | None = None


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """The likelihood-ratio test of heterogeneity: statistic, degrees of freedom and p value.

    The statistic is twice the log-likelihood gained by fitting a separate proportion per study.
    """

    lrt: float
    lrt_df: int
    lrt_p: float


def wald_heterogeneity(studies: Sequence[tuple[int, int]]) -> WaldHeterogeneity:
    """Compute Q = Σ wᵢ (yᵢ − ȳ)² of the log-odds y with weights w = 1/variance, and I².

    Only studies with 0 < events < total have log-odds; with fewer than two such studies, no value
    is defined. I² is max(0, (Q − df)/Q).
    """
    inner = [(x, n) for x, n in studies if 0 < x < n]
    if len(inner) < 2:
        return WaldHeterogeneity()
    logits = [logit_of(x, n) for x, n in inner]
    q, df = weighted_spread(logits, [x * (n - x) / n for x, n in inner]), len(inner) - 1
    return WaldHeterogeneity(q, df, chi2_tail(q, df), max(0.0, (q - df) / q) if q > 0 else 0.0)


def likelihood_ratio(studies: Sequence[tuple[int, int]]) -> LikelihoodRatio:
    """Test one common proportion against a separate proportion per study.

    The test has k − 1 degrees of freedom. All studies are used, including those with events = 0 or
    events = total (0 · log 0 = 0).
    """
    events, total = sum(x for x, _ in studies), sum(n for _, n in studies)
    p = events / total
    deviance = 2 * sum(_gain(x, n * p) + _gain(n - x, n * (1 - p)) for x, n in studies)
    lrt, df = max(0.0, deviance), len(studies) - 1
    return LikelihoodRatio(lrt, df, chi2_tail(lrt, df))


def weighted_spread(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the weighted sum of squared deviations from the weighted mean."""
    mean = sum(w * y for w, y in zip(weights, values, strict=True)) / sum(weights)
    return sum(w * (y - mean) ** 2 for w, y in zip(weights, values, strict=True))


def _gain(observed: int, expected: float) -> float:
    return observed * log(observed / expected) if observed else 0.0

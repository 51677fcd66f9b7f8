"""Quantiles, tail probabilities and the logistic function, as plain floats from scipy."""

from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


def normal_quantile(probability: float) -> float:
    """Return the quantile of the standard normal distribution."""
    return float(special.ndtri(probability))


def t_quantile(probability: float, df: int) -> float:
    """Return the quantile of Student's t distribution with `df` degrees of freedom."""
    return float(special.stdtrit(df, probability))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the quantile of the beta distribution."""
    return float(special.betaincinv(a, b, probability))


def chi2_tail(value: float, df: int) -> float:
    """Return the probability that chi-squared with `df` degrees of freedom exceeds `value`."""
    return float(special.chdtrc(df, value))


def logistic(values: Floats) -> Floats:
    """Return the probabilities of an array of log-odds."""
    probabilities: Floats = special.expit(values)
    return probabilities


def proportion_of(logit: float) -> float:
    """Return the probability of one log-odds value."""
    return float(special.expit(logit))


def logit_of(events: float, total: float) -> float:
    """Return the log-odds of `events` among `total`, where 0 < events < total."""
    return log(events / (total - events))

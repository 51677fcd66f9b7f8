"""The likelihood of the random-intercept logistic model, and the search for its maximum.

Study i has log-odds `mean + sd · z_i` with z_i standard normal, and its events are binomial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, lgamma, log, pi, sqrt

import numpy as np

from livingreview.statistics.distributions import Floats, logistic, logit_of

# Gauss–Hermite nodes for ∫ exp(-x²) f(x) dx. With 60 nodes, centred at the mode of each study,
# results agree with metafor (25 nodes) and with numerical integration (see tests/statistics/).
NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(60)
LOG_WEIGHTS = np.log(_WEIGHTS) + NODES**2

# The likelihood can have one peak without and one with spread: the search starts from a small, a
# medium and a large spread (log-odds), and the result is compared with no spread at all.
STARTING_SDS = (0.3, 1.0, 3.0)
# The search stops above this spread, which is far above the limit of `pooling`.
LARGEST_SD = 10.0
# The search stops after a step this short. Each Newton step squares the error, so that the
# distance to the peak is then much shorter still.
SHORTEST_STEP = 1e-7
# Three more steps follow, each of which squares the error: from 1e-7 to the precision of doubles.
LAST_STEPS, LONGEST_LAST_STEP = 3, 1e-4
# A peak with spread must be higher than the one without by more than the error of quadrature.
LEAST_GAIN = 1e-6


@dataclass(frozen=True, slots=True)
class Point:
    """The log-likelihood at one pair of parameters, with its derivatives by mean and sd."""

    mean: float
    sd: float
    value: float
    gradient: Floats
    hessian: Floats

    @property
    def standard_error(self) -> float:
        """The standard error of the mean; without spread, that of a model with a mean only."""
        if self.sd == 0:
            return 1 / sqrt(-self.hessian[0, 0])
        return sqrt(np.linalg.inv(-self.hessian)[0, 0])


class RandomInterceptModel:
    """The log-likelihood of k studies, by adaptive Gauss–Hermite quadrature.

    Parameters
    ----------
    studies : sequence of (int, int), shape (k,)
        Events and total of each study; together neither no patient nor every patient has the event.

    References
    ----------
    stijnen2010glmm
    """

    def __init__(self, studies: Sequence[tuple[int, int]]) -> None:
        self.events, self.totals = np.array(studies, dtype=float).T
        self._constant = (
            sum(lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) for x, n in studies)
            - len(studies) * log(pi) / 2
        )

    def fit(self) -> Point:
        """Return the point of maximum likelihood; its sd is above 5 if the data are separated."""
        flat = self.at(logit_of(float(self.events.sum()), float(self.totals.sum())), 0.0)
        peaks = [self._climb(self._mean_given(sd), sd) for sd in STARTING_SDS]
        peak = max(peaks, key=lambda point: point.value)
        return peak if peak.value > flat.value + LEAST_GAIN else flat

    def at(self, mean: float, sd: float) -> Point:
        """Return the log-likelihood with its first and second derivatives.

        The derivatives are those of the integral: moments of the score under the distribution of
        z in each study, given its events.
        """
        x, n = self.events[:, None], self.totals[:, None]
        centre, width = self._modes(mean, sd)
        z = centre[:, None] + np.sqrt(2) * width[:, None] * NODES
        logits = mean + sd * z
        log_terms = LOG_WEIGHTS + x * logits - n * np.logaddexp(0, logits) - z**2 / 2
        highest = log_terms.max(axis=1)
        terms = np.exp(log_terms - highest[:, None])
        sums = terms.sum(axis=1)
        value = self._constant + (highest + np.log(sums * width)).sum()

        weights = terms / sums[:, None]
        p = logistic(logits)
        score = x - n * p
        slopes = np.stack([(weights * score).sum(axis=1), (weights * score * z).sum(axis=1)])
        bend = weights * (score**2 - n * p * (1 - p))
        cross = (bend * z).sum()
        hessian = np.array([[bend.sum(), cross], [cross, (bend * z**2).sum()]])
        return Point(mean, sd, float(value), slopes.sum(axis=1), hessian - slopes @ slopes.T)

    def _modes(self, mean: float, sd: float) -> tuple[Floats, Floats]:
        """Return the most likely z of each study, and the width of the peak there.

        Newton's method solves z = sd · (events − total · p). The difference of the two sides is
        monotonic in z; steps of at most 2 in log-odds keep the method from jumping over the root
        again and again.
        """
        longest = 2 / sd if sd > 0 else inf
        z = np.zeros_like(self.events)
        for _ in range(100):
            p = logistic(mean + sd * z)
            steepness = 1 + sd**2 * self.totals * p * (1 - p)
            step = (sd * (self.events - self.totals * p) - z) / steepness
            z = z + np.clip(step, -longest, longest)
            if np.abs(step).max() < 1e-8:
                break
        return z, steepness**-0.5

    def _mean_given(self, sd: float) -> float:
        """Return a starting mean: log-odds with half a patient added, weighted for this spread."""
        x, rest = self.events + 0.5, self.totals - self.events + 0.5
        weights = 1 / (1 / x + 1 / rest + sd**2)
        return float((weights * np.log(x / rest)).sum() / weights.sum())

    def _climb(self, mean: float, sd: float) -> Point:
        """Return the peak that Newton's method reaches from a starting point.

        Steps lead uphill even if the surface is not concave. The likelihood is the same at sd and
        −sd, so that a step below zero is mirrored.
        """
        here = self.at(mean, sd)
        for _ in range(200):
            curvatures, axes = np.linalg.eigh(here.hessian)
            step = axes @ (axes.T @ here.gradient / np.maximum(np.abs(curvatures), 1e-10))
            step /= max(1.0, float(np.abs(step).max()))
            there = self.at(here.mean + float(step[0]), abs(here.sd + float(step[1])))
            while there.value < here.value and np.abs(step).max() > SHORTEST_STEP:
                step /= 2
                there = self.at(here.mean + float(step[0]), abs(here.sd + float(step[1])))
            if there.value >= here.value:
                here = there
            if np.abs(step).max() <= SHORTEST_STEP or here.sd > LARGEST_SD:
                break
        return self._settled(here)

    def _settled(self, peak: Point) -> Point:
        """Return a peak after the last steps, which use the gradient and ignore the value.

        So close to a peak, rounding errors hide differences in value: steps judged by the value
        would end at points that differ between processors in the seventh digit of the spread.
        """
        for _ in range(LAST_STEPS):
            if np.linalg.eigvalsh(peak.hessian).max() >= 0 or peak.sd > LARGEST_SD:
                break
            step = -np.linalg.solve(peak.hessian, peak.gradient)
            if not np.abs(step).max() < LONGEST_LAST_STEP:
                break
            peak = self.at(peak.mean + float(step[0]), abs(peak.sd + float(step[1])))
        return peak

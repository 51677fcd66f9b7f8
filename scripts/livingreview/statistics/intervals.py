"""The confidence interval of the proportion of one study."""

from typing import SupportsIndex

from livingreview.statistics.counts import checked_level, checked_pair
from livingreview.statistics.distributions import beta_quantile
from livingreview.statistics.rounding import rounded


def exact_interval(
    events: SupportsIndex, total: SupportsIndex, *, level: float = 0.95
) -> tuple[float, float]:
    """Compute the exact (Clopper–Pearson) confidence interval of a proportion.

    Parameters
    ----------
    events : int
        Patients with the event, 0 ≤ events ≤ total.
    total : int
        Patients, 1 ≤ total ≤ 10⁹.
    level : float
        Level of confidence, 0 < level < 1.

    Returns
    -------
    low, high : float
        Bounds as proportions, 0 ≤ low ≤ events/total ≤ high ≤ 1, rounded to six decimals.

    Raises
    ------
    ValueError
        If a count is not an integer or is out of its range, or `level` is not between 0 and 1.

    Notes
    -----
    With α = 1 − level, low is the α/2 quantile of Beta(events, total − events + 1) and high the
    1 − α/2 quantile of Beta(events + 1, total − events). Coverage is at least `level` for every
    true proportion; the interval is longer for it. If events = 0, low is 0; if events = total,
    high is 1. The other bound remains two-sided (α/2), as in R's `binom.test`.

    References
    ----------
    clopper1934fiducial

    Examples
    --------
    >>> low, high = exact_interval(19, 20)
    >>> f"{low:.4f} to {high:.4f}"
    '0.7513 to 0.9987'
    >>> exact_interval(0, 12)[0]
    0.0
    """
    x, n = checked_pair(events, total)
    tail = (1 - checked_level(level)) / 2
    low = beta_quantile(tail, x, n - x + 1) if x > 0 else 0.0
    high = beta_quantile(1 - tail, x + 1, n - x) if x < n else 1.0
    return rounded(low), rounded(high)

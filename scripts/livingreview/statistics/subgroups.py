"""The test of differences between the pooled results of subgroups."""

from collections.abc import Mapping
from dataclasses import dataclass

from livingreview.statistics.distributions import chi2_tail
from livingreview.statistics.heterogeneity import weighted_spread
from livingreview.statistics.pooling import PooledProportion
from livingreview.statistics.rounding import rounded


@dataclass(frozen=True, slots=True)
class SubgroupTest:
    """The Wald test between subgroups, with the names of those compared and those left out.

    If all compared subgroups share one proportion, `q` has a chi-squared distribution with `df`
    degrees of freedom; `p` is its tail probability. All three are None with fewer than two
    subgroups to compare.
    """

    q: float | None
    df: int | None
    p: float | None
    compared: tuple[str, ...]
    left_out: tuple[str, ...]


def test_subgroups(fits: Mapping[str, PooledProportion]) -> SubgroupTest:
    """Test whether subgroups, each pooled separately, differ.

    Parameters
    ----------
    fits : mapping of str to PooledProportion
        The result of `pool_proportions` per subgroup, by its name; each study may be in one
        subgroup only.

    Returns
    -------
    SubgroupTest
        `q`, `df` and `p`, and the names of the subgroups compared and left out, in input order.

    Notes
    -----
    q = Σ wᵢ (θᵢ − θ̄)² with θᵢ the pooled log-odds, wᵢ = 1/seᵢ² and θ̄ their weighted mean;
    df = number of compared subgroups − 1. Every subgroup has its own `tau2`.
    A subgroup of one study, or with too few events for the model, is compared by the log-odds of
    its (summed) counts. A subgroup without log-odds or standard error (no events, events = total,
    or not estimable) is listed in `left_out`.

    References
    ----------
    viechtbauer2010metafor

    Examples
    --------
    >>> from livingreview.statistics import pool_proportions
    >>> found = test_subgroups({
    ...     "donor": pool_proportions([18, 19], [20, 20]),
    ...     "own": pool_proportions([10, 12, 9], [20, 20, 20]),
    ...     "bought": pool_proportions([4], [4]),
    ... })
    >>> f"q = {found.q:.2f}, df = {found.df}, p = {found.p:.4f}"
    'q = 14.00, df = 1, p = 0.0002'
    >>> found.left_out
    ('bought',)
    """
    compared = {
        name: (fit.logit, fit.se)
        for name, fit in fits.items()
        if fit.logit is not None and fit.se is not None and fit.se > 0
    }
    left_out = tuple(name for name in fits if name not in compared)
    if len(compared) < 2:
        return SubgroupTest(None, None, None, tuple(compared), left_out)
    q = weighted_spread(
        [logit for logit, _ in compared.values()], [se**-2 for _, se in compared.values()]
    )
    df = len(compared) - 1
    return SubgroupTest(rounded(q), df, rounded(chi2_tail(q, df)), tuple(compared), left_out)

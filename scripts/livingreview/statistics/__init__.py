"""Numbers to numbers: intervals, pooled proportions, subgroup tests; nothing here reads a file.

exact_interval:
    the interval of one study
pool_proportions, PooledProportion:
    many studies pooled, and the result
pool_proportions_reml:
    another model for the same counts
pool_proportions_double_arcsine:
    an older method, to rebuild what others published
test_subgroups, SubgroupTest:
    a test between pooled results
rounded:
    the digits that leave the statistics

`counts`, `distributions`, `likelihood` and `heterogeneity` are what these are made of.
"""

from livingreview.statistics.double_arcsine import pool_proportions_double_arcsine
from livingreview.statistics.intervals import exact_interval
from livingreview.statistics.pooling import PooledProportion, pool_proportions
from livingreview.statistics.reml import pool_proportions_reml
from livingreview.statistics.rounding import rounded
from livingreview.statistics.subgroups import SubgroupTest, test_subgroups

__all__ = [
    "PooledProportion",
    "SubgroupTest",
    "exact_interval",
    "pool_proportions",
    "pool_proportions_double_arcsine",
    "pool_proportions_reml",
    "rounded",
    "test_subgroups",
]

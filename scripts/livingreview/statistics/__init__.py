"""Statistics on plain numbers: intervals, pooled proportions, subgroup tests; no file is read here.

exact_interval:
    the interval of one study
pool_proportions, PooledProportion:
    several studies pooled, and the result
pool_proportions_reml:
    the same counts pooled by another model
pool_proportions_double_arcsine:
    the same counts pooled by an older method, for comparison with published figures
test_subgroups, SubgroupTest:
    a test of differences between pooled results
rounded:
    the rounding of every result

`counts`, `distributions`, `likelihood` and `heterogeneity` hold the parts of these.
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

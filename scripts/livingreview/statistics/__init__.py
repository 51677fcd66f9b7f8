"""Numbers to numbers: intervals, pooled proportions, subgroup tests; nothing here reads a file.

`intervals` (one study), `pooling` (many studies), `subgroups` (between pooled results) and
`sensitivity` (another model for the same counts) are what the rest calls;
`counts`, `distributions`, `likelihood` and `heterogeneity` are what they are made of, and
`rounding` is where results end.
"""

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
    "pool_proportions_reml",
    "rounded",
    "test_subgroups",
]

"""The estimates made from a library: independent reports, pooling, sensitivity, claims.

Estimate, EstimateNumbers, estimate_numbers, Report, SetAside:
    a pooled result, its numbers as plain values, and the reports that it includes
NotPooled:
    a result that is shown but not pooled, with the reason
estimate_outcome, pooled_estimates, Pooled:
    the pooling of one outcome; a function of type `Pooled` that pools each outcome once per build
claim_status:
    the status of a claim in view of the evidence
is_pooled, reason_against_source, selection:
    whether results may be pooled, and if not, why
independent_sources, pooled_cohorts:
    sources of which no two share patients; cohorts that are pooled, with their reports
rate_certainty, Certainty, DomainRating:
    how certain an estimate is, by the rules of review.yml
judge_bias, is_low_risk:
    the risk of bias of one cohort
METHODS, estimate_from, without_counts, pooled_by, shared_patients:
    chosen reports, or another method, to compare with what others published
Variant, sensitivity, leave_one_out, cumulative, without_retraction, with_next_cohort,
compare_subgroups:
    estimates of the same outcome with one thing changed
SideResult, LeftOut, side_results, with_shares, independent_shares, share_of:
    results side by side, without pooling
"""

from livingreview.synthesis.bias import is_low_risk, judge_bias
from livingreview.synthesis.certainty import (
    Certainty,
    DomainRating,
    rate_certainty,
)
from livingreview.synthesis.cohorts import pooled_cohorts
from livingreview.synthesis.estimates import (
    Estimate,
    EstimateNumbers,
    NotPooled,
    Pooled,
    claim_status,
    estimate_numbers,
    estimate_outcome,
    is_pooled,
    pooled_estimates,
    reason_against_source,
)
from livingreview.synthesis.independence import (
    Report,
    SetAside,
    independent_sources,
    selection,
    shared_patients,
)
from livingreview.synthesis.rebuilding import (
    METHODS,
    estimate_from,
    pooled_by,
    without_counts,
)
from livingreview.synthesis.sensitivity import (
    Variant,
    compare_subgroups,
    cumulative,
    leave_one_out,
    sensitivity,
    with_next_cohort,
    without_retraction,
)
from livingreview.synthesis.unpooled import (
    LeftOut,
    SideResult,
    independent_shares,
    share_of,
    side_results,
    with_shares,
)

__all__ = [
    "METHODS",
    "Certainty",
    "DomainRating",
    "Estimate",
    "EstimateNumbers",
    "LeftOut",
    "NotPooled",
    "Pooled",
    "Report",
    "SetAside",
    "SideResult",
    "Variant",
    "claim_status",
    "compare_subgroups",
    "cumulative",
    "estimate_from",
    "estimate_numbers",
    "estimate_outcome",
    "independent_shares",
    "independent_sources",
    "is_low_risk",
    "is_pooled",
    "judge_bias",
    "leave_one_out",
    "pooled_by",
    "pooled_cohorts",
    "pooled_estimates",
    "rate_certainty",
    "reason_against_source",
    "selection",
    "sensitivity",
    "share_of",
    "shared_patients",
    "side_results",
    "with_next_cohort",
    "with_shares",
    "without_counts",
    "without_retraction",
]

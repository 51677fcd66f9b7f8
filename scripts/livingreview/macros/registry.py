"""All macros that a page can use, in the order of the reference, and how they are called."""

import inspect
from collections.abc import Callable
from typing import Any

from livingreview.macros.certainty import certainty_of, certainty_rules, findings_summary
from livingreview.macros.citations import cite
from livingreview.macros.claims import claim, claim_table, finding_list, next_cohort
from livingreview.macros.cohorts import cohort_table
from livingreview.macros.conditions import (
    above,
    below,
    between,
    claim_is,
    cohorts_differ,
    covers,
    every_cohort,
    less_in_each,
    lower,
    most,
    most_in_each,
    mostly_from,
    mostly_unknown,
    none_of,
    number_of,
    overlap,
    ranked,
)
from livingreview.macros.explorer import source_explorer
from livingreview.macros.forest import forest_plot
from livingreview.macros.glossary import glossary, sidenote
from livingreview.macros.macro import Given, Macro
from livingreview.macros.matrix import product_matrix
from livingreview.macros.numbers import (
    count,
    count_of,
    estimate,
    estimate_of,
    result,
    result_of,
    statement,
)
from livingreview.macros.pictures import (
    drawing,
    estimate_chart,
    evidence_map,
    grade_chart,
    key_numbers,
)
from livingreview.macros.process import (
    appraisal_table,
    flow_diagram,
    scale_table,
    search_due,
    search_log,
)
from livingreview.macros.rebuilding import rebuilt_table, reproduces, transformed_is_lower
from livingreview.macros.reporting import (
    eligibility_table,
    excluded_table,
    left_out_table,
    reporting_checklist,
    review_facts,
)
from livingreview.macros.side_by_side import result_cards, side_by_side, time_plot
from livingreview.macros.tables import newest_sources, outcome_table, source_table
from livingreview.macros.trials import timeline, trial_counts, trial_table
from livingreview.rendering import PageMacro

MACROS: tuple[Macro, ...] = (
    cite,
    result,
    estimate,
    count,
    statement,
    most,
    above,
    below,
    between,
    covers,
    overlap,
    cohorts_differ,
    most_in_each,
    every_cohort,
    claim_is,
    number_of,
    lower,
    less_in_each,
    mostly_from,
    none_of,
    ranked,
    mostly_unknown,
    reproduces,
    transformed_is_lower,
    result_of,
    estimate_of,
    count_of,
    certainty_of,
    findings_summary,
    outcome_table,
    forest_plot,
    side_by_side,
    time_plot,
    key_numbers,
    result_cards,
    grade_chart,
    estimate_chart,
    evidence_map,
    product_matrix,
    drawing,
    cohort_table,
    source_table,
    newest_sources,
    finding_list,
    claim,
    claim_table,
    next_cohort,
    source_explorer,
    search_log,
    search_due,
    flow_diagram,
    review_facts,
    eligibility_table,
    excluded_table,
    left_out_table,
    reporting_checklist,
    rebuilt_table,
    appraisal_table,
    certainty_rules,
    scale_table,
    glossary,
    sidenote,
    trial_table,
    trial_counts,
    timeline,
)


def build_macros(given: Given) -> dict[str, PageMacro]:
    """Return the macros of one page, by name."""
    return {
        macro.name: PageMacro(
            _call(macro, given), is_block=macro.form == "block", is_bound=macro.form == "bound"
        )
        for macro in MACROS
    }


def _call(macro: Macro, given: Given) -> Callable[..., Any]:
    """Return the function that a page calls, which has the arguments that a page can write."""

    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return macro.show(given, *arguments, **named)
        except TypeError:
            # If the call was wrong, this raises Python's own message about the page's arguments.
            inspect.getcallargs(call, *arguments, **named)
            raise

    call.__name__ = macro.name
    call.__signature__ = macro.signature  # type: ignore[attr-defined]
    return call

"""The words a page can use; `build_macros(library, page)` makes them for one page.

Python selects what is shown, a template of the macro's name phrases it.
"""

from collections.abc import Callable
from typing import Any

from livingreview.macros.citations import citation_macros, reference_list
from livingreview.macros.claims import claim_macros
from livingreview.macros.explorer import explorer_macros
from livingreview.macros.numbers import number_macros, pooled_estimates
from livingreview.macros.page import Departure, Page, source_address
from livingreview.macros.tables import table_macros
from livingreview.macros.trials import trial_macros
from livingreview.model import Library
from livingreview.synthesis import Estimate

__all__ = [
    "BLOCK_MACROS",
    "Departure",
    "Page",
    "build_macros",
    "pooled_estimates",
    "reference_list",
    "source_address",
]

BLOCK_MACROS = frozenset({
    "outcome_table", "source_table", "finding_list", "claim", "claim_table", "source_explorer",
    "search_log",
        "trial_table",
        "trial_counts",
        "timeline",
})  # fmt: skip


def build_macros(
    library: Library, page: Page, pooled: Callable[..., Estimate] | None = None
) -> dict[str, Callable[..., Any]]:
    """Make the macros of one page; `pooled` shares estimates between the pages of a build."""
    estimates = pooled or pooled_estimates(library)
    return (
        citation_macros(library, page)
        | number_macros(library, page, estimates)
        | table_macros(library, page, estimates)
        | claim_macros(library, page, estimates)
        | explorer_macros(library, page)
        | trial_macros(library, page)
    )

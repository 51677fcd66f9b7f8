"""The words a page can use; `build_macros(library, page)` makes them for one page.

Python selects what is shown, a template of the macro's name phrases it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from livingreview.macros.citations import citation_macros
from livingreview.macros.claims import claim_macros
from livingreview.macros.explorer import explorer_macros
from livingreview.macros.forest import forest_macros
from livingreview.macros.glossary import glossary_macros
from livingreview.macros.matrix import matrix_macros
from livingreview.macros.numbers import number_macros
from livingreview.macros.page import Page
from livingreview.macros.pictures import drawing_macros, picture_macros
from livingreview.macros.process import process_macros
from livingreview.macros.tables import table_macros
from livingreview.macros.trials import trial_macros
from livingreview.model import Library
from livingreview.rendering import Drawing
from livingreview.synthesis import Pooled, pooled_estimates

# Macros that stand alone on a line; the others stand in a sentence.
BLOCK_MACROS = frozenset(
    (
        "appraisal_table",
        "claim",
        "claim_table",
        "drawing",
        "estimate_chart",
        "evidence_map",
        "finding_list",
        "flow_diagram",
        "forest_plot",
        "glossary",
        "grade_chart",
        "key_numbers",
        "newest_sources",
        "next_cohort",
        "outcome_table",
        "product_matrix",
        "scale_table",
        "search_due",
        "search_log",
        "sidenote",
        "source_explorer",
        "source_table",
        "timeline",
        "trial_counts",
        "trial_table",
    )
)


def build_macros(
    library: Library,
    page: Page,
    pooled: Pooled | None = None,
    drawings: Mapping[str, Drawing] | None = None,
) -> dict[str, Callable[..., Any]]:
    """Make the macros of one page; `pooled` shares estimates between the pages of a build.

    `drawings` are those that the page can show, by name (`drawings.load_drawings`).
    """
    estimates = pooled or pooled_estimates(library)
    citations = citation_macros(library, page)
    return (
        citations
        | glossary_macros(library, page, citations["cite"])
        | number_macros(library, page, estimates)
        | table_macros(library, page)
        | forest_macros(library, page, estimates)
        | claim_macros(library, page, estimates)
        | drawing_macros(page, drawings or {})
        | explorer_macros(library, page)
        | matrix_macros(library, page)
        | picture_macros(library, page, estimates)
        | process_macros(library, page)
        | trial_macros(library, page)
    )

"""The words that a page can use.

build_macros, BLOCK_MACROS, Page:
    the macros of one page, and the page that they write on
reference_list, page_foot, further_sources:
    what is appended to every page
Departure:
    a sentence that has left its condition
"""

from livingreview.macros.citations import further_sources, page_foot, reference_list
from livingreview.macros.page import Departure, Page
from livingreview.macros.registry import BLOCK_MACROS, build_macros

__all__ = [
    "BLOCK_MACROS",
    "Departure",
    "Page",
    "build_macros",
    "further_sources",
    "page_foot",
    "reference_list",
]

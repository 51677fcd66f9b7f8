"""The words that a page can use.

build_macros, Given, Page:
    the macros of one page, what they are given, and the page that they write on
reference_list, page_foot, further_sources:
    what is appended to every page
filled_reference:
    the page that explains the macros, made from their signatures and docstrings
Departure:
    a sentence that has left its condition
"""

from livingreview.macros.citations import further_sources, page_foot, reference_list
from livingreview.macros.macro import Given
from livingreview.macros.page import Departure, Page
from livingreview.macros.reference import filled_reference
from livingreview.macros.registry import build_macros

__all__ = [
    "Departure",
    "Given",
    "Page",
    "build_macros",
    "filled_reference",
    "further_sources",
    "page_foot",
    "reference_list",
]

"""The macros that pages can use.

build_macros, Given, Page:
    the macros of one page, their input, and the page that calls them
reference_list, page_foot, further_sources:
    the parts that are appended to every page
filled_reference:
    the page that explains the macros, made from their signatures and docstrings
Departure:
    a sentence whose condition no longer holds
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

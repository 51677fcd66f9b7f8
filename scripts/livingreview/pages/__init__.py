"""The pages and files made from data: a page for each source and trial, and the downloads.

Each is a pure function of its data; links are relative to the page's own address.
"""

from livingreview.pages.aliases import alias_pages
from livingreview.pages.downloads import data_package, downloads
from livingreview.pages.made import Heading, MadePage
from livingreview.pages.sources import source_pages
from livingreview.pages.trials import trial_pages
from livingreview.pages.years import year_pages

__all__ = [
    "Heading",
    "MadePage",
    "alias_pages",
    "data_package",
    "downloads",
    "source_pages",
    "trial_pages",
    "year_pages",
]

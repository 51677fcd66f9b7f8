"""The pages of a review: hand-written ones with macros, those made from data, and their rules.

expand_pages, ExpandedPage, page_url:
    every hand-written page with its macros run
PageEngine, AllowList, markdown_engine, with_defaults:
    Markdown to HTML, and the HTML that pages may contain
read_front_matter:
    the metadata above a page's text
check_files:
    the rule on files among the pages that are not pages
check_pages:
    the rules on expanded pages
source_pages, trial_pages, year_pages, alias_pages, MadePage, Heading:
    the pages made from data
KIND_HEADINGS:
    kinds of pages, in the order of the search, with the headings of its results
Site:
    the addresses where the review and its repository are
Card, read_card:
    the picture that other sites show beside a link to the review
Words, words_of, explained:
    abbreviations, explained at their first use
"""

from livingreview.pages.abbreviations import Words, explained, words_of
from livingreview.pages.alias_pages import alias_pages
from livingreview.pages.allowlist import AllowList
from livingreview.pages.citing import Site
from livingreview.pages.expansion import ExpandedPage, expand_pages, page_url
from livingreview.pages.files_beside import check_files
from livingreview.pages.front_matter import read_front_matter
from livingreview.pages.made_page import Heading, MadePage
from livingreview.pages.markdown_html import markdown_engine, with_defaults
from livingreview.pages.page_html import PageEngine
from livingreview.pages.page_kinds import KIND_HEADINGS
from livingreview.pages.rules import check_pages
from livingreview.pages.social_card import Card, read_card
from livingreview.pages.source_pages import source_pages
from livingreview.pages.trial_pages import trial_pages
from livingreview.pages.year_pages import year_pages

__all__ = [
    "KIND_HEADINGS",
    "AllowList",
    "Card",
    "ExpandedPage",
    "Heading",
    "MadePage",
    "PageEngine",
    "Site",
    "Words",
    "alias_pages",
    "check_files",
    "check_pages",
    "expand_pages",
    "explained",
    "markdown_engine",
    "page_url",
    "read_card",
    "read_front_matter",
    "source_pages",
    "trial_pages",
    "with_defaults",
    "words_of",
    "year_pages",
]

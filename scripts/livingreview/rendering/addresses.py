"""Addresses of the pages of a review, relative to its root."""

import re
from urllib.parse import quote

from livingreview.model import Library, slug

_LICENCE = re.compile(r"CC[ -](BY(?:-(?:NC|ND|SA))*)[ -](\d\.\d)", re.IGNORECASE)
_CC_ZERO = re.compile(r"CC[ -]?0(?:[ -]1\.0)?", re.IGNORECASE)


def page_address(root: str, path: str) -> str:
    """Return the full address of a page: the site's, then the path with its spaces encoded."""
    return root + quote(path, safe="/#%") if root else ""


def licence_address(licence: str) -> str:
    """Return the address of a Creative Commons licence, or a licence that is itself an address."""
    if found := _LICENCE.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    if _CC_ZERO.fullmatch(licence.strip()):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return licence if licence.startswith(("https://", "http://")) else ""


def glossary_address(library: Library, id: str) -> str:
    """Return the address of a term, from the site's root."""
    return f"{library.glossary.page}/#{id}"


def outcome_address(library: Library, outcome: str) -> str:
    """Return the address of an outcome's table, on the page of its first topic."""
    topic = library.review.outcomes[outcome].topics[0]
    return f"{topic_address(library, topic)}#outcome-{outcome}"


def topic_address(library: Library, topic: str) -> str:
    """Return the address of a topic's page."""
    page = library.review.topics[topic].page
    return "" if page == "index" else f"{page}/"


def source_address(key: str, anchor: str = "") -> str:
    """Return the address of a source's page, from the site's root."""
    return f"sources/{key}/" + (f"#{anchor}" if anchor else "")


def year_address(label: str) -> str:
    """Return the address of the list of a year's sources.

    `by-year` cannot be a source's key, which has no hyphen.
    """
    return f"sources/by-year/{slug(label)}/"


def trial_address(id: str) -> str:
    """Return the address of a trial's page, from the site's root."""
    return f"trials/{id}/"


def registry_address(number: str) -> str | None:
    """Return the address of a registration, or None if its registry has no stable addresses."""
    if number.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{number}"
    if number.startswith("ISRCTN"):
        return f"https://www.isrctn.com/{number}"
    return None

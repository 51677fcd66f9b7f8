"""A page made from data, as HTML with its headings and anchors; it is not in the navigation."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

# From a made page (two folders deep) back to the root of the site.
UP = "../../"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a made page's table of contents."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page made from data: its path, its HTML, its headings and all its anchors.

    `html` and `head` make their text when called: checking links needs only the anchors. For the
    search: the `filters` that narrow it, the page's `kind` (the heading of its results), the
    `facts` that are shown with it (name to text), the `sorts` by which lists are ordered (name to
    a text that sorts), and whether the page is in the index (`search`). `updated` is the date of
    the page's data if it is not the review's.
    """

    path: str
    url: str
    title: str
    description: str
    html: Callable[[], Markup]
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    edit_path: str
    filters: tuple[tuple[str, str], ...]
    kind: str
    head: Callable[[], Markup]
    facts: tuple[tuple[str, str], ...] = ()
    sorts: tuple[tuple[str, str], ...] = ()
    search: bool = True
    updated: str = ""

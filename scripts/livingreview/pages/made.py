"""A page made from data: HTML out of the navigation, with its own headings and anchors."""

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
    """A page made from data: where it goes, its HTML, its headings and all its anchors.

    `html` and `head` make their text when it is asked for: who follows links needs anchors only.
    For the search: `filters` it can be narrowed by, its `kind` (the heading it is found under),
    `facts` that are shown with it (name to text), `sorts` by which lists are ordered (name to a
    text that sorts), and whether it is found at all. `updated` is the day of its data, if it has
    one of its own.
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

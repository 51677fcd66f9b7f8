"""A page made from data: HTML out of the navigation, with its own headings and anchors."""

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
    """A page made from data: where it goes, its HTML, its headings and all its anchors."""

    path: str
    url: str
    title: str
    description: str
    html: Markup
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    edit_path: str
    filters: tuple[tuple[str, str], ...]
    kind: str
    head: Markup

"""The theme's page, rendered once with marks and then filled with the texts of many made pages.

Made pages of one shape differ in a few texts only. Rendering the theme's template with marks in
place of these texts, and replacing the marks, gives the same bytes in a fortieth of the time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs.utils.templates import TemplateContext

from livingreview.site.made_files import PageOfData

# Letters and digits only, so that no filter of a template changes a mark.
_MARK = re.compile(r"lr0mark0([a-z]+)0")


@dataclass(frozen=True, slots=True)
class Shell:
    """A page's HTML in pieces; every second piece is the name of a text to be filled in."""

    pieces: tuple[str, ...]


def mark(name: str) -> str:
    """Return the mark that holds the place of the text `name` (letters a–z) in a shell."""
    return f"lr0mark0{name}0"


def cut_shell(html: str) -> Shell:
    """Return a page that was rendered with marks as a shell, cut at the marks."""
    return Shell(tuple(_MARK.split(html)))


def fill_shell(shell: Shell, texts: Mapping[str, str]) -> str:
    """Return a page with a text in place of each mark; texts must be escaped for their places."""
    return "".join(texts[piece] if place % 2 else piece for place, piece in enumerate(shell.pieces))


class Shells:
    """The shells of made pages, one per shape; `environment` contains the theme's templates."""

    def __init__(self, environment: Any) -> None:
        self.environment = environment
        self.shells: dict[tuple[object, ...], Shell] = {}

    def filled(self, page: PageOfData, context: TemplateContext, edits: str) -> str:
        """Return a made page's HTML, from the shell of its shape, which is made at first use.

        `edits` is the address below which the files of the review can be edited.
        """
        facets = self.environment.get_template("partials/facets.html")
        texts = {
            "title": page.meta["title"],
            "description": page.meta["description"],
            "address": page.canonical_url or "",
            "source": page.made.edit_path,
            "head": page.meta["lr"]["head"],
            "facets": facets.render(context, lr=page.meta["lr"]),
            "content": page.content or "",
        }
        shape = (page.made.headings, page.made.search, page.url.count("/"))
        if shape not in self.shells:
            self.shells[shape] = self._made(page, context, edits, texts)
        return fill_shell(self.shells[shape], texts)

    def _made(
        self, page: PageOfData, context: TemplateContext, edits: str, texts: Mapping[str, str]
    ) -> Shell:
        kept = page.meta, page.canonical_url, page.edit_url
        marks = {name: mark(name) for name in texts}
        lr = {key: marks[key] for key in ("head", "facets")} | {"search": page.made.search}
        page.meta = {"title": marks["title"], "description": marks["description"], "lr": lr}
        page.canonical_url = page.canonical_url and marks["address"]
        page.edit_url = page.edit_url and edits + marks["source"]
        try:
            html = self.environment.get_template("main.html").render(context)
        finally:
            page.meta, page.canonical_url, page.edit_url = kept
        # The theme inspects the text itself (does it have a heading?), so it had to be in place.
        return cut_shell(html.replace(texts["content"], marks["content"], 1))

"""The theme's page, rendered once for many: its text is cut at marks and filled for each page.

Made pages of one shape differ in a few texts only. Running the theme's template on marks in
their place, and cutting what it printed, gives the same bytes at a fortieth of the work.
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
    """A page's HTML in pieces: every second one is the name of what is to be filled in."""

    pieces: tuple[str, ...]


def mark(name: str) -> str:
    """Return what stands in the place of the text `name` (letters a–z) while a shell is made."""
    return f"lr0mark0{name}0"


def cut_shell(html: str) -> Shell:
    """Cut a page that was rendered with marks."""
    return Shell(tuple(_MARK.split(html)))


def fill_shell(shell: Shell, texts: Mapping[str, str]) -> str:
    """Put texts, by name, in the place of the marks; they must be escaped for where they go."""
    return "".join(texts[piece] if place % 2 else piece for place, piece in enumerate(shell.pieces))


class Shells:
    """The shells of made pages, one per shape; `environment` holds the theme's templates."""

    def __init__(self, environment: Any) -> None:
        self.environment = environment
        self.shells: dict[tuple[object, ...], Shell] = {}

    def filled(self, page: PageOfData, context: TemplateContext, edits: str) -> str:
        """Fill the shell of a page's shape, making it for the first page of that shape.

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
        # The theme looks into the text itself (has it a heading?), so it was left in place.
        return cut_shell(html.replace(texts["content"], marks["content"], 1))

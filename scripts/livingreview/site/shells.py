"""The theme's page, rendered once for many: its text is cut at marks and filled for each page.

Made pages of one shape differ in a few texts only. Running the theme's template on marks in
their place, and cutting what it printed, gives the same bytes at a fortieth of the work.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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

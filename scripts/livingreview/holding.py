"""Blocks of HTML held out of the Markdown engine and put back behind it.

A block macro's output is one line of finished HTML. The engine would parse it several times
and change nothing, so it gets a mark instead; what is put back needs no character references.
"""

import re

from markupsafe import Markup

from livingreview.rendering import plain_html

_BLOCK = re.compile(
    r"^<(figure|aside|ul|ol|section|div|details) class=\"lr-[^\n]*</\1>[ \t]*$", re.MULTILINE
)
_HEADING = re.compile(r'<h2 id="([^"]+)">([^<]*)</h2>')
_ID = re.compile(r' id="([^"]+)"')


def hold_blocks(markdown: str) -> tuple[str, tuple[Markup, ...]]:
    """Replace each block that stands alone on a line by a mark; return the blocks beside."""
    held: list[Markup] = []

    def hold(found: re.Match[str]) -> str:
        held.append(plain_html(Markup(found[0])))  # noqa: S704 - made by macros
        return _mark(len(held) - 1)

    return _BLOCK.sub(hold, markdown), tuple(held)


def put_back(html: str, held: tuple[Markup, ...]) -> str:
    """Put the blocks in the place of their marks; an id that comes twice is the first one's."""
    taken = set(_ID.findall(html))

    def first(found: re.Match[str]) -> str:
        if found[1] in taken:
            return ""
        taken.add(found[1])
        return found[0]

    for number, block in enumerate(held):
        html = html.replace(_mark(number), _ID.sub(first, block), 1)
    return html


def anchors_of(held: tuple[Markup, ...]) -> set[str]:
    """Return the ids that blocks define, which links on other pages may name."""
    return {anchor for block in held for anchor in _ID.findall(block)}


def headings_of(held: tuple[Markup, ...]) -> list[tuple[str, str]]:
    """Return the sections that blocks begin: id and heading, which stays HTML."""
    return [heading for block in held for heading in _HEADING.findall(block)]


def _mark(number: int) -> str:
    return f'<div class="lr-held" id="lr-held-{number}"></div>'

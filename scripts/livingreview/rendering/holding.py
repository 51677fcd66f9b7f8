"""What macros printed, held out of the Markdown engine as marks and put back behind it.

A macro's output is finished HTML. The engine would read it as Markdown, and what judges a
contributor's HTML would judge it too; so the page's text has a mark in its place. A mark is made
of private characters, which no file of a review may hold, and means nothing to Markdown.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup

_DIGITS = "".join(chr(0xE010 + digit) for digit in range(10))
_WRITE, _READ = str.maketrans("0123456789", _DIGITS), str.maketrans(_DIGITS, "0123456789")
MARK = re.compile(rf"\ue000([{_DIGITS}]+)\ue001")
_LINE = re.compile(rf"\ue002([{_DIGITS}]+)\ue003")
_MARK_OR_PARAGRAPH = re.compile(rf"<p>{MARK.pattern}</p>|{MARK.pattern}")
PRIVATE = re.compile(rf"[\ue000-\ue003{_DIGITS}]")
"""What marks are made of."""

_HEADING = re.compile(r'<h2 id="([^"]+)">([^<]*)</h2>')

_ID = re.compile(r' id="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Held:
    """What one macro printed: its HTML, the macro's name and line, and if it stands alone."""

    html: Markup
    name: str = ""
    line: int = 0
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A page's Markdown with marks in it, what they stand for, and where its lines came from.

    `places` are pairs: a place in `text`, in order, and the line of the page's file there.
    """

    text: str
    held: tuple[Held, ...] = ()
    places: tuple[tuple[int, int], ...] = ()


def mark(number: int) -> str:
    """Write the mark of what is held under a number."""
    return f"\ue000{str(number).translate(_WRITE)}\ue001"


def line_mark(line: int) -> str:
    """Write what says, in a text that is being made, which line of the file follows."""
    return f"\ue002{str(line).translate(_WRITE)}\ue003"


def numbers_in(text: str) -> list[int]:
    """Return the numbers of the marks in a text."""
    return [int(found.translate(_READ)) for found in MARK.findall(text)]


def marked_text(made: str, held: tuple[Held, ...]) -> MarkedText:
    """Take the line marks out of a text, and keep where they were."""
    pieces = _LINE.split(made)
    places = []
    length = len(pieces[0])
    for line, text in zip(pieces[1::2], pieces[2::2], strict=True):
        places.append((length, int(line.translate(_READ))))
        length += len(text)
    return MarkedText("".join(pieces[::2]), held, tuple(places))


def without_lines(text: str) -> str:
    """Take the line marks out of a text."""
    return _LINE.sub("", text)


def line_at(marked: MarkedText, place: int) -> int:
    """Return the line of the file from which a place in a marked text came."""
    start, line = 0, 1
    for begins, number in marked.places:
        if begins > place:
            break
        start, line = begins, number
    return line + marked.text.count("\n", start, place)


def put_back(html: str, held: tuple[Held, ...]) -> str:
    """Put what was held in the place of its mark in HTML; a block is no paragraph's content.

    An id that comes twice is the first one's.
    """
    taken = set(_ID.findall(html))

    def first(found: re.Match[str]) -> str:
        if found[1] in taken:
            return ""
        taken.add(found[1])
        return found[0]

    def html_of(found: re.Match[str]) -> str:
        what = held[int((found[1] or found[2]).translate(_READ))]
        text = _ID.sub(first, what.html)
        return f"<p>{text}</p>" if found[1] and not what.is_block else text

    return _MARK_OR_PARAGRAPH.sub(html_of, html)


def words_of_marks(text: str, held: tuple[Held, ...]) -> str:
    """Put the words of what was held in the place of its mark; of a citation nothing."""

    def words(found: re.Match[str]) -> str:
        what = held[int(found[1].translate(_READ))]
        return "" if what.name == "cite" else what.html.striptags()

    return MARK.sub(words, text)


def anchors_of(held: tuple[Held, ...]) -> set[str]:
    """Return the ids that macros define, which links on other pages may name."""
    return {anchor for what in held for anchor in _ID.findall(what.html)}


def headings_of(held: tuple[Held, ...]) -> list[tuple[str, str]]:
    """Return the sections that macros begin: id and heading, which stays HTML."""
    return [heading for what in held if what.is_block for heading in _HEADING.findall(what.html)]

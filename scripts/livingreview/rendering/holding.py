"""The marks that replace the output of macros while a page's Markdown is turned into HTML.

A macro's output is finished HTML. Markdown would change it, and the check of contributors' HTML
would refuse it, so the page's text has a mark in its place, and the output is put back later. A
mark consists of private characters, which no file of a review may contain and Markdown ignores.
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
"""The characters of which marks consist."""

_HEADING = re.compile(r'<h2 id="([^"]+)">([^<]*)</h2>')

_ID = re.compile(r' id="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Held:
    """The output of one macro call: its HTML, the macro's name and line, and if it is a block."""

    html: Markup
    name: str = ""
    line: int = 0
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A page's Markdown with marks, the output that they represent, and the origin of its lines.

    `places` are pairs, in order: an index in `text`, and the line of the page's file there.
    """

    text: str
    held: tuple[Held, ...] = ()
    places: tuple[tuple[int, int], ...] = ()


def mark(number: int) -> str:
    """Return the mark that represents the output with this number."""
    return f"\ue000{str(number).translate(_WRITE)}\ue001"


def line_mark(line: int) -> str:
    """Return the mark that says which line of the file follows in a text."""
    return f"\ue002{str(line).translate(_WRITE)}\ue003"


def numbers_in(text: str) -> list[int]:
    """Return the numbers of the marks in a text."""
    return [int(found.translate(_READ)) for found in MARK.findall(text)]


def marked_text(made: str, held: tuple[Held, ...]) -> MarkedText:
    """Return a text without its line marks, with the places where they were."""
    pieces = _LINE.split(made)
    places = []
    length = len(pieces[0])
    for line, text in zip(pieces[1::2], pieces[2::2], strict=True):
        places.append((length, int(line.translate(_READ))))
        length += len(text)
    return MarkedText("".join(pieces[::2]), held, tuple(places))


def without_lines(text: str) -> str:
    """Return a text without its line marks."""
    return _LINE.sub("", text)


def line_at(marked: MarkedText, place: int) -> int:
    """Return the line of the file that corresponds to an index in a marked text."""
    start, line = 0, 1
    for begins, number in marked.places:
        if begins > place:
            break
        start, line = begins, number
    return line + marked.text.count("\n", start, place)


def put_back(html: str, held: tuple[Held, ...]) -> str:
    """Return HTML with each mark replaced by its output; a block replaces its whole paragraph.

    If an id occurs more than once, only the first element keeps it.
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
    """Return a text with each mark replaced by the words of its output; citations are left out."""

    def words(found: re.Match[str]) -> str:
        what = held[int(found[1].translate(_READ))]
        return "" if what.name == "cite" else what.html.striptags()

    return MARK.sub(words, text)


def anchors_of(held: tuple[Held, ...]) -> set[str]:
    """Return the ids that macros define, which links on other pages may name."""
    return {anchor for what in held for anchor in _ID.findall(what.html)}


def headings_of(held: tuple[Held, ...]) -> list[tuple[str, str]]:
    """Return the id and the heading, as HTML, of each section that macros begin."""
    return [heading for what in held if what.is_block for heading in _HEADING.findall(what.html)]

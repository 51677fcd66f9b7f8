"""The conversion of TeX, as people write it in bibliographies, to Unicode text.

The result holds text, braces and a few style commands (`KEPT`, `SWITCHES`), which `csl` hands to
pandoc. Every character that TeX or pandoc would read as syntax is replaced by a stand-in, which
`show` turns back. An unknown command is kept as it was typed and reported as a fault, so that no
text is lost.
"""

import re
import unicodedata
from dataclasses import dataclass

from livingreview.bibliography.markup import decoded, unreadable
from livingreview.bibliography.tex_math import arguments, math_text
from livingreview.bibliography.tex_symbols import (
    ACCENTS,
    DROPPED,
    KEPT,
    SWITCHES,
    hide,
    show,
    symbol,
)
from livingreview.problems import shown

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.|$)|\$\$?|[{}]|[^\\${}]+", re.DOTALL)
_SYNTAX = re.compile(r"[\\${}%#&_^~<\"]")
_VERBATIM_SYNTAX = re.compile(r"[\\${}&]")
_SHIFT = re.compile(r"(?<!\\)\$[^$]*(?<!\\)[_^][^$]*\$")
_TYPED = str.maketrans({"∼": "~", "−": "-", "′": "'", "˜": "~"})  # addresses use those of keyboards
_ESCAPED_TWICE = re.compile(r"(?:\{\\textbackslash\s*\}|\\textbackslash\{\})(?=[A-Za-z]+\s*\{)")
_ESCAPED_ENTITY = re.compile(r"\{\\&\}(?=(?:\\?#)?\w{2,31};)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ENTITY_TAIL = re.compile(r"(?:\\?#)?\w{2,31};")  # as in `\&amp;`, an entity escaped for TeX
_AFTER_WORD = re.compile(r"\s*\{\s*\}|\s*")
_MOST_NESTED = 30  # commands inside commands; real titles have three at most
_OF_TWO = {"texorpdfstring": 0, "textcolor": 1}  # the index of the argument that is printed
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("'", "’"))
_MARKUP = re.compile(r"\\(?:" + "|".join(sorted(KEPT | SWITCHES)) + r")(?![A-Za-z])\s*|[{}]")


@dataclass(frozen=True, slots=True)
class TexFault:
    """A piece of TeX that cannot be read: its offset in the text, and a message."""

    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class TexText:
    """Text with stand-ins for syntax characters, braces and style commands; and its faults."""

    text: str
    faults: tuple[TexFault, ...]


def simplify(source: str) -> TexText:
    """Turn the accents, letters, symbols, escapes and simple math of TeX into Unicode."""
    return _simplified(source, 0)


def _simplified(source: str, depth: int) -> TexText:
    source = _ESCAPED_ENTITY.sub(r"\\&", _ESCAPED_TWICE.sub(r"\\", source))
    reader = _Reader(source, depth)
    if _SYNTAX.search(source):
        reader.read()
    else:  # most values
        reader.out.append(source)
    text = re.sub(r"\s+", " ", "".join(reader.out)).strip()
    return TexText(unicodedata.normalize("NFC", text), tuple(reader.faults))


def plain(text: str) -> str:
    """Return simplified TeX as plain text: without braces and styles, with typographic quotes."""
    if text.isalnum():  # most words of names
        return text
    text = _MARKUP.sub("", text)
    for typed, printed in _LIGATURES:
        text = text.replace(typed, printed)
    return " ".join(show(text).split())


def verbatim_tex(source: str, depth: int = 0) -> str:
    """Return an address or a number with its TeX and entities decoded.

    Anything that cannot be decoded is kept, and so is a bare `~` or `--`. A value with raised or
    lowered math is returned unchanged, since no address has any.
    """
    if not _VERBATIM_SYNTAX.search(source) or _SHIFT.search(source):
        return source.strip()
    text = _simplified(re.sub(r"(?<!\\)~", hide("~"), source), depth).text
    return show(text.replace("{", "").replace("}", "").translate(_TYPED)).strip()


class _Reader:
    """One pass over one text: `out` collects the output, `faults` what could not be read."""

    def __init__(self, source: str, depth: int = 0) -> None:
        self.source = source
        self.depth = depth
        self.at = 0
        self.unclosed: set[str] = set()
        self.out: list[str] = []
        self.faults: list[TexFault] = []

    def read(self) -> None:
        """Read the whole text."""
        while match := _TOKEN.match(self.source, self.at):
            start, self.at = self.at, match.end()
            mark = match.group()
            if self.depth > _MOST_NESTED:
                self._fault(start, f"must nest at most {_MOST_NESTED} TeX commands")
                self.out.append(hide(self.source[start:]))
                return
            if mark in ("$", "$$"):
                self._math(start, mark)
            elif mark == "\\(":
                self._math(start, "\\)")
            elif mark.startswith("\\"):
                self._command(start, mark)
            elif mark in ("{", "}"):
                self.out.append(mark)
            else:
                self._words(start, mark)

    def _words(self, start: int, typed: str) -> None:
        text = decoded(typed.replace("~", " "))
        if foreign := unreadable(text):
            self._fault(start, f"must hold no HTML that has no plain form (got {foreign})")
        self.out.append(hide(text))

    def _math(self, start: int, closing: str) -> None:
        end = -1 if closing in self.unclosed else self.source.find(closing, self.at)
        if end < 0:  # a lone dollar is a price
            self.unclosed.add(closing)
            self.out.append(hide(self.source[start : self.at]))
            return
        body, self.at = self.source[self.at : end], end + len(closing)
        self._simple_math(start, body)

    def _simple_math(self, start: int, body: str) -> None:
        text = math_text(decoded(body))
        if text is None:
            typed = self.source[start : self.at]
            self._fault(start, f"must hold simple math only (got {shown(typed)})")
            text = hide(typed)
        self.out.append(text)

    def _command(self, start: int, mark: str) -> None:
        name = mark[1:]
        if name in ACCENTS:
            self._accent(start, mark)
        elif mark == "\\&" and (entity := _ENTITY_TAIL.match(self.source, self.at)):
            self.at = entity.end()
            self._words(start, "&" + entity[0].replace("\\", ""))
        elif name in KEPT:
            self.out.append(mark + "{" + self._argument() + "}")
        elif name in SWITCHES:
            self._skip_after(name)
            self.out.append(mark + " ")
        elif name in DROPPED:
            self._skip_after(name)
        elif name == "ensuremath":
            self._simple_math(start, self._raw_argument())
        elif name in _OF_TWO:
            both = self._argument(), self._argument()
            self.out.append(both[_OF_TWO[name]])
        elif name in ("url", "nolinkurl", "path", "doi"):
            self.out.append(hide(self._verbatim_argument()))
        elif name == "href":
            address, words = hide(self._verbatim_argument()), self._argument()
            self.out.append(f"{words} ({address})")
        elif (text := symbol(name)) is not None:
            self._skip_after(name)
            self.out.append(hide(text))
        elif count := arguments(name):
            self._simple_math(
                start, mark + "".join(f"{{{self._raw_argument()}}}" for _ in range(count))
            )
        else:
            self._fault(start, f"must hold no TeX command that we can't read (got {mark})")
            self.out.append(hide(mark))

    def _accent(self, start: int, mark: str) -> None:
        name = mark[1:]
        letter = self._argument().replace("{", "").replace("}", "")
        letter = letter.translate({0x131: "i", 0x237: "j"})
        if letter[:1].isalpha():
            self.out.append(unicodedata.normalize("NFC", letter[0] + ACCENTS[name] + letter[1:]))
        elif not letter and name in "~^":
            self.out.append(hide(name))
        else:
            self._fault(start, f"must have a letter under its accent (got {mark})")
            self.out.append(hide(mark) + letter)

    def _argument(self) -> str:
        """Read the next group, or the next token with its argument, and return its text."""
        inside = _Reader(self._raw_argument(), self.depth + 1)
        inside.read()
        base = self.at - len(inside.source)
        self.faults.extend(TexFault(base + f.offset, f.message) for f in inside.faults)
        return "".join(inside.out)

    def _verbatim_argument(self) -> str:
        return verbatim_tex(self._raw_argument(), self.depth + 1)

    def _raw_argument(self) -> str:
        """Return the source of the next group, without its braces, or of the next token."""
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        start = self.at
        while match := _TOKEN.match(self.source, self.at):
            mark = match.group()
            if mark == "}":
                break
            if mark == "{":
                opening, (self.at, closed) = self.at, group_end(self.source, self.at)
                inside = self.source[opening + 1 : self.at - closed]
                return inside if opening == start else self.source[start : self.at]
            self.at = match.end() if mark.startswith("\\") else self.at + 1
            if not (mark.startswith("\\") and mark[1:] in ACCENTS):
                break
        return self.source[start : self.at]

    def _skip_after(self, name: str) -> None:
        if name[:1].isalpha():
            match = _AFTER_WORD.match(self.source, self.at)
            self.at = match.end() if match else self.at

    def _fault(self, offset: int, message: str) -> None:
        self.faults.append(TexFault(offset, message))


def group_end(text: str, start: int, end: int | None = None) -> tuple[int, bool]:
    """Return the offset after the group that opens at `start`, and whether the group is closed."""
    end = len(text) if end is None else end
    depth = 0
    for match in _BRACE.finditer(text, start, end):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end(), True
    return end, False

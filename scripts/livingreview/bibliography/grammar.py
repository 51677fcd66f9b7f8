"""The text of a BibTeX file with its places, and the grammar of the value of a field.

A value consists of parts joined by `#`; a part is `{…}`, `"…"`, a number or the name of an
`@string`. Text after the last part means that a comma is missing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from livingreview.bibliography.tex import group_end
from livingreview.problems import Problem, shown

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

MOST_EXPANDED = (
    20_000_000  # characters that all uses of @string expand to; real files need 3 million
)

_SPACE = re.compile(r"\s*")
_MARK = re.compile(r"\\.|[{}\"]", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+")
_NAME = re.compile(r"[^\s\"#%'(),={}\d][^\s\"#%'(),={}]*")
_NEXT_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*=\s*")


class BibSource:
    """The text of a BibTeX file, with each line ending as a line feed; it finds places."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.path = path
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, both counted from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_start(self, line: int) -> int:
        """Return the offset at which a line, counted from 1, starts."""
        return self._starts[min(line, len(self._starts)) - 1]

    def problem(self, offset: int, name: str, message: str) -> Problem:
        """Return a problem placed at an offset."""
        return Problem(self.path, *self.place(offset), name, message)


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as typed: its name, and where its value starts and ends in the text."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class StringScope:
    """The `@string` definitions of one file; a name can be used after its definition only."""

    source: BibSource
    values: dict[str, str] = field(default_factory=lambda: {month: month for month in MONTHS})
    lines: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    left: int = MOST_EXPANDED

    def define(self, name: str, value: str, line: int) -> None:
        """Define the value of a name for the rest of the file."""
        self.values[name.lower()] = value
        self.lines[name.lower()] = line

    def resolve(self, owner: str, name: str, offset: int) -> tuple[str, tuple[Problem, ...]]:
        """Return the value of a name; for an undefined name, the name itself and a problem."""
        if name.lower() in self.values:
            value = self.values[name.lower()]
            self.left -= len(value)
            if self.left >= 0:
                return value, ()
            message = f"must not expand @string to more than {MOST_EXPANDED} characters in a file"
            first = self.left + len(value) >= 0
            return name, (self.source.problem(offset, owner, message),) if first else ()
        line = self.later.get(name.lower())
        where = f", which is defined only later, in line {line}" if line else ""
        message = f"must use a defined @string, or quotes round its text (got {name}{where})"
        return name, (self.source.problem(offset, owner, message),)


def read_value(
    raw: RawField, owner: str, scope: StringScope
) -> tuple[str, tuple[RawField, ...], tuple[Problem, ...]]:
    """Return the text of a value, any field joined to it by a missing comma, and its problems."""
    source, label = scope.source, f"{owner}.{raw.name}"
    parts: list[str] = []
    problems: list[Problem] = []
    at, stop, joined = raw.start, raw.start, True
    for kind, start, stop in _pieces(source.text, raw.start, raw.end):
        at = stop
        joined = kind == "#"
        if kind == "name":
            text, wrong = scope.resolve(label, source.text[start:stop], start)
            parts.append(text)
            problems.extend(wrong)
        elif kind == "number":
            parts.append(source.text[start:stop])
        elif kind == "group":
            parts.append(source.text[start + 1 : stop - 1])
    if joined:
        got = shown(source.text[raw.start : raw.end])
        problems.append(source.problem(raw.start, label, f"must have a value (got {got})"))
    start = _end(_SPACE, source.text, at, raw.end)
    if start == raw.end:
        return "".join(parts), (), tuple(problems)
    if match := _NEXT_FIELD.match(source.text, start, raw.end):
        message = f"must end with a comma before the field {match[1]} (got none)"
        glued = [RawField(match[1].lower(), match.end(), raw.end)]
    else:
        rest = source.text[start : raw.end].strip()
        message = f"must end with a comma, or have # between its parts (got {shown(rest)})"
        glued = []
        parts.append(" " + rest.replace("{", "").replace("}", "").replace('"', ""))
    return "".join(parts), tuple(glued), (*problems, source.problem(at, label, message))


def _pieces(text: str, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the kind, start and end of each part of a value, up to text that is not a part."""
    expected = True
    while True:
        at = _end(_SPACE, text, at, end)
        if at >= end:
            return
        if not expected:
            if text[at] != "#":
                return
            yield "#", at, at + 1
            at, expected = at + 1, True
            continue
        kind, stop = _piece(text, at, end)
        if not kind:
            return
        yield kind, at, stop
        at, expected = stop, False


def _piece(text: str, at: int, end: int) -> tuple[str, int]:
    if text[at] == "{":
        stop, closed = group_end(text, at, end)
        return ("group", stop) if closed else ("", at)
    if text[at] == '"':
        stop = _quote_end(text, at, end)
        return ("group", stop) if stop else ("", at)
    if text[at].isdigit():
        return "number", _end(_NUMBER, text, at, end)
    stop = _end(_NAME, text, at, end)
    return ("name", stop) if stop > at else ("", at)


def _quote_end(text: str, start: int, end: int) -> int:
    depth = 0
    for match in _MARK.finditer(text, start + 1, end):
        if match.group() == '"' and depth == 0:
            return match.end()
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
    return 0


def _end(pattern: re.Pattern[str], text: str, at: int, end: int) -> int:
    match = pattern.match(text, at, end)
    return match.end() if match else at

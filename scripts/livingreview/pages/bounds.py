"""The limits on the size and nesting of a hand-written page, which keep the build fast.

Python-Markdown and its extensions need time that grows with the square of some contents (open
brackets, headings with the same name), and fail if nesting is too deep. A normal page is far below
each limit; a page above one is reported, with the line, before anything else reads it.
"""

import re
from collections.abc import Iterator

from livingreview.problems import Problem

PAGE = {
    "characters": 250_000,
    "lines": 5_000,
    "macro calls and tags": 2_000,
    "headings": 500,
    "footnotes and abbreviations": 500,
    "fences": 500,
    "brackets [": 5_000,
    "signs <": 5_000,
}
"""How much of each a whole page may contain."""
PARAGRAPH = {"brackets [": 300, "signs <": 300}
"""How much of each a paragraph, an item of a list or a row of a table may contain."""
MAX_DEPTH = 20
"""How many levels deep lists, quotes and boxes may be nested."""

_COUNTED = {
    "macro calls and tags": re.compile(r"\{[{%]"),
    "headings": re.compile(r"^[ >]{0,9}(?:#|[-=]+[ \t]*$)|<h[1-6]", re.IGNORECASE),
    "footnotes and abbreviations": re.compile(r"^[ >]{0,9}(?:\[\^|\*\[)|\[\^"),
    "fences": re.compile(r"^[ >]*(?:```|~~~)"),
    "brackets [": re.compile(r"\["),
    "signs <": re.compile(r"<"),
}
# Nesting at the beginning of a line: quotes, items, definitions; and of boxes, by indentation.
_NESTED = re.compile(r"(?:[ \t]{0,3}(?:>|(?:[-*+:]|\d{1,9}[.)])(?=[ \t>]|$)))+")
_INDENTED = re.compile(r"([ \t>]+)(?:[-*+:]|\d{1,9}[.)]|!!!|\?\?\?|===|///)(?=\s|\+|\"|$)")
_MARKER = re.compile(r">|[-*+:](?=[ \t]|$)|\d{1,9}[.)]")
_NEW = re.compile(r"\s*$|\s*(?:>|\||[-*+:#]|\d{1,9}[.)])(?=\s|$|[>|#])|\s*\|")


def bound_problems(text: str, name: str) -> Iterator[Problem]:
    """Yield a problem for the first place where a page exceeds each limit; `name` is its path."""
    if len(text) > PAGE["characters"]:
        yield _problem(name, 1, "page", "characters", PAGE["characters"], len(text))
        return
    page = dict.fromkeys(_COUNTED, 0)
    paragraph = dict.fromkeys(PARAGRAPH, 0)
    told: set[str] = set()
    lines = text.splitlines()
    if len(lines) > PAGE["lines"]:
        yield _problem(name, PAGE["lines"] + 1, "page", "lines", PAGE["lines"], len(lines))
    for number, line in enumerate(lines, 1):
        if _depth(line) > MAX_DEPTH and "depth" not in told:
            told.add("depth")
            message = f"must not be nested more than {MAX_DEPTH} levels deep (got {_depth(line)})"
            yield Problem(name, number, 0, "list, quote or box", message)
        if _NEW.match(line):
            paragraph = dict.fromkeys(PARAGRAPH, 0)
        for what, form in _COUNTED.items():
            found = len(form.findall(line))
            for where, held, bounds in (
                ("paragraph", paragraph, PARAGRAPH),
                ("page", page, PAGE),
            ):
                if what in bounds:
                    held[what] += found
                    if held[what] > bounds[what] and what not in told:
                        told.add(what)
                        yield _problem(name, number, where, what, bounds[what])


def _depth(line: str) -> int:
    """Return how many levels of lists, quotes and boxes a line opens or is inside."""
    nested = _NESTED.match(line)
    depth = len(_MARKER.findall(nested[0])) if nested else 0
    indented = _INDENTED.match(line)
    return max(depth, len(indented[1].expandtabs(4)) // 4 + 1 if indented else 0)


def _problem(name: str, line: int, where: str, what: str, bound: int, got: int = 0) -> Problem:
    found = f" (got {got:,})" if got else ""
    return Problem(name, line, 0, where, f"must hold at most {bound:,} {what}{found}")

"""How large and how deep a hand-written page may be, so that every page is made in a moment.

Python-Markdown and its extensions take time that grows with the square of what they are given
(open brackets, headings of one name), and stop where nesting is too deep. A page of a review is
far below each bound; what is above is a problem with its line, before anything reads the page.
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
"""What a whole page may hold."""
PARAGRAPH = {"brackets [": 300, "signs <": 300}
"""What a paragraph, an item of a list or a row of a table may hold."""
MAX_DEPTH = 20
"""How deep lists, quotes and boxes may lie in each other."""

_COUNTED = {
    "macro calls and tags": re.compile(r"\{[{%]"),
    "headings": re.compile(r"^[ >]{0,9}(?:#|[-=]+[ \t]*$)|<h[1-6]", re.IGNORECASE),
    "footnotes and abbreviations": re.compile(r"^[ >]{0,9}(?:\[\^|\*\[)|\[\^"),
    "fences": re.compile(r"^[ >]*(?:```|~~~)"),
    "brackets [": re.compile(r"\["),
    "signs <": re.compile(r"<"),
}
# What lies in what, at the beginning of a line: quotes, items, definitions; and boxes by indent.
_NESTED = re.compile(r"(?:[ \t]{0,3}(?:>|(?:[-*+:]|\d{1,9}[.)])(?=[ \t>]|$)))+")
_INDENTED = re.compile(r"([ \t>]+)(?:[-*+:]|\d{1,9}[.)]|!!!|\?\?\?|===|///)(?=\s|\+|\"|$)")
_MARKER = re.compile(r">|[-*+:](?=[ \t]|$)|\d{1,9}[.)]")
_NEW = re.compile(r"\s*$|\s*(?:>|\||[-*+:#]|\d{1,9}[.)])(?=\s|$|[>|#])|\s*\|")


def bound_problems(text: str, name: str) -> Iterator[Problem]:
    """Yield where the text of a page passes a bound, each bound once; `name` is its path."""
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
            message = f"must not lie more than {MAX_DEPTH} levels deep (got {_depth(line)})"
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
    """Return how many lists, quotes and boxes a line opens or lies in."""
    nested = _NESTED.match(line)
    depth = len(_MARKER.findall(nested[0])) if nested else 0
    indented = _INDENTED.match(line)
    return max(depth, len(indented[1].expandtabs(4)) // 4 + 1 if indented else 0)


def _problem(name: str, line: int, where: str, what: str, bound: int, got: int = 0) -> Problem:
    found = f" (got {got:,})" if got else ""
    return Problem(name, line, 0, where, f"must hold at most {bound:,} {what}{found}")

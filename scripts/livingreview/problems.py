"""One thing wrong in a review's files: where it is, what must hold, what was found.

A fault in contributed data is a `Problem`, collected and shown with all the others;
a fault in this program is an ordinary exception and is let through.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

# Of problems of one kind so many are listed, the last with how many there are beside.
MOST_LISTED = 20
# Lists of words up to this length are named in full.
MOST_NAMED = 8
# A word longer than any of ours is no misspelling of one.
_LONGEST_WORD = 80
# What differs between two messages of one kind: values, and words that hold a figure.
_PARTICULAR = re.compile(
    r"\(got .*|; (?:[\d,]+ )?more of this kind.*|'[^']*'|\"[^\"]*\"|[^\s;]*\d[^\s;]*"
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place of one file.

    `path` is relative to the review's root, with forward slashes; `line` and `column` count
    from 1 (column in characters), 0 where unknown. `field` names the offending field, dotted
    (`results.2.events`), or is empty. `message` continues the field's name: `must be …`.
    """

    path: str
    line: int = 0
    column: int = 0
    field: str = ""
    message: str = ""

    def __post_init__(self) -> None:
        """Take a place that a parser does not know (None) for 0, so that problems are sorted."""
        object.__setattr__(self, "line", self.line or 0)
        object.__setattr__(self, "column", self.column or 0)

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place}: {self.field + ' ' if self.field else ''}{self.message}"


class MachineError(Exception):
    """Raised when the machine lacks what the work needs: a program, room on the disk, a right.

    Its text is one line for people; the review itself may be sound.
    """


def cause(error: BaseException) -> str:
    """Return what the system says of an error: one line, without the call and the path."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text.strip().partition("\n")[0] or type(error).__name__


def shown(value: object, limit: int = 60) -> str:
    """Write a value for a message: its repr, shortened to about `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """Write what a terminal would obey or hide (a file's name can hold it) as escapes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def field_name(location: Iterable[str | int]) -> str:
    """Write a place inside a file as a field's name: `results.2.events`, overlong keys cut."""
    parts = (str(part) for part in location)
    return ".".join(part if len(part) <= _LONGEST_WORD else f"{part[:59]}…" for part in parts)


def nearest(value: str, choices: Iterable[str]) -> str:
    """Say which known word was probably meant, for the end of `(got …`."""
    if len(value) > _LONGEST_WORD:
        return ""
    known = list(choices)
    if len(known) > 500:  # comparing takes time: a misspelling seldom begins with another letter
        known = [word for word in known if word[:1] == value[:1]]
    near = difflib.get_close_matches(value, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def allowed(value: str, choices: Iterable[str]) -> str:
    """Say which known word was probably meant, and which words there are, or how many."""
    known = list(choices)
    hint = nearest(value, known)
    if not known:
        return "; none is there"
    if len(known) > MOST_NAMED:
        return f"{hint}{'' if hint else ';'} {len(known)} are known"
    return f"{hint}{'' if hint else ';'} known: {', '.join(known)}"


def listed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what is printed of problems: of each kind the first ones, and how many more.

    Problems are of one kind if their messages differ in values and numbers only.
    """
    kinds = [(_PARTICULAR.sub("", problem.message), problem) for problem in problems]
    counts = Counter(kind for kind, _ in kinds)
    seen: Counter[str] = Counter()
    for kind, problem in kinds:
        seen[kind] += 1
        more = counts[kind] - MOST_LISTED
        if seen[kind] < MOST_LISTED or (seen[kind] == MOST_LISTED and more <= 0):
            yield problem
        elif seen[kind] == MOST_LISTED:
            yield replace(problem, message=f"{problem.message}; {more:,} more of this kind")

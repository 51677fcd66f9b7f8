"""Problems in the files of a review: where each is, what must hold, and what was found.

A fault in contributed data is a `Problem`, which is collected and shown with all others.
A fault in this program is an ordinary exception, which nothing catches.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

# The number of problems of one kind that are listed; the last one names the number of the others.
MOST_LISTED = 20
# Lists of words up to this length are shown in full.
MOST_NAMED = 8
# A longer word is not a misspelling of a known one.
_LONGEST_WORD = 80
# The parts in which messages of one kind differ: values, and words with a digit.
_PARTICULAR = re.compile(
    r"\(got .*|; (?:[\d,]+ )?more of this kind.*|'[^']*'|\"[^\"]*\"|[^\s;]*\d[^\s;]*"
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one place of one file.

    `path` is relative to the root of the review, with forward slashes. `line` and `column` (in
    characters) count from 1, and are 0 if unknown. `field` is the name of the faulty field with
    dots (`results.2.events`), or empty. `message` continues that name: `must be …`.
    An `error` stops `check` and the build; a `warning` is printed and stops nothing.
    """

    path: str
    line: int = 0
    column: int = 0
    field: str = ""
    message: str = ""
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        """Replace an unknown place (None) by 0, so that problems can be sorted."""
        object.__setattr__(self, "line", self.line or 0)
        object.__setattr__(self, "column", self.column or 0)

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        kind = "warning: " if self.severity == "warning" else ""
        return f"{place}: {kind}{self.field + ' ' if self.field else ''}{self.message}"


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that stop `check` and the build: those that are no warning."""
    return tuple(problem for problem in problems if problem.severity == "error")


class MachineError(Exception):
    """Raised when the machine lacks a program, disk space or a permission that is needed.

    Its message is one line for users. The review itself may have no fault.
    """


def cause(error: BaseException) -> str:
    """Return the system's message for an error: one line, without the call and the path."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text.strip().partition("\n")[0] or type(error).__name__


def shown(value: object, limit: int = 60) -> str:
    """Return the repr of a value for a message, shortened to `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """Return a text, such as the name of a file, with control and invisible characters escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def field_name(location: Iterable[str | int]) -> str:
    """Return a location in a file as a field's name, `results.2.events`, with long keys cut."""
    parts = (str(part) for part in location)
    return ".".join(part if len(part) <= _LONGEST_WORD else f"{part[:59]}…" for part in parts)


def nearest(value: str, choices: Iterable[str]) -> str:
    """Return a hint with the known word that is most similar to a value, or an empty text.

    The hint follows `(got …` in a message.
    """
    if len(value) > _LONGEST_WORD:
        return ""
    known = list(choices)
    if len(known) > 500:  # to save time, since a misspelling rarely begins with another letter
        known = [word for word in known if word[:1] == value[:1]]
    near = difflib.get_close_matches(value, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def allowed(value: str, choices: Iterable[str]) -> str:
    """Return a hint with the most similar known word, and with all known words or their number."""
    known = list(choices)
    hint = nearest(value, known)
    if not known:
        return "; none is defined"
    if len(known) > MOST_NAMED:
        return f"{hint}{'' if hint else ';'} {len(known)} are known"
    return f"{hint}{'' if hint else ';'} known: {', '.join(known)}"


def listed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first `MOST_LISTED` problems of each kind, the last with the number of the others.

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

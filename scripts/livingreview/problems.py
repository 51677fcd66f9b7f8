"""One thing wrong in a review's files: where it is, what must hold, what was found.

A fault in contributed data is a `Problem`, collected and shown with all the others;
a fault in this program is an ordinary exception and is let through.
"""

from dataclasses import dataclass


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

"""Name lists as BibTeX writes them: names joined by `and`, outside braces."""

import re
from collections.abc import Iterator

from livingreview.bibrecord import BibRecord
from livingreview.problems import Problem, shown

NAME_FIELDS = ("author", "editor", "translator", "bookauthor")

_PART = re.compile(r"\\.|[{}]|(?<!\S)and(?!\S)", re.IGNORECASE | re.DOTALL)
_MOST_COMMAS = 2  # von Last, Jr, First


def split_names(value: str) -> tuple[str, ...]:
    """Split a list of names; a doubled or dangling `and` leaves an empty name."""
    names, depth, start = [], 0, 0
    for match in _PART.finditer(value):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0 and match.group().lower() == "and":
            names.append(value[start : match.start()].strip())
            start = match.end()
    names.append(value[start:].strip())
    return tuple(names) if value.strip() else ()


def name_problems(record: BibRecord) -> Iterator[Problem]:
    """A name list must hold names joined by `and`, each with at most two commas outside braces."""
    for field in NAME_FIELDS:
        for name in split_names(record.get(field)):
            outside = _outside_braces(name)
            if not name:
                yield record.problem(field, "must have a name on each side of 'and' (got none)")
            elif outside.count(",") > _MOST_COMMAS or ";" in outside or _is_list(outside):
                message = f"must join its names by ' and ' (got {shown(name)})"
                yield record.problem(field, message)
            elif outside.startswith(","):
                message = f"must have a family name before the comma (got {shown(name)})"
                yield record.problem(field, message)


def _is_list(name: str) -> bool:
    """Say whether the part between two commas is a name (`Doe J, Roe R, Poe E`), not a Jr."""
    parts = name.split(",")
    return len(parts) > _MOST_COMMAS and " " in parts[1].strip()


def _outside_braces(name: str) -> str:
    depth, kept = 0, []
    for char in name.replace("\\&", ""):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            kept.append(char)
    return "".join(kept)

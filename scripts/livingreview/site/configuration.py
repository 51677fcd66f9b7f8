"""mkdocs.yml and the files that it inherits from, as plain data with the place of each value.

Reading runs no code: only a few YAML tags are allowed.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from livingreview.files import Location, YamlDocument, parse_yaml, read_text
from livingreview.problems import Problem, shown

FILE = "mkdocs.yml"
MOST_INHERITED = 10

_TAGS = re.compile(
    r"!ENV|!relative|tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)"
    r"|tag:yaml\.org,2002:python/(name:(material|pymdownx)\.[\w.]+"
    r"|object/apply:pymdownx\.slugs\.slugify)"
)
Written = Sequence[YamlDocument]
"""mkdocs.yml and the files that it inherits from, nearest first."""


def read_written(root: Path) -> tuple[Written, tuple[Problem, ...]]:
    """Read mkdocs.yml and the files that it inherits from; return their problems if unreadable."""
    documents: list[YamlDocument] = []
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return (), (Problem(FILE, message="must exist (--root names the review's folder)"),)
    while True:
        text, problems = read_text(path, path.parent)
        name = Path(os.path.relpath(path, root)).as_posix()
        if text is None:
            return (), tuple(Problem(name, p.line, p.column, p.field, p.message) for p in problems)
        document, problems = parse_yaml(text, name, tags=_TAGS)
        if document is None:
            return (), problems
        if not isinstance(document.data, dict):
            return (), (Problem(name, 1, 1, "", "must be a mapping (key: value)"),)
        documents.append(document)
        if "INHERIT" not in document.data:
            return tuple(documents), ()
        parent = document.data["INHERIT"]
        path = Path(os.path.normpath(path.parent / str(parent)))
        place = *document.place(("INHERIT",)), "INHERIT"
        if not isinstance(parent, str) or not path.is_file():
            message = f"must be the path of a file, relative to this one (got {shown(parent)})"
            return (), (Problem(name, *place, message),)
        if len(documents) > MOST_INHERITED:
            message = f"must not lead through more than {MOST_INHERITED} files or in a circle"
            return (), (Problem(name, *place, message),)


def below(written: Written, location: Location, word: str) -> Location:
    """Return the location one step further down that `word` names, or `location` if there is none.

    `word` may be a key, an item of a list, or the key of an item.
    """
    found = find(written, location)
    data = found[1] if found else None
    if isinstance(data, Mapping) and word in data:
        return *location, word
    for n, item in enumerate(data if isinstance(data, list) else []):
        if item == word:
            return *location, n
        if isinstance(item, Mapping) and word in item:
            return *location, n, word
    return location


def find(written: Written, location: Location) -> tuple[YamlDocument, Any] | None:
    """Return the nearest file that gives a setting a value, and that value."""
    for document in written:
        data = document.data
        for part in location:
            is_item = isinstance(data, list) and isinstance(part, int) and part < len(data)
            if not is_item and not (isinstance(data, dict) and part in data):
                break
            data = data[part]
        else:
            return document, data
    return None


def problem_at(written: Written, location: Location, message: str, field: str = "") -> Problem:
    """Return a problem placed at a setting, or at its nearest parent that a file contains."""
    name = field or ".".join(map(str, location))
    while location and not find(written, location):
        location = location[:-1]
    if not location:
        return Problem(written[0].path, 1, 1, name, message)
    document = find(written, location)
    line, column = document[0].place(location) if document else (1, 1)
    return Problem(document[0].path if document else FILE, line, column, name, message)


def leaves(data: object, location: Location) -> Iterator[tuple[Location, object]]:
    """Yield every plain value of nested data with its location."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from leaves(value, (*location, str(key)))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from leaves(value, (*location, n))
    elif data is not None:
        yield location, data

"""The reading of YAML, with the place of each value; what the values mean is not known here.

Scalars follow the YAML 1.2 core schema (`NO`, `2026-11-22` and `010` are texts).
Anchors, aliases, tags, merge keys, second documents, duplicate keys and deep nesting are
refused: a file means what it appears to mean, and reading it takes no longer than its size
suggests.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from livingreview.files.characters import fault, hidden_at
from livingreview.files.textfile import read_text, text_problems
from livingreview.problems import Problem, field_name, shown

MAX_DEPTH = 30
# Values and keys per file; the longest list of a review has some thousands.
MAX_NODES = 200_000

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Location = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The data of one file, with the place (line, column from 1) of every value and key."""

    path: str
    data: Any
    values: Mapping[Location, Place]
    keys: Mapping[Location, Place]

    def place(self, location: Location, *, key: bool = False) -> Place:
        """Return the place of a value (or of its key), or of the nearest parent that has one."""
        marks = self.keys if key else self.values
        while location and location not in marks:
            location = location[:-1]
        return marks.get(location, (1, 1))


def read_yaml(path: Path, root: Path) -> tuple[YamlDocument | None, tuple[Problem, ...]]:
    """Return the document of a YAML file below `root`, or None and the problems."""
    name = path.relative_to(root).as_posix()
    text, problems = read_text(path, root)
    if text is None:
        return None, problems
    return parse_yaml(text, name)


def parse_yaml(
    text: str, name: str, *, tags: re.Pattern[str] | None = None
) -> tuple[YamlDocument | None, tuple[Problem, ...]]:
    """Return the document of a YAML text, or None and the problems.

    `name` is the path used in problems. A tag is refused unless `tags` matches all of it; a value
    with such a tag is read as if it had none.
    """
    if hidden_at(text) is not None:
        return None, tuple(text_problems(text, name))
    builder = _Builder(name, tags)
    try:
        data = builder.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # The parser counts the end of a file as one more line.
        last = len((text + " ").splitlines())
        line, column = (min(mark.line + 1, last), mark.column + 1) if mark else (1, 0)
        message = _advice((error.problem or str(error)).replace("\n", " "))
        builder.problems.append(Problem(name, line, column, "", message))
        data = None
    if builder.problems:
        return None, tuple(builder.problems)
    return YamlDocument(name, data, builder.values, builder.keys), ()


# Messages of the parser for the most common mistakes, and the repair of each.
_SLIPS = {
    "mapping values are not allowed": (
        "must have a space after each key's colon, and quotes round a text that holds ': '"
    ),
    "found a tab character": "must be indented by spaces, not by a tab",
    "cannot start any token": (
        "must have spaces instead of tabs, and quotes round a text that begins with @, % or `"
    ),
    "did not find expected '-' indicator": "must be indented like the item above",
    "did not find expected key": "must be indented like its neighbours, quotes closed before it",
    "did not find expected ',' or": "must close the bracket that was opened before",
    "could not find expected ':'": "must be key: value, with a colon and a space",
    "found unexpected end of stream": "must close the quotes that were opened before",
}


def _advice(what: str) -> str:
    """Return the message of a fault that the parser found, with the repair if it is known."""
    for slip, advice in _SLIPS.items():
        if slip in what:
            return f"{advice} (YAML: {what})"
    return f"must be valid YAML ({what})"


class _Builder:
    """One pass over the events of the parser, which builds plain data and notes all places."""

    def __init__(self, name: str, tags: re.Pattern[str] | None) -> None:
        self.name = name
        self.tags = tags
        self.problems: list[Problem] = []
        self.values: dict[Location, Place] = {}
        self.keys: dict[Location, Place] = {}

    def document(self, events: Iterator[yaml.Event]) -> Any:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(event, (), "must hold one document (a second '---' begins here)")
                    return data
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, events, ())
        return data

    def _node(self, event: Any, events: Iterator[yaml.Event], at: Location) -> Any:
        self.values[at] = _place(event)
        if len(self.values) + len(self.keys) > MAX_NODES:
            raise yaml.MarkedYAMLError(
                problem=f"more than {MAX_NODES:,} keys and values", problem_mark=event.start_mark
            )
        self._plain(event, at)
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(at) >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested deeper than {MAX_DEPTH} levels",
                problem_mark=event.start_mark,
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, at)
        return self._mapping(events, at)

    def _plain(self, event: yaml.NodeEvent, at: Location) -> None:
        """Report an alias, an anchor, a tag, or a hidden character that is written as an escape."""
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, at, f"must not use an alias (got '*{event.anchor}')")
            return
        if event.anchor:
            self._problem(event, at, f"must not use an anchor (got '&{event.anchor}')")
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and not (self.tags and self.tags.fullmatch(tag)):
            self._problem(event, at, f"must not use a tag (got {shown(tag)})")
        if isinstance(event, yaml.ScalarEvent) and event.style == '"':  # escapes can hide more
            offset = hidden_at(event.value)
            if offset is not None:
                self._problem(event, at, fault(event.value, offset))

    def _sequence(self, events: Iterator[yaml.Event], at: Location) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*at, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], at: Location) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, place = self._key(event, events, at), _place(event)
            if key in items:
                first = self.keys[*at, key][0]
                self._problem(event, (*at, key), f"must be given once (first on line {first})")
            self.keys.setdefault((*at, key), place)
            items[key] = self._node(next(events), events, (*at, key))
        return items

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], at: Location) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._problem(event, at, "must have text as key")
            self._node(event, events, (*at, "?"))
            return "?"
        self._plain(event, at)
        if event.value == "<<":
            self._problem(event, at, "must not use a merge key (got '<<')")
        return str(event.value)

    def _problem(self, event: Any, at: Location, message: str) -> None:
        line, column = _place(event)
        self.problems.append(Problem(self.name, line, column, field_name(at), message))


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    value = str(event.value)
    if event.style:  # quoted or block text
        return value
    if value in _NULLS:
        return None
    if value in _TRUTHS:
        return _TRUTHS[value]
    if len(value) <= 40:
        if _INTEGER.fullmatch(value):
            return int(value)
        if _NUMBER.fullmatch(value) and math.isfinite(float(value)):
            return float(value)
    return value


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1

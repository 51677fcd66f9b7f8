"""The shape of the YAML files, field by field, and the JSON Schemas made from it.

What a field means stands in its description: references/README.md and the editors' hints are
made from these. Whether the words in a file exist in the vocabulary is the business of
`checks`; how files become the objects that the rest works with, of `library`.
"""

import difflib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from livingreview.problems import Problem, shown
from livingreview.schema.entry import Design, Entry
from livingreview.schema.fields import ID_PATTERN, KEY_PATTERN
from livingreview.schema.review import Cohorts, Review, Seed, Trial
from livingreview.yamlfile import Location, YamlDocument

__all__ = [
    "AnyShape",
    "Cohorts",
    "Design",
    "Entry",
    "Review",
    "Seed",
    "Trial",
    "json_schemas",
    "validate",
]

AnyShape = TypeVar("AnyShape", bound=BaseModel)

SHAPES: Mapping[str, type[BaseModel]] = {
    "entry": Entry, "trial": Trial, "cohorts": Cohorts, "seed": Seed, "review": Review,
}  # fmt: skip


def validate(
    shape: type[AnyShape], document: YamlDocument
) -> tuple[AnyShape | None, tuple[Problem, ...]]:
    """Check a document against its shape; every fault comes back with its place."""
    if document.data is None:
        return None, (Problem(document.path, 1, 1, "", "must not be empty"),)
    try:
        return shape.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(
            _problem(shape, document, dict(fault)) for fault in error.errors(include_url=False)
        )


def json_schemas() -> dict[str, dict[str, Any]]:
    """Make the JSON Schema (2020-12) of each kind of file, by its name."""
    return {name: shape.model_json_schema(by_alias=True) for name, shape in SHAPES.items()}


def _problem(shape: type[BaseModel], document: YamlDocument, fault: dict[str, Any]) -> Problem:
    location = _as_path(document.data, fault["loc"])
    is_unknown = fault["type"] == "extra_forbidden"
    line, column = document.place(location, key=is_unknown)
    message = _message(shape, fault, location)
    return Problem(document.path, line, column, ".".join(map(str, location)), message)


def _as_path(data: Any, loc: tuple[str | int, ...]) -> Location:
    """Keep the parts of a pydantic location that are steps into the data (or a missing key)."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        is_key = isinstance(data, dict) and part in data
        is_index = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if is_key or is_index:
            data = data[part]
        elif not (isinstance(data, dict) and index == len(loc) - 1) or part == "[key]":
            continue
        path.append(part)
    return tuple(path)


_MESSAGES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _: "must be given",
    "string_type": lambda _: "must be text",
    "dict_type": lambda _: "must be a mapping (key: value)",
    "is_instance_of": lambda _: "must be a mapping (key: value)",
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "finite_number": lambda _: "must be a finite number",
    "bool_type": lambda _: "must be true or false",
    "greater_than_equal": lambda c: f"must be {c['ge']} or more",
    "less_than_equal": lambda c: f"must be {c['le']} or less",
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda c: f"must have at most {c['max_length']:,} characters",
    "too_short": lambda c: f"must have at least {c['min_length']} items",
    "too_long": lambda c: f"must have at most {c['max_length']} items",
    "tuple_type": lambda _: "must be a list",
    "mapping_type": lambda _: "must be a mapping (key: value)",
    "model_type": lambda _: "must be a mapping (key: value)",
    "literal_error": lambda c: f"must be one of {c['expected']}",
    "value_error": lambda c: str(c["error"]),
}


_FORMS: Mapping[str, str] = {
    f"^{KEY_PATTERN}$": "a key such as lu2022naturally (surname, year, word; lower case)",
    f"^{KEY_PATTERN}/[a-z0-9]+(-[a-z0-9]+)*$": "a claim such as lu2025soho/gene-editing",
    f"^{ID_PATTERN}$": "an id (letters, digits, single hyphens)",
    "^[A-Z]{2}$": "a country code of two letters such as CN",
}


def _message(shape: type[BaseModel], fault: dict[str, Any], location: Location) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _field_names(shape)
        near = difflib.get_close_matches(str(location[-1]), known, 1)
        return "must be a known field" + (f"; did you mean {near[0]!r}?" if near else "")
    if kind == "string_pattern_mismatch":
        wanted = (
            "a key such as lu2022naturally"
            if KEY_PATTERN in context["pattern"]
            else (f"of the form {context['pattern']}")
        )
        return f"must be {wanted} (got {shown(fault['input'])})"
    make = _MESSAGES.get(kind)
    message = make(context) if make else f"must be otherwise: {fault['msg']}"
    return message if kind == "missing" else f"{message} (got {shown(fault['input'])})"


def _field_names(shape: type[BaseModel]) -> list[str]:
    """All field names of a shape and of the shapes in it (for 'did you mean')."""
    properties = [shape.model_json_schema(by_alias=True)]
    names: list[str] = []
    for schema in [*properties, *properties[0].get("$defs", {}).values()]:
        names.extend(schema.get("properties", ()))
    return names

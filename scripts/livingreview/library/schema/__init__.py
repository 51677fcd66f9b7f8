"""The shapes of the YAML files, field by field, and the JSON Schemas made from them.

The description of a field is printed in references/README.md and in the hints of editors. Whether
the words in a file are defined in review.yml is checked by `checks`; `joining` turns the shapes
into the objects of `model`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from livingreview.bibliography import KEY_PATTERN
from livingreview.files import Location, YamlDocument, parse_yaml
from livingreview.library.schema.entry import Design, Entry
from livingreview.library.schema.fields import ID_PATTERN
from livingreview.library.schema.front_matter import FrontMatter
from livingreview.library.schema.glossary import ANCHOR_PATTERN, Glossary
from livingreview.library.schema.reporting import Excluded, Reporting, ReportingChecklist
from livingreview.library.schema.review import Cohorts, Review, Seed, Trial
from livingreview.problems import Problem, field_name, nearest, shown

__all__ = [
    "AnyShape",
    "Cohorts",
    "Design",
    "Entry",
    "Excluded",
    "FrontMatter",
    "Glossary",
    "Reporting",
    "ReportingChecklist",
    "Review",
    "Seed",
    "Trial",
    "choices",
    "json_schemas",
    "text_problems",
    "validate",
]

AnyShape = TypeVar("AnyShape", bound=BaseModel)

# The number of faults of one kind that are reported per file.
MOST_OF_A_KIND = 5_000

SHAPES: Mapping[str, type[BaseModel]] = {
    "entry": Entry, "trial": Trial, "cohorts": Cohorts, "seed": Seed, "review": Review,
    "glossary": Glossary, "excluded": Excluded, "reporting": Reporting,
}  # fmt: skip


def validate(
    shape: type[AnyShape], document: YamlDocument
) -> tuple[AnyShape | None, tuple[Problem, ...]]:
    """Return a document as its shape, or None and every problem with its place."""
    if document.data is None:
        return None, (Problem(document.path, 1, 1, "", "must not be empty"),)
    try:
        return shape.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(_problems(shape, document, error))


def text_problems(kind: str, text: str, path: str) -> tuple[Problem, ...]:
    """Return the problems of a text as the file of a kind, such as entry or trial."""
    document, problems = parse_yaml(text, path)
    return problems if document is None else validate(SHAPES[kind], document)[1]


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each kind of file, by its name."""
    return {name: shape.model_json_schema(by_alias=True) for name, shape in SHAPES.items()}


def _problems(
    shape: type[BaseModel], document: YamlDocument, error: ValidationError
) -> Iterator[Problem]:
    """Yield one problem per place; if a value may have several shapes, their faults are joined."""
    messages: dict[tuple[Location, bool], list[str]] = {}
    inputs: dict[tuple[Location, bool], str] = {}
    faults = error.errors(include_url=False)
    counts = Counter(fault["type"] for fault in faults)
    taken: Counter[str] = Counter()
    within = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    for fault in faults:
        if fault["type"] == "too_short" and fault["loc"] in within:
            continue  # the list is too short only because its faulty items were not counted
        taken[fault["type"]] += 1
        if taken[fault["type"]] > MOST_OF_A_KIND:
            continue
        location = _as_path(document.data, fault["loc"])
        is_unknown = fault["type"] == "extra_forbidden"
        is_missing = fault["type"] == "missing" and location == tuple(fault["loc"])
        place = location, is_unknown
        message = _message(shape, dict(fault), location)
        if taken[fault["type"]] == MOST_OF_A_KIND < counts[fault["type"]]:
            message += (
                f"; {counts[fault['type']] - MOST_OF_A_KIND:,} more of this kind in this file"
            )
        messages.setdefault(place, []).append(message)
        if not is_unknown and not is_missing and not _is_blank(dict(fault)):
            value = fault["input"] if fault["type"] != "missing" else _value(document, location)
            inputs[place] = f" (got {shown(value)})"
    for (location, is_unknown), found in messages.items():
        line, column = document.place(location, key=is_unknown)
        first, *others = dict.fromkeys(found)
        message = ", or ".join([first, *(other.removeprefix("must ") for other in others)])
        message += inputs.get((location, is_unknown), "")
        yield Problem(document.path, line, column, field_name(location), message)


def _value(document: YamlDocument, location: Location) -> Any:
    value = document.data
    for part in location:
        value = value[part]
    return value


def _as_path(data: Any, loc: tuple[str | int, ...]) -> Location:
    """Return the parts of a pydantic location that are keys or indexes of the data."""
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
    "string_type": lambda _: "must be text",
    "dict_type": lambda _: "must be a mapping (key: value)",
    "is_instance_of": lambda _: "must be a mapping (key: value)",
    "int_type": lambda _: "must be a whole number in digits, without quotes",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number in digits, without quotes or a percent sign",
    "finite_number": lambda _: "must be a finite number",
    "bool_type": lambda _: "must be true or false",
    "greater_than_equal": lambda c: f"must be {c['ge']:,.10g} or more",
    "less_than_equal": lambda c: f"must be {c['le']:,.10g} or less",
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda c: f"must have at most {c['max_length']:,} characters",
    "too_short": lambda c: (
        "must not be empty"
        if c["min_length"] == 1
        else f"must have at least {c['min_length']} items"
    ),
    "too_long": lambda c: f"must have at most {c['max_length']} items",
    "tuple_type": lambda _: "must be a list",
    "mapping_type": lambda _: "must be a mapping (key: value)",
    "model_type": lambda _: "must be a mapping (key: value)",
    "literal_error": lambda c: f"must be one of {c['expected']}",
    "value_error": lambda c: str(c["error"]),
}


_FORMS: Mapping[str, str] = {
    f"^{KEY_PATTERN}$": "a key: surname, year and a word, in lower case (lu2022naturally)",
    f"^{KEY_PATTERN}/[a-z0-9]+(-[a-z0-9]+)*$": "a claim: a seed's key, a slash and the claim's id",
    f"^{ID_PATTERN}$": "an id (words of letters and digits, joined by - _ / or a space)",
    f"^{ANCHOR_PATTERN}$": "an anchor (lower-case letters and digits, joined by hyphens)",
    "^[a-z][a-z0-9_]*$": "an earlier key (lower-case letters, digits, _)",
    "^[A-Z]{2}$": "a country code of two capital letters such as CN",
}


def _message(shape: type[BaseModel], fault: dict[str, Any], location: Location) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _fields(_shape_at(shape, location[:-1]))
        return f"must be a known field{nearest(str(location[-1]), known)}"
    if kind == "string_pattern_mismatch":
        return f"must be {_FORMS[context['pattern']]}"
    if kind == "missing" and location != tuple(fault["loc"]):
        return "must have more items"  # what is missing is a part of a pair
    if kind == "missing":
        field = _fields(_shape_at(shape, location[:-1])).get(str(location[-1]))
        return "must be given" + (f" ({field.description})" if field else "")
    if _is_blank(fault):
        field = _fields(_shape_at(shape, location[:-1])).get(str(location[-1]))
        if field is None:
            return "must be filled in"
        left_out = "" if field.is_required() else ", or left out"
        return f"must be filled in{left_out} ({field.description})"
    make = _MESSAGES.get(kind)
    message = make(context) if make else f"must have another value: {fault['msg']}"
    if kind in ("float_type", "less_than_equal") and context.get("le", 1) == 1:
        message += _as_share(fault["input"])
    return message


def _is_blank(fault: Mapping[str, Any]) -> bool:
    """Return whether a field that must hold something holds nothing: `topics:` and no more."""
    return fault["input"] is None and fault["type"].endswith(("_type", "_error"))


def _as_share(value: object) -> str:
    """Return a hint at the proportion to write in place of a percentage, or an empty text."""
    number = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*%?\s*", str(value))
    percent = float(number[1].replace(",", ".")) if number else 0.0
    return f"; for {percent:g}% write {percent / 100:g}" if 1 < percent <= 100 else ""


def _shape_at(shape: type[BaseModel], location: Location) -> type[BaseModel]:
    """Return the shape of the mapping at a location of a file."""
    for part in location:
        field = _fields(shape).get(str(part))
        inner = list(_shapes(field.annotation)) if field else []
        shape = inner[0] if inner else shape
    return shape


def _fields(shape: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a shape by the names that they have in files."""
    return {field.alias or name: field for name, field in shape.model_fields.items()}


def _shapes(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the shapes in an annotation, also those of the items of a list or a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _shapes(argument)

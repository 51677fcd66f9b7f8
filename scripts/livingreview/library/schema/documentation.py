"""The generated files that explain and check the YAML: field reference, template, JSON Schemas.

They are made from the descriptions of the shapes and from `examples/`, which has one invented file
per shape with every field. `livingreview schema` writes them into references/.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from livingreview.bibliography import KEY_PATTERN
from livingreview.files import read_yaml
from livingreview.library.schema import json_schemas
from livingreview.library.schema.fields import DAY_PATTERN, ID_PATTERN
from livingreview.library.schema.glossary import ANCHOR_PATTERN

EXAMPLES = Path(__file__).parent / "examples"

Shapes = Mapping[str, dict[str, Any]]
Examples = dict[tuple[str, str], Any]

_PLACES = {
    "entry": "references/sources/KEY.yml",
    "cohorts": "references/cohorts.yml",
    "trial": "references/trials/ID.yml",
    "seed": "seeds/KEY.yml",
    "review": "references/review.yml",
    "glossary": "references/glossary.yml",
    "excluded": "references/excluded.yml",
    "reporting": "references/reporting.yml",
}
_INTRODUCTION = """\
# The data of this review

<!-- Written by `livingreview schema` from the shapes of the files; to change this text, edit
scripts/livingreview/library/schema/. -->

One source is a pair of files in `sources/`: the bibliographic record `KEY.bib`, and the entry
`KEY.yml` with the data that we extracted from the source.
Start from [TEMPLATE.yml](TEMPLATE.yml); [CONTRIBUTING.md](../CONTRIBUTING.md) explains each step.
The tables below list every field of every file: its meaning, the values that it may have, and an
invented example.
Fields in **bold** are required; all others may be left out or be `null`.
No other fields are allowed.
Editors with YAML support read the same rules from `schema/*.json`.

Dates are `2026-11-22`, `2026-11` or `2026`, and proportions are 0–1.
"""
_PATTERNS = {
    f"^{KEY_PATTERN}$": "key",
    f"^{ID_PATTERN}$": "id",
    f"^{DAY_PATTERN}$": "date",
    "^[A-Z]{2}$": "country code",
    f"^{ANCHOR_PATTERN}$": "anchor",
    f"^{KEY_PATTERN}/[a-z0-9]+(-[a-z0-9]+)*$": "key/claim",
    "^[a-z][a-z0-9_]*$": "earlier key",
}
# Kinds of text are distinguished by their maximum length (`fields`).
_TEXTS = {300: "short text", 4000: "text", 2000: "http or https address"}


def schema_files() -> dict[str, str]:
    """Return the text of each file that `livingreview schema` writes below references/, by path."""
    schemas = json_schemas()
    made = {
        f"schema/{name}.json": json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
        for name, shape in schemas.items()
    }
    template = (EXAMPLES / "entry.yml").read_text(encoding="utf-8")
    return made | {"README.md": field_reference(schemas), "TEMPLATE.yml": template}


def field_reference(schemas: Shapes) -> str:
    """Return the reference of every field of every file, as Markdown."""
    parts = [_INTRODUCTION]
    for name, place in _PLACES.items():
        schema = schemas[name]
        shapes = {schema["title"]: schema} | schema.get("$defs", {})
        document, problems = read_yaml(EXAMPLES / f"{name}.yml", EXAMPLES)
        if document is None:
            raise ValueError("\n".join(map(str, problems)))
        examples: Examples = {}
        titles = dict.fromkeys([schema["title"], *_titles(schema, shapes)])
        _gather(schema, document.data, shapes, examples)
        parts.append(f"## {place}\n\n{schema['description']}\n")
        for title in titles:
            if title != schema["title"]:
                parts.append(f"### {title}\n\n{shapes[title]['description']}\n")
            parts.append(_table(shapes[title], examples))
    return "\n".join(parts)


def _table(shape: Mapping[str, Any], examples: Examples) -> str:
    rows = ["| field | meaning | value | example |", "|---|---|---|---|"]
    by_name = {field: value for (_, field), value in examples.items()}
    for field, node in shape["properties"].items():
        name = f"**`{field}`**" if field in shape.get("required", ()) else f"`{field}`"
        example = _shown(examples.get((shape["title"], field), by_name.get(field)))
        holds = _holds(node)
        holds = holds.removesuffix(" or null") if "anyOf" in node else holds
        rows.append(f"| {name} | {node['description']} | {holds} | {example} |")
    return "\n".join(rows) + "\n"


def _parts(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schema nodes of the items of a list or the values of a mapping."""
    yield from node.get("patternProperties", {}).values()
    for name in ("items", "additionalProperties"):
        if isinstance(node.get(name), dict):
            yield node[name]


def _titles(node: Mapping[str, Any], shapes: Shapes) -> Iterator[str]:
    """Yield the titles of the shapes in a shape, in the order in which its fields name them."""
    if "$ref" in node:
        title = _title(node)
        yield title
        yield from _titles(shapes[title], shapes)
    inner = (*node.get("anyOf", ()), *_parts(node), *node.get("properties", {}).values())
    for part in inner:
        yield from _titles(part, shapes)


def _gather(node: Mapping[str, Any], value: Any, shapes: Shapes, examples: Examples) -> None:
    """Fill `examples` with the first example of each field of each shape."""
    if "$ref" in node:
        node = shapes[_title(node)]
    if "properties" in node and isinstance(value, dict):
        for field, child in value.items():
            examples.setdefault((node["title"], field), child)
            _gather(node["properties"][field], child, shapes, examples)
        return
    for option in node.get("anyOf", ()):
        _gather(option, value, shapes, examples)
    children = value.values() if isinstance(value, dict) else value
    for part in _parts(node):
        for child in children if isinstance(value, dict | list) else ():
            _gather(part, child, shapes, examples)


def _title(node: Mapping[str, Any]) -> str:
    return str(node["$ref"].rsplit("/", 1)[1])


def _holds(node: Mapping[str, Any]) -> str:
    """Return in words which values a field may have."""
    inner = " or ".join(map(_holds, _parts(node)))
    match node:
        case {"$ref": _}:
            return f"*{_title(node)}*"
        case {
            "anyOf": [{"type": "string"} as text, {"type": "integer"}, {"type": "number"}, *rest]
        }:
            # A number is taken as text.
            return " or ".join([_holds(text), *map(_holds, rest)])
        case {"anyOf": options}:
            return " or ".join(dict.fromkeys(map(_holds, options)))
        case {"enum": values}:
            return ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"`{_flow(value)}`"
        case {"type": "string"}:
            return _PATTERNS.get(node.get("pattern", "")) or _TEXTS[node["maxLength"]]
        case {"prefixItems": items}:
            return f"[{', '.join(map(_holds, items))}]"
        case {"type": "array"}:
            return f"{'two' if node.get('maxItems') == 2 else 'list'}: {inner}"
        case {"type": "object"}:
            return f"mapping: {inner}"
        case {"minimum": low, "maximum": high} if high <= 1000:
            return f"number {low}–{high}"
    kind = str(node["type"])
    return {"integer": "whole number", "boolean": "true or false"}.get(kind, kind)


def _shown(value: Any) -> str:
    """Return an example as YAML on one line, or "see below" if its parts have their own table."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return "see below" if any(isinstance(v, dict) for v in inner) else f"`{_flow(value)}`"


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(child)}' for key, child in value.items())}}}"
    return value if isinstance(value, str) else json.dumps(value)

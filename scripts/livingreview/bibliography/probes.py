"""Probes: invented items that show which variables a citation style prints.

The values of a probe occur in no record. A style can distinguish items only by their *shape*:
their type, their variables, whether values are numbers, and the number of names. The variables
that a style prints of a probe are therefore those that it prints of every item of that shape.
`proofs` compares the two.
"""

import re
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]

# Variables that styles print in another form, or not at all.
NOT_PRINTED = frozenset((
    "id", "type", "title-short", "container-title-short", "keyword", "note", "abstract",
    "accessed", "language", "number-of-pages", "citation-key",
))  # fmt: skip
# The years of publication of probes, and the years of their other dates.
PROBE_YEARS = (1811, 1822)
_OTHER_YEARS = (1833, 1844)
MOST_NAMES = 40  # styles print twenty authors at most, and the last one
_NUMERIC = re.compile(r"[A-Za-z]*\d+[A-Za-z]*(?:\s*[,&–-]\s*[A-Za-z]*\d+[A-Za-z]*)*")


def shape_of(item: Item) -> tuple[object, ...]:
    """Return the shape of an item: its type, its variables, and the forms of their values."""
    parts: list[object] = [item.get("type")]
    for name in sorted(item.keys() - (NOT_PRINTED - {"accessed"})):
        value = item[name]
        if is_names(value):
            others = value[-1].get("literal") == "others"
            form: object = (min(len(value), MOST_NAMES), others)
        elif name == "issued":
            form = tuple(map(len, value["date-parts"])), _is_one_year(value["date-parts"])
        else:
            form = isinstance(value, str) and _is_numeric(value)
        parts.append((name, form))
    return tuple(parts)


def probe_of(item: Item, number: int) -> dict[str, Any]:
    """Return an item of the same shape, with values that no record has."""
    probe: dict[str, Any] = {"type": item.get("type")}
    for name, value in item.items():
        if name in NOT_PRINTED and name != "accessed":
            continue
        if is_names(value):
            probe[name] = _probe_names(name, value, number)
        elif isinstance(value, dict):
            years = PROBE_YEARS if name == "issued" else _OTHER_YEARS
            probe[name] = {"date-parts": _probe_dates(value["date-parts"], years)}
        else:
            probe[name] = stand_in(name, str(value))
    return probe


def is_names(value: object) -> bool:
    """Return whether the value of a variable is a list of names."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_numeric(value: str) -> bool:
    return _NUMERIC.fullmatch(value.strip()) is not None


def _is_one_year(dates: list[list[int]]) -> bool:
    return len({date[0] for date in dates if date}) == 1


def stand_in(name: str, value: str) -> str:
    """Return a value for a probe: a number for a number, and an invented word for a text."""
    if name == "DOI":
        return "10.7000/qxdoi"
    if name == "URL":
        return "https://qxurl.example"
    number = 70_000 + sum(map(ord, name)) % 400 * 20
    if name == "page" and "-" in value.replace("–", "-"):
        return f"{number}-{number + 9}"
    if value and _is_numeric(value):
        return str(number)
    return f"qx{''.join(filter(str.isalpha, name))}x"


def _probe_names(name: str, names: list[Item], number: int) -> list[dict[str, str]]:
    count = min(len(names), MOST_NAMES)
    others = names[-1].get("literal") == "others"
    stem = f"Qx{_letters(number)}q{''.join(filter(str.isalpha, name))}"
    probes = [{"family": f"{stem}q{_letters(n)}x", "given": "Zed"} for n in range(count - others)]
    return [*probes, *([{"literal": "others"}] if others else [])]


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _probe_dates(dates: list[list[int]], years: tuple[int, int]) -> list[list[int]]:
    if _is_one_year(dates):
        years = (years[0], years[0])
    return [[year, *date[1:]] for year, date in zip(years, dates, strict=False)]

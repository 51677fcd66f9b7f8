"""Two objects of the library, field by field, and lists of them, item by item."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeVar

Item = TypeVar("Item")
How = Literal["added", "removed", "changed"]

# Fields that say where something is, or print other fields once more.
MADE = frozenset((
    "anchor", "bibtex", "csl", "has_title", "index", "inherited", "path", "reference_html",
    "short", "spot", "title_html",
))  # fmt: skip
# Fields that a reader knows by another name.
NAMES = {
    "record.container": "journal or book",
    "record.issued": "date",
    "low": "ci (low)",
    "high": "ci (high)",
    "design.follow_up.start": "design.follow_up.from",
}
# The field that tells an item of a list from the others.
_TELLING = ("id", "item", "term", "title", "label", "what", "fact", "date")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with other values than before; None where it was not, or is no longer, given."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """Something in the data that is new, gone or changed: a trial, a cohort, a claim, a rule."""

    kind: str
    id: str
    label: str
    how: How
    fields: tuple[FieldChange, ...]


def changed_fields(
    before: object, after: object, skip: frozenset[str] = frozenset()
) -> tuple[FieldChange, ...]:
    """Return each field that differs between two objects, by its name in the file."""
    old, new = (dict(_flat(value, "", MADE | skip)) for value in (before, after))
    return tuple(
        FieldChange(_name(name), old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def changed_items(
    kind: str,
    before: Mapping[str, Item],
    after: Mapping[str, Item],
    label: Callable[[Item], str | None],
) -> Iterator[ItemChange]:
    """Yield what is new, changed or gone between two mappings by id."""
    for id in dict.fromkeys((*after, *before)):
        old, new = before.get(id), after.get(id)
        found = () if old is None or new is None else changed_fields(old, new)
        shown = new if new is not None else old
        if shown is not None and (old is None or new is None or found):
            yield ItemChange(kind, id, label(shown) or "", how(old, new), found)


def how(before: object | None, after: object | None) -> How:
    """Return what happened to something that one side may lack."""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def matched(
    before: Sequence[Item], after: Sequence[Item], *identities: Callable[[Item], Hashable]
) -> list[tuple[Item | None, Item | None]]:
    """Pair the items of two lists by the first identity that fits, the strictest first.

    The pairs are in the order of `after`; an item without a partner stands alone, those of
    `before` at the end.
    """
    partners: dict[int, int] = {}
    for identity in identities:
        free: dict[Hashable, list[int]] = {}
        for place, item in enumerate(before):
            if place not in partners.values():
                free.setdefault(identity(item), []).append(place)
        for place, item in enumerate(after):
            if place not in partners and (found := free.get(identity(item))):
                partners[place] = found.pop(0)
    pairs: list[tuple[Item | None, Item | None]] = [
        (before[partners[place]] if place in partners else None, item)
        for place, item in enumerate(after)
    ]
    taken = set(partners.values())
    return pairs + [(item, None) for place, item in enumerate(before) if place not in taken]


def _flat(value: object, name: str, skip: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield every plain value of an object with its name, `design.treated`."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.name not in skip:
                inner = name if each.name == "figure" else f"{name}.{each.name}".lstrip(".")
                yield from _flat(getattr(value, each.name), inner, skip)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, f"{name}.{key}".lstrip("."), skip)
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        told: Counter[str] = Counter()
        for part in value:
            telling = (getattr(part, each, None) for each in _TELLING)
            key = next((word for word in telling if isinstance(word, str)), "")
            told[key] += 1
            again = f" ({told[key]})" if told[key] > 1 else ""
            yield from _flat(part, f"{name}.{key}{again}".lstrip("."), skip)
    elif isinstance(value, tuple):
        if value:
            yield name, ", ".join(map(str, value))
    elif isinstance(value, float):
        yield name, f"{value:.15g}"
    elif value is not None:
        yield name, str(value)


def _name(name: str) -> str:
    return NAMES.get(name, name.removeprefix("record."))

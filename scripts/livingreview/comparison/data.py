"""What changed in the data that are no source's: trials, cohorts, claims, vocabulary, rules."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from livingreview.comparison.fields import ItemChange, changed_items
from livingreview.model import Library

# Fields of a library that hold items by id, or a list of them, and what one of them is.
KINDS = {
    "trials": "trial",
    "cohorts": "cohort",
    "overlaps": "overlap",
    "separations": "separation",
    "disagreements": "disagreement",
    "claims": "claim",
}
# Fields that are compared as a whole, and what they are.
WHOLES = {
    "review": "review.yml",
    "glossary": "the glossary",
    "reporting": "the reporting of the review",
}
# Fields that are compared elsewhere, or follow from others.
ELSEWHERE = frozenset(("sources", "aliases", "last_evidence"))
_LABELS = ("title", "label", "statement", "because", "product")


def changed_data(before: Library, after: Library) -> Iterator[ItemChange]:
    """Yield what is new, gone or changed beside the sources."""
    for field in fields(Library):
        old, new = (getattr(library, field.name) for library in (before, after))
        if field.name in WHOLES:
            kind = WHOLES[field.name]
            yield from changed_items(kind, {kind: old}, {kind: new}, _label)
        elif field.name in KINDS:
            yield from changed_items(KINDS[field.name], _by_id(old), _by_id(new), _label)


def _by_id(items: Mapping[str, object] | tuple[object, ...]) -> Mapping[str, object]:
    """Return items by their ids; an item of a list is known by what it relates."""
    return items if isinstance(items, Mapping) else {_relation(item): item for item in items}


def _relation(item: object) -> str:
    """Return the cohorts or reports that an item relates, and the outcome."""
    related = " and ".join(getattr(item, "cohorts", ()) or getattr(item, "reports", ()))
    outcome = getattr(item, "outcome", None)
    return f"{related}, {outcome}" if outcome else related


def _label(item: object) -> str | None:
    return next((label for name in _LABELS if (label := getattr(item, name, None))), None)

"""A source as lists show it: its line of facts, its key results, and the orders of lists."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from livingreview.model import DISEASE, Library, Source, column_facets, patients, plural
from livingreview.rendering.wording import READ, facet_label, figure_text

# The number of key results on a card.
KEY_RESULTS = 3
NO_YEAR = "year unknown"
RECORD_ONLY = "Record only"
# More patients than any study has: counts are subtracted from it, so that larger ones sort first.
_MOST = 99_999_999


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A figure on a card; `anchor` is its row on the source's page."""

    label: str
    text: str
    anchor: str


def year_label(source: Source) -> str:
    """Return the year of a source as a label, also if it is unknown."""
    return str(source.record.year or NO_YEAR)


def list_facets(library: Library) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the facets that filter lists of sources: id to label and values (id to label)."""
    review = library.review
    kinds = {id: kind.label for id, kind in review.kinds.items()}
    years = sorted({s.record.year for s in library.sources.values() if s.record.year}, reverse=True)
    return {
        "kind": ("Kind", kinds | {"record-only": RECORD_ONLY}),
        "topic": ("Topic", {id: topic.label for id, topic in review.topics.items()}),
        **{id: (facet.label, dict(facet.values)) for id, facet in review.facets.items()},
        "year": ("Year", {str(year): str(year) for year in years} | {"none": NO_YEAR}),
        "read": ("What was read", dict(READ)),
    }


def facet_values(source: Source) -> Iterator[tuple[str, str]]:
    """Yield pairs of facet and value, as ids, for a source in lists."""
    yield "kind", source.kind or "record-only"
    yield from (("topic", topic) for topic in source.topics)
    yield from source.facets.items()
    yield from ((DISEASE, disease) for disease in source.design.diseases)
    yield "year", str(source.record.year or "none")
    yield "read", source.read


def source_facts(library: Library, source: Source) -> tuple[str, ...]:
    """Return the facts of a source in lists: kind, year, columns, patients, what was read."""
    kind = library.review.kinds.get(source.kind or "")
    count = patients(source)
    facts = (
        kind.label if kind else RECORD_ONLY,
        year_label(source),
        *(
            facet_label(library, source, facet.id)
            for facet in column_facets(library)
            if facet.id in source.facets
        ),
        plural(count, "patient") if count is not None else "",
        f"read: {READ[source.read]}",
    )
    return tuple(fact for fact in facts if fact)


def key_results(library: Library, source: Source) -> tuple[KeyResult, ...]:
    """Return the first few results of a source that have a figure and are for a whole cohort."""
    found = (
        KeyResult(
            library.review.outcomes[result.outcome].short,
            figure_text(result.figure),
            result.anchor,
        )
        for result in source.results
        if not result.figure.missing and not result.group
    )
    return tuple(found)[:KEY_RESULTS]


def source_mark(source: Source) -> str:
    """Return a mark for a source that is retracted or excluded, "" for any other."""
    return "retracted" if source.retracted else "excluded" if source.status == "excluded" else ""


def _newest(source: Source) -> str:
    year, month, day = (*source.record.issued, 0, 0, 0)[:3]
    return f"{9999 - year:04d}{99 - month:02d}{99 - day:02d} {_name(source)}"


def _most_patients(source: Source) -> str:
    count = patients(source)
    return f"{_MOST - (-1 if count is None else count):08d} {_newest(source)}"


def _name(source: Source) -> str:
    return f"{source.short.casefold()} {source.key}"


ORDERS: Mapping[str, Callable[[Source], str]] = MappingProxyType(
    {"year": _newest, "patients": _most_patients, "name": _name}
)
"""The orders of a list of sources, the default first; each function returns a text that sorts."""

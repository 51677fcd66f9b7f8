"""Which work a record is: its identifiers and its title, and an index of records by them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import ceil

from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.verbatim import arxiv, bare_doi, is_doi, pmcid, pmid

# Titles of up to this many words name a kind of text, not a work: Editorial, Erratum, Reply.
GENERIC_WORDS = 4
# Two titles are nearly the same if they have at least this share of their words in common.
NEARLY_THE_SAME = 0.85
# The number of records with one word in common that one record is compared with.
_MOST_COMPARED = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PRINTED = ("year", "title", "journal", "booktitle", "publisher", "volume", "number", "pages")

Titled = tuple[frozenset[str], BibRecord]


def identifiers(record: BibRecord) -> dict[str, str]:
    """Return the identifiers of a record by their kind: doi, pmid, pmcid, arxiv."""
    doi = bare_doi(record.get("doi")).lower()
    found = {
        "doi": doi if is_doi(doi) else "",
        "pmid": pmid(record),
        "pmcid": pmcid(record).partition(".")[0],
        "arxiv": arxiv(record),
    }
    return {kind: value for kind, value in found.items() if value}


def title_words(title: str) -> list[str]:
    """Return the words by which titles are compared, without case and punctuation."""
    return "".join(c if c.isalnum() else " " for c in title.casefold()).split()


def title_and_year(record: BibRecord) -> str:
    """Return title and year as one text; empty if they could be those of many works.

    A short title such as Editorial could be, and any title without a year.
    """
    words, year = _title(record), _year(record)
    return f"{' '.join(words)} {year}" if year and len(words) > GENERIC_WORDS else ""


class Works:
    """An index of records, in which the record of the same work can be found."""

    def __init__(self, records: Iterable[BibRecord] = ()) -> None:
        self._by_id: dict[tuple[str, str], BibRecord] = {}
        self._by_title: dict[str, BibRecord] = {}
        self._by_all: dict[tuple[str, ...], BibRecord] = {}
        self._by_word: dict[tuple[str, str], list[Titled]] = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: BibRecord) -> None:
        """Add a record; of two that share an identifier, the first one is found."""
        for identifier in identifiers(record).items():
            self._by_id.setdefault(identifier, record)
        if title := title_and_year(record):
            self._by_title.setdefault(title, record)
        self._by_all.setdefault(_described(record), record)
        words, year = frozenset(_title(record)), _year(record)
        for word in _longest(words):
            self._by_word[year, word].append((words, record))

    def named(self, kind: str, value: str) -> BibRecord | None:
        """Return the record with an identifier, or None."""
        return self._by_id.get((kind, value))

    def same(self, record: BibRecord) -> BibRecord | None:
        """Return the record of the same work, or None.

        The two have an identifier in common; or the same title and year and an author in common,
        and no identifiers of one kind that differ. If the title could be that of many works,
        everything printed of the two must be the same.
        """
        own = identifiers(record)
        for identifier in own.items():
            if found := self._by_id.get(identifier):
                return found
        found = self._by_title.get(title_and_year(record))
        if found is None or _differ(_families(found), _families(record)):
            found = self._by_all.get(_described(record))
        theirs = identifiers(found) if found else {}
        differs = any(theirs.get(kind, value) != value for kind, value in own.items())
        return None if differs else found

    def alike(self, record: BibRecord) -> BibRecord | None:
        """Return a record with nearly the same title and the same year, or None.

        Records are passed over that are known to be another work: by other authors and another
        DOI or journal; under a short title, by other authors, DOI, volume or pages.
        """
        words, year = frozenset(_title(record)), _year(record)
        for word in _longest(words):
            for theirs, other in self._by_word.get((year, word), ())[:_MOST_COMPARED]:
                common = len(words & theirs)
                is_near = common >= NEARLY_THE_SAME * (len(words) + len(theirs) - common)
                if is_near and not _are_apart(record, other):
                    return other
        return None


def _longest(words: frozenset[str]) -> Iterator[str]:
    """Yield the longest words of a title, one of which any title that is nearly the same has."""
    count = len(words) - ceil(NEARLY_THE_SAME * len(words)) + 1 if words else 0
    yield from sorted(words, key=lambda word: (-len(word), word))[:count]


def _are_apart(one: BibRecord, other: BibRecord) -> bool:
    others = _differ(_families(one), _families(other))
    dois = _differ({one.get("doi").lower()} - {""}, {other.get("doi").lower()} - {""})
    if len(_title(one)) <= GENERIC_WORDS:
        return others or dois or any(_values_differ(one, other, n) for n in ("volume", "pages"))
    return others and (dois or _values_differ(one, other, "journal"))


def _values_differ(one: BibRecord, other: BibRecord, name: str) -> bool:
    values = [{record.text(name).casefold()} - {""} for record in (one, other)]
    return _differ(*values)


def _differ(one: set[str], other: set[str]) -> bool:
    """Return whether two sets both hold something and have nothing in common."""
    return bool(one and other and not one & other)


def _title(record: BibRecord) -> list[str]:
    return title_words(f"{record.text('title')} {record.text('subtitle')}")


def _year(record: BibRecord) -> str:
    found = _YEAR.search(f"{record.get('date')} {record.get('year')}")
    return found[0] if found else ""


def _described(record: BibRecord) -> tuple[str, ...]:
    """Return everything printed of a work that all programs write in the same way."""
    texts = (" ".join(title_words(record.text(name))) for name in _PRINTED)
    return (*texts, *sorted(_families(record)))


def _families(record: BibRecord) -> set[str]:
    return {" ".join(title_words(name.family)) for name in record.names("author").names}

"""Which work a record is: its identifiers, its title and year, and an index to find it by them."""

import re
from collections.abc import Iterable

from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.verbatim import arxiv, bare_doi, is_doi, pmcid, pmid

# Titles of up to this many words name a kind of text, not a work: Editorial, Erratum, Reply.
GENERIC_WORDS = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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
    """Return the words of a title by which titles are compared: no case, no punctuation."""
    return "".join(c if c.isalnum() else " " for c in title.casefold()).split()


def title_and_year(record: BibRecord) -> str:
    """Return the words of a title and the year as one text; empty if either could fit many works.

    A short title such as Editorial fits many, and so does any title without a year.
    """
    words = title_words(f"{record.text('title')} {record.text('subtitle')}")
    year = _YEAR.search(f"{record.get('date')} {record.get('year')}")
    return f"{' '.join(words)} {year[0]}" if year and len(words) > GENERIC_WORDS else ""


class Works:
    """An index of records, in which the record of the same work is found."""

    def __init__(self, records: Iterable[BibRecord] = ()) -> None:
        self._by_id: dict[tuple[str, str], BibRecord] = {}
        self._by_title: dict[str, BibRecord] = {}
        self._by_all: dict[tuple[str, ...], BibRecord] = {}
        for record in records:
            self.add(record)

    def add(self, record: BibRecord) -> None:
        """Add a record; of two that share an identifier, the first one is found."""
        for identifier in identifiers(record).items():
            self._by_id.setdefault(identifier, record)
        if title := title_and_year(record):
            self._by_title.setdefault(title, record)
        self._by_all.setdefault(_described(record), record)

    def named(self, kind: str, value: str) -> BibRecord | None:
        """Return the record with an identifier, or None."""
        return self._by_id.get((kind, value))

    def alike(self, record: BibRecord) -> BibRecord | None:
        """Return a record with title, year and an author in common, whatever else it says."""
        found = self._by_title.get(title_and_year(record))
        authors = (_families(record), _families(found)) if found else (set(), set())
        return None if all(authors) and not authors[0] & authors[1] else found

    def same(self, record: BibRecord) -> BibRecord | None:
        """Return the record of the same work, or None.

        It has an identifier in common, or else title and year (all that is printed of a work, if
        its title could be that of many), unless both have an identifier of one kind that differs,
        or no author in common.
        """
        own = identifiers(record)
        for identifier in own.items():
            if found := self._by_id.get(identifier):
                return found
        found = self.alike(record) or self._by_all.get(_described(record))
        theirs = identifiers(found) if found else {}
        differs = any(theirs.get(kind, value) != value for kind, value in own.items())
        return None if differs else found


def _described(record: BibRecord) -> tuple[str, ...]:
    """Return what is printed of a work, as far as all programs write it in one way."""
    names = ("year", "title", "journal", "booktitle", "publisher", "volume", "number", "pages")
    texts = (" ".join(title_words(record.text(name))) for name in names)
    return (*texts, *sorted(_families(record)))


def _families(record: BibRecord) -> set[str]:
    return {" ".join(title_words(name.family)) for name in record.names("author").names}

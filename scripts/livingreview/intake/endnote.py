"""EndNote's XML export."""

import re
from collections.abc import Iterator

from livingreview.intake.work import Draft, Work, inverted, plain
from livingreview.intake.xml_records import XmlRecord, xml_records

_TYPES = {
    "journal article": "article", "electronic article": "article", "magazine article": "article",
    "newspaper article": "article", "book": "book", "edited book": "book",
    "electronic book": "book", "book section": "incollection",
    "electronic book section": "incollection", "encyclopedia": "incollection",
    "conference paper": "inproceedings", "conference proceedings": "inproceedings",
    "report": "report", "government document": "report", "thesis": "thesis",
    "dataset": "dataset", "computer program": "software", "patent": "patent",
    "standard": "standard", "web page": "online", "blog": "online",
    "unpublished work": "unpublished", "manuscript": "unpublished",
}  # fmt: skip
_PLAIN = {
    "volume": "volume", "number": "number", "publisher": "publisher", "edition": "edition",
    "pub-location": "address", "language": "language", "titles/tertiary-title": "series",
    "titles/short-title": "shorttitle", "work-type": "type", "notes": "note",
    "call-num": "library", "abstract": "abstract", "num-vols": "volumes",
}  # fmt: skip
_READ = frozenset((
    *_PLAIN, "titles/title", "titles/secondary-title", "titles/alt-title", "periodical/full-title",
    "periodical/abbr-1", "alt-periodical/full-title", "alt-periodical/abbr-1",
    "contributors/authors/author", "contributors/secondary-authors/author",
    "contributors/subsidiary-authors/author", "dates/year", "dates/pub-dates/date", "pages", "isbn",
    "keywords/keyword", "electronic-resource-num", "urls/related-urls/url", "urls/web-urls/url",
    "accession-num", "custom2", "ref-type", "access-date",
    # EndNote's own
    "database", "source-app", "rec-number", "foreign-keys/key", "label", "auth-address",
    "urls/pdf-urls/url", "remote-database-name", "remote-database-provider", "modified-date",
    "added-date", "research-notes", "section", "edition-date",
))  # fmt: skip
_PUBMED = re.compile("pubmed|medline|nlm", re.IGNORECASE)


def endnote_records(text: str) -> Iterator[XmlRecord]:
    """Yield each record of an export."""
    return xml_records(text, "record", transparent=frozenset(("style",)))


def work_of_endnote(record: XmlRecord, origin: str = "") -> Work:
    """Return the work that a record of EndNote describes."""
    one = record.first
    draft = Draft()
    kind = _TYPES.get(plain(one("ref-type@name") or one("ref-type")).lower(), "misc")
    draft.put("title", one("titles/title"))
    for role, target in (
        ("authors", "author"),
        ("secondary-authors", "editor"),
        ("subsidiary-authors", "translator"),
    ):
        people = record.values.get(f"contributors/{role}/author", ())
        draft.names(target, (inverted(name.rstrip(",")) for name in people))
    journal = one("periodical/full-title") or one("titles/secondary-title")
    if kind == "article":
        draft.put("journal", journal)
        short = one("periodical/abbr-1") or one("alt-periodical/abbr-1")
        draft.put("shortjournal", short if short != journal else "")
    elif kind in ("incollection", "inproceedings"):
        draft.put("booktitle", journal)
    else:
        draft.put("series" if kind == "book" else "howpublished", journal)
    day = plain(one("dates/pub-dates/date")).split(" ")
    draft.date(one("dates/year"), day[0], day[1] if len(day) > 1 else "")
    for path, target in _PLAIN.items():
        draft.put(target, ", ".join(record.values.get(path, ())))
    draft.pages(one("pages"))
    draft.put("isbn" if kind == "book" else "issn", ", ".join(one("isbn").split()))
    draft.put("keywords", ", ".join(dict.fromkeys(record.values.get("keywords/keyword", ()))))
    draft.doi(re.sub(r"^DOI\s+", "", plain(one("electronic-resource-num")), flags=re.IGNORECASE))
    database = one("remote-database-name") + one("remote-database-provider")
    is_pubmed = not database or _PUBMED.search(database)
    draft.numbers(one("accession-num") if is_pubmed else "", one("custom2"))
    for path in ("urls/related-urls/url", "urls/web-urls/url"):
        for address in record.values.get(path, ()):
            draft.url(address)
    left = {path for path in record.values if path.partition("@")[0] not in _READ}
    return Work(kind, draft.fields, origin=origin, left=tuple(sorted(left)))

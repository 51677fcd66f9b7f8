"""RIS, as databases and reference managers export it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from livingreview.bibliography import from_ris
from livingreview.intake.work import Draft, Work, first, inverted, plain, texts

_START = re.compile(r"TY  ?- ?")
_NARROW = re.compile(r"^([A-Z][A-Z0-9]) ?-(?: |$)")  # as some programs write a tag
_END = re.compile(r"ER  ?-")
_TYPES = {
    "JOUR": "article", "JFULL": "periodical", "MGZN": "article", "NEWS": "article",
    "EJOUR": "article", "INPR": "article", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book",
    "CHAP": "incollection", "ECHAP": "incollection", "ENCYC": "incollection",
    "DICT": "incollection", "CONF": "proceedings", "CPAPER": "inproceedings", "RPRT": "report",
    "GOVDOC": "report", "THES": "thesis", "DATA": "dataset", "DBASE": "dataset",
    "COMP": "software", "PAT": "patent", "STAND": "standard", "ELEC": "online", "BLOG": "online",
    "ICOMM": "online", "WEB": "online", "UNPB": "unpublished", "MANSCPT": "unpublished",
    "ABST": "article",
}  # fmt: skip
_PARTS = frozenset(("incollection", "inproceedings"))
_PLAIN = {
    "volume": "volume", "number": "number", "publisher": "publisher", "edition": "edition",
    "place_published": "address", "language": "language", "section": "chapter",
    "type_of_work": "type", "tertiary_title": "series", "short_title": "shorttitle",
    "number_of_volumes": "volumes",
}  # fmt: skip
_READ = frozenset((
    *_PLAIN, "type_of_reference", "title", "primary_title", "secondary_title", "journal_name",
    "alternate_title1", "alternate_title2", "alternate_title3", "authors", "first_authors",
    "secondary_authors", "tertiary_authors", "subsidiary_authors", "year", "publication_year",
    "date", "access_date", "start_page", "end_page", "doi", "urls", "abstract", "notes_abstract",
    "keywords", "issn", "accession_number", "custom2", "notes", "id", "name_of_database",
    "database_provider", "author_address", "file_attachments1", "file_attachments2", "unknown_tag",
    "call_number", "label", "reviewed_item", "research_notes", "note",
))  # fmt: skip
# What databases add about their own work, under tags that rispy has no name for.
_SERVICE_TAGS = frozenset(("C1", "M1", "M2", "N2", "SO", "XX", "UK", "PT"))


def ris_records(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Yield the line and the fields of each record, in order, or the reason why it has none."""
    for line, block, reason in _blocks(text):
        if reason:
            yield line, reason
            continue
        try:
            (entry,) = from_ris(block)
        except ValueError:
            yield line, "must be lines of a tag, two spaces, a hyphen and a value, as RIS has them"
        else:
            yield line, entry


def work_of_ris(entry: Mapping[str, Any], origin: str = "") -> Work:
    """Return the work that a record of RIS describes."""
    draft = Draft()
    kind = _TYPES.get(plain(entry.get("type_of_reference")).upper(), "misc")
    draft.put("title", first(entry.get("title")) or first(entry.get("primary_title")))
    draft.names("author", _people(entry, "authors", "first_authors"))
    unknown = entry.get("unknown_tag") or {}
    editors = [*texts(unknown.get("ED")), *texts(entry.get("secondary_authors"))]
    draft.names("editor", map(inverted, editors))
    draft.names("translator", _people(entry, "subsidiary_authors"))
    _container(draft, entry, kind)
    year = first(entry.get("year")) or first(entry.get("publication_year"))
    dated = [part.strip() for part in (first(entry.get("date")) or year).split("/")]
    year_parts = [part.strip() for part in year.split("/")] or [""]
    draft.date(*(dated[:3] if dated[0] == year_parts[0] else [year_parts[0] or dated[0]]))
    for name, target in _PLAIN.items():
        draft.put(target, ", ".join(texts(entry.get(name))))
    pages = [first(entry.get("start_page")), first(entry.get("end_page"))]
    draft.pages("-".join(dict.fromkeys(filter(None, pages))))
    draft.put("isbn" if kind == "book" else "issn", ", ".join(texts(entry.get("issn"))))
    draft.put("abstract", first(entry.get("abstract")) or first(entry.get("notes_abstract")))
    draft.put("keywords", ", ".join(dict.fromkeys(texts(entry.get("keywords")))))
    draft.put(
        "note", "; ".join(dict.fromkeys([*texts(entry.get("notes")), *texts(entry.get("note"))]))
    )
    draft.put("library", first(entry.get("call_number")))
    draft.doi(first(entry.get("doi")))
    draft.numbers(_pmid(entry), first(entry.get("custom2")))
    accessed = first(entry.get("access_date")).strip("/").replace("/", "-")
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", accessed):
        draft.put("urldate", accessed)
    for address in texts(entry.get("urls")):
        draft.url(address)
    strange = {name for name in entry if name not in _READ and name != "ignored"}
    strange |= {str(tag) for tag in unknown if tag not in _SERVICE_TAGS and tag not in (None, "ED")}
    return Work(kind, draft.fields, origin=origin, left=tuple(sorted(strange)))


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the first line and the text of each record, and the reason if it is not whole."""
    lines = [line.lstrip("\ufeff") for line in text.split("\n")]
    if not any(line.startswith("TY  -") for line in lines):
        lines = [_NARROW.sub(r"\1  - ", line) for line in lines]
    start: int | None = None
    for number, line in enumerate(lines):
        if _START.match(line):
            if start is not None:
                yield start + 1, "", f"must end with 'ER  - ' before line {number + 1}"
            start = number
        elif _END.match(line) and start is not None:
            block = [*lines[start:number], "ER  - "]
            yield start + 1, "\n".join(block), ""
            start = None
        elif start is None and not _END.match(line) and re.match(r"[A-Z][A-Z0-9]  ?- ", line):
            yield number + 1, "", "must belong to a record, which begins with 'TY  - '"
    if start is not None:
        yield start + 1, "", "must end with 'ER  - ' (the file ends before)"


def _people(entry: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        yield from map(inverted, texts(entry.get(name)))


def _container(draft: Draft, entry: Mapping[str, Any], kind: str) -> None:
    journal = first(entry.get("secondary_title")) or first(entry.get("journal_name"))
    short = next(
        (
            first(entry.get(f"alternate_title{n}"))
            for n in (1, 2, 3)
            if entry.get(f"alternate_title{n}")
        ),
        "",
    )
    if kind == "article":
        draft.put("journal", journal or short)
        draft.put("shortjournal", short if short != (journal or short) else "")
    elif kind in _PARTS:
        draft.put("booktitle", journal)
    elif kind in ("proceedings", "book"):
        draft.put("series", journal)
    else:
        draft.put("howpublished", journal)


def _pmid(entry: Mapping[str, Any]) -> str:
    """Return the PMID of a record of PubMed: an accession number of its form."""
    number = first(entry.get("accession_number"))
    database = f"{first(entry.get('name_of_database'))} {first(entry.get('database_provider'))}"
    is_pubmed = not database.strip() or re.search("pubmed|medline|nlm", database, re.IGNORECASE)
    return number if is_pubmed else ""

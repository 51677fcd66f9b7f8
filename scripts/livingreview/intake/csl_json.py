"""CSL-JSON: the answers of DOI services, and the files of reference managers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from livingreview.intake.work import Draft, Notice, Work, first, group, person, plain, texts

# The types of CSL, and those that Crossref writes instead, as entry types of BibTeX.
_TYPES = {
    "article-journal": "article", "journal-article": "article", "article-magazine": "article",
    "article-newspaper": "article", "review": "article", "review-book": "article",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book",
    "chapter": "incollection", "book-chapter": "incollection", "book-section": "incollection",
    "book-part": "incollection", "entry-encyclopedia": "incollection",
    "entry-dictionary": "incollection", "reference-entry": "incollection",
    "paper-conference": "inproceedings", "proceedings-article": "inproceedings",
    "proceedings": "proceedings", "report": "report", "thesis": "thesis",
    "dissertation": "thesis", "dataset": "dataset", "software": "software", "patent": "patent",
    "standard": "standard", "webpage": "online", "post": "online", "post-weblog": "online",
    "article": "preprint", "posted-content": "preprint", "manuscript": "unpublished",
}  # fmt: skip
_ROLES = ("author", "editor", "translator", "container-author")
_ROLE_FIELDS = {"container-author": "bookauthor"}
_PLAIN = {
    "volume": "volume", "article-number": "eid", "edition": "edition", "version": "version",
    "publisher": "publisher", "publisher-place": "address", "publisher-location": "address",
    "note": "note", "language": "language", "collection-title": "series", "medium": "howpublished",
    "event-title": "eventtitle", "event-place": "venue", "genre": "type", "status": "pubstate",
    "number-of-volumes": "volumes", "chapter-number": "chapter", "abstract": "abstract",
    "title-short": "shorttitle", "number-of-pages": "pagetotal", "keyword": "keywords",
    "call-number": "library",
}  # fmt: skip
_READ = frozenset((
    *_ROLES, *_PLAIN, "id", "citation-key", "type", "title", "subtitle", "container-title",
    "container-title-short", "short-container-title", "journalAbbreviation", "issue", "number",
    "page", "page-first", "issued", "published", "published-print", "published-online", "accessed",
    "DOI", "URL", "PMID", "PMCID", "ISBN", "ISSN", "event", "institution", "categories",
    "collection-number", "updated-by", "clinical-trial-number", "archive", "archive_location",
    "archive-location",
))  # fmt: skip
# What services add about their own work: deposits, licences, counts, references.
_SERVICE = frozenset((
    "indexed", "reference-count", "references-count", "is-referenced-by-count", "content-domain",
    "created", "deposited", "score", "resource", "prefix", "member", "source", "link", "license",
    "funder", "assertion", "relation", "reference", "journal-issue", "alternative-id", "issn-type",
    "isbn-type", "update-policy", "subject", "original-title", "short-title", "published-other",
    "accepted", "posted", "approved", "group-title", "copyright", "update-to", "contributor",
    "free-to-read", "aliases", "special_numbering", "publication-state", "system_id", "citation",
    "content-created", "content-updated", "degree", "standards-body", "review", "language",
))  # fmt: skip


def work_of_csl(item: Mapping[str, Any], origin: str = "") -> Work:
    """Return the work that a CSL item describes; values of an unknown form are left out."""
    draft = Draft()
    kind = _TYPES.get(plain(item.get("type")), "misc")
    draft.put("title", first(item.get("title")))
    draft.put("subtitle", first(item.get("subtitle")))
    for role in _ROLES:
        draft.names(_ROLE_FIELDS.get(role, role), _people(item.get(role)))
    _container(draft, item, kind)
    _dates(draft, item)
    for name, target in _PLAIN.items():
        draft.put(target, ", ".join(texts(item.get(name))))
    draft.put("number", first(item.get("issue")) or first(item.get("number")))
    draft.put("number", first(item.get("collection-number")))
    draft.pages(first(item.get("page")) or first(item.get("page-first")))
    draft.put("isbn", ", ".join(dict.fromkeys(texts(item.get("ISBN")))))
    draft.put("issn", ", ".join(dict.fromkeys(texts(item.get("ISSN")))))
    draft.put("keywords", ", ".join(texts(item.get("categories"))))
    draft.doi(item.get("DOI"))
    draft.numbers(first(item.get("PMID")), first(item.get("PMCID")), _arxiv(item))
    if "doi" not in draft.fields or kind == "online":
        draft.url(first(item.get("URL")))
    return Work(
        kind,
        draft.fields,
        kinds=("Preprint",) if kind == "preprint" else (),
        registrations=tuple(dict.fromkeys(_registrations(item))),
        retraction=_retraction(item),
        origin=origin,
        left=tuple(sorted(name for name in item if name not in _READ | _SERVICE and item[name])),
    )


def _people(value: object) -> Iterator[str]:
    """Yield the names of a role as BibTeX."""
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, Mapping):
            yield group(one)
        elif whole := plain(one.get("literal")) or plain(one.get("name")):
            yield "others" if whole.lower() in ("others", "et al.") else group(whole)
        else:
            particles = (one.get("dropping-particle"), one.get("non-dropping-particle"))
            particle = " ".join(filter(None, map(plain, particles)))
            yield person(one.get("family"), one.get("given"), one.get("suffix"), particle)


def _container(draft: Draft, item: Mapping[str, Any], kind: str) -> None:
    """Write the title of what the work is part of, and who publishes a preprint."""
    title = first(item.get("container-title"))
    if kind == "article":
        draft.put("journal", title)
        short = ("container-title-short", "short-container-title", "journalAbbreviation")
        shorts = (first(item.get(name)) for name in short)
        abbreviation = next(filter(None, shorts), "")
        draft.put("shortjournal", abbreviation if abbreviation != title else "")
    elif kind == "preprint":
        places = item.get("institution")
        names = (place.get("name") for place in places if isinstance(place, Mapping)) \
            if isinstance(places, list) else ()  # fmt: skip
        draft.put("publisher", first(list(names)) or title)
    elif kind in ("incollection", "inproceedings"):
        draft.put("booktitle", title)
    else:
        draft.put("howpublished", title)
    event = item.get("event")
    draft.put("eventtitle", event.get("name") if isinstance(event, Mapping) else event)


def _dates(draft: Draft, item: Mapping[str, Any]) -> None:
    for name in ("issued", "published-print", "published-online", "published"):
        if "year" not in draft.fields:
            draft.date(*_parts(item.get(name)))
    accessed = [part.zfill(2) for part in map(plain, _parts(item.get("accessed"))) if part]
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", "-".join(accessed)):
        draft.put("urldate", "-".join(accessed))


def _parts(value: object) -> list[object]:
    """Return year, month and day of a CSL date, as far as it has them."""
    if not isinstance(value, Mapping):
        return [value]
    dates = value.get("date-parts")
    if isinstance(dates, list) and dates and isinstance(dates[0], list):
        return list(dates[0][:3]) or [None]
    text = plain(value.get("raw")) or plain(value.get("literal"))
    found = re.match(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text)
    return list(found.groups()) if found else [text]


def _arxiv(item: Mapping[str, Any]) -> str:
    """Return the arXiv number of an item of a reference manager."""
    if plain(item.get("archive")).lower() != "arxiv":
        return ""
    place = first(item.get("archive_location")) or first(item.get("archive-location"))
    return re.sub(r"^arxiv:\s*", "", place, flags=re.IGNORECASE)


def _registrations(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the numbers of trials that a publisher deposited with the DOI."""
    numbers = item.get("clinical-trial-number")
    for number in numbers if isinstance(numbers, list) else ():
        if isinstance(number, Mapping):
            yield plain(number.get("clinical-trial-number")).upper()


def _retraction(item: Mapping[str, Any]) -> Notice | None:
    """Return the notice of retraction that Crossref links to, if there is one."""
    updates = item.get("updated-by")
    for update in updates if isinstance(updates, list) else ():
        if isinstance(update, Mapping) and plain(update.get("type")).lower() == "retraction":
            day = [part.zfill(2) for part in map(plain, _parts(update.get("updated"))) if part]
            date = "-".join(day)
            doi = plain(update.get("DOI"))
            is_day = re.fullmatch(r"\d{4}(-\d\d){0,2}", date)
            return Notice(date if is_day else "", f"https://doi.org/{doi}" if doi else "")
    return None

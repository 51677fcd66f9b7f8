"""The formats of reference managers: works as RIS and CSL-JSON, and the entries of RIS."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from livingreview.bibliography.csl_text import kept_markup, plain_text, whole_family
from livingreview.model import Record, shown_title

Item = Mapping[str, Any]

# The CSL types that an entry of a .bib file can have.
_RIS_TYPES = {
    "article": "UNPB", "article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP",
    "dataset": "DATA", "document": "GEN", "entry-encyclopedia": "ENCYC", "graphic": "ART",
    "legal_case": "CASE", "legislation": "STAT", "manuscript": "UNPB", "motion_picture": "VIDEO",
    "pamphlet": "PAMP", "paper-conference": "CONF", "patent": "PAT", "periodical": "JFULL",
    "personal_communication": "PCOMM", "report": "RPRT", "review": "JOUR", "software": "COMP",
    "song": "SOUND", "speech": "SLIDE", "standard": "STAND", "thesis": "THES",
    "webpage": "ELEC",
}  # fmt: skip
_SEASONS = {21: "Spring", 22: "Summer", 23: "Autumn", 24: "Winter"}
_PAGES = re.compile(r"\s*([^\s,;&–-]+)\s*[–-]\s*([^\s,;&–-]+)\s*")


def csl_item(record: Record) -> dict[str, Any]:
    """Return the complete CSL-JSON item of a record, under the key that the site uses."""
    item = {name: _kept(value) for name, value in record.csl.items()}
    return item | {"id": record.key, "title": item.get("title") or shown_title(record)}


def to_ris(items: Iterable[Item]) -> str:
    """Return CSL items as RIS."""
    import rispy  # here, since only exports need it

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        """The writer of rispy, with editors and without a number above each record."""

        DEFAULT_MAPPING = rispy.TAG_KEY_MAPPING | {"ED": "editors"}
        DEFAULT_LIST_TAGS = [*rispy.LIST_TYPE_TAGS, "ED"]  # noqa: RUF012 - rispy needs a list

        def set_header(self, count: int) -> str:  # noqa: ARG002
            return ""

    text = str(rispy.dumps([_ris(item) for item in items], implementation=Writer))
    return text.lstrip("\n")


def from_ris(text: str) -> list[dict[str, Any]]:
    """Return the entries of RIS, with fields as rispy names them; others are in `unknown_tag`.

    Raises
    ------
    ValueError
        If the text cannot be read.
    """
    import rispy  # here, since only imports need it

    try:
        return list(rispy.loads(text, enforce_list_tags=False, delimiter_tags_mapping={}))
    except (rispy.parser.ParseError, OSError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(str(error)) from error


def first_and_last(pages: str) -> tuple[str, str]:
    """Return the first and the last page of a range; a text that is not a range is the first."""
    found = _PAGES.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


def _kept(value: Any) -> Any:
    """Return a copy of a value of an item with the markup of CSL-JSON only."""
    if isinstance(value, str):
        return kept_markup(value)
    if isinstance(value, Mapping):
        return {name: _kept(part) for name, part in value.items()}
    return [_kept(part) for part in value] if isinstance(value, (list, tuple)) else value


def _ris(item: Item) -> dict[str, Any]:
    def text(*names: str) -> str:
        return next((plain_text(str(item[name])) for name in names if item.get(name)), "")

    first, last = first_and_last(text("page"))
    dates = (item.get("issued") or {}).get("date-parts") or [[]]
    entry = {
        "type_of_reference": _RIS_TYPES.get(item.get("type", ""), "GEN"),
        "title": text("title"),
        "authors": _names(item, "author"),
        "editors": _names(item, "editor"),
        "tertiary_authors": _names(item, "collection-editor"),
        "subsidiary_authors": _names(item, "translator"),
        "secondary_title": text("container-title", "event-title", "event"),
        "alternate_title1": text("container-title-short"),
        "tertiary_title": text("collection-title"),
        "year": str(dates[0][0]) if dates[0] else "",
        "date": _date(dates[0]),
        "access_date": _date(((item.get("accessed") or {}).get("date-parts") or [[]])[0]),
        "edition": text("edition", "version"),
        "volume": text("volume"),
        "number": text("issue", "number", "collection-number"),
        "section": text("chapter-number"),
        "start_page": first,
        "end_page": last,
        "publisher": text("publisher"),
        "place_published": text("publisher-place"),
        "type_of_work": text("genre"),
        "doi": text("DOI"),
        "accession_number": text("PMID"),
        "custom2": text("PMCID"),
        "urls": [text("URL")] if item.get("URL") else None,
        "notes": [text("note")] if item.get("note") else None,
        "keywords": [word for part in re.split(r"[,;]", text("keyword")) if (word := part.strip())],
        "id": item.get("id"),
    }
    return {name: value for name, value in entry.items() if value}


def _names(item: Item, role: str) -> list[str]:
    """Return names as RIS has them: family, given, suffix; a last name "others" is kept."""
    names = []
    for name in item.get(role) or ():
        parts = (whole_family(name), name.get("given"), name.get("suffix"))
        names.append(name.get("literal") or ", ".join(filter(None, parts)))
    return names


def _date(parts: list[int]) -> str:
    """Return a date as RIS has it, year/month/day or year///season; empty without a month."""
    if len(parts) < 2:
        return ""
    year, month, *day = parts
    if month in _SEASONS:
        return f"{year}///{_SEASONS[month]}"
    return "/".join(f"{part:02d}" for part in (year, month, *day))

"""The library in the formats that reference managers read: RIS and CSL-JSON."""

from collections.abc import Iterable
from typing import Any

from livingreview.model import Record

_RIS_TYPES = {
    "article": "JOUR", "inproceedings": "CONF", "incollection": "CHAP", "book": "BOOK",
    "techreport": "RPRT", "phdthesis": "THES", "online": "ELEC",
}  # fmt: skip
_CSL_TYPES = {
    "article": "article-journal", "inproceedings": "paper-conference", "incollection": "chapter",
    "book": "book", "techreport": "report", "phdthesis": "thesis", "online": "webpage",
}  # fmt: skip


def to_ris(records: Iterable[Record]) -> str:
    """Write records as RIS; a title that was not seen is our label in brackets."""
    import rispy  # here, since only exports need it

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        """Writes no number over a record: RIS has no such line."""

        def set_header(self, count: int) -> str:  # noqa: ARG002
            return ""

    text = str(rispy.dumps([_ris(record) for record in records], implementation=Writer))
    return text.lstrip("\n")


def to_csl_json(record: Record) -> dict[str, Any]:
    """Write a record as a CSL-JSON item, with the fields that are known."""
    item: dict[str, Any] = {
        "id": record.key,
        "type": _CSL_TYPES.get(record.type, "document"),
        "title": shown_title(record),
        "author": [
            {"family": person.family, "given": person.given}
            if person.given
            else {"literal": person.family}
            for person in record.authors
        ],
        "container-title": record.container,
        "issued": {"date-parts": [list(record.issued)]} if record.issued else None,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "publisher": record.publisher,
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "URL": record.url,
    }
    return {name: value for name, value in item.items() if value}


def shown_title(record: Record) -> str:
    """Return the title, or our own label in brackets where the title was not seen."""
    return record.title if record.has_title else f"[{record.title}]"


def _ris(record: Record) -> dict[str, Any]:
    first, _, last = (record.pages or "").replace("–", "-").partition("-")
    date = "/".join(f"{part:02d}" for part in record.issued)
    entry = {
        "type_of_reference": _RIS_TYPES.get(record.type, "GEN"),
        "title": shown_title(record),
        "authors": [
            f"{person.family}, {person.given}" if person.given else person.family
            for person in record.authors
        ],
        "secondary_title": record.container,
        "year": str(record.year) if record.year else None,
        "date": date if len(record.issued) > 1 else None,
        "volume": record.volume,
        "number": record.issue,
        "start_page": first,
        "end_page": last,
        "publisher": record.publisher,
        "doi": record.doi,
        "accession_number": record.pmid,
        "urls": [record.url] if record.url else None,
        "id": record.key,
    }
    return {name: value for name, value in entry.items() if value}

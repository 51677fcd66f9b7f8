"""From bibliography records to `model.Record`: meaning and printed reference of a whole library."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from livingreview.bibrecord import BibRecord
from livingreview.csl import CslItem, to_csl
from livingreview.csltext import html_title, plain_title
from livingreview.model import Person, Record, Spot
from livingreview.problems import Problem
from livingreview.references import format_references
from livingreview.tex import plain_tex


def read_records(
    records: Iterable[BibRecord], labels: Mapping[str, str], style: str
) -> tuple[dict[str, Record], tuple[Problem, ...]]:
    """Join records, their meaning and their printed references, by key.

    `labels` are our short names for records without a title; `style` is a CSL style.
    """
    by_key = {record.key: record for record in records}
    items, problems = to_csl(by_key.values())
    printed = format_references(items, style, labels)
    joined = {
        key: _record(record, items[key], printed[key], labels.get(key))
        for key, record in by_key.items()
        if key in items
    }
    return joined, problems


def _record(record: BibRecord, item: CslItem, reference: str, label: str | None) -> Record:
    title = plain_title(item)
    names = item.get("author") or item.get("editor") or []
    issued = tuple(int(part) for part in (item.get("issued") or {}).get("date-parts", [[]])[0])
    return Record(
        key=record.key,
        type=record.type,
        title=title or label or record.key,
        title_html=html_title(item),
        has_title=bool(title),
        authors=tuple(_person(name) for name in names if name.get("literal") != "others"),
        authors_open=any(name.get("literal") == "others" for name in names),
        container=_text(item, "container-title"),
        year=issued[0] if issued else None,
        issued=issued,
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        pages=_text(item, "page"),
        publisher=_text(item, "publisher"),
        doi=_text(item, "DOI"),
        pmid=_text(item, "PMID"),
        pmcid=_text(item, "PMCID"),
        url=_text(item, "URL"),
        keywords=tuple(
            word
            for part in re.split(r"[,;]", record.get("keywords"))
            if (word := plain_tex(part).strip())
        ),
        reference_html=_linked(reference, item),
        bibtex=record.text,
        spot=Spot(record.path, record.line),
    )


def _linked(reference: str, item: CslItem) -> str:
    """Make the identifiers and the address in a printed reference into links."""
    doi, pmid, pmcid = (str(item.get(name) or "") for name in ("DOI", "PMID", "PMCID"))
    targets = (
        (f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/()')}"),
        (f"PMID: {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"),
        (f"PMCID: {pmcid}", f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"),
        (str(item.get("URL") or ""), str(item.get("URL") or "")),
    )
    for written, target in targets:
        text = escape(written, quote=False)
        if text and not text.endswith((":", ": ")):
            reference = reference.replace(text, f'<a href="{escape(target)}">{text}</a>', 1)
    return reference


def _person(name: Mapping[str, Any]) -> Person:
    if "literal" in name:
        return Person(str(name["literal"]), "")
    particle = name.get("non-dropping-particle") or name.get("dropping-particle")
    family = " ".join(part for part in (particle, name.get("family")) if part)
    given = " ".join(part for part in (name.get("given"), name.get("suffix")) if part)
    return Person(family, given)


def _text(item: Mapping[str, Any], name: str) -> str | None:
    return str(item[name]) if item.get(name) else None

"""The step from bibliography records to `model.Record`: CSL items, printed references, links."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

from livingreview.bibliography.addresses import doi_address, pmc_address, pubmed_address
from livingreview.bibliography.bibtex import write_record
from livingreview.bibliography.csl import CslItem, to_csl
from livingreview.bibliography.csl_text import html_title, plain_title, whole_family
from livingreview.bibliography.printing import format_references
from livingreview.bibliography.proofs import Proofs
from livingreview.bibliography.record import BibRecord
from livingreview.model import Person, Record, Spot
from livingreview.problems import Problem


def read_records(
    records: Iterable[BibRecord], labels: Mapping[str, str], style: str
) -> tuple[dict[str, Record], tuple[Problem, ...]]:
    """Return a `model.Record` per key, and the problems found while reading and printing.

    `labels` holds, by key, the short name to show for a record without a title. `style` is the
    name of a CSL style.
    """
    by_key = {record.key: record for record in records}
    items, unclear = to_csl(by_key.values())
    shown = {key: _labelled(item, labels.get(key)) for key, item in items.items()}
    proofs = Proofs(shown)
    printed = format_references(shown | proofs.probes, style)
    problems = (*unclear, *proofs.read(by_key, shown, printed))
    joined = {
        key: _record(record, items[key], printed[key], labels.get(key))
        for key, record in by_key.items()
        if key in items
    }
    return joined, problems


def _labelled(item: CslItem, label: str | None) -> CslItem:
    """Return an item, with its label in brackets as the title if it has none."""
    return item if item.get("title") or not label else item | {"title": f"[{label}]"}


def _record(record: BibRecord, item: CslItem, reference: str, label: str | None) -> Record:
    title = plain_title(item)
    names = item.get("author") or item.get("editor") or []
    issued = tuple(int(part) for part in (item.get("issued") or {}).get("date-parts", [[]])[0])
    if issued[1:] and issued[1] not in range(1, 13):
        issued = issued[:1]  # a season is not a calendar date; `csl` keeps it
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
            word for part in re.split(r"[,;]", record.text("keywords")) if (word := part.strip())
        ),
        reference_html=_linked(reference, item),
        csl=MappingProxyType(item),
        bibtex=write_record(record),
        spot=Spot(record.path, record.line),
    )


def _linked(reference: str, item: CslItem) -> str:
    """Turn the identifiers and the address in a printed reference into links."""
    doi, pmid, pmcid = (str(item.get(name) or "") for name in ("DOI", "PMID", "PMCID"))
    url = str(item.get("URL") or "")
    targets = {
        f"doi:{doi}": doi_address(doi) if doi else "",
        f"PMID: {pmid}": pubmed_address(pmid) if pmid else "",
        f"PMCID: {pmcid}": pmc_address(pmcid) if pmcid else "",
        url: url,
    }
    known = {escape(text, quote=False): target for text, target in targets.items() if target}
    if not known:
        return reference
    # One pass, so that no address is searched for inside a link that was just made.
    return re.sub(
        "|".join(map(re.escape, sorted(known, key=len, reverse=True))),
        lambda found: f'<a href="{escape(known[found[0]])}">{found[0]}</a>',
        reference,
    )


def _person(name: Mapping[str, Any]) -> Person:
    if "literal" in name:
        return Person(str(name["literal"]), "")
    given = " ".join(part for part in (name.get("given"), name.get("suffix")) if part)
    return Person(whole_family(name), given)


def _text(item: Mapping[str, Any], name: str) -> str | None:
    return str(item[name]) if item.get(name) else None

"""MEDLINE text, as PubMed sends it and exports it (`.nbib`)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from livingreview.intake.work import Draft, Notice, Work, group, inverted, plain

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_PERSONS = {"FAU": "author", "FED": "editor"}
_SHORT = {"AU": "author", "ED": "editor"}
_DATE = re.compile(r"(\d{4})(?:\s+([A-Z][a-z]{2})(?:-[A-Z][a-z]{2})?(?:\s+(\d{1,2}))?)?")
_SOURCE = re.compile(r"([^/]+)/(\S+)")
# Tags about PubMed's own work: dates and states of records, indexing, grants, addresses.
_SERVICE = frozenset((
    "AD", "AUID", "CI", "COIS", "CRDT", "CTDT", "DA", "DCOM", "DEP", "DRDT", "EDAT", "FIR", "GN",
    "GR", "IR", "IRAD", "JID", "LR", "MHDA", "MID", "OWN", "PHST", "PL", "PMCR", "PST", "PUBM",
    "RN", "SB", "SO", "STAT", "CIN", "CON", "CRF", "CRI", "DDIN", "DRIN", "ECI", "ECF", "EFR",
    "EIN", "OID", "ORI", "RPF", "RPI", "RRF", "RRI", "SPIN", "UIN", "UOF", "OTO", "RF", "NM",
    "OAB", "OABL", "PS", "FPS", "AUI",
))  # fmt: skip
_READ = frozenset((
    "PMID", "PMC", "TI", "TT", "BTI", "FAU", "AU", "CN", "FED", "ED", "JT", "TA", "DP", "VI", "IP",
    "PG", "LID", "AID", "AB", "MH", "OT", "PT", "SI", "IS", "ISBN", "LA", "RIN", "PB", "EN", "CTI",
    "VTI",
))  # fmt: skip


def medline_records(text: str) -> Iterator[tuple[int, dict[str, list[str]] | str]]:
    """Yield the line and the tags of each record, in order; a text without a tag is a reason."""
    for line, block in _blocks(text):
        tags: dict[str, list[str]] = defaultdict(list)
        last = ""
        for offset, typed in enumerate(block):
            tag = None if typed.startswith("      ") else _TAG.match(typed)
            if tag:
                last = tag[1]
                tags[last].append(tag[2].strip())
                if last in ("FAU", "FED", "CN"):  # persons and groups share one order
                    tags["people"].append(f"{last}\n{tag[2].strip()}")
            elif last:
                tags[last][-1] += f" {typed.strip()}"
                if last in ("FAU", "FED", "CN"):
                    tags["people"][-1] += f" {typed.strip()}"
            else:
                yield line + offset, f"must begin with a tag such as 'PMID- ' (got {typed[:40]!r})"
                break
        else:
            yield line, dict(tags)


def work_of_medline(tags: Mapping[str, list[str]], origin: str = "") -> Work:
    """Return the work that a record of PubMed describes."""

    def one(tag: str) -> str:
        return plain(" ".join(tags.get(tag, ())[:1]))

    draft = Draft()
    book = one("BTI") if one("TI") else ""
    draft.put("title", _title(one("TI") or one("BTI") or one("TT")))
    _people(draft, tags)
    kind = "article" if one("JT") or one("TA") else "incollection" if book else "book"
    draft.put("journal", one("JT") or one("TA"))
    draft.put("shortjournal", one("TA") if one("TA") != one("JT") else "")
    draft.put("booktitle", _title(book))
    if found := _DATE.match(one("DP")):
        draft.date(*found.groups())
    else:
        draft.date(one("DP"))
    draft.put("volume", one("VI"))
    draft.put("number", one("IP"))
    draft.pages(one("PG"))
    draft.put("publisher", one("PB"))
    draft.put("edition", one("EN"))
    for value in (*tags.get("LID", ()), *tags.get("AID", ())):
        if value.endswith("[doi]"):
            draft.doi(value.removesuffix("[doi]"))
    draft.numbers(one("PMID"), one("PMC"))
    draft.put("issn", ", ".join(parts[0] for v in tags.get("IS", ()) if (parts := v.split())))
    draft.put("isbn", ", ".join(parts[0] for v in tags.get("ISBN", ()) if (parts := v.split())))
    draft.put("language", ", ".join(tags.get("LA", ())))
    draft.put("keywords", ", ".join(dict.fromkeys([*tags.get("OT", ()), *tags.get("MH", ())])))
    draft.put("abstract", one("AB"))
    return Work(
        kind,
        draft.fields,
        kinds=tuple(tags.get("PT", ())),
        registrations=tuple(_registrations(tags)),
        retraction=_retraction(tags),
        origin=origin,
        left=tuple(sorted(tags.keys() - _READ - _SERVICE - {"people"})),
    )


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line number and the lines of each record; empty lines end a record."""
    block: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if (not line.strip() or line.startswith("PMID-")) and block:
            yield start, block
            block = []
        if line.strip():
            start = start if block else number
            block.append(line)
    if block:
        yield start, block


def _people(draft: Draft, tags: Mapping[str, list[str]]) -> None:
    listed: dict[str, list[str]] = defaultdict(list)
    for entry in tags.get("people", ()):
        tag, _, name = entry.partition("\n")
        role = "author" if tag == "CN" else _PERSONS[tag]
        listed[role].append(group(name.rstrip(".")) if tag == "CN" else inverted(name))
    for tag, role in _SHORT.items():
        if not any(entry.startswith(f"F{tag}\n") for entry in tags.get("people", ())):
            listed[role] = [*map(inverted, tags.get(tag, ())), *listed[role]]
    for role, names in listed.items():
        draft.names(role, names)


def _title(text: str) -> str:
    """Return a title without the full stop and the brackets that PubMed puts round it."""
    if text.startswith("[") and text.rstrip(".").endswith("]"):
        text = text.rstrip(".")[1:-1]
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _registrations(tags: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the numbers of registries that PubMed's `SI` names."""
    for value in tags.get("SI", ()):
        if found := _SOURCE.fullmatch(value):
            yield found[2]


def _retraction(tags: Mapping[str, list[str]]) -> Notice | None:
    """Return the notice of retraction that PubMed links to, if there is one."""
    notices = tags.get("RIN", ())
    if not notices and "Retracted Publication" not in tags.get("PT", ()):
        return None
    number = re.search(r"PMID: (\d+)", " ".join(notices))
    return Notice("", f"https://pubmed.ncbi.nlm.nih.gov/{number[1]}/" if number else "")

"""The conversion of bibliography records to CSL-JSON by pandoc, in one call per library.

Pandoc does not read the files. It reads a text written here from the parsed fields, with ids of
our own and without anything that could make it stop, drop a word or change one. `printing` prints
the items in a style.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from livingreview.bibliography.csl_text import plain_title
from livingreview.bibliography.csl_types import typed
from livingreview.bibliography.dates import issued, parse_date
from livingreview.bibliography.fields import printed_fields
from livingreview.bibliography.names import NAME_FIELDS, NameList
from livingreview.bibliography.pandoc import PandocError, run_pandoc
from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.tex_symbols import show
from livingreview.bibliography.verbatim import bare_doi, is_doi, link, pmcid, pmid, sole_link
from livingreview.problems import Problem, shown

CslItem = dict[str, Any]

_SAME_TYPES = {"conference": "inproceedings", "legal": "legislation", "music": "audio"}
_PANDOC_TYPES = frozenset((
    "article", "artwork", "audio", "book", "bookinbook", "booklet", "collection", "dataset",
    "electronic", "image", "inbook", "incollection", "inproceedings", "inreference", "jurisdiction",
    "legislation", "letter", "manual", "mastersthesis", "movie", "mvbook", "mvcollection",
    "mvproceedings", "mvreference", "online", "patent", "performance", "periodical", "phdthesis",
    "proceedings", "reference", "report", "review", "software", "standard", "suppbook",
    "suppcollection", "suppperiodical", "techreport", "thesis", "unpublished", "video", "www",
))  # fmt: skip
_TITLE_FIELDS = ("title", "subtitle", "titleaddon")
_STATES = {
    "inpress": "in press", "forthcoming": "forthcoming", "submitted": "submitted",
    "inpreparation": "in preparation", "prepublished": "advance online publication",
}  # fmt: skip
_NAME_VARIABLES = {"bookauthor": "container-author"}
_DOTLESS = re.compile("[ıȷ](?=[\u0300-\u036f])")


def to_csl(
    records: Iterable[BibRecord], convert: Callable[[str], str] | None = None
) -> tuple[dict[str, CslItem], tuple[Problem, ...]]:
    """Return one CSL-JSON item per key, and the problems of records that were not understood.

    Parameters
    ----------
    records
        Any number of records; of two with the same key, the first is used.
    convert
        The converter of a BibTeX text to a CSL-JSON text; pandoc by default.
    """
    by_id = {f"r{n}": record for n, record in enumerate(_first_of_each(records))}
    read, problems = _read(by_id, convert or _pandoc)
    items: dict[str, CslItem] = {}
    for own_id, record in by_id.items():
        item = _finished(read.get(own_id) or _unread(record), record)
        if own_id in read:
            problems.extend(_differences(item, record))
        items[record.key] = typed(item, record)
    return items, tuple(sorted(set(problems)))


def _pandoc(text: str) -> str:
    return run_pandoc(text, ["--from=biblatex", "--to=csljson"])


def _first_of_each(records: Iterable[BibRecord]) -> Iterator[BibRecord]:
    seen: dict[str, BibRecord] = {}
    for record in records:
        if seen.setdefault(record.key, record) is record:
            yield record


def _read(
    by_id: dict[str, BibRecord], convert: Callable[[str], str]
) -> tuple[dict[str, CslItem], list[Problem]]:
    """Return the items that pandoc reads, by id, and a problem per record that it cannot read.

    Records that pandoc refuses together are halved until the faulty ones are found.
    """
    problems: list[Problem] = []
    read: dict[str, CslItem] = {}
    waiting: list[Sequence[str]] = [tuple(by_id)] if by_id else []
    while waiting:
        ids = waiting.pop()
        text = "\n".join(_written(own_id, by_id[own_id]) for own_id in ids)
        try:
            found = {item["id"]: item for item in json.loads(convert(text))}
            reason = "nothing came back"
        except (PandocError, ValueError, KeyError) as error:
            found, reason = {}, str(error)
        read.update((own_id, found[own_id]) for own_id in ids if own_id in found)
        missing = [own_id for own_id in ids if own_id not in found]
        if len(ids) == 1 and missing:
            record = by_id[ids[0]]
            message = f"must be a record that pandoc can read (got {shown(reason, 120)})"
            problems.append(Problem(record.path, record.line, 0, record.key, message))
        elif missing:
            middle = (len(missing) + 1) // 2
            waiting.extend(half for half in (missing[:middle], missing[middle:]) if half)
    return read, problems


def _unread(record: BibRecord) -> CslItem:
    """Return a minimal item for a record that pandoc could not read: its title, if it has one."""
    title = record.text("title")
    return {"title": title} if title else {}


def _written(own_id: str, record: BibRecord) -> str:
    """Return one record as a line for pandoc: printed fields only, no syntax except braces."""
    parts = [
        f"{name} = {{{_balanced(text) if name == 'type' else f'{{{_balanced(text)}}}'}}}"
        for name, text in printed_fields(record).items()
        if not (name == "howpublished" and sole_link(record.get(name)))
    ]
    kind = _SAME_TYPES.get(record.type, record.type)
    kind = kind if kind in _PANDOC_TYPES else "misc"
    return f"@{kind}{{{own_id}, {', '.join(parts)}}}"


def _balanced(text: str) -> str:
    """Return a text without braces that have no partner, since pandoc stops at those."""
    open_at: list[int] = []
    dropped: set[int] = set()
    for at, char in enumerate(text):
        if char == "{":
            open_at.append(at)
        elif char == "}" and open_at:
            open_at.pop()
        elif char == "}":
            dropped.add(at)
    dropped.update(open_at)
    return "".join(char for at, char in enumerate(text) if at not in dropped) if dropped else text


def _finished(item: CslItem, record: BibRecord) -> CslItem:
    """Return an item from pandoc, completed with the names, dates and identifiers of its record."""
    item = _composed(item)
    item["id"] = record.key
    for field in NAME_FIELDS:
        if names := _names(record.names(field)):
            item[_NAME_VARIABLES.get(field, field)] = names
    for variable, parts in (
        ("issued", issued(record)),
        ("accessed", parse_date(record.text("urldate"))),
        ("event-date", parse_date(record.text("eventdate"))),
        ("original-date", parse_date(record.text("origdate"))),
    ):
        if parts:
            item[variable] = {"date-parts": parts}
    state = record.text("pubstate") or ("" if "issued" in item else record.text("year"))
    if state:
        item["status"] = _STATES.get(state.lower(), state)
    item.update((name, value) for name, value in _identifiers(record).items() if value)
    return dict(sorted(item.items()))


def _names(listed: NameList) -> list[dict[str, str]]:
    """Return names as CSL has them, with a last name "others" if the list is incomplete."""
    names = [
        {"literal": name.family}
        if name.is_group
        else {
            variable: part
            for variable, part in (
                ("family", name.family),
                ("given", name.given),
                ("non-dropping-particle", name.particle),
                ("suffix", name.suffix),
            )
            if part
        }
        for name in listed.names
    ]
    return [*names, {"literal": "others"}] if listed.is_open else names


def _identifiers(record: BibRecord) -> dict[str, str]:
    """Return the working identifiers and addresses of a record, and its keywords."""
    doi = bare_doi(record.get("doi"))
    return {
        "DOI": doi if is_doi(doi) else "",
        "URL": link(record),
        "PMID": pmid(record),
        "PMCID": pmcid(record),
        "keyword": record.text("keywords"),
    }


def _composed(value: Any) -> Any:
    """Return a value with hidden characters restored, accents composed and single plain spaces."""
    if isinstance(value, str):
        text = _DOTLESS.sub(lambda match: "i" if match.group() == "ı" else "j", value)
        return " ".join(unicodedata.normalize("NFC", show(text)).split())
    if isinstance(value, list):
        return [_composed(one) for one in value]
    if isinstance(value, dict):
        return {key: _composed(one) for key, one in value.items()}
    return value


def _differences(item: CslItem, record: BibRecord) -> Iterator[Problem]:
    """Yield a problem if the title of an item has other letters or digits than its record."""
    source = " ".join(record.text(name) for name in _TITLE_FIELDS)
    printed = plain_title(item)
    if _letters(plain_title({"title": source})) != _letters(printed):
        yield record.problem("title", f"must keep all its words (got {shown(printed)})")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))

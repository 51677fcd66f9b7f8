"""What bibliography records mean: CSL-JSON, made by pandoc in one call for a whole library.

Pandoc never sees the files: it gets a text written here from the parsed fields, with ids of our
own and nothing in it that could make it stop, drop or change a word. `references` prints the
items in a style.
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
    """Say in CSL-JSON what records mean: one plain dict a key, and what could not be understood.

    Parameters
    ----------
    records
        Any number of records; of two with the same key the first counts.
    convert
        From BibTeX to CSL-JSON text; pandoc where it is not given.
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
    """Convert records; where that fails, halve them until the ones that can't be read are found."""
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
    """Give the least that can be printed of a record that pandoc could not read."""
    title = record.text("title")
    return {"title": title} if title else {}


def _written(own_id: str, record: BibRecord) -> str:
    """Write one record for pandoc, on one line: printed fields only, no syntax but braces."""
    parts = [
        f"{name} = {{{_balanced(text) if name == 'type' else f'{{{_balanced(text)}}}'}}}"
        for name, text in printed_fields(record).items()
        if not (name == "howpublished" and sole_link(record.get(name)))
    ]
    kind = _SAME_TYPES.get(record.type, record.type)
    kind = kind if kind in _PANDOC_TYPES else "misc"
    return f"@{kind}{{{own_id}, {', '.join(parts)}}}"


def _balanced(text: str) -> str:
    """Drop braces that have no partner, which pandoc would stop at."""
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
    """Put right what pandoc read, and add what it was not given: dates, addresses, ids."""
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
    """Return a list of names as CSL has them, with its "others" where the list goes on."""
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
    """Give the addresses and numbers that never go through TeX: the working ones."""
    doi = bare_doi(record.get("doi"))
    return {
        "DOI": doi if is_doi(doi) else "",
        "URL": link(record),
        "PMID": pmid(record),
        "PMCID": pmcid(record),
        "keyword": record.text("keywords"),
    }


def _composed(value: Any) -> Any:
    """Bring hidden characters back, compose accents and make every space one plain space."""
    if isinstance(value, str):
        text = _DOTLESS.sub(lambda match: "i" if match.group() == "ı" else "j", value)
        return " ".join(unicodedata.normalize("NFC", show(text)).split())
    if isinstance(value, list):
        return [_composed(one) for one in value]
    if isinstance(value, dict):
        return {key: _composed(one) for key, one in value.items()}
    return value


def _differences(item: CslItem, record: BibRecord) -> Iterator[Problem]:
    """Letters and digits of the title must be those of the source."""
    source = " ".join(record.text(name) for name in _TITLE_FIELDS)
    printed = plain_title(item)
    if _letters(plain_title({"title": source})) != _letters(printed):
        yield record.problem("title", f"must keep its words when read (got {shown(printed)})")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))

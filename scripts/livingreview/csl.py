"""What bibliography records mean: CSL-JSON, made by pandoc in one call for a whole library.

Pandoc never sees the files: it gets a text written here from the parsed fields, with ids of our
own and nothing in it that could make it stop, drop or change a word. `references` prints the
items in a style.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from livingreview.bibdates import issued, parse_date
from livingreview.bibnames import NAME_FIELDS, split_names
from livingreview.bibrecord import BibRecord
from livingreview.bibrules import TEXT_FIELDS, address, bare_doi, is_web
from livingreview.csltext import plain_title
from livingreview.csltypes import typed
from livingreview.pandoc import PandocError, run_pandoc
from livingreview.problems import Problem, shown
from livingreview.tex import plain_tex, simplify
from livingreview.texsymbols import show

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
_HIDDEN = re.compile("[\U0010ff00-\U0010ff7f]")
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
    names = [{"literal": plain_tex(name)} for name in split_names(record.get("author"))]
    item = {"title": plain_tex(record.get("title")), "author": names}
    return {name: value for name, value in item.items() if value}


def _written(own_id: str, record: BibRecord) -> str:
    """Write one record for pandoc, on one line: printed fields only, no syntax but braces."""
    parts = [
        f"{field.name} = {{{_value(field.name, field.value)}}}"
        for field in record.fields
        if field.name in TEXT_FIELDS and field.value.strip()
        if not (field.name == "howpublished" and _sole_link(field.value))
    ]
    kind = _SAME_TYPES.get(record.type, record.type)
    kind = kind if kind in _PANDOC_TYPES else "misc"
    return f"@{kind}{{{own_id}, {', '.join(parts)}}}"


def _value(name: str, value: str) -> str:
    if name not in NAME_FIELDS:
        return "{" + _balanced(simplify(value).text) + "}"
    names = (_balanced(simplify(one).text) for one in split_names(value))
    # A lone stand-in would count as a lower-case word, and so as a "von".
    return " and ".join(_HIDDEN.sub(r"{\g<0>}", one) for one in names if one)


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
    for names in item.values():
        for name in names if isinstance(names, list) else ():
            if isinstance(name, dict) and "dropping-particle" in name:
                name["non-dropping-particle"] = name.pop("dropping-particle")
    for variable, parts in (
        ("issued", issued(record)),
        ("accessed", parse_date(record.get("urldate"))),
    ):
        if parts:
            item[variable] = {"date-parts": parts}
    state = record.get("pubstate") or ("" if "issued" in item else plain_tex(record.get("year")))
    if state:
        item["status"] = _STATES.get(state.lower(), plain_tex(state))
    item.update((name, value) for name, value in _identifiers(record).items() if value)
    return dict(sorted(item.items()))


def _identifiers(record: BibRecord) -> dict[str, str]:
    """Give the addresses and numbers that never go through TeX: the working ones."""
    kind = (record.get("eprinttype") or record.get("archiveprefix")).lower()
    eprint = address(record.get("eprint"))
    link = address(record.get("url")) or address(_sole_link(record.get("howpublished")))
    if not link and kind == "arxiv" and eprint:
        link = f"https://arxiv.org/abs/{eprint}"
    return {
        "DOI": bare_doi(record.get("doi")),
        "URL": link if is_web(link) else "",
        "PMID": plain_tex(record.get("pmid")) or (eprint if kind in ("pubmed", "pmid") else ""),
        "PMCID": plain_tex(record.get("pmcid")) or (eprint if kind == "pmcid" else ""),
        "keyword": plain_tex(record.get("keywords")),
    }


def _sole_link(value: str) -> str:
    return value if re.fullmatch(r"\s*(?:\\url\s*\{[^{}]*\}|https?://\S+)\s*", value) else ""


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
    """Letters and digits of the title and the names must be those of the source."""
    source = " ".join(plain_tex(record.get(name)) for name in _TITLE_FIELDS)
    printed = plain_title(item)
    if _letters(plain_title({"title": source})) != _letters(printed):
        yield record.problem("title", f"must keep its words when read (got {shown(printed)})")
    for field in ("author", "editor"):
        typed = "".join(plain_tex(name) for name in split_names(record.get(field)))
        parts = "".join("".join(name.values()) for name in item.get(field, ()))
        if record.find(field) and Counter(_letters(typed)) != Counter(_letters(parts)):
            message = f"must be names that can be told apart (got {shown(record.get(field))})"
            yield record.problem(field, message)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))

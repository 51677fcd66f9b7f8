"""The files of other programs, read record by record: each as BibTeX, or with a reason why not."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from livingreview.bibliography import BibRecord, parse_bib
from livingreview.files import decoded, read_bytes
from livingreview.intake.csl_json import work_of_csl
from livingreview.intake.endnote import endnote_records, work_of_endnote
from livingreview.intake.errors import IntakeError
from livingreview.intake.medline import medline_records, work_of_medline
from livingreview.intake.ris import ris_records, work_of_ris
from livingreview.intake.work import Work, as_bibtex
from livingreview.intake.xml_records import XmlError
from livingreview.problems import Problem

MOST_BYTES = 100_000_000  # as for a .bib file: some 100,000 records with abstracts


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a file: its line, and it as BibTeX, or the reason why it is refused.

    `key` is its key in a BibTeX file, `left` are its fields for which BibTeX has no place.
    """

    path: str
    line: int
    record: BibRecord | None
    reason: str = ""
    key: str = ""
    left: tuple[str, ...] = ()


_WORKING_KEY = "work2000record"
Works = Iterator[tuple[int, Work | str]]


def read_entries(path: Path, progress: Callable[[float], None]) -> list[Entry]:
    """Return the records of a file; `progress` is called with the share that has been read.

    Raises
    ------
    IntakeError
        If the file cannot be read, is empty, or is not of a format that is known here.
    """
    real = path.resolve()  # a link that a person names may be followed
    raw, problems = read_bytes(real, real.parent, most=MOST_BYTES)
    if raw is None:
        raise IntakeError(_at(path, problems[0]))
    if not raw.strip():
        raise IntakeError(f"{path}: must hold records (the file is empty): export it again")
    text, problems = decoded(raw, path.name)
    if problems:
        raise IntakeError(_at(path, problems[0]))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    name = _format(path, text)
    if name == "BibTeX":
        entries = _of_bibtex(text, str(path))
    else:
        entries = _of_works(_READERS[name](text), str(path), text.count("\n") + 1, progress)
    if not entries:
        raise IntakeError(f"{path}: must hold records of {name} (got none): export it again")
    return entries


def _at(path: Path, problem: Problem) -> str:
    return str(replace(problem, path=str(path)))


def _of_ris(text: str) -> Works:
    for line, entry in ris_records(text):
        yield line, entry if isinstance(entry, str) else work_of_ris(entry)


def _of_medline(text: str) -> Works:
    for line, tags in medline_records(text):
        yield line, tags if isinstance(tags, str) else work_of_medline(tags)


def _of_endnote(text: str) -> Works:
    try:
        for record in endnote_records(text):
            yield record.line, work_of_endnote(record)
    except XmlError as error:
        yield error.line, str(error)


def _of_csl(text: str) -> Works:
    """Yield the works of a list of CSL items, or of a single item."""
    decoder, at = json.JSONDecoder(), _skip(text, 0, "[")
    is_list = text.lstrip()[:1] == "["
    line, counted = 1, 0
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            where = line + text.count("\n", at, getattr(error, "pos", at))
            what = getattr(error, "msg", "nested too deeply")
            yield where, f"must be JSON ({what}); the rest of the file was not read"
            return
        yield line, work_of_csl(item) if isinstance(item, Mapping) else "must be a CSL item"
        at = _skip(text, at, ",")
    if is_list and at >= len(text):
        yield line, "must be JSON (the list is not closed: the file may be cut off)"


def _skip(text: str, at: int, mark: str) -> int:
    """Return the offset after spaces, one optional mark and more spaces."""
    found = re.compile(rf"\s*{re.escape(mark)}?\s*").match(text, at)
    return found.end() if found else at


_READERS: Mapping[str, Callable[[str], Works]] = {
    "RIS": _of_ris, "PubMed": _of_medline, "EndNote XML": _of_endnote, "CSL-JSON": _of_csl,
}  # fmt: skip
# How the text of a format looks, and the endings of its files.
_LOOKS: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    ("EndNote XML", re.compile(r"\A\s*<(?:\?xml|xml|!DOCTYPE xml)"), (".xml",)),
    ("CSL-JSON", re.compile(r"\A\s*[\[{]"), (".json",)),
    ("RIS", re.compile(r"^TY  ?- ", re.MULTILINE), (".ris",)),
    ("PubMed", re.compile(r"^PMID- ?\d", re.MULTILINE), (".nbib",)),
    ("BibTeX", re.compile(r"^\s*@\s*\w+\s*[{(]", re.MULTILINE), (".bib", ".bibtex")),
)
_ANY_ENDING = frozenset((".txt", ""))


def _format(path: Path, text: str) -> str:
    """Return the format of a file, by its text; its name must agree."""
    ending = path.suffix.lower()
    named = next((name for name, _, endings in _LOOKS if ending in endings), None)
    found = next((name for name, looks, _ in _LOOKS if looks.search(text)), None)
    if re.match(r"\s*<(!doctype html|html)", text, re.IGNORECASE):
        raise IntakeError(
            f"{path}: must hold records (got an HTML page): export the records again and compare "
            "the size of the file"
        )
    known = ", ".join(f"{name} ({endings[0]})" for name, _, endings in _LOOKS)
    if found is None or (named is None and ending not in _ANY_ENDING):
        raise IntakeError(f"{path}: must be in one of these formats: {known}")
    if named not in (None, found):
        right = next(endings[0] for name, _, endings in _LOOKS if name == found)
        raise IntakeError(
            f"{path}: must be {named}, as its name says (it holds {found}): rename it to "
            f"{path.with_suffix(right).name}"
        )
    return found


def _of_bibtex(text: str, path: str) -> list[Entry]:
    """Return the records of a BibTeX file, and an entry for each part that cannot be read."""
    records, problems = parse_bib(text, path, foreign_keys=True)
    reasons: dict[str, Problem] = {}
    lost: list[Problem] = []
    names = {record.alias or record.key for record in records}
    for problem in problems:
        owner = next((n for n in names if f"{problem.field}.".startswith(f"{n}.")), "")
        if owner and problem.line:
            reasons.setdefault(owner, problem)
        else:
            lost.append(problem)
    entries = [
        Entry(path, reason.line, None, _told(reason))
        if (reason := reasons.get(record.alias or record.key))
        else Entry(path, record.line, record, key=record.alias or record.key)
        for record in records
    ]
    entries += [Entry(path, problem.line, None, _told(problem)) for problem in lost]
    return sorted(entries, key=lambda entry: entry.line)


def _of_works(
    works: Works, path: str, lines: int, progress: Callable[[float], None]
) -> list[Entry]:
    """Return works as records of BibTeX, each of which has been read back."""
    entries = []
    for line, work in works:
        progress(line / lines)
        if isinstance(work, str):
            entries.append(Entry(path, line, None, work))
            continue
        records, problems = parse_bib(as_bibtex(work, _WORKING_KEY), path)
        if not work.fields.get("title"):
            entries.append(Entry(path, line, None, "title must be given (the record has none)"))
        elif problems or len(records) != 1:
            reason = _told(problems[0]) if problems else "must be one record"
            entries.append(Entry(path, line, None, reason.removeprefix(f"{_WORKING_KEY}.")))
        else:
            left = (*work.left, "registrations") if work.registrations else work.left
            entries.append(Entry(path, line, records[0], left=left))
    return entries


def _told(problem: Problem) -> str:
    return f"{problem.field} {problem.message}".strip()

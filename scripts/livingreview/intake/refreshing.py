"""`livingreview new --refresh`: the record of a source, completed from the record of a service.

Only missing fields are added, and an incomplete list of authors is completed. Where the two
records differ, there is a remark.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from livingreview.bibliography import BibRecord, identifiers, parse_bib, title_words
from livingreview.files import read_text
from livingreview.intake.beginning import readable
from livingreview.intake.client import Client
from livingreview.intake.errors import IntakeError
from livingreview.intake.identifier import Identifier
from livingreview.intake.services import fetched
from livingreview.intake.work import without
from livingreview.library import SOURCES, read_bibliography
from livingreview.problems import nearest

_SAME_FACT = (
    {"journal", "journaltitle"}, {"year", "date", "month", "pubstate"}, {"address", "location"},
    {"number", "issue"}, {"eid", "article-number", "pages"}, {"publisher", "institution"},
)  # fmt: skip
_NOT_ADDED = (
    "abstract", "keywords", "language", "issn", "library", "note", "pubstate", "shorttitle",
    "howpublished", "type", "url",
)  # fmt: skip
_COMPARED = ("title", "journal", "year", "volume", "number", "pages", "doi", "pmid")
_INCOMPLETE = re.compile(r"^incomplete: \[([^\]\n]*)\](.*)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The changed files of a source by path, their difference, and remarks."""

    files: Mapping[str, str]
    difference: str
    remarks: tuple[str, ...]


def refresh(root: Path, key: str, client: Client) -> Refreshed:
    """Return the changes that complete the record of a source; nothing is written.

    Raises
    ------
    IntakeError
        If there is no such pair, it has no identifier, or no service returns a usable record.
    """
    bibliography = read_bibliography(root)
    key = bibliography.aliases.get(key, key)
    record = bibliography.records.get(key)
    if record is None or not record.path.startswith(f"{SOURCES}/"):
        pairs = [k for k, r in bibliography.records.items() if r.path.startswith(f"{SOURCES}/")]
        raise IntakeError(
            f"KEY must be a source with a pair in {SOURCES}/ (got {key!r}{nearest(key, pairs)})"
        )
    known = identifiers(record)
    if not known:
        raise IntakeError(
            f"{record.path} must have a doi, pmid, pmcid or arXiv number to be completed"
        )
    kind = next(kind for kind in ("doi", "pmid", "pmcid", "arxiv") if kind in known)
    work, remarks = fetched(client, Identifier(kind, known[kind]))
    work, fresh, dropped = readable(without(work, *_NOT_ADDED))
    before, _ = read_text(root / record.path, root)
    after = _completed(before or "", record, fresh, work.fields)
    files = {record.path: (before or "", after)}
    entry = root / f"{SOURCES}/{key}.yml"
    text, _ = read_text(entry, root) if entry.exists() else (None, ())
    if text is not None:
        files[f"{SOURCES}/{key}.yml"] = (text, _without_filled(text, parse_bib(after, "record")[0]))
    changed = {name: pair for name, pair in files.items() if pair[0] != pair[1]}
    return Refreshed(
        {name: new for name, (_, new) in changed.items()},
        "".join(_difference(name, *pair) for name, pair in changed.items()),
        (*remarks, *dropped, *_disagreements(record, fresh, work.origin)),
    )


def _completed(text: str, record: BibRecord, fresh: BibRecord, fields: Mapping[str, str]) -> str:
    """Return the text of a record with its missing fields, and otherwise unchanged."""
    own = {field.name for field in record.fields if field.value.strip()}
    covered = own | {name for same in _SAME_FACT if same & own for name in same}
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if name not in covered
    ]
    after = text
    names = record.names("author"), fresh.names("author")
    author = record.find("author")
    is_completed = names[0].is_open and names[1].names and not names[1].is_open
    if author and is_completed and text.count(author.value) == 1:
        after = after.replace(author.value, fields["author"])
    end = max(after.rstrip().rfind("}"), after.rstrip().rfind(")"))
    head = after[:end].rstrip()
    if lines:
        comma = "" if head.endswith(",") else ","
        after = f"{head}{comma}\n{''.join(lines)}{after[end:]}"
    records, problems = parse_bib(after, record.path)
    if len(records) != 1 or problems or records[0].key != record.key:
        raise IntakeError(
            f"{record.path} must hold one sound record to be completed: run livingreview check"
        )
    return after


def _without_filled(text: str, records: tuple[BibRecord, ...]) -> str:
    """Return an entry whose `incomplete` names only the fields that are still missing."""
    record = records[0]

    def left(found: re.Match[str]) -> str:
        names = [name.strip() for name in found[1].split(",") if name.strip()]
        still = [
            n for n in names
            if not record.get(n) or (n == "author" and record.names(n).is_open)
        ]  # fmt: skip
        return f"incomplete: [{', '.join(still)}]{found[2]}\n" if still else ""

    return _INCOMPLETE.sub(left, text)


def _disagreements(record: BibRecord, fresh: BibRecord, origin: str) -> Iterator[str]:
    """Yield a remark for each fact in which the record and the service's differ."""
    for name in _COMPARED:
        mine, theirs = record.text(name), fresh.text(name)
        if mine and theirs and title_words(mine) != title_words(theirs):
            yield f"{name} is {mine!r} here and {theirs!r} at {origin}: compare both with the paper"
    ours, others = record.names("author"), fresh.names("author")
    are_closed = not ours.is_open and not others.is_open and ours.names and others.names
    if are_closed and len(ours.names) != len(others.names):
        counts = f"{len(ours.names)} here and {len(others.names)}"
        yield f"the authors are {counts} at {origin}: compare both with the paper"


def _difference(name: str, before: str, after: str) -> str:
    return "".join(
        difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=1
        )
    )

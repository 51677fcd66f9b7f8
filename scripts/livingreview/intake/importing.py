"""`livingreview import`: the records of files, matched with those of the review, and written.

A work that is already in the review is not changed; of several records of one work, the first is
used. Every record of the files is put into one of the lists of `Imported`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from livingreview.bibliography import BibField, BibRecord, Works, is_key, made_key, write_record
from livingreview.files import read_text
from livingreview.intake.errors import IntakeError
from livingreview.intake.reading import Entry, read_entries
from livingreview.intake.screening import Row, read_sheet, row_id, row_of
from livingreview.library import SOURCES, read_bibliography
from livingreview.model import slug

FOLDER = "references/imported"
Progress = Callable[[str, float, int], None]


@dataclass(slots=True)
class Imported:
    """The outcome of an import: lists of records, each as its place and a remark on it.

    `files` are the texts to write, by path; `left` is the number of records with a field that
    BibTeX has no place for, by the name of the field.
    """

    files: dict[str, str] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    excluded: list[tuple[str, str]] = field(default_factory=list)
    undecided: list[tuple[str, str]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def import_records(
    root: Path, paths: Sequence[Path], sheet_path: Path | None, progress: Progress
) -> Imported:
    """Read files and match their records with those of the review; nothing is written.

    With a screening sheet only those records are added that the sheet includes, and the sheet
    gets a row for each new record. `progress` is called with a file, the share of it that has been
    read and, at the end, the number of its records.

    Raises
    ------
    IntakeError
        If the screening sheet cannot be read.
    """
    return _Import(root, sheet_path).run(paths, progress)


class _Import:
    """One import into one review."""

    def __init__(self, root: Path, sheet_path: Path | None) -> None:
        self.root = root
        self.sheet_path = sheet_path
        self.sheet = read_sheet(sheet_path) if sheet_path else None
        bibliography = read_bibliography(root)
        self.there = Works(bibliography.records.values())
        self.new = Works()
        self.places: dict[str, str] = {}
        stems = (path.stem for path in (root / SOURCES).glob("*.*"))
        self.taken = {*bibliography.records, *bibliography.aliases, *stems}
        self.texts: dict[str, list[str]] = {}
        self.done = Imported()

    def run(self, paths: Sequence[Path], progress: Progress) -> Imported:
        for path in paths:
            try:
                entries = read_entries(path, partial(self._tell, progress, path))
            except IntakeError as error:
                place, _, reason = str(error).partition(": ")
                self.done.refused.append((place, reason))
                continue
            progress(str(path), 1.0, len(entries))
            for entry in entries:
                self._take(entry, path)
        if self.sheet:
            for problem in self.sheet.problems:
                said = f"{problem.field} {problem.message}"
                self.done.refused.append((f"{problem.path}:{problem.line}", said))
        for name, texts in self.texts.items():
            self.done.files[name] = self._before(name) + "\n".join(texts)
        if self.sheet and self.sheet_path:
            self.done.files[str(self.sheet_path)] = self.sheet.text()
        return self.done

    @staticmethod
    def _tell(progress: Progress, path: Path, share: float) -> None:
        progress(str(path), min(share, 0.999), 0)

    def _take(self, entry: Entry, path: Path) -> None:
        """Put one record into the list where it belongs."""
        place = f"{entry.path}:{entry.line}"
        self.done.left.update(entry.left)
        record = entry.record
        if record is None:
            self._refuse(entry, path, entry.reason)
        elif known := self.there.same(record):
            self.done.joined.append((place, _joined(known, record)))
            row = row_of(record, path.name, entry.line, decision="include", key=known.key)
            self._note(row)
        elif first := self.new.same(record):
            self.done.duplicates.append((place, f"the work of {self.places[first.path]}"))
            twin = row_id(first)
            self._note(row_of(
                record, path.name, entry.line, decision="duplicate", duplicate_of=twin
            ))  # fmt: skip
        elif other := self.there.alike(record) or self.new.alike(record):
            where = self.places.get(other.path, f"{other.key} ({other.path})")
            reason = (
                f"must not have nearly the same title and year as {where}; if they are two works, "
                "begin a pair (livingreview new) and write distinct_from in its entry"
            )
            self._refuse(entry, path, reason)
        else:
            self.places[place] = place
            self.new.add(replace(record, path=place))
            if self._is_included(record, entry, path, place):
                self._add(record, entry.key, path, place)

    def _refuse(self, entry: Entry, path: Path, reason: str) -> None:
        self.done.refused.append((f"{entry.path}:{entry.line}", reason))
        self._note(row_of(entry.record, path.name, entry.line, decision="refused", reason=reason))

    def _is_included(self, record: BibRecord, entry: Entry, path: Path, place: str) -> bool:
        """Return whether a record is to be added; if there is a sheet, it decides."""
        if self.sheet is None:
            return True
        row = self.sheet.row(row_id(record))
        if row is None:
            row = row_of(record, path.name, entry.line)
            self.sheet.add(row)
        elif row.get("file") != path.name:
            twin = row_of(
                record, path.name, entry.line, decision="duplicate", duplicate_of=row["id"]
            )
            if not self.sheet.holds(twin):
                self.sheet.add(twin)
        if row["decision"] == "include":
            return True
        if row["decision"] == "exclude":
            self.done.excluded.append((place, row["reason"]))
        else:
            self.done.undecided.append((place, record.text("title")))
        return False

    def _note(self, row: Row) -> None:
        """Write a row into the sheet, if there is one and it has not that row."""
        if self.sheet is None:
            return
        own = self.sheet.row(row.get("id", ""))
        if row["decision"] == "include" and own is not None:
            own["key"] = own.get("key") or row["key"]
        elif not self.sheet.holds(row):
            self.sheet.add(row)

    def _add(self, record: BibRecord, typed: str, path: Path, place: str) -> None:
        """Add a record under a key by our rule; the key in its file becomes an alias."""
        key = made_key(record, typed if is_key(typed) else "", self.taken)
        self.taken.add(key)
        if typed and typed != key:
            ids = ",".join(filter(None, (typed, record.get("ids"))))
            kept = tuple(f for f in record.fields if f.name != "ids")
            record = replace(record, fields=(*kept, BibField("ids", ids, 0, 0)))
        text = write_record(replace(record, key=key), record.type)
        name = f"{FOLDER}/{slug(path.stem) or 'records'}.bib"
        self.texts.setdefault(name, []).append(text)
        self.done.added.append((place, key))
        if self.sheet and (row := self.sheet.row(row_id(record))):
            row["key"] = key

    def _before(self, name: str) -> str:
        """Return the text of a file of earlier imports, or an empty text."""
        if not (self.root / name).exists():
            return ""
        text, problems = read_text(self.root / name, self.root, most=100_000_000)
        if text is None:
            raise IntakeError(str(problems[0]))
        return f"{text.rstrip()}\n\n"


def _joined(known: BibRecord, record: BibRecord) -> str:
    """Return the source that a record is joined to, with the fields that only the record has."""
    own: Mapping[str, str] = {f.name: f.value for f in known.fields if f.value}
    more = [
        name for name in ("author", "journal", "year", "volume", "number", "pages", "doi", "pmid")
        if record.get(name) and name not in own
    ]  # fmt: skip
    brings = f"; only the record has {', '.join(more)}" if more else ""
    return f"{known.key} ({known.path}){brings}"

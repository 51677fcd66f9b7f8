"""The reader of BibTeX files: it reports every fault as a problem and keeps every good record.

`grammar` reads the value of a field, `rules` checks records, `inheritance` resolves `crossref`
and `xdata`, and `csl` turns records into CSL items.
"""

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bibtexparser import model
from bibtexparser.splitter import Splitter

from livingreview.bibliography.fields import LEFT_OUT_FIELDS
from livingreview.bibliography.grammar import BibSource, RawField, StringScope, read_value
from livingreview.bibliography.inheritance import inherit
from livingreview.bibliography.keys import KEY_RULE, is_key, made_key, told_apart
from livingreview.bibliography.names import NAME_FIELDS, NO_NAMES, read_names
from livingreview.bibliography.record import BibField, BibRecord
from livingreview.bibliography.rules import record_problems, within_bounds
from livingreview.bibliography.tex import plain, simplify
from livingreview.files import decoded, read_bytes
from livingreview.problems import Problem, shown

__all__ = ["BibField", "BibRecord", "parse_bib", "read_bib"]

Problems = tuple[Problem, ...]

MOST_BYTES = 100_000_000  # per file: some 100,000 records with abstracts
MOST_FIELDS = 500  # per record; the fullest exports have some 60

_LOOKS_LIKE_RECORD = re.compile(
    r"^[ \t]*(@[ \t]*(?!comment\b)\w+|\w+[ \t]*\{[^{}=,]*,)", re.MULTILINE | re.IGNORECASE
)
_RECORD_START = re.compile(r"@\s*(\w+)\s*[{(]\s*([^,\s{}=]*)\s*,?")
_FIELD_LINE = re.compile(r"[ \t]*([A-Za-z][\w-]*)[ \t]*=")


def read_bib(
    path: Path, root: Path, *, foreign_keys: bool = False, taken: Collection[str] = ()
) -> tuple[tuple[BibRecord, ...], Problems]:
    """Read a BibTeX file in the folder of a review and return its records and its problems.

    `foreign_keys` and `taken` are those of `parse_bib`.
    """
    data, problems = read_bytes(path, root, most=MOST_BYTES)
    if data is None:
        return (), problems
    name = path.relative_to(root).as_posix()
    text, problems = decoded(data, name)
    records, more = parse_bib(text, name, foreign_keys=foreign_keys, taken=taken)
    return records, tuple(sorted({*problems, *more}))


def parse_bib(
    text: str, name: str, *, foreign_keys: bool = False, taken: Collection[str] = ()
) -> tuple[tuple[BibRecord, ...], Problems]:
    """Read BibTeX text and return its records, in order, and every problem found in them.

    Parameters
    ----------
    text
        The text of the file.
    name
        The path of the file for messages, relative to the root of the review.
    foreign_keys
        Whether keys that break our rule are accepted (as in a Zotero export) or are problems.
        Either way such a record gets a generated key, and keeps the key in the file as `alias`.
    taken
        Keys of the review, which must not be proposed for another record.
    """
    reader = _FileReader(BibSource(text, name), foreign_keys=foreign_keys, taken=taken)
    reader.read()
    records, problems = inherit(tuple(reader.records))
    ruled = (p for record in records for p in record_problems(record, foreign=foreign_keys))
    found = [*reader.problems, *problems, *ruled]
    return _told_apart(records), tuple(sorted(set(found)))


class _FileReader:
    """One pass over the blocks of one file, which fills `records` and `problems`."""

    def __init__(self, source: BibSource, *, foreign_keys: bool, taken: Collection[str]) -> None:
        self.source = source
        self.foreign_keys = foreign_keys
        self.taken = set(taken)
        self.scope = StringScope(source)
        self.records: list[BibRecord] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, tuple[str, int]] = {}
        self.after = "comment"

    def read(self) -> None:
        """Read every block in order."""
        with _quiet():
            blocks = list(Splitter(self.source.text).split().blocks)
        blocks = [getattr(block, "ignore_error_block", None) or block for block in blocks]
        for block in blocks:
            if isinstance(block, model.String):
                self.scope.later.setdefault(block.key.lower(), (block.start_line or 0) + 1)
            elif isinstance(block, model.Entry) and not self.foreign_keys:
                self.taken.add(block.key)
        at = 0
        for block in blocks:
            raw = block.raw or ""
            if not isinstance(block, model.ImplicitComment):
                at = max(at, self.source.line_start((block.start_line or 0) + 1))
            start = max(self.source.text.find(raw, at), 0)
            self._block(block, start)
            at = start + (1 if isinstance(block, model.ParsingFailedBlock) else len(raw))

    def _block(self, block: model.Block, start: int) -> None:
        if isinstance(block, model.Entry):
            self._entry(block, start)
        elif isinstance(block, model.String):
            self._string(block, start)
        elif isinstance(block, model.ParsingFailedBlock):
            self.problems.append(self._broken(block, start))
        elif isinstance(block, model.ImplicitComment):
            self._between(block, start)
        self.after = type(block).__name__

    def _entry(self, entry: model.Entry, start: int) -> None:
        line, _ = self.source.place(start)
        record = BibRecord(entry.key, entry.entry_type.lower(), (), self.source.path, line)
        at = self.source.text.index(entry.key, start + len(entry.entry_type) + 1) + len(entry.key)
        raw_fields = []
        for field in entry.fields[:MOST_FIELDS]:
            named = self.source.text.index(field.key, at)
            equals = self.source.text.index("=", named + len(field.key))
            at = self.source.text.index(field.value, equals + 1)
            typed = field.key.rpartition("\n")[2].strip()
            if typed != field.key:
                got = shown(field.key.rpartition("\n")[0])
                message = f"must hold nothing but fields, no % comments (got {got})"
                self.problems.append(self.source.problem(named, entry.key, message))
            raw_fields.append(RawField(typed.lower(), at, at + len(field.value)))
            at += len(field.value)
        if len(entry.fields) > MOST_FIELDS:
            message = f"must have at most {MOST_FIELDS} fields (got {len(entry.fields)})"
            self.problems.append(self.source.problem(start, entry.key, message))
        record = replace(record, fields=self._fields(raw_fields, entry.key))
        if self.source.text[self.source.line_start(line) : start].lstrip().startswith("%"):
            message = "must not be commented out by % (BibTeX reads it all the same)"
            self.problems.append(self.source.problem(start, entry.key, message))
        self._keep(record, start)

    def _fields(self, raw_fields: list[RawField], owner: str) -> tuple[BibField, ...]:
        """Return the fields of a record, including those that follow a missing comma."""
        fields: dict[str, BibField] = {}
        waiting = raw_fields[::-1]
        read = 0
        while waiting and read < MOST_FIELDS:
            raw = waiting.pop()
            read += 1
            line, column = self.source.place(raw.start)
            value, glued, problems = read_value(raw, owner, self.scope)
            self.problems.extend(problems)
            waiting.extend(glued)
            whole = self.source.text.startswith(value, raw.start + 1)
            field = BibField(raw.name, value, line, column if whole else 0)
            field, problems = within_bounds(field, owner, self.source.path)
            self.problems.extend(problems)
            if first := fields.get(raw.name):
                message = f"must be given once (got it in lines {first.line} and {line})"
                label = f"{owner}.{raw.name}"
                self.problems.append(self.source.problem(raw.start, label, message))
            else:
                fields[raw.name] = _decoded(field)
        if waiting:
            message = f"must have at most {MOST_FIELDS} fields; the commas between them are missing"
            self.problems.append(self.source.problem(waiting[-1].start, owner, message))
        return tuple(fields.values())

    def _keep(self, record: BibRecord, start: int) -> None:
        """Add a record to the list; report a key that breaks our rule or is already in use."""
        key = record.key
        if first := self.seen.get(key.casefold()):
            same = "be unique" if first[0] == key else "differ by more than case"
            message = f"must {same} in its file (got {shown(first[0])} in line {first[1]}, too)"
            self.problems.append(self.source.problem(start, key, message))
        self.seen.setdefault(key.casefold(), (key, record.line))
        if not is_key(key):
            made = made_key(record, key, () if self.foreign_keys else self.taken)
            if not self.foreign_keys and record.type != "xdata":
                got = f"got {shown(key)}; it would be {made}"
                message = f"key must be {KEY_RULE} ({got})"
                self.problems.append(self.source.problem(start, "", message))
            record = replace(record, key=made, alias=key)
        self.records.append(record)

    def _string(self, block: model.String, start: int) -> None:
        line, _ = self.source.place(start)
        value_start = self.source.text.index("=", start) + 1
        at = self.source.text.index(block.value, value_start)
        raw = RawField(block.key, at, at + len(block.value))
        value, _, problems = read_value(raw, "@string", self.scope)
        self.problems.extend(problems)
        whole, problems = within_bounds(
            BibField(block.key, value, line, 0), "@string", self.source.path
        )
        self.problems.extend(problems)
        if first := self.scope.lines.get(block.key.lower()):
            message = f"must be defined once (got it in lines {first} and {line})"
            label = f"@string.{block.key}"
            self.problems.append(self.source.problem(start, label, message))
        self.scope.define(block.key, whole.value, line)

    def _broken(self, block: model.ParsingFailedBlock, start: int) -> Problem:
        """Return the problem of a record that cannot be read, with the records lost in it."""
        raw = block.raw or ""
        inside = [match[2] for match in _RECORD_START.finditer(raw)]
        key = inside[0] if inside else ""
        reason = getattr(block.error, "abort_reason", "")
        lost = f", which hides {', '.join(inside[1:])}" if inside[1:] else ""
        if re.fullmatch(r"@\s*\w+\s*[{(]\s*[\w-]*\s*=", raw):
            return self.source.problem(start, "", f"record must have a key{lost}")
        if reason.startswith("Expected comma after entry key"):
            return self.source.problem(start, key, f"must have a comma after its key{lost}")
        if reason.startswith("Expected a `=`"):
            end = start + len(raw.rstrip().rstrip("})"))
            return self.source.problem(end, key, f"must hold fields as name = {{value}}{lost}")
        if opened := _open_field(raw):
            place, name = opened
            message = f"must be closed: a brace or quote is missing{lost}"
            return self.source.problem(start + place, f"{key}.{name}" if key else name, message)
        return self.source.problem(start, key, f"must be closed: a brace is missing{lost}")

    def _between(self, block: model.ImplicitComment, start: int) -> None:
        """Report text between two records if it looks like a piece of a record."""
        text = block.raw or ""
        if self.after == "ParsingFailedBlock":
            return
        if self.after == "Entry" and text.startswith(("}", ",")):
            got = shown(text.split("\n")[0])
            message = f"must not continue a closed record: one brace is too many (got {got})"
            self.problems.append(self.source.problem(start, "text", message))
        for match in _LOOKS_LIKE_RECORD.finditer(text):
            message = f"must open a record as @type{{key, (got {shown(match.group().strip())})"
            self.problems.append(self.source.problem(start + match.start(), "text", message))


def _decoded(field: BibField) -> BibField:
    """Return a field with its TeX decoded, so that no later step has to do it again."""
    if field.name in LEFT_OUT_FIELDS:
        return field
    found = simplify(field.value)
    names = read_names(field.value) if field.name in NAME_FIELDS else NO_NAMES
    return replace(field, tex=found.text, text=plain(found.text), names=names, faults=found.faults)


def _open_field(raw: str) -> tuple[int, str] | None:
    """Return the offset and the name of the field that an unclosed record probably leaves open.

    It is the last field before a line that starts a field inside a brace or a quotation.
    """
    depth, quotes, at, last = 0, 0, 0, None
    for line in raw.splitlines(keepends=True):
        match = _FIELD_LINE.match(line)
        if match and last and (depth > 1 or quotes % 2):
            return last
        if match:
            last = (at + match.start(1), match[1].lower())
        depth += line.count("{") - line.count("}")
        quotes += line.replace('\\"', "").count('"') if depth <= 1 else 0
        at += len(line)
    return None


def _told_apart(records: tuple[BibRecord, ...]) -> tuple[BibRecord, ...]:
    """Return records in which no two share a generated key: an ending from the alias is added."""
    count: dict[str, int] = {}
    for record in records:
        count[record.key] = count.get(record.key, 0) + 1
    return tuple(
        replace(record, key=told_apart(record.key, record.alias))
        if record.alias and count[record.key] > 1
        else record
        for record in records
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep bibtexparser from writing to stderr what is reported as problems."""
    logger = logging.getLogger("bibtexparser.splitter")
    was, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was

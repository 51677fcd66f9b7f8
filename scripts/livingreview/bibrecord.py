"""One bibliography record as its file has it, and how a record is written out again."""

from collections.abc import Iterable
from dataclasses import dataclass

from livingreview.problems import Problem

# The order in which fields are written; the others follow by name.
_FIRST_FIELDS = (
    "author", "editor", "title", "subtitle", "booktitle", "journal", "journaltitle", "shortjournal",
    "series", "edition", "year", "month", "date", "volume", "number", "issue", "pages", "publisher",
    "institution", "school", "organization", "howpublished", "address", "location", "doi", "pmid",
    "pmcid", "eprint", "eprinttype", "url", "urldate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BibField:
    """One field: its name in lower case, its raw TeX value, and where its value starts.

    `line` and `column` count from 1; an inherited field keeps its parent's place.
    """

    name: str
    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class BibRecord:
    """One record: raw TeX values after `@string`, `#`, `crossref` and `xdata` are resolved.

    `key` is safe in paths and addresses: where the file's key breaks our rule, it is a made one
    and `alias` holds the file's own. `type` is in lower case, `path` relative to the review's
    root with forward slashes, `text` the record's own source.
    """

    key: str
    type: str
    fields: tuple[BibField, ...]
    path: str
    line: int
    text: str
    alias: str = ""

    def get(self, name: str, default: str = "") -> str:
        """Give a field's raw value."""
        field = self.find(name)
        return default if field is None else field.value

    def find(self, name: str) -> BibField | None:
        """Give a field, or None where the record has none of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def line_of(self, name: str) -> int:
        """Give the line of a field, or the record's own where it has no such field."""
        field = self.find(name)
        return self.line if field is None else field.line

    def problem(self, name: str, message: str) -> Problem:
        """Say what is wrong with a field, at its place, or with the record if it has none."""
        field = self.find(name)
        line, column = (self.line, 0) if field is None else (field.line, field.column)
        return Problem(self.path, line, column, f"{self.alias or self.key}.{name}", message)


def write_bib(records: Iterable[BibRecord]) -> str:
    """Write records as BibTeX: one a block, fields in one order, values in braces, by key."""
    return "\n".join(_block(record) for record in sorted(records, key=lambda r: (r.key, r.path)))


def _block(record: BibRecord) -> str:
    def place(field: BibField) -> tuple[int, str]:
        known = field.name in _FIRST_FIELDS
        return (_FIRST_FIELDS.index(field.name) if known else len(_FIRST_FIELDS), field.name)

    lines = [
        f"  {field.name} = {{{' '.join(field.value.split())}}},\n"
        for field in sorted(record.fields, key=place)
    ]
    return f"@{record.type}{{{record.key},\n{''.join(lines)}}}\n"

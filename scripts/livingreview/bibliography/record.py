"""One bibliography record as its file has it."""

from dataclasses import dataclass

from livingreview.problems import Problem


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

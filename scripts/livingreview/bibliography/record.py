"""One bibliography record as its file has it."""

from dataclasses import dataclass

from livingreview.bibliography.names import NO_NAMES, NameList
from livingreview.bibliography.tex import TexFault
from livingreview.problems import Problem


@dataclass(frozen=True, slots=True)
class BibField:
    """One field: its name in lower case, its value, and where its value starts.

    `value` is raw TeX. `parsing` decodes it once: into `tex`, which keeps braces and style
    commands, into `text`, which is plain, and into `names` where it is a list of names; `faults`
    are what it could not read. A field that is left out (`fields`) is not decoded.
    `line` and `column` count from 1; an inherited field keeps its parent's place.
    """

    name: str
    value: str
    line: int
    column: int
    tex: str = ""
    text: str = ""
    names: NameList = NO_NAMES
    faults: tuple[TexFault, ...] = ()


@dataclass(frozen=True, slots=True)
class BibRecord:
    """One record: its values after `@string`, `#`, `crossref` and `xdata` are resolved.

    `key` is safe in paths and addresses: where the file's key breaks our rule, it is a made one
    and `alias` holds the file's own. `type` is in lower case, `path` relative to the review's
    root with forward slashes.
    """

    key: str
    type: str
    fields: tuple[BibField, ...]
    path: str
    line: int
    alias: str = ""

    def get(self, name: str) -> str:
        """Return a field's raw value; nothing where the record has no such field."""
        field = self.find(name)
        return "" if field is None else field.value

    def text(self, name: str) -> str:
        """Return a field's value as plain text."""
        field = self.find(name)
        return "" if field is None else field.text

    def names(self, field: str) -> NameList:
        """Return the names that a field lists."""
        found = self.find(field)
        return NO_NAMES if found is None else found.names

    def find(self, name: str) -> BibField | None:
        """Give a field, or None where the record has none of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def problem(self, name: str, message: str) -> Problem:
        """Say what is wrong with a field, at its place, or with the record if it has none."""
        field = self.find(name)
        line, column = (self.line, 0) if field is None else (field.line, field.column)
        return Problem(self.path, line, column, f"{self.alias or self.key}.{name}", message)

"""One bibliography record, with its fields as its file has them."""

from dataclasses import dataclass

from livingreview.bibliography.names import NO_NAMES, NameList
from livingreview.bibliography.tex import TexFault
from livingreview.problems import Problem


@dataclass(frozen=True, slots=True)
class BibField:
    """One field: its name in lower case, its value, and where its value starts.

    `value` is raw TeX. `parsing` decodes it once: into `tex`, which keeps braces and style
    commands, into `text`, which is plain, and into `names` if it is a list of names. `faults`
    lists the pieces that could not be read. A field in `LEFT_OUT_FIELDS` is not decoded.
    `line` and `column` count from 1; an inherited field keeps the place in its parent.
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
    """One record, with `@string`, `#`, `crossref` and `xdata` resolved in its values.

    `key` is safe in paths and addresses: where the key in the file breaks our rule, `key` is
    generated and `alias` holds the key in the file. `type` is in lower case. `path` is relative
    to the root of the review and has forward slashes.
    """

    key: str
    type: str
    fields: tuple[BibField, ...]
    path: str
    line: int
    alias: str = ""

    def get(self, name: str) -> str:
        """Return the raw value of a field, or an empty text if the record has no such field."""
        field = self.find(name)
        return "" if field is None else field.value

    def text(self, name: str) -> str:
        """Return the value of a field as plain text, or an empty text if there is no such field."""
        field = self.find(name)
        return "" if field is None else field.text

    def names(self, field: str) -> NameList:
        """Return the names that a field lists."""
        found = self.find(field)
        return NO_NAMES if found is None else found.names

    def find(self, name: str) -> BibField | None:
        """Return the field of a name, or None if the record has no such field."""
        return next((field for field in self.fields if field.name == name), None)

    def problem(self, name: str, message: str) -> Problem:
        """Return a problem placed at a field, or at the record if it has no such field."""
        field = self.find(name)
        line, column = (self.line, 0) if field is None else (field.line, field.column)
        return Problem(self.path, line, column, f"{self.alias or self.key}.{name}", message)

"""The screening sheet: a row for each record that was found, with the decision on it.

The flow of records can be counted from the column `decision`: all rows were identified; rows other
than `duplicate` and `refused` were screened; `include`, `exclude` and `undecided` are the outcomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from livingreview.bibliography import BibRecord, identifiers, title_and_year
from livingreview.files import csv_rows, csv_text, read_text
from livingreview.intake.errors import IntakeError
from livingreview.problems import Problem, allowed, shown

COLUMNS = (
    "id", "decision", "reason", "key", "duplicate_of", "title", "authors", "year", "journal",
    "doi", "pmid", "url", "abstract", "file", "line",
)  # fmt: skip
# The decisions of a person; the import itself writes `duplicate` and `refused`.
DECISIONS = ("include", "exclude", "undecided")
_MADE = ("duplicate", "refused")
_MOST_BYTES = 100_000_000

Row = dict[str, str]


@dataclass(slots=True)
class Sheet:
    """The columns and the rows of a sheet, and the problems of its decisions."""

    columns: list[str] = field(default_factory=lambda: list(COLUMNS))
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _by_id: dict[str, Row] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add a row; rows of duplicates and refused records have no decision of their own."""
        self.rows.append(row)
        if row.get("decision") not in _MADE:
            self._by_id.setdefault(row.get("id", ""), row)

    def row(self, id: str) -> Row | None:
        """Return the row of a work, or None."""
        return self._by_id.get(id)

    def holds(self, row: Row) -> bool:
        """Return whether the sheet already has the row of a duplicate or a refused record."""
        wanted = {name: row.get(name, "") for name in ("id", "decision", "file", "line")}
        return any(wanted.items() <= other.items() for other in self.rows)

    def text(self) -> str:
        """Return the sheet as CSV."""
        return csv_text(
            self.columns, ([row.get(name, "") for name in self.columns] for row in self.rows)
        )


def read_sheet(path: Path) -> Sheet:
    """Return the sheet of a file; an empty one if there is no such file.

    Raises
    ------
    IntakeError
        If the file is not a screening sheet.
    """
    if path.suffix.lower() != ".csv":
        raise IntakeError(f"{path}: a screening sheet must end in .csv")
    sheet = Sheet()
    if not path.exists():
        return sheet
    text, problems = read_text(path, path.parent, most=_MOST_BYTES)
    if text is None:
        raise IntakeError(str(problems[0]))
    try:
        columns, rows = csv_rows(text)
    except ValueError as error:
        raise IntakeError(f"{path}: must be CSV ({error})") from None
    missing = [name for name in ("id", "decision", "reason", "key") if name not in columns]
    if missing:
        raise IntakeError(f"{path}: must have the columns {', '.join(missing)} in its first line")
    sheet.columns = columns
    for line, row in rows:
        row["decision"] = row["decision"].strip().lower() or "undecided"
        sheet.problems += _problems(str(path), line, row)
        sheet.add(row)
    return sheet


def _problems(path: str, line: int, row: Row) -> list[Problem]:
    decision = row["decision"]
    if decision not in (*DECISIONS, *_MADE):
        hint = allowed(decision, DECISIONS)
        message = f"must be one of the decisions (got {shown(decision)}{hint})"
        return [Problem(path, line, 0, "decision", message)]
    if decision == "exclude" and not row["reason"].strip():
        return [Problem(path, line, 0, "reason", "must be given for an excluded record")]
    return []


def row_id(record: BibRecord) -> str:
    """Return the id of a work in the sheet: an identifier, or else its title and year."""
    known = identifiers(record)
    kind = next((kind for kind in ("doi", "pmid", "arxiv", "pmcid") if kind in known), None)
    title = title_and_year(record) or " ".join(record.text("title").casefold().split())
    return f"{kind}:{known[kind]}" if kind else f"title:{title}"


def row_of(record: BibRecord | None, file: str, line: int, **decided: str) -> Row:
    """Return the row of a record, or of a place in a file where none could be read."""
    row = {"decision": "undecided", "file": file, "line": str(line)}
    if record is not None:
        names = record.names("author").names
        known: Mapping[str, str] = identifiers(record)
        row |= {
            "id": row_id(record),
            "title": record.text("title"),
            "authors": "; ".join(f"{n.particle} {n.family}, {n.given}".strip(" ,") for n in names),
            "year": (record.get("date") or record.get("year"))[:4],
            "journal": record.text("journal") or record.text("booktitle"),
            "doi": known.get("doi", ""),
            "pmid": known.get("pmid", ""),
            "url": record.get("url"),
            "abstract": " ".join(record.get("abstract").split()),
        }
    return row | decided

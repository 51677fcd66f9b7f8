"""CSV (RFC 4180 with LF) that a spreadsheet can open without running a formula, and its reading."""

import csv
import io
from collections.abc import Iterable, Sequence

# Characters that a spreadsheet reads as the beginning of a formula.
_FORMULA = ("=", "+", "-", "@")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a header and rows as CSV; None becomes an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers do not.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_rows(text: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the header of CSV, and each row with the line on which it ends.

    The cells may also be separated by semicolons or tabs, as spreadsheets write them.

    Raises
    ------
    ValueError
        If the text is not CSV.
    """
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restkey="", strict=True)
    try:
        rows = [
            (reader.line_num, {str(name): _typed(cell) for name, cell in row.items() if name})
            for row in reader
        ]
    except csv.Error as error:
        raise ValueError(f"after line {reader.line_num}: {error}") from None
    return list(reader.fieldnames or ()), rows


def _typed(cell: object) -> str:
    """Return the text of a cell without the apostrophe before a possible formula."""
    text = cell if isinstance(cell, str) else ""
    is_marked = text.startswith("'") and text[1:].lstrip().startswith(_FORMULA)
    return text[1:] if is_marked else text


def _cell(value: object) -> object:
    is_formula = isinstance(value, str) and value.lstrip().startswith(_FORMULA)
    return f"'{value}" if is_formula else value

"""The writing of CSV (RFC 4180 with LF) that a spreadsheet can open without running a formula."""

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


def _cell(value: object) -> object:
    is_formula = isinstance(value, str) and value.lstrip().startswith(_FORMULA)
    return f"'{value}" if is_formula else value

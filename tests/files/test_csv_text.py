"""Tables as CSV: cells that a spreadsheet would run, and those that are left as they are."""

import csv
import io

import pytest

from livingreview.files.csvtext import csv_text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\t@sum", "'\t@sum"),
        ("\u00a0+1", "'\u00a0+1"),
        ("\n-1", "'\n-1"),
        ("-", "'-"),
        ("a=1", "a=1"),
        ("Table 2, p. 4", "Table 2, p. 4"),
        ('say "x"\nagain', 'say "x"\nagain'),
        (-1, "-1"),
        (-0.5, "-0.5"),
        (None, ""),
        ("", ""),
    ],
)
def test_cell_is_never_a_formula(value: object, cell: str) -> None:
    """A text that begins a formula, also behind spaces, gets an apostrophe; a number stays."""
    text = csv_text(["a", "b"], [["x", value]])
    assert "\r" not in text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a", "b"], ["x", cell]]

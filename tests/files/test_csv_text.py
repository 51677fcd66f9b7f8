"""Tables as CSV: cells that a spreadsheet would run, and those that are left as they are."""

import csv
import io

import pytest

from livingreview.files.csvtext import csv_rows, csv_text


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


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_are_read_as_they_were_written(mark: str) -> None:
    """Also after a spreadsheet has written the file with another sign between cells."""
    rows = [["=1+1", "a, b"], ["-", 'say "no"'], ["'quoted'", "two\nlines"]]
    text = csv_text(["one", "two"], rows)
    if mark != ",":
        written = io.StringIO()
        csv.writer(written, delimiter=mark, lineterminator="\n").writerows(
            csv.reader(io.StringIO(text))
        )
        text = written.getvalue()
    head, found = csv_rows(text)
    assert (head, [list(row.values()) for _, row in found]) == (["one", "two"], rows)
    assert [line for line, _ in found] == [2, 3, 5]


def test_text_that_is_no_csv_is_refused() -> None:
    """The line is named."""
    with pytest.raises(ValueError, match="after line 1: "):
        csv_rows('one,two\n"a"b,c\n')

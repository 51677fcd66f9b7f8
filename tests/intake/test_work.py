"""Names, dates and texts of other programs as BibTeX."""

import pytest

from livingreview.bibliography import read_names
from livingreview.intake.work import Draft, inverted, plain


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Alder, Ann", "Alder, Ann"),
        ("Moos, Jan van der", "van der Moos, Jan"),
        ("van der Moos, Jan Jr", "van der Moos, Jr, Jan"),
        ("O'Brien, Áine, Jr", "O'Brien, Jr, Áine"),
        ("Smith, Jr., John", "Smith, Jr., John"),
        ("Alder AB", "Alder, AB"),
        ("Fern Research Network", "{Fern Research Network}"),
        ("Alder and Birch, A. B.", "{A. B. Alder and Birch}"),
        ("Birch & Co, Ltd", "{Ltd Birch \\& Co}"),
        ("others, A.", "others, A."),
        ("", ""),
    ],
)
def test_name_is_written_for_bibtex(typed: str, written: str) -> None:
    """What BibTeX would misread is put in braces, and each name is read back without a fault."""
    assert inverted(typed) == written
    read = read_names(written)
    assert (read.faults, len(read.names)) == ((), 1 if typed else 0)


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        ((2020, "Mar", "4"), {"year": "2020", "month": "mar", "date": "2020-03-04"}),
        (("2020", "12", None), {"year": "2020", "month": "dec"}),
        (("2020", "13", "40"), {"year": "2020"}),
        (("in press", None, None), {"pubstate": "in press"}),
        ((None, "Mar", "4"), {}),
    ],
)
def test_date_is_written_as_far_as_it_is_known(
    date: tuple[object, object, object], fields: dict[str, str]
) -> None:
    """A text that is no year is the state of publication."""
    draft = Draft()
    draft.date(*date)
    assert draft.fields == fields


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("p &lt; 0.05 &amp; &#945;", "p < 0.05 & α"),
        ("Q&notable; AT&T &copy", "Q&notable; AT&T &copy"),
        ("<mml:math><mml:mi>γ</mml:mi></mml:math> <i>x</i>", "γ <i>x</i>"),
        ("e\u0301tude\u200b \u202e\n  two", "étude two"),
        ({"a": 1}, ""),
        (True, ""),
        (3, "3"),
    ],
)
def test_text_is_one_line_without_what_cannot_be_seen(value: object, text: str) -> None:
    """Entities become characters; hidden characters and MathML tags go; tags in use stay."""
    assert plain(value) == text

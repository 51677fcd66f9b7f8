"""Letters folded as people type them, and the words that a page is found by besides its text."""

import pytest

from livingreview.downloads.folding import MOST, NAMES, folded, further_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain words only", ()),
        ("UCART-CD7 alone", ("cd7", "ucart")),
        ("UCART-CD7 and ucart", ("cd7",)),
        ("CD7, (CD5) [CD4]: “CD3” CD2…", ()),
        ("CO₂", ("co2",)),
        ("Eﬃcacy", ("efficacy",)),
        ("donor-derived", ()),
        ("γδ", ("delta", "gamma")),
        ("Γ-chain", ("gamma",)),
        ("白血病", ("病", "白血", "血病")),
        ("x-T2白血", ("t2", "x", "白血", "血")),
        ("x_y2", ("x", "y2")),
    ],
)
def test_further_words(text: str, words: tuple[str, ...]) -> None:
    """Only what the index would not find by itself is added."""
    assert further_words(text) == words


def test_further_words_are_bounded() -> None:
    """A page of compounds gets so many words and no more, the first of the alphabet."""
    numbers = range(1000, 1000 + MOST + 5)
    found = further_words(" ".join(f"{number}-{number}" for number in numbers))
    assert found == tuple(map(str, numbers))[:MOST]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Øre", "ore"), ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("Straße", "strasse"),
        ("Łódź", "lodz"), ("Đuro", "duro"), ("Garður", "gardur"), ("Þór", "thor"),
        ("kadın", "kadin"), ("Ħamrun", "hamrun"), ("Ŧ", "t"), ("Ŋ", "n"), ("ĸ", "k"),
        ("λόγος", "λογοσ"), ("CO₂", "co2"), ("ﬁve", "five"), ("𝛼", "α"),
    ],
)  # fmt: skip
def test_letters_are_folded(text: str, plain: str) -> None:
    """A letter becomes the plain ones by which it is typed."""
    assert folded(text) == plain


def test_greek_letters_are_found_by_their_names() -> None:
    """Each letter of the Greek alphabet has its name."""
    names = (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma tau upsilon phi chi psi omega"
    )
    assert " ".join(NAMES[letter] for letter in "αβγδεζηθικλμνξοπρστυφχψω") == names


def test_folding_is_done_once() -> None:
    """What is folded stays as it is."""
    for text in ("Øyvind", "ĲSSEL", "¹⁷⁷Lu", "𝛾𝛿", "İstanbul", "ﬁ", "Ǆ"):
        assert folded(folded(text)) == folded(text)

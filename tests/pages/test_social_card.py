"""The social card: read from mkdocs.yml, printed in every page's head, and this review's own."""

import struct
from pathlib import Path

import pytest

from livingreview.pages.social_card import HEIGHT, WIDTH, Card, read_card


def png(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Make the head of a PNG of this size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\0" * 9


def test_card_is_read_with_its_words(tmp_path: Path) -> None:
    """A picture of the right size below docs/ is taken; nothing named gives no card."""
    (tmp_path / "card.png").write_bytes(png())
    assert read_card(tmp_path, "card.png", " A fern. ") == (Card("card.png", "A fern."), ())
    assert read_card(tmp_path, None, None) == (None, ())


@pytest.mark.parametrize(
    ("address", "words", "field"),
    [
        ("card.png", None, "extra.lr_card_text"),
        ("card.png", "", "extra.lr_card_text"),
        (None, "A fern.", "extra.lr_card"),
        (7, "A fern.", "extra.lr_card"),
        ("none.png", "A fern.", "extra.lr_card"),
        ("small.png", "A fern.", "extra.lr_card"),
        ("text.png", "A fern.", "extra.lr_card"),
        ("../outside.png", "A fern.", "extra.lr_card"),
        ("card.svg", "A fern.", "extra.lr_card"),
        ("a\0b.png", "A fern.", "extra.lr_card"),
        ("large.png", "A fern.", "extra.lr_card"),
    ],
    ids=[
        "no words", "empty words", "no picture", "number", "missing file", "wrong size",
        "no picture inside", "outside", "another format", "null byte", "too large",
    ],
)  # fmt: skip
def test_faulty_card_is_a_problem(
    tmp_path: Path, address: object, words: object, field: str
) -> None:
    """What is missing or unfit is said of the line's field in mkdocs.yml."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "card.png").write_bytes(png())
    (docs / "small.png").write_bytes(png(600, 315))
    (docs / "text.png").write_text("no picture at all, only words", encoding="utf-8")
    (docs / "large.png").write_bytes(png() + b"\0" * 300_000)
    (tmp_path / "outside.png").write_bytes(png())
    card, problems = read_card(docs, address, words)
    assert card is None
    assert [(problem.path, problem.field) for problem in problems] == [("mkdocs.yml", field)]


@pytest.mark.parametrize(
    "page", ["engineering", "", "sources/lu2022naturally", "trials/NCT04572308"]
)
def test_page_of_this_review_names_the_card(built_site: Path, page: str) -> None:
    """Hand-written and made pages print the card's whole address, its size and its words."""
    html = (built_site / page / "index.html").read_text(encoding="utf-8")
    address = "https://livingreview.github.io/cd7-car-t/assets/social-card.png"
    for name, content in (
        ("og:image", address),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
    ):
        assert html.count(f'<meta property="{name}" content="{content}">') == 1
    assert html.count('<meta property="og:image:alt" content="CD7 CAR-T Living Review: ') == 1
    assert html.count('<meta name="twitter:card" content="summary_large_image">') == 1


def test_card_of_this_review_is_small_enough_to_be_shown(built_site: Path) -> None:
    """The picture is published, has the size that its pages tell, and weighs under 120 kB."""
    data = (built_site / "assets" / "social-card.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert len(data) < 120_000

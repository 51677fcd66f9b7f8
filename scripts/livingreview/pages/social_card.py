"""The social card: the picture that other sites show beside a link to this one."""

import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from livingreview.files import read_bytes
from livingreview.problems import Problem, shown

# The size that services which show cards require: https://ogp.me and X's summary_large_image.
WIDTH, HEIGHT = 1200, 630
MAX_BYTES = 300_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CONFIG = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Card:
    """A picture of 1200 x 630 pixels: its address from the site's root, and a description."""

    address: str
    words: str


def read_card(
    docs: Path, address: object, words: object
) -> tuple[Card | None, tuple[Problem, ...]]:
    """Return the card that mkdocs.yml sets in `extra` (`lr_card`, `lr_card_text`), if any.

    `docs` is the folder of the pages, which must contain the picture.
    """
    if address is None and words is None:
        return None, ()
    if not isinstance(words, str) or not words.strip():
        message = f"must say in words what the card shows (got {shown(words)})"
        return None, (Problem(_CONFIG, field="extra.lr_card_text", message=message),)
    found = _size(docs, address)
    if not isinstance(address, str) or found != (WIDTH, HEIGHT):
        size = f", {found[0]} × {found[1]}" if found else ""
        message = (
            f"must be a PNG below docs/ of {WIDTH} × {HEIGHT} pixels and less than "
            f"{MAX_BYTES:,} bytes (got {shown(address)}{size})"
        )
        return None, (Problem(_CONFIG, field="extra.lr_card", message=message),)
    return Card(address, " ".join(words.split())), ()


def _size(docs: Path, address: object) -> tuple[int, int] | None:
    """Return the size in pixels of a PNG inside `docs`; None if there is no such picture."""
    if not isinstance(address, str) or PurePosixPath(address).suffix != ".png":
        return None
    picture, _ = read_bytes(docs / address, docs, most=MAX_BYTES)
    if picture is None or len(picture) < 24 or not picture.startswith(_SIGNATURE):
        return None
    width, height = struct.unpack(">II", picture[16:24])
    return width, height

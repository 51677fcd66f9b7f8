"""Foreign escapes in text from other programs: HTML entities and JATS tags, as characters.

Crossref, PubMed and publishers write `&amp;`, `&#945;` and `<jats:italic>` into BibTeX.
"""

import re
import unicodedata
from html.entities import html5

_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_TAG = re.compile(
    r"<(/?)(?:jats:)?(italic|em|bold|strong|inf|scp)(?:\s[^<>]*)?>|<(/?)jats:(\w+)(?:\s[^<>]*)?/?>"
)
_NAMES = {"italic": "i", "em": "i", "bold": "b", "strong": "b", "inf": "sub"}
_MATHML = re.compile(r"</?mml:\w+")
_MOST_LAYERS = 3  # `&amp;amp;lt;`: each program on the way escapes once more


def decoded(text: str) -> str:
    """Return text with its HTML entities and JATS tags undone, as characters and plain tags."""
    before = ""
    for _ in range(_MOST_LAYERS):
        if "&" not in text or text == before:
            break
        before, text = text, _ENTITY.sub(_character, text)
    return _TAG.sub(_plain_tag, text) if "<" in text else text


def unreadable(text: str) -> str:
    """Return the first MathML tag, or entity of no printing character, that decoding left."""
    for match in (*_MATHML.finditer(text), *_ENTITY.finditer(text)):
        if match.re is _MATHML or match[3] is None or f"{match[3]};" in html5:
            return match[0]
    return ""


def _character(entity: re.Match[str]) -> str:
    """Return what an entity means, or the entity itself where that is no printing character."""
    decimal, hexadecimal, name = entity.groups()
    if name:
        text = html5.get(f"{name};", "")
    else:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        text = chr(number) if number <= 0x10FFFF else ""
    return text if text and all(map(_is_printing, text)) else entity[0]


def _is_printing(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" and char != "\ufffd"


def _plain_tag(tag: re.Match[str]) -> str:
    closing, name = tag[1] or tag[3] or "", tag[2] or tag[4]
    plain = _NAMES.get(name, name)
    return f"<{closing}{plain}>" if plain in ("i", "b", "sub", "sup") else ""

"""The decoding of HTML entities and JATS tags in text from other programs.

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
_MOST_LAYERS = 3  # `&amp;amp;lt;`: each program that handled the text escaped it once more


def decoded(text: str) -> str:
    """Return text with HTML entities as characters, and JATS tags as plain tags or nothing."""
    before = ""
    for _ in range(_MOST_LAYERS):
        if "&" not in text or text == before:
            break
        before, text = text, _ENTITY.sub(_character, text)
    return _TAG.sub(_plain_tag, text) if "<" in text else text


def unreadable(text: str) -> str:
    """Return the first MathML tag or entity that could not be decoded, or an empty text."""
    for match in (*_MATHML.finditer(text), *_ENTITY.finditer(text)):
        if match.re is _MATHML or match[3] is None or f"{match[3]};" in html5:
            return match[0]
    return ""


def _character(entity: re.Match[str]) -> str:
    """Return the text of an entity, or the entity itself if that text cannot be printed."""
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

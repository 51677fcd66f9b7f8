"""The characters that no contributed text may hold: one list for YAML, BibTeX, pages and drawings.

Refused are characters that a reviewer cannot see, or that change the order in which a text is
displayed: controls (except tab and line ends), direction marks and overrides, zero-width spaces,
fillers, tags, private use, noncharacters, lone surrogates, and U+FFFD, which replaces a lost
letter. The soft hyphen is refused as well: it comes with text copied from a PDF, and divides words
for search and comparison. Two invisible characters are needed and allowed: a joiner after a letter
or sign beyond Latin, Greek and Cyrillic (Persian, Indic scripts, emoji), and one variation
selector after a sign.
"""

import html
import re
import unicodedata

_REFUSED = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"  # C0 and C1 controls
    "\\xad\\u034f"  # soft hyphen, grapheme joiner
    "\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e"  # direction, zero width, separators
    "\\u2060-\\u206f\\ufeff"  # word joiner, invisible operators, isolates, byte order mark
    "\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0"  # letters and signs without a shape
    "\\ud800-\\udfff\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufff0-\\uffff"  # surrogates, private, specials
    "\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3"  # other formats
    "\\U0001d173-\\U0001d17a\\U000e0000-\\U000e00ff\\U000e01f0-\\U000e0fff"  # music, tags
    "\\U000f0000-\\U0010ffff"  # private planes
    + "".join(f"\\U{plane:04x}fffe-\\U{plane:04x}ffff" for plane in range(1, 15))
)
_BEYOND_LATIN = "\\u0590-\\u1dff\\u2190-\\U000e1000"
_SELECTORS = "\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef\\u180b-\\u180d"
_HIDDEN = re.compile(
    f"[{_REFUSED}]|(?<![{_BEYOND_LATIN}])[\\u200c\\u200d]|(?<![^\\s{_SELECTORS}])[{_SELECTORS}]"
)
_REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z]{2,31});?")


def hidden_at(text: str, start: int = 0) -> int | None:
    """Return the offset of the first refused character at or after `start`, or None."""
    found = _HIDDEN.search(text, start)
    return found.start() if found else None


def without_hidden(text: str) -> str:
    """Return a text without its refused characters; U+FFFD, which stands for a letter, stays."""
    return _HIDDEN.sub(lambda found: found[0] if found[0] == "\ufffd" else "", text)


def hidden_in_markup(text: str) -> int | None:
    """Return the offset of the first refused character, also if written as in `&#x202e;`, or None.

    HTML, Markdown and SVG can write any character in this form.
    """
    places = [hidden_at(text)]
    places += [m.start() for m in _REFERENCE.finditer(text) if _is_hidden_reference(m[0])][:1]
    return min((place for place in places if place is not None), default=None)


def fault(text: str, offset: int) -> str:
    """Return the message of a problem for the refused character at an offset."""
    name = named(text, offset)
    if name.startswith("U+FFFD"):
        return f"must hold no {name} (a letter was lost in a conversion); write the letter"
    return f"must hold no hidden character (got {name}); delete it"


def named(text: str, offset: int) -> str:
    """Return the code point and the name of the character, or reference to one, at an offset."""
    reference = _REFERENCE.match(text, offset)
    char = html.unescape(reference[0])[0] if reference else text[offset]
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X}{f' {name}' if name else ''}"


def _is_hidden_reference(reference: str) -> bool:
    number = re.fullmatch(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?", reference)
    if number:
        code = int(number[1], 16) if number[1] else int(number[2])
        return code <= 0x10FFFF and hidden_at(chr(code)) is not None
    return hidden_at(html.unescape(reference)) is not None

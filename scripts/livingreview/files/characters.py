"""The characters that no contributed text may hold: one list for YAML, BibTeX, pages and drawings.

Refused is what a reviewer cannot see or what shows a text in another order than it has: controls
(all but tab and line ends), marks and overrides of direction, spaces of no width, fillers, tags,
private use, noncharacters, lone surrogates, and U+FFFD, which stands for a letter that was lost.
The soft hyphen goes too: it comes with text copied from a PDF, and parts words for search and
comparison. Two things that cannot be seen are needed and stay where they are: joiners after a
letter or sign beyond Latin, Greek and Cyrillic (Persian, Indic scripts, emoji), and one variation
selector after a sign.
"""

import html
import re
import unicodedata

_REFUSED = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"  # C0 and C1 controls
    "\\xad\\u034f"  # soft hyphen, grapheme joiner
    "\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e"  # direction, width 0, separators
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
    """Return where the first character stands that a text may not hold, None without one."""
    found = _HIDDEN.search(text, start)
    return found.start() if found else None


def hidden_in_markup(text: str) -> int | None:
    """Return the same for HTML, Markdown and SVG, which can write a character as `&#x202e;`."""
    places = [hidden_at(text)]
    places += [m.start() for m in _REFERENCE.finditer(text) if _is_hidden_reference(m[0])][:1]
    return min((place for place in places if place is not None), default=None)


def fault(text: str, offset: int) -> str:
    """Say what is wrong with the character at an offset, for the message of a problem."""
    name = named(text, offset)
    if name.startswith("U+FFFD"):
        return f"must hold no {name} (a letter was lost in a conversion); write the letter"
    return f"must hold no hidden character (got {name}); delete it"


def named(text: str, offset: int) -> str:
    """Name the character, or the reference to one, that stands at an offset of a text."""
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

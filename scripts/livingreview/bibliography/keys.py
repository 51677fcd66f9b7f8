"""The rule for bibliography keys, and the generation of keys that follow it."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count
from string import ascii_lowercase

from livingreview.bibliography.names import read_names
from livingreview.bibliography.record import BibRecord

KEY_RULE = (
    "surname, year and a word of the title, in lower-case letters and digits "
    "(lu2022naturally; nd where no year is known)"
)

KEY_PATTERN = r"[a-z][a-z0-9]*((19|20)[0-9]{2}|nd)[a-z0-9]*"
LONGEST_KEY = 60
# Keys that follow the rule but would take the address of another page, the list of sources.
RESERVED_KEYS = frozenset(("index",))
_WHOLE_KEY = re.compile(r"[a-z][a-z0-9]*?((19|20)[0-9]{2}|nd)[0-9]*[a-z][a-z0-9]*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SMALL_WORDS = frozenset((
    "a", "an", "the", "of", "in", "on", "for", "and", "or", "with", "to", "from", "by", "as", "at",
    "is", "are", "its", "via", "after", "before", "using",
))  # fmt: skip
_LONGEST_PART = 20  # characters of a surname or a word in a generated key


def is_key(key: str) -> bool:
    """Return whether a key follows our rule."""
    return (
        len(key) <= LONGEST_KEY
        and key not in RESERVED_KEYS
        and re.fullmatch(KEY_PATTERN, key) is not None
    )


def made_key(record: BibRecord, key: str, taken: Collection[str] = ()) -> str:
    """Return a key by our rule: the key in the file, tidied, or one made from the record.

    Parameters
    ----------
    record
        The record; its names, year, title, journal and type are read.
    key
        The key in the file; may be empty.
    taken
        Keys of other records, which are avoided: by another word, a letter or a number.
    """
    tidied = _letters(key)[:LONGEST_KEY]
    if _WHOLE_KEY.fullmatch(tidied) and is_key(tidied) and tidied not in taken:
        return tidied
    title = _words(record.text("title"))
    year = _YEAR.search(record.get("date") + " " + record.get("year"))
    first = next((word for word in title if not word.isdigit()), "")
    names = (_surname(record), first, "source")
    name = next(filter(None, (name.lstrip("0123456789") for name in names)))[:_LONGEST_PART]
    words = [*title, *_words(record.text("journal") or record.text("booktitle"))]
    words.append(_letters(record.type) or "record")
    own = [word[:_LONGEST_PART] for word in words if word != name and not word.isdigit()]
    stem = name + (year.group() if year else "nd")
    keys = chain(
        (stem + word for word in own), (f"{stem}{own[0]}{letter}" for letter in ascii_lowercase)
    )
    numbered = (f"{stem}{own[0]}{n}" for n in count(2))
    return next(made for made in chain(keys, numbered) if made not in taken)


def told_apart(key: str, alias: str) -> str:
    """Return a generated key that two records share, made unique by a hash of its alias."""
    return key + hashlib.sha256(alias.encode()).hexdigest()[:6]


def _surname(record: BibRecord) -> str:
    """Return the first family name, or the first word of a group, as ASCII letters and digits."""
    field = next((name for name in ("author", "editor") if record.get(name)), "")
    listed = record.names(field) if field else read_names(record.get("institution"))
    first = next(iter(listed.names), None)
    if first is None:
        return ""
    return _letters(first.family.split(" ")[0] if first.is_group else first.family)


def _words(text: str) -> list[str]:
    """Return the words of a text as ASCII letters and digits, without words such as `the`."""
    words = (_letters(word) for word in text.split())
    return [word for word in words if word and word not in _SMALL_WORDS]


def _letters(text: str) -> str:
    """Return a text as lower-case ASCII letters and digits."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED))
    return "".join(char for char in folded if char.isascii() and char.isalnum())

"""Labels as parts of addresses: readable where that says all, and told apart where it doesn't.

An address outlives the day on which it was made, so it follows from its label alone: not from
the order of labels, and not from the labels beside it.
"""

import hashlib
import re
import unicodedata

# What a label can hold without a mark in its address: plain words and the signs between them.
# Every other sign may be all that tells two labels apart ("CD+", "CD−"; "A/B", "A B"; "≥3"), and
# so may a sign between two digits, a dash that would make 12 of 1–2, or one after a word ("CD-").
_TELLING = re.compile(
    r"[^A-Za-z0-9\s.,;:!?()'’\"“”–-]|(?<=\d)[^\w.–](?=\d)|(?<![\d.])\d–\d(?![\d.])"
    r"|(?<!\w)[–-]|[–-](?!\w)"
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # such as the id of an outcome: grade-1-2
# What macros print in a heading (the marks of `holding`): numbers, which change with the data.
_PRINTED = re.compile(r"\s*[\ue000-\uf8ff]+")
_SPELLED = {"≥": "ge", "≤": "le", ">": "gt", "<": "lt"}
_MARK = 6  # hexadecimal digits: of a thousand labels of one slug hardly two share them


def slug(*parts: object) -> str:
    """Join what is known into an address: lower-case ASCII letters, digits, single hyphens.

    A label that these can't hold is followed by a mark made from the whole label.
    """
    spelled = _ascii("".join(_SPELLED.get(sign, sign) for sign in _joined(parts)))
    return _marked(re.sub(r"[^a-z0-9]+", "-", spelled.lower()).strip("-"), *parts)


def told_apart(*parts: object) -> str:
    """Return the slug with a mark in any case, for labels that differ by what a slug leaves out.

    Parts are told from each other here: `("a b", None)` is not `("a", "b")`.
    """
    plain = slug(*parts).removesuffix(f"-{_mark(_joined(parts))}")
    return f"{plain}-{_mark(repr([None if part is None else str(part) for part in parts]))}"


def heading_id(heading: str, separator: str) -> str:
    """Return the anchor of a page's heading: as Markdown makes it, marked where signs were lost.

    What macros print is left out: it changes with the data.
    """
    text = " ".join(_PRINTED.sub("", heading).split())
    plain = re.sub(r"[^\w\s-]", "", _ascii(text)).strip().lower()
    return _marked(
        re.sub(rf"[{re.escape(separator)}\s]+", separator, plain), text.replace("_", " ")
    )


def _joined(parts: tuple[object, ...]) -> str:
    return "-".join(_text(part) for part in parts if part not in (None, ""))


def _text(part: object) -> str:
    return unicodedata.normalize("NFC", " ".join(str(part).split()))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _marked(plain: str, *parts: object) -> str:
    texts = (_text(part) for part in parts if part is not None)
    is_told = any(_TELLING.search(text) for text in texts if not _ID.fullmatch(text))
    # An id begins with a letter, so that style sheets can name it.
    return f"{plain or 's'}-{_mark(_joined(parts))}" if is_told or not plain else plain


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]

"""The parts of addresses that are made from labels: readable, and distinct for distinct labels.

An address must not change later, so it depends on its label alone: neither on the order of labels
nor on other labels.
"""

import hashlib
import re
import unicodedata

# A label of plain words and the usual signs between them needs no mark in its address. Any other
# sign may be the only difference between two labels ("CD+", "CD−"; "A/B", "A B"; "≥3"), and so may
# a sign between two digits, a dash without which 1–2 would be 12, and a dash after a word ("CD-").
_TELLING = re.compile(
    r"[^A-Za-z0-9\s.,;:!?()'’\"“”–-]|(?<=\d)[^\w.–](?=\d)|(?<![\d.])\d–\d(?![\d.])"
    r"|(?<!\w)[–-]|[–-](?!\w)"
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # such as the id of an outcome: grade-1-2
# The placeholders (`holding`) of what macros print in a heading, which changes with the data.
_PRINTED = re.compile(r"\s*[\ue000-\uf8ff]+")
_SPELLED = {"≥": "ge", "≤": "le", ">": "gt", "<": "lt"}
_MARK = 6  # hexadecimal digits: even a thousand labels with one slug hardly ever share a mark


def slug(*parts: object) -> str:
    """Return parts joined into an address of lower-case ASCII letters, digits and hyphens.

    Empty parts are left out. If these characters cannot express a label, a mark made from the
    whole label is added.
    """
    spelled = _ascii("".join(_SPELLED.get(sign, sign) for sign in _joined(parts)))
    return _marked(re.sub(r"[^a-z0-9]+", "-", spelled.lower()).strip("-"), *parts)


def told_apart(*parts: object) -> str:
    """Return the slug with a mark, for labels that differ only in characters that a slug omits.

    The mark depends on each part: it is not the same for `("a b", None)` and `("a", "b")`.
    """
    plain = slug(*parts).removesuffix(f"-{_mark(_joined(parts))}")
    return f"{plain}-{_mark(repr([None if part is None else str(part) for part in parts]))}"


def heading_id(heading: str, separator: str) -> str:
    """Return the anchor of a heading, as Markdown makes it, with a mark if signs were lost.

    Text that macros print is left out, since it changes with the data.
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

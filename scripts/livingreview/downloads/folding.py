"""Words in the forms that people type: with plain letters, and compounds split into their parts.

The search index does not split compounds, and does not find a ligature, a subscript or a Greek
letter by its plain form. So a page is indexed with the plain forms that its text lacks; a query
is folded by the same tables, which the build writes for the scripts (`FOLD`, `NAMES`).
"""

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose.
FOLD = {
    "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ς": "σ",
}  # fmt: skip
NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
# Scripts that put no space between words; their text is indexed by pairs of adjacent characters.
_UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")
_PIECE = re.compile(r"[^\W_]+")
_GREEK = re.compile(f"[{''.join(NAMES)}]")
MOST = 500  # at most this many words are added to a page


def folded(text: str) -> str:
    """Return a text in plain lower case: no accents, ligatures, subscripts or math letters."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(FOLD.get(c, c) for c in parts if not unicodedata.combining(c))


def further_words(text: str) -> tuple[str, ...]:
    """Return words that people may type for a text and that the index would not find in it."""
    plain: set[str] = set()
    found: set[str] = set()
    for word in set(text.split()):
        bare = word.strip(".,;:!?()[]{}\"'’‘“”…")
        if bare.isascii() and bare.isalpha():
            plain.add(bare.lower())
        else:
            found.update(_pieces(bare))
    return tuple(sorted(found - plain))[:MOST]


def _pieces(word: str) -> Iterator[str]:
    """Yield the parts of a word in plain letters, if the index would not make them itself."""
    text = folded(word)
    for piece in _PIECE.findall(text):
        if text != word.lower() or (piece != text and re.search(r"\d", text)):
            yield from (part for part in _UNPARTED.split(piece) if part)
        if _GREEK.search(piece):
            yield from (NAMES[letter] for letter in _GREEK.findall(piece))
        for run in _UNPARTED.findall(piece):
            yield from (run[n : n + 2] for n in range(len(run)))

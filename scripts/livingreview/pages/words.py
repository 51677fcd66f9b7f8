"""What the search takes for the same words, and the names by which works are asked for."""

import re
import unicodedata
from typing import Any

from livingreview.folding import FOLD, NAMES
from livingreview.model import Library

_WORD = re.compile(r"\w+")


def search_words(library: Library) -> dict[str, Any]:
    """Return `same` (spellings of one word), `near` (a word to a label) and `names` of products.

    A query with a word of `same` is asked in each spelling; with a word of `near` also for the
    label, after what it found itself; a query that is one of `names` asks for a work. `fold` and
    `letters` are how letters are typed plainly.
    """
    review = library.review
    near = {
        word: label.partition(" (")[0]
        for facet in review.facets.values()
        for value, label in facet.values.items()
        for word in (value, *facet.synonyms.get(value, ()))
        if _words(word) != _words(label)
    }
    return {
        "same": [[word, *others] for word, others in review.synonyms.items()],
        "near": near,
        "names": _names(library),
        "fold": FOLD,
        "letters": NAMES,
    }


def _names(library: Library) -> list[str]:
    """List the products of sources and trials, without those made of vocabulary alone."""
    review = library.review
    vocabulary = {
        word
        for text in (
            *(text for word, others in review.synonyms.items() for text in (word, *others)),
            *(label for facet in review.facets.values() for label in facet.values.values()),
            *(text for facet in review.facets.values() for texts in facet.synonyms.values()
              for text in texts),
        )
        for word in _words(text)
    }  # fmt: skip
    products = (
        *(source.details.get("product", "") for source in library.sources.values()),
        *(trial.product or "" for trial in library.trials.values()),
    )
    parts = {part.strip() for product in products for part in re.split(r"[();,]", product)}
    return sorted(part for part in parts if set(_words(part)) - vocabulary)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))

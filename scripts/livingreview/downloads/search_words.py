"""The words that help the search: terms to offer, synonyms, and names of products."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from livingreview.downloads.folding import FOLD, NAMES
from livingreview.model import Library, detail
from livingreview.pages import ExpandedPage
from livingreview.rendering import glossary_address, outcome_address, source_address, trial_address


def search_terms(library: Library, pages: Mapping[str, ExpandedPage]) -> list[tuple[str, str]]:
    """Return the terms that a search may offer, sorted, with addresses from the site's root."""
    found: dict[str, str] = {}
    for term, address in _terms(library, pages):
        found.setdefault(term, address)
    return sorted(found.items())


def _terms(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[tuple[str, str]]:
    shown = {anchor for page in pages.values() for anchor in page.shown}
    for outcome in library.review.outcomes.values():
        address = outcome_address(library, outcome.id)
        if f"outcome-{outcome.id}" not in shown:
            address = address.partition("#")[0]
        yield from ((term, address) for term in (outcome.label, outcome.short))
    for facet in library.review.facets.values():
        for value, label in facet.values.items():
            terms = (label, value, *facet.synonyms.get(value, ()))
            yield from ((term, f"sources/?{facet.id}={value}") for term in terms)
    for source in library.sources.values():
        product = detail(source, "product")
        if product and len(product) < 40:
            yield product, source_address(source.key)
    for trial in library.trials.values():
        for number in (trial.id, *trial.aliases):
            yield number, trial_address(trial.id)
    for section in library.glossary.sections:
        for term in section.terms:
            words = (term.term, term.expansion, *term.also)
            yield from ((word, glossary_address(library, term.id)) for word in words if word)


_WORD = re.compile(r"\w+")


def search_words(library: Library) -> dict[str, Any]:
    """Return `same` (spellings of one word), `near` (a word to a label) and `names` of products.

    A query with a word of `same` is searched for in each spelling; one with a word of `near` also
    by its label, whose results come later; one that is in `names` asks for a work. `fold` and
    `letters` contain the plain forms of letters.
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
    """Return the products of sources and trials, except names made only of vocabulary words."""
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
        *(detail(source, "product") for source in library.sources.values()),
        *(trial.product or "" for trial in library.trials.values()),
    )
    parts = {part.strip() for product in products for part in re.split(r"[();,]", product)}
    return sorted(part for part in parts if set(_words(part)) - vocabulary)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))

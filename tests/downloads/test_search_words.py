"""The words that the search takes for the same, and the names that ask for a work."""

import dataclasses

import pytest

from livingreview.downloads.search_words import search_words
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.model.sources import Detail
from places import REVIEW


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


def test_spellings_stand_together(library: Library) -> None:
    """A word of `synonyms` stands with its other spellings."""
    review = dataclasses.replace(library.review, synonyms={"fern": ("bracken", "pteris")})
    found = search_words(dataclasses.replace(library, review=review))
    assert found["same"] == [["fern", "bracken", "pteris"]]


def test_words_of_facets_lead_to_their_label(library: Library) -> None:
    """A value's id and synonyms are near its label, of which a bracketed part is left out."""
    facet = next(iter(library.review.facets.values()))
    changed = dataclasses.replace(
        facet, values={"a-b": "Leaf (dried)"}, synonyms={"a-b": ("foliage", "LEAF (dried)")}
    )
    review = dataclasses.replace(library.review, facets={facet.id: changed})
    found = search_words(dataclasses.replace(library, review=review))
    assert found["near"] == {"a-b": "Leaf", "foliage": "Leaf"}


def test_product_of_vocabulary_alone_is_no_name(library: Library) -> None:
    """A product's parts are names unless every word of them is vocabulary."""
    source = next(iter(library.sources.values()))
    facet = dataclasses.replace(
        next(iter(library.review.facets.values())),
        values={"a-b": "Leaf (dried)"},
        synonyms={"a-b": ("foliage",)},
    )
    review = dataclasses.replace(
        library.review,
        facets={facet.id: facet},
        synonyms={"fern": ("bracken",), "tea": ("infusion",)},
    )
    product = {"product": Detail("FT-7 (Fernova); bracken tea, dried leaf, foliage infusion", None)}
    changed = dataclasses.replace(
        library,
        review=review,
        sources={source.key: dataclasses.replace(source, details=product)},
        trials={},
    )
    assert search_words(changed)["names"] == ["FT-7", "Fernova"]

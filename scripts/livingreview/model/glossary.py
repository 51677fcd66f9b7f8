"""The glossary of a review: terms in sections, and names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its definition; `id` is its anchor on the glossary page.

    `expansion` is the full form of an abbreviation, `also` lists synonyms, `sources` lists keys of
    sources, and `see` lists ids of related terms.
    """

    id: str
    term: str
    expansion: str | None
    also: tuple[str, ...]
    text: str
    sources: tuple[str, ...]
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossarySection:
    """A group of related terms with a heading."""

    id: str
    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The glossary of a review, without sections if the review has no glossary.

    `page` is the file below docs/, without .md. `names` lists names that need no definition.
    """

    page: str
    sections: tuple[GlossarySection, ...]
    names: tuple[str, ...]

"""The glossary: the words of a review, in sections."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means; `id` is its anchor on the glossary's page.

    `expansion` is what an abbreviation stands for, `also` are other words for it, `sources`
    keys, `see` ids of related terms.
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
    """Terms that belong together, under their heading."""

    id: str
    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of a review; `page` is the file under docs/ without .md, `names` need no entry.

    A review without a glossary has one without sections.
    """

    page: str
    sections: tuple[GlossarySection, ...]
    names: tuple[str, ...]

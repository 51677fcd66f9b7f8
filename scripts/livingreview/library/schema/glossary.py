"""The shape of glossary.yml: the words of a review, in sections, and names that need no entry."""

from typing import Annotated

from pydantic import Field

from livingreview.library.schema.fields import (
    Id,
    Key,
    Many,
    Shape,
    Short,
    Some,
    Text,
    described,
    required,
)

# A term's id is its anchor on the page and stands in addresses for good.
ANCHOR_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
Anchor = Annotated[str, Field(pattern=f"^{ANCHOR_PATTERN}$", max_length=80)]


class TermEntry(Shape):
    """A word and what it means here."""

    id: Anchor = required("its anchor on the glossary's page; never changed, never used again")
    term: Short = required("the word, as pages write it")
    expansion: Short | None = described("what an abbreviation stands for")
    also: Annotated[tuple[Short, ...], Many] = described(
        "other spellings, abbreviations and words for it", ()
    )
    text: Text = required("the definition, in our own words")
    sources: Annotated[tuple[Key, ...], Many] = described("sources of the definition", ())
    see: Annotated[tuple[Anchor, ...], Many] = described("ids of related terms", ())


class GlossarySection(Shape):
    """Terms that belong together."""

    id: Anchor = required("its anchor on the glossary's page")
    title: Short = required("its heading")
    terms: Annotated[tuple[TermEntry, ...], Some] = required("its terms, in alphabetical order")


class Glossary(Shape):
    """The words of a review; the file may be left out."""

    page: Id = described("the page under docs/ that shows it, without .md", "glossary")
    sections: Annotated[tuple[GlossarySection, ...], Some] = required("its sections")
    names: Annotated[tuple[Short, ...], Many] = described(
        "words with capitals that are names and need no definition: genes, products, journals", ()
    )

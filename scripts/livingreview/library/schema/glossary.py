"""The shape of glossary.yml: terms in sections, and names that need no definition."""

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

# The id of a term is its anchor on the page, which is part of addresses for ever.
ANCHOR_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
Anchor = Annotated[str, Field(pattern=f"^{ANCHOR_PATTERN}$", max_length=80)]


class TermEntry(Shape):
    """A term and its definition."""

    id: Anchor = required("its anchor on the glossary page; never changed and never reused")
    term: Short = required("the term, as pages write it")
    expansion: Short | None = described("the full form, if the term is an abbreviation")
    also: Annotated[tuple[Short, ...], Many] = described(
        "other spellings, abbreviations and synonyms", ()
    )
    text: Text = required("the definition, in our own words")
    sources: Annotated[tuple[Key, ...], Many] = described("keys of sources of the definition", ())
    see: Annotated[tuple[Anchor, ...], Many] = described("ids of related terms", ())


class GlossarySection(Shape):
    """A group of related terms."""

    id: Anchor = required("its anchor on the glossary page")
    title: Short = required("its heading")
    terms: Annotated[tuple[TermEntry, ...], Some] = required("its terms, in alphabetical order")


class Glossary(Shape):
    """The glossary of a review; the file is optional."""

    page: Id = described("the page below docs/ that shows the glossary, without .md", "glossary")
    sections: Annotated[tuple[GlossarySection, ...], Some] = required("its sections")
    names: Annotated[tuple[Short, ...], Many] = described(
        "names in capitals that need no definition: genes, products, journals", ()
    )

"""The glossary of a review on its page, and its definitions as notes on other pages."""

from livingreview.macros.citations import cite
from livingreview.macros.lookup import known
from livingreview.macros.macro import Given, Values, block
from livingreview.model import Library, Term
from livingreview.rendering import capitalised, glossary_address


@block
def glossary(given: Given, /) -> Values:
    """All terms of `references/glossary.yml` in their sections, each with its own anchor.

    The macro must be called on the page that this file names.
    """
    terms = _terms(given.library)
    shown = [
        {
            "id": section.id,
            "title": section.title,
            "terms": [_entry(given, term, terms) for term in section.terms],
        }
        for section in given.library.glossary.sections
    ]
    given.page.shows("glossary")
    return {"sections": shown}


@block
def sidenote(given: Given, /, term: str) -> Values:
    """The definition of one term of the glossary as a note.

    `term` is the id of the term.
    Write the call on the line after the paragraph that it explains: the note is shown beside the
    paragraph if the margin is wide enough, below it on a small screen.
    Choose paragraphs that are followed by text, because a table or figure that follows is placed
    below the end of the note.
    """
    terms = _terms(given.library)
    named = terms[known(term, terms, "term of the glossary")]
    return {**_words(named), "href": given.page.link(glossary_address(given.library, named.id))}


def _terms(library: Library) -> dict[str, Term]:
    return {term.id: term for section in library.glossary.sections for term in section.terms}


def _words(term: Term) -> Values:
    expansion = capitalised(term.expansion) if term.expansion else None
    return {"term": term.term, "expansion": expansion, "text": " ".join(term.text.split())}


def _entry(given: Given, term: Term, terms: dict[str, Term]) -> Values:
    return {
        **_words(term),
        "id": term.id,
        "also": term.also,
        "cite": cite.show(given, *term.sources) if term.sources else "",
        "see": [terms[id] for id in term.see if id in terms],
    }

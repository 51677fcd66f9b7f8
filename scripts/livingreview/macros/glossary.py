"""The glossary of a review on its page, and its definitions beside the text of others."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.macros.lookup import known
from livingreview.macros.page import Page
from livingreview.model import Library, Term
from livingreview.rendering import capitalised, glossary_address, render_template


def glossary_macros(library: Library, page: Page, cite: Callable[..., Markup]) -> dict[str, Any]:
    """Make the macros of the glossary; `cite` is the page's own."""
    sections = library.glossary.sections
    terms = {term.id: term for section in sections for term in section.terms}

    def glossary() -> Markup:
        shown = [
            {
                "id": section.id,
                "title": section.title,
                "terms": [_shown(term, terms, cite) for term in section.terms],
            }
            for section in sections
        ]
        page.shown.add("glossary")
        return render_template("glossary", sections=shown)

    def sidenote(term: str) -> Markup:
        named = terms[known(term, terms, "term of the glossary")]
        address = page.link(glossary_address(library, named.id))
        return render_template("sidenote", **_words(named), href=address)

    return {"glossary": glossary, "sidenote": sidenote}


def _words(term: Term) -> dict[str, Any]:
    expansion = capitalised(term.expansion) if term.expansion else None
    return {"term": term.term, "expansion": expansion, "text": " ".join(term.text.split())}


def _shown(term: Term, terms: dict[str, Term], cite: Callable[..., Markup]) -> dict[str, Any]:
    return {
        **_words(term),
        "id": term.id,
        "also": term.also,
        "cite": cite(*term.sources) if term.sources else "",
        "see": [terms[id] for id in term.see if id in terms],
    }

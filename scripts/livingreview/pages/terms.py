"""The words a search without results is offered: vocabulary, synonyms, products, glossary."""

from collections.abc import Iterator, Mapping

from livingreview.expansion import ExpandedPage
from livingreview.macros.glossary import glossary_address
from livingreview.macros.numbers import outcome_address
from livingreview.macros.page import source_address, trial_address
from livingreview.model import Library


def search_terms(library: Library, pages: Mapping[str, ExpandedPage]) -> list[tuple[str, str]]:
    """Return terms with their addresses from the site's root, each term once, sorted."""
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
        product = source.details.get("product")
        if product and len(product) < 40:
            yield product, source_address(source.key)
    for trial in library.trials.values():
        for number in (trial.id, *trial.aliases):
            yield number, trial_address(trial.id)
    for section in library.glossary.sections:
        for term in section.terms:
            words = (term.term, term.expansion, *term.also)
            yield from ((word, glossary_address(library, term.id)) for word in words if word)

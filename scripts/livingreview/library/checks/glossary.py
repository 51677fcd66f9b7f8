"""The rules on the glossary."""

from collections.abc import Iterator

from livingreview.files import Location
from livingreview.library.folder import GLOSSARY, Loaded, at
from livingreview.model import Library
from livingreview.problems import Problem, nearest, shown


def check_terms(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each source and each other term that a term of the glossary names must exist."""
    sections = library.glossary.sections
    ids = dict.fromkeys(term.id for section in sections for term in section.terms)
    keys = dict.fromkeys((*library.sources, *library.aliases))
    for n, section in enumerate(sections):
        for m, term in enumerate(section.terms):
            base: Location = ("sections", n, "terms", m)
            for index, key in enumerate(term.sources):
                if key not in keys:
                    message = f"must be a source (got {shown(key)}{nearest(key, keys)})"
                    yield at(loaded, GLOSSARY, (*base, "sources", index), message)
            for index, id in enumerate(term.see):
                if id not in ids or id == term.id:
                    near = nearest(id, (other for other in ids if other != term.id))
                    message = f"must be the id of another term (got {shown(id)}{near})"
                    yield at(loaded, GLOSSARY, (*base, "see", index), message)


def check_words(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each id in the glossary must be unique, and so must each term, synonym and name."""
    ids: set[str] = set()
    words: set[str] = set()
    for n, section in enumerate(library.glossary.sections):
        base: Location = ("sections", n)
        anchors: list[tuple[Location, str]] = [((*base, "id"), section.id)]
        named: list[tuple[Location, str]] = []
        for m, term in enumerate(section.terms):
            place = (*base, "terms", m)
            anchors.append(((*place, "id"), term.id))
            named.append(((*place, "term"), term.term))
            named += [((*place, "also", index), word) for index, word in enumerate(term.also)]
        yield from _repeated(loaded, anchors, ids)
        yield from _repeated(loaded, named, words)
    names: list[tuple[Location, str]] = [
        (("names", index), word) for index, word in enumerate(library.glossary.names)
    ]
    yield from _repeated(loaded, names, words)


def _repeated(
    loaded: Loaded, placed: list[tuple[Location, str]], seen: set[str]
) -> Iterator[Problem]:
    for location, word in placed:
        if word in seen:
            yield at(loaded, GLOSSARY, location, f"must be unique (got {shown(word)} again)")
        seen.add(word)

"""Abbreviations in running text: found, and explained at their first use on a page.

Finished HTML and a glossary go in, HTML comes out; this module knows nothing else of pages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from markupsafe import escape

from livingreview.model import Glossary, Term
from livingreview.rendering import classes_of, cut, definition, element_of

# Two capitals in one part, or one after a lower-case letter: MRD, IL-7, mRNA; not Long-Term.
_CAPITALS = re.compile(r"[A-Z][^-/]*[A-Z]|[a-z][A-Z]")
_WORD = re.compile(r"(?<![\w.@])[^\W_]+(?:-[A-Z0-9][^\W_]*)*")
# Registry numbers and addresses do not count as words.
_NO_WORD = re.compile(r"://|[0-9]{4}")
# Elements whose words are titles, names, controls or code, or are folded away.
_ELEMENTS = frozenset((
    "a", "abbr", "button", "code", "details", "h1", "h2", "h3", "h4", "h5", "h6", "kbd",
    "label", "math", "option", "pre", "script", "select", "style", "summary", "svg", "textarea",
    "th", "title",
))  # fmt: skip
# Classes of what is not running text: numbers in cells, cards and references of sources, notes.
_CLASSES = frozenset((
    "lr-card", "lr-cite", "lr-citethis", "lr-further", "lr-glossary", "lr-num", "lr-reference",
    "lr-references", "lr-sidenote",
))  # fmt: skip


def is_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviation, judged by its capitals."""
    return " " not in word and bool(_CAPITALS.search(word))


@dataclass(frozen=True, slots=True)
class Words:
    """The abbreviations of a glossary as patterns; `known` also matches the glossary's names."""

    terms: dict[str, Term]
    found: re.Pattern[str]
    known: re.Pattern[str]


def words_of(glossary: Glossary, names: Iterable[str] = ()) -> Words:
    """Return the abbreviations of a glossary as patterns; `known` also matches `names`."""
    terms = {
        word: term
        for section in glossary.sections
        for term in section.terms
        for word in (term.term, *term.also)
        if is_abbreviation(word)
    }
    return Words(terms, _any_of(terms), _any_of((*terms, *glossary.names, *names)))


def unknown_abbreviations(html: str, words: Words) -> tuple[str, ...]:
    """Return each abbreviation in running text that is neither a term nor a known name, once."""
    pieces = cut(html)
    text = " ".join(unescape(pieces[index]) for index in _running_text(pieces))
    text = " ".join(word for word in text.split() if not _NO_WORD.search(word))
    return tuple(dict.fromkeys(abbreviations(words.known.sub(" ", text))))


def explained(html: str, words: Words, address: str) -> str:
    """Return HTML in which the first use of each abbreviation links to its glossary entry.

    `address` leads from the page to the glossary's page. Titles, links, controls, code and
    pictures are left unchanged.
    """
    used: set[str] = set()

    def link(found: re.Match[str]) -> str:
        term = words.terms[found[1]]
        if term.id in used:
            return found[0]
        used.add(term.id)
        note = escape(definition(term))
        href = escape(f"{address}#{term.id}")
        return f'<a class="lr-term" href="{href}" data-lr-term="{note}">{found[0]}</a>'

    if not words.terms:
        return html
    pieces = cut(html)
    for index in _running_text(pieces):
        pieces[index] = words.found.sub(link, pieces[index])
    return "".join(pieces)


def abbreviations(text: str) -> Iterator[str]:
    """Yield each word of a plain text that looks like an abbreviation."""
    return (word for word in _WORD.findall(text) if is_abbreviation(word))


def _running_text(pieces: list[str]) -> Iterator[int]:
    """Yield the indices of running text in `pieces`: texts at even indices, tags at odd ones."""
    skipped, depth, in_caption = "", 0, False
    for index in range(0, len(pieces), 2):
        if not depth and pieces[index]:
            yield index
        tag = pieces[index + 1] if index + 1 < len(pieces) else ""
        name, closes = element_of(tag)
        if not name:
            continue  # a comment, or the end
        if depth:
            if name == skipped:
                depth += -1 if closes else 1
        elif name == "figcaption":
            in_caption = not closes
        elif not closes and (
            name in _ELEMENTS
            or (in_caption and name == "strong")
            or ("lr-" in tag and not _CLASSES.isdisjoint(classes_of(tag)))
        ):
            skipped, depth = name, 1


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of any of these words, longest first, where they are separate words.

    `MRD-negative` and `MRDs` contain the word `MRD`; `X-MRD` and `MRD-2` are different words.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    choices = "|".join(map(re.escape, ordered)) or "(?!)"
    first = "".join(sorted({re.escape(word[0]) for word in ordered})) or "."
    return re.compile(rf"(?=[{first}])(?<![\w.@&#])(?<![A-Z0-9]-)({choices})s?(?!\w|[-.][A-Z0-9])")

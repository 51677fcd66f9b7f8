"""The rule against works entered twice, which are found by the similarity of their titles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

from livingreview.bibliography import GENERIC_WORDS, NEARLY_THE_SAME, title_words
from livingreview.library.folder import Loaded, at
from livingreview.model import Library, Record, Source
from livingreview.problems import Problem, allowed, shown

# The number of sources with the same title and year that one source is compared with.
MOST_COMPARED = 50

Titled = tuple[frozenset[str], list[Source]]


def check_titles(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """No two sources of one year may have nearly the same title, unless known to be distinct.

    Two works are known to be distinct if they have different authors and also a different DOI or
    journal. Works with a short title such as Editorial are distinct if their authors, DOI, volume
    or pages differ. All other works are distinct if the entry of one names the other under
    `distinct_from`.
    """
    for source in library.sources.values():
        for n, key in enumerate(source.distinct_from):
            if library.aliases.get(key, key) not in library.sources or key == source.key:
                message = (
                    f"must be another source (got {shown(key)}{allowed(key, library.sources)})"
                )
                yield at(loaded, source.spot.path, ("distinct_from", n), message)
    by_year: dict[int | None, dict[frozenset[str], list[Source]]] = defaultdict(dict)
    for source in library.sources.values():
        record = source.record
        words = frozenset(title_words(record.title)) if record.has_title else frozenset()
        if words:
            by_year[record.year].setdefault(words, []).append(source)
    told: set[str] = set()
    for titles in by_year.values():
        for one, other in _pairs(list(titles.items())):
            if other.key not in told and not _are_apart(library, one, other):
                told.add(other.key)
                spot = other.record.spot
                message = (
                    f"must not have nearly the same title and year as {one.key}; if they are two "
                    f"works, write distinct_from: [{one.key}] in the entry"
                )
                yield Problem(spot.path, spot.line, 0, other.key, message)


def _pairs(titles: Sequence[Titled]) -> Iterator[tuple[Source, Source]]:
    """Yield the pairs of sources with nearly the same title, the earlier source first."""
    for _, sources in titles:
        for index, other in enumerate(sources):
            yield from ((one, other) for one in sources[: min(index, MOST_COMPARED)])
    for (_, mine), (_, theirs) in _alike(titles):
        for other in theirs[:MOST_COMPARED]:
            yield from ((one, other) for one in mine[:MOST_COMPARED])


def _alike(titles: Sequence[Titled]) -> Iterator[tuple[Titled, Titled]]:
    """Yield pairs of different titles that are nearly the same, the earlier one first.

    Two such titles of n ≤ m words always have one of their rarest words in common: one of the
    n − ⌈1.7/1.85 n⌉ + 1 rarest of the first and the m − ⌈0.85 m⌉ + 1 rarest of the second. Only
    titles with such a word in common are compared.
    """
    counts = Counter(word for words, _ in titles for word in words)
    common = 2 * NEARLY_THE_SAME / (1 + NEARLY_THE_SAME)
    holding: dict[str, list[int]] = defaultdict(list)
    for index in sorted(range(len(titles)), key=lambda i: (len(titles[i][0]), i)):
        words = titles[index][0]
        rarest = sorted(words, key=lambda word: (counts[word], word))
        asked = rarest[: len(words) - ceil(NEARLY_THE_SAME * len(words)) + 1]
        for place in sorted({place for word in asked for place in holding[word]}):
            others = titles[place][0]
            if len(words & others) >= NEARLY_THE_SAME * len(words | others):
                yield titles[min(place, index)], titles[max(place, index)]
        for word in rarest[: len(words) - ceil(common * len(words)) + 1]:
            holding[word].append(index)


def _are_apart(library: Library, one: Source, other: Source) -> bool:
    """Return whether two sources with nearly the same title are known to be two works."""
    named = {library.aliases.get(key, key) for key in (*one.distinct_from, *other.distinct_from)}
    if named & {one.key, other.key}:
        return True
    a, b = one.record, other.record
    authors = _surnames(a), _surnames(b)
    others = all(authors) and not authors[0] & authors[1]
    if len(title_words(a.title)) <= GENERIC_WORDS:
        return others or _differ(a.doi, b.doi) or _differ(a.volume, b.volume, a.pages, b.pages)
    return others and _differ(a.doi, b.doi, a.container, b.container)


def _differ(*pairs: str | None) -> bool:
    """Return whether two values of any pair are both given and differ; pairs follow each other."""
    given = zip(pairs[::2], pairs[1::2], strict=True)
    return any(a and b and a.casefold() != b.casefold() for a, b in given)


def _surnames(record: Record) -> set[str]:
    return {person.family.casefold() for person in record.authors}

"""What changed in what pages say: their sentences, as readers see them."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from livingreview.comparison.fields import How, how
from livingreview.pages import ExpandedPage
from livingreview.rendering import classes_of, cut, element_of

# Elements in which rows of numbers are; their changes are those of results and estimates.
_PICTURES = frozenset(("figure", "svg", "table"))
# Elements at which a passage ends.
_BLOCKS = frozenset((
    "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figure", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "summary", "svg", "table",
    "td", "th", "tr", "ul",
))  # fmt: skip
# Classes of what is not read as text: numbers of citations and marks of headings.
_BESIDE = frozenset(("footnote-backref", "footnote-ref", "headerlink", "lr-cite"))


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that is new, gone or reads differently.

    `is_edited` says whether its own text was; `passages` are those that differ, before and after,
    None where one side has none. `rows` counts what differs in tables and pictures.
    """

    path: str
    title: str
    how: How
    is_edited: bool
    passages: tuple[tuple[str | None, str | None], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that the data no longer support, or support again; see `Departure`."""

    path: str
    line: int
    words: str
    reason: str
    is_supported: bool


def changed_pages(
    before: Mapping[str, ExpandedPage], after: Mapping[str, ExpandedPage]
) -> Iterator[PageChange]:
    """Yield each page that is new, gone or reads differently; citation numbers do not count."""
    for path in dict.fromkeys((*after, *before)):
        old, new = before.get(path), after.get(path)
        shown = new or old
        if shown is None or (old and new and _is_same(old, new)):
            continue
        prose, tables = (
            [list(_passages(page.html, in_pictures=kind)) if page else [] for page in (old, new)]
            for kind in (False, True)
        )
        passages = tuple(_differences(*prose)) if old and new else ()
        rows = len(list(_differences(*tables))) if old and new else 0
        is_edited = old is None or new is None or old.source != new.source
        if passages or rows or is_edited:
            yield PageChange(path, shown.title, how(old, new), is_edited, passages, rows)


def changed_sentences(
    before: Mapping[str, ExpandedPage], after: Mapping[str, ExpandedPage]
) -> Iterator[SentenceChange]:
    """Yield the sentences that have left their condition, then those that hold again."""
    for one, other, is_supported in ((before, after, False), (after, before, True)):
        for path, page in other.items():
            known = {d.condition for d in one[path].departures} if path in one else set()
            for departure in page.departures:
                if departure.condition not in known:
                    yield SentenceChange(
                        path, departure.line, departure.words, departure.reason, is_supported
                    )


def _is_same(old: ExpandedPage, new: ExpandedPage) -> bool:
    return old.source == new.source and old.html == new.html


def _passages(html: str, *, in_pictures: bool) -> Iterator[str]:
    """Yield the passages of a page's prose, or those in its tables and pictures."""
    words: list[str] = []
    within = hidden = 0
    ending = ""
    for place, piece in enumerate(cut(html)):
        if place % 2 == 0:
            if not hidden and (within > 0) == in_pictures:
                words.append(unescape(piece))
            continue
        element, closes = element_of(piece)
        if hidden:
            if element == ending:
                hidden += -1 if closes else 1
            continue
        if not closes and not _BESIDE.isdisjoint(classes_of(piece)):
            hidden, ending = 1, element
        elif element in _BLOCKS:
            if text := _plain(words):
                yield text
            words = []
            if element in _PICTURES:
                within += -1 if closes else 1
    if text := _plain(words):
        yield text


def _plain(words: list[str]) -> str:
    """Return words on one line, without the space that a citation leaves before a full stop."""
    return re.sub(r" (?=[.,;:)](?:\s|$))", "", " ".join("".join(words).split()))


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield the passages that differ, each with the one whose place it takes."""
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, came = old[a:b], new[c:d]
        for place in range(max(len(gone), len(came))):
            yield (
                gone[place] if place < len(gone) else None,
                came[place] if place < len(came) else None,
            )

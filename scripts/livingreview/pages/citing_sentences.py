"""The sentence around each citation of a page, as a reader sees it.

The finished HTML of a page goes in, plain text comes out.
"""

import re
from collections.abc import Iterator
from html import unescape

from livingreview.rendering import classes_of, cut, element_of

# How much of a sentence is kept before and after a citation, in characters.
BEFORE = 150
BEHIND = 60
# A sentence shorter than this is shown together with the previous one.
SHORT = 30

_ID = re.compile(r' id="([^"]+)"')
_MARK = re.compile(r"\s*\x00(\d+)\x00")
# Elements at which a text ends.
_BLOCKS = frozenset((
    "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
# Classes of marks that are not text: of a heading, a footnote, a finding.
_BESIDE = frozenset(("footnote-backref", "footnote-ref", "headerlink", "lr-stance"))
# The end of a sentence; not in `e.g. (` or `et al. 2020`.
_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bal\.)(?<!\bcf\.)(?<!\bvs\.)\s+(?=[A-Z“‘(\d])"
)


def citing_sentences(html: str) -> dict[str, str]:
    """Return the citing sentence of each citation's anchor, cut to about 200 characters."""
    found: dict[str, str] = {}
    for text, groups in _texts(html):
        before = ""
        for sentence in _END.split(" ".join(text.split())) if groups else ():
            for number, passage in _passages(sentence, before):
                found.update(dict.fromkeys(groups[number], passage))
            before = _MARK.sub("", sentence) + " "
    return found


def heading_of(html: str) -> str:
    """Return the words of a page's first level-one heading, "" if it has none."""
    found = re.search(r"<h1\b[^>]*>(.*?)</h1>", html, re.DOTALL)
    if not found:
        return ""
    words = " ".join(text for text, _ in _texts(found[1])).split()
    return _MARK.sub("", " ".join(words))


def _texts(html: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the texts of HTML, each with its citations' anchors.

    In a text, a citation is replaced by its index in the list of anchors, between NULs.
    """
    text: list[str] = []
    groups: list[list[str]] = []
    cite, closing, depth = False, "", 0
    for place, piece in enumerate(cut(html)):
        if place % 2 == 0:
            if not depth:
                text.append(unescape(piece).replace("\x00", ""))
            continue
        element, closes = element_of(piece)
        if depth:
            if cite:
                groups[-1] += [unescape(id) for id in _ID.findall(piece)]
            if element == closing:
                depth += -1 if closes else 1
        elif element in _BLOCKS:
            yield "".join(text), groups
            text, groups = [], []
        elif element in _CELLS:
            if not closes and "".join(text).strip():
                text.append(" · ")
        elif not closes and (classes := set(classes_of(piece))):
            cite = "lr-cite" in classes
            if cite:
                text.append(f"\x00{len(groups)}\x00")
                groups.append([])
            if cite or classes & _BESIDE:
                closing, depth = element, 1
    yield "".join(text), groups


def _passages(sentence: str, previous: str) -> Iterator[tuple[int, str]]:
    """Yield the index of each citation in a sentence and the words around it."""
    lead = previous if len(_MARK.sub("", sentence)) < SHORT else ""
    for found in _MARK.finditer(sentence):
        before = lead + _MARK.sub("", sentence[: found.start()]).strip()
        behind = _MARK.sub("", sentence[found.end() :]).rstrip()
        if len(before) + len(behind) > BEFORE + BEHIND:
            if len(before) > BEFORE:
                before = "…" + before[-BEFORE:].partition(" ")[2]
            if len(behind) > BEHIND:
                behind = behind[:BEHIND].rpartition(" ")[0] + "…"
        yield int(found[1]), f"{before}{behind}".strip() or "…"

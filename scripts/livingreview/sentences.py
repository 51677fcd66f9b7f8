"""The sentence round each citation of an expanded page, as its reader sees it.

Text to text: what a page's macros made goes in, with Markdown and HTML in it.
"""

import re
from collections.abc import Iterator
from html import unescape

# How much of a sentence is kept before and behind a citation, in characters.
BEFORE = 150
BEHIND = 60
# A sentence shorter than this comes with the one before it.
SHORT = 30

_CITE = re.compile(r'<span class="lr-cite">\[.*?\]</span>')
_ID = re.compile(r' id="([^"]+)"')
_MARK = re.compile(r"\s*\x00(\d+)\x00")
# Where a text ends: block tags in HTML; in Markdown blank lines, items, rows, titles of boxes.
_EDGE = re.compile(
    r"</?(?:p|li|ul|ol|tr|table|div|section|aside|figure|figcaption|details|summary|dl|dt|dd"
    r"|h[1-6]|br)\b[^>]*>"
    r'|<span class="lr-stance">[^<]*</span>'
    r"|^[ \t]*(?:!!!|\?\?\?)[^\n]*$"
    r"|\n[ \t]*(?:\n|(?=[-*+|#:<]|\d+\.[ \t]))",
    re.MULTILINE,
)
_CELL = re.compile(r"(?<=\s)\|(?=\s)|</t[dh]>\s*<t[dh]\b[^>]*>")
_ITEM = re.compile(r"^\s*(?:[-*+|:]|\d+\.|#+)\s+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|[*_`])(?=\S)(.+?)(?<=\S)\1")
_ATTRIBUTES = re.compile(r"\{[ :#.][^{}\n]*\}")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“‘(\d])")


def citing_sentences(markdown: str) -> dict[str, str]:
    """Return for each citation's anchor the sentence that cites, cut to some 200 characters."""
    found: dict[str, str] = {}
    for text in _EDGE.split(markdown):
        groups: list[list[str]] = []

        def mark(cite: re.Match[str], groups: list[list[str]] = groups) -> str:
            groups.append([unescape(id) for id in _ID.findall(cite[0])])
            return f"\x00{len(groups) - 1}\x00"

        marked = _CITE.sub(mark, text)
        before = ""
        for sentence in _END.split(_plain(marked)) if groups else ():
            for number, passage in _passages(sentence, before):
                found.update(dict.fromkeys(groups[number], passage))
            before = _MARK.sub("", sentence) + " "
    return found


def _plain(text: str) -> str:
    """Take off tags and Markdown; character references last, for they are text."""
    text = _CELL.sub(" · ", _ITEM.sub("", text.strip().rstrip("|")))
    text = _ATTRIBUTES.sub("", re.sub(r"<[^>]*>", "", text))
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)))
    return " ".join(unescape(text).split())


def _passages(sentence: str, previous: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each citation in a sentence and the words round it."""
    lead = previous if len(_MARK.sub("", sentence)) < SHORT else ""
    for found in _MARK.finditer(sentence):
        before = lead + _MARK.sub("", sentence[: found.start()]).strip()
        behind = _MARK.sub("", sentence[found.end() :]).rstrip()
        if len(before) + len(behind) > BEFORE + BEHIND:
            if len(before) > BEFORE:
                before = "…" + before[-BEFORE:].partition(" ")[2]
            if len(behind) > BEHIND:
                behind = behind[:BEHIND].rpartition(" ")[0] + "…"
        yield int(found[1]), f"{before}{behind}".strip()

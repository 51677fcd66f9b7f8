"""The markup inside CSL texts (`<i>`, `<sub>`, `<sup>` …), turned into plain text or HTML."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_TAG = re.compile(
    r"<(?P<open>i|b|sub|sup|sc)>|</(?P<close>i|b|sub|sup|sc|span)>"
    r"|<span (?:class=\"nocase\"|style=\"font-(?:variant|style|weight): ?[a-z-]+;?\")>"
)
_CLINGING = "'’ʼ‘-‐‑"  # no space follows a particle that ends in one of these
_PRINTED = frozenset(("i", "sub", "sup"))


def plain_text(text: str) -> str:
    """Return a CSL text without its markup."""
    return "".join(piece for piece, tag in _marked(text) if not tag)


def kept_markup(text: str) -> str:
    """Return a CSL text with the markup of CSL-JSON only: without spans, which are for styles."""
    return "".join(piece for piece, tag in _marked(text) if tag != "span")


def whole_family(name: Mapping[str, Any]) -> str:
    """Return a family name with its particles: `van der Berg`, `d’Ambert`, `al-Khwar`."""
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"))
    family = str(name.get("family") or "")
    for particle in filter(None, reversed(particles)):
        family = f"{particle}{'' if str(particle)[-1] in _CLINGING else ' '}{family}"
    return family


def plain_title(item: Mapping[str, Any], label: str = "") -> str:
    """Return the title of an item as plain text; if it has none, the label in brackets."""
    title = str(item.get("title") or "")
    if not title:
        return f"[{label}]" if label else ""
    return plain_text(title)


def html_title(item: Mapping[str, Any], label: str = "") -> str:
    """Return the title of an item as safe inline HTML: text, `<i>`, `<sub>`, `<sup>` only."""
    title = str(item.get("title") or "")
    if not title:
        return escape(f"[{label}]", quote=False) if label else ""
    return "".join(
        (text if name in _PRINTED else "") if (name := tag) else escape(text, quote=False)
        for text, tag in _marked(title)
    )


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text: plain ones with an empty name, tags with the name of the tag.

    A tag without a partner is plain text.
    """
    paired: dict[int, str] = {}
    waiting: list[tuple[str, int]] = []
    for match in _TAG.finditer(text):
        if not match["close"]:
            waiting.append((match["open"] or "span", match.start()))
        elif waiting and waiting[-1][0] == match["close"]:
            name, start = waiting.pop()
            paired[start] = paired[match.start()] = name
    at = 0
    for match in _TAG.finditer(text):
        if match.start() in paired:
            yield text[at : match.start()], ""
            yield match.group(), paired[match.start()]
            at = match.end()
    yield text[at:], ""

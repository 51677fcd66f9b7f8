"""The markup inside CSL texts (`<i>`, `<sub>`, `<sup>` and their kin) as plain text or HTML."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_TAG = re.compile(
    r"<(?P<open>i|b|sub|sup|sc)>|</(?P<close>i|b|sub|sup|sc|span)>"
    r"|<span (?:class=\"nocase\"|style=\"font-(?:variant|style|weight): ?[a-z-]+;?\")>"
)
_PRINTED = frozenset(("i", "sub", "sup"))


def plain_title(item: Mapping[str, Any], label: str = "") -> str:
    """Give an item's title as plain text; without one, the label in brackets."""
    title = str(item.get("title") or "")
    if not title:
        return f"[{label}]" if label else ""
    return "".join(text for text, tag in _marked(title) if not tag)


def html_title(item: Mapping[str, Any], label: str = "") -> str:
    """Give an item's title as safe inline HTML: italics, lowered and raised text, nothing else."""
    title = str(item.get("title") or "")
    if not title:
        return escape(f"[{label}]", quote=False) if label else ""
    return "".join(
        (text if name in _PRINTED else "") if (name := tag) else escape(text, quote=False)
        for text, tag in _marked(title)
    )


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into plain pieces (with an empty tag) and tags that have a partner."""
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

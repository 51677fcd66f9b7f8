"""The list of HTML that hand-written pages may contain; other HTML is reported, never published.

Pages are contributed, and Markdown lets any HTML through. The list contains what Markdown and its
extensions make, and a few more elements; `mkdocs.yml` can add to it. The parser is html5ever,
which reads HTML as browsers do.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

ELEMENTS = frozenset((
    "a", "abbr", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "label", "li",
    "mark", "ol", "p", "path", "pre", "q", "s", "samp", "section", "small", "span", "strong",
    "sub", "summary", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "u", "ul", "var", "wbr",
))  # fmt: skip
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset(("aria-hidden", "aria-label", "class", "dir", "id", "lang", "role", "title")),
    "a": frozenset(("href", "name")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "details": frozenset(("open",)),
    "div": frozenset(("data-tabs",)),
    "img": frozenset(("align", "alt", "height", "loading", "src", "width")),
    "input": frozenset(("checked", "disabled", "name", "type")),
    "label": frozenset(("for",)),
    "li": frozenset(("value",)),
    "ol": frozenset(("reversed", "start", "type")),
    "path": frozenset(("d",)),
    "span": frozenset(("data-linenos",)),
    "svg": frozenset(("viewBox", "xmlns")),
    "td": frozenset(("align", "colspan", "headers", "rowspan")),
    "th": frozenset(("align", "colspan", "headers", "rowspan", "scope")),
    "time": frozenset(("datetime",)),
}
SCHEMES = frozenset(("http", "https", "mailto"))
# Names that begin like this are reserved for the theme's scripts and for the output of macros.
_OWN_NAME = re.compile(r"__(?!tabbed_|codelineno-|span-)|lr-|cite-[^-]+-\d+$|ref-")
STATEMENT_CLASSES = frozenset(("lr-departed", "lr-statement"))
"""The classes of the element that `statement` puts around its sentence."""
# Our classes, and those of the theme, that a page may use.
CLASSES = STATEMENT_CLASSES | frozenset((
    "lr-answer", "lr-answers", "lr-doors", "lr-question", "md-button", "md-button--primary",
))  # fmt: skip
_BLANK = re.compile(r"[\x00-\x20]+")
# A comment that ends here in HTML, but not for Python's parser.
_SHORT_COMMENT = re.compile(r"<!---?>")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """Something that a page may not contain: an element, or an attribute of one with its value."""

    element: str
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class AllowList:
    """The additions to the list that the owner of a review makes in mkdocs.yml."""

    elements: frozenset[str] = frozenset()
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def cleaner(self) -> Callable[[str], str]:
        """Return a function that removes from HTML everything that is not on the list."""
        names = {*ATTRIBUTES, *self.attributes}
        elements = ELEMENTS | self.elements
        return nh3.Cleaner(
            tags=elements,
            clean_content_tags={"script", "style"} - elements,
            attributes={
                name: {*ATTRIBUTES.get(name, ()), *self.attributes.get(name, ())} for name in names
            },
            attribute_filter=self._filtered,
            url_schemes=set(SCHEMES),
            link_rel=None,
        ).clean

    def _filtered(self, element: str, attribute: str, value: str) -> str | None:
        """Return an attribute's allowed value, None if the attribute is not allowed there."""
        if attribute in self.attributes.get(element, ()):
            return value
        if attribute == "class":
            kept = [name for name in value.split() if _is_free(name)]
            return value if len(kept) == len(value.split()) else " ".join(kept) or None
        if attribute in ("id", "name", "for"):
            return None if _OWN_NAME.match(value) else value
        if element == "input" and attribute == "type":
            return value if value in ("checkbox", "radio") else None
        if element == "img" and attribute == "src":
            return None if _ELSEWHERE.match(_BLANK.sub("", value)) else value
        return value


def _is_free(name: str) -> bool:
    return name in CLASSES or not name.startswith(("lr-", "md-"))


class _Contents(HTMLParser):
    """A parser that counts the elements and attributes of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[Refusal] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[Refusal(tag)] += 1
        for name, value in attrs:
            for word in (value or "").split() if name == "class" else [value or ""]:
                self.found[Refusal(tag, name, word)] += 1


def refusals(html: str, clean: str) -> Counter[Refusal]:
    """Return the elements and attributes that cleaning removed from HTML, with their numbers."""
    lost = _contents(html)
    lost.subtract(_contents(clean))
    lost = +lost
    gone = {refusal.element for refusal in lost if not refusal.attribute}
    # The attributes of a removed element are not reported as well.
    return Counter({r: n for r, n in lost.items() if not r.attribute or r.element not in gone})


def _contents(html: str) -> Counter[Refusal]:
    reader = _Contents()
    reader.feed(_SHORT_COMMENT.sub("<!-- -->", html).replace("--!>", "-->"))
    reader.close()
    return reader.found

"""A hand-written page as HTML, and a problem, with its line, for each thing it may not contain.

Markdown with marks goes in, and the marks are kept: the output of macros is not the contributor's
and is put back after this check. The module uses `allowlist` and `markdown_html`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from livingreview.pages.allowlist import ELEMENTS, AllowList, Refusal, refusals
from livingreview.pages.markdown_html import BUILT_IN, markdown_engine
from livingreview.problems import Problem, shown
from livingreview.rendering import VOID, MarkedText, cut, element_of, line_at, mark, numbers_in

# At most this many faults of a page are reported: finding each line takes several renderings.
MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PageEngine:
    """Two functions: one turns Markdown into HTML, one removes HTML that is not allowed."""

    to_html: Callable[[str], str] = field(default_factory=lambda: markdown_engine(BUILT_IN, {}))
    clean: Callable[[str], str] = field(default_factory=lambda: AllowList().cleaner())


def page_html(marked: MarkedText, path: str, engine: PageEngine) -> tuple[str, tuple[Problem, ...]]:
    """Return a page's HTML, with its marks, and its problems; `path` is the page's in messages."""
    rendered = _Rendered(marked, engine)
    html, refused = rendered.first(len(rendered.lines))
    problems = [
        Problem(path, rendered.line_of(refusal, nth), 0, *_refused(refusal))
        for refusal, nth in _each(refused)
    ]
    end = mark(len(marked.held))
    if not any(refusal.element == "" for refusal in refused):
        problems += _mark_problems(html, marked, path)
    return html.replace(f"<p>{end}</p>", ""), tuple(problems)


class _Rendered:
    """The HTML of a page's first lines; a fault is on the line that first adds it."""

    def __init__(self, marked: MarkedText, engine: PageEngine) -> None:
        self.marked = marked
        self.engine = engine
        self.lines = marked.text.splitlines(keepends=True)
        # A mark at the end, where more is appended: nothing that a page opens may contain it.
        self.end = f"\n\n{mark(len(marked.held))}\n"
        self.known: dict[int, tuple[str, Counter[Refusal]]] = {}

    def first(self, count: int) -> tuple[str, Counter[Refusal]]:
        """Return the cleaned HTML of the first lines, and what had to be removed from it."""
        if count not in self.known:
            try:
                html = self.engine.to_html("".join(self.lines[:count]) + self.end)
            except Exception as error:
                self.known[count] = "", Counter([Refusal("", value=type(error).__name__)])
            else:
                clean = self.engine.clean(html)
                self.known[count] = clean, refusals(html, clean)
        return self.known[count]

    def line_of(self, refusal: Refusal, nth: int) -> int:
        """Return the line of the file on which something is refused for the n-th time."""
        low, high = 0, len(self.lines)
        while high - low > 1:
            middle = (low + high) // 2
            if self.first(middle)[1][refusal] >= nth:
                high = middle
            else:
                low = middle
        return line_at(self.marked, sum(map(len, self.lines[:low])))


def _each(refused: Counter[Refusal]) -> Iterator[tuple[Refusal, int]]:
    every = ((r, nth) for r in sorted(refused) for nth in range(1, refused[r] + 1))
    return (pair for pair, _ in zip(every, range(MAX_SHOWN), strict=False))


def _refused(refusal: Refusal) -> tuple[str, str]:
    """Return the field and the message of a problem for what was refused."""
    element, attribute = refusal.element, refusal.attribute
    got = f"(got {shown(refusal.value)})"
    sign = "; for the sign < itself write &lt;"
    if not element:
        return "Markdown", f"must be simpler, so that it can be read {got}"
    if not attribute:
        if element in ELEMENTS:
            return f"<{element}>", "must be at a place where HTML allows it"
        return f"<{element}>", f"must be written in Markdown, or be allowed in mkdocs.yml{sign}"
    what = f"{attribute} of <{element}>"
    match attribute:
        case "href":
            return what, f"must be an address of http, https, mailto or this site {got}"
        case "src" if element == "img":
            return what, f"must be a picture of this site {got}"
        case "class":
            return what, f"must not be a class that is reserved for the site {got}"
        case "id" | "name" | "for":
            return what, f"must not be a name that is reserved for the site {got}"
    return what, f"must be left out, or be allowed in mkdocs.yml {got}{sign}"


def _mark_problems(html: str, marked: MarkedText, path: str) -> Iterator[Problem]:
    """Yield a problem for each macro whose output cannot be shown where the macro was called."""
    seen: Counter[int] = Counter()
    within = Counter[str]()
    for place, piece in enumerate(cut(html)):
        if place % 2:
            element, closes = element_of(piece)
            within[element] += (-1 if closes else 1) if element not in VOID else 0
            continue
        for number in numbers_in(piece):
            seen[number] += 1
            if number == len(marked.held):
                left = sorted((+within).keys() - {"p"})
                if left:
                    message = f"must close what it opens (got <{left[0]}> open at its end)"
                    yield Problem(path, _last_line(marked), 0, "page", message)
                continue
            held = marked.held[number]
            message = ""
            if within["code"] or within["pre"]:
                message = "must not be called in code: {% raw %}…{% endraw %} shows a call as text"
            elif within["a"] and "<a " in held.html:
                message = "must be called after the link, not in its text"
            elif seen[number] > 1 and " id=" in held.html:
                message = "must be called where it is shown only once"
            if message:
                yield Problem(path, held.line, 0, held.name, message)
    for number, held in enumerate(marked.held):
        if number not in seen:
            message = (
                "must be called in text that is shown: not in a comment, an attribute, the "
                "address of a link or an attribute list"
            )
            yield Problem(path, held.line, 0, held.name, message)
    if len(marked.held) not in seen:
        message = "must close what it opens (got a comment or a tag that is open at its end)"
        yield Problem(path, _last_line(marked), 0, "page", message)


def _last_line(marked: MarkedText) -> int:
    return line_at(marked, len(marked.text.rstrip()))

"""The expansion of hand-written pages: every macro is run, and the Markdown holds its HTML.

A library and the texts of the pages go in, texts come out; no file is read. This module uses
`macros` and `page_html`; `rules` and `site` use its result.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from markupsafe import Markup

from livingreview.macros import (
    Departure,
    Given,
    Page,
    build_macros,
    further_sources,
    page_foot,
    reference_list,
)
from livingreview.model import Library
from livingreview.pages import citing, page_kinds
from livingreview.pages.bounds import bound_problems
from livingreview.pages.citing_sentences import citing_sentences, heading_of
from livingreview.pages.front_matter import (
    read_front_matter,
    split_front_matter,
    written_front_matter,
)
from livingreview.pages.page_html import PageEngine, page_html
from livingreview.problems import Problem
from livingreview.rendering import (
    Drawing,
    Held,
    MarkedText,
    mark,
    put_back,
    render_page,
    words_of_marks,
)
from livingreview.synthesis import Pooled


@dataclass(frozen=True, slots=True)
class ExpandedPage:
    """A hand-written page after its macros ran; `markdown` begins with its front matter.

    In `markdown`, marks represent the output of macros, which is in `held`. `html` is the page
    without what is appended to it (references and the like); `source` is its text as written.
    `kind` is its kind in the search; `topics` are the labels of the topics whose page it is.
    `citations` maps each cited key to the anchors that cite it, each with its sentence; `shown`
    are the anchors that block macros made, `estimated` the outcomes whose table it links to,
    `plotted` those with a forest plot; `departures` are the sentences whose condition is false.
    """

    path: str
    url: str
    title: str
    description: str
    kind: str
    topics: tuple[str, ...]
    head: Markup
    source: str
    markdown: str
    held: tuple[Held, ...]
    html: str
    citations: Mapping[str, Mapping[str, str]]
    shown: frozenset[str]
    estimated: frozenset[str]
    plotted: frozenset[str]
    departures: tuple[Departure, ...]


def expand_pages(
    library: Library,
    pages: Mapping[str, str],
    site: citing.Site,
    pooled: Pooled,
    drawings: Mapping[str, Drawing],
    engine: PageEngine,
) -> tuple[dict[str, ExpandedPage], tuple[Problem, ...]]:
    """Return all pages expanded, by path under docs/, and the problems of those left out.

    `pooled` returns the estimates (`synthesis.pooled_estimates`); `drawings` are those that pages
    can show, by name; `engine` turns pages into HTML and removes what they may not contain.
    """
    expanded: dict[str, ExpandedPage] = {}
    problems: list[Problem] = []
    for path, text in pages.items():
        front, body = split_front_matter(text)
        meta, _, found = read_front_matter(text, f"docs/{path}")
        page = Page(path, page_url(path), str(meta.get("title") or ""))
        given = Given(library, page, pooled, drawings)
        macros = build_macros(given)
        # The body keeps its line numbers in the file, so that problems name the file's lines.
        padded = "\n" * front.count("\n") + body
        found = (*found, *bound_problems(padded, f"docs/{path}"))
        if not found:
            marked, found = render_page(padded, f"docs/{path}", macros)
        if not found:
            html, found = page_html(marked, f"docs/{path}", engine)
        if found:
            problems += found
            continue
        expanded[path] = _expanded(given, site, text, meta, marked, html)
    return expanded, tuple(problems)


def _expanded(
    given: Given,
    site: citing.Site,
    source: str,
    meta: Mapping[str, object],
    marked: MarkedText,
    html: str,
) -> ExpandedPage:
    """Return an expanded page, with its references, notes and citation appended."""
    library, page, path = given.library, given.page, given.page.path
    html = put_back(html, marked.held)
    title = str(meta.get("title") or heading_of(html) or PurePosixPath(path).stem)
    sentences = citing_sentences(html)
    citations = {
        key: {anchor: sentences[anchor] for anchor in anchors}
        for key, anchors in page.citations.items()
    }
    citable = citing.citable(library, site, title, page.url)
    description = str(meta.get("description") or "")
    own = {t.id: t.label for t in library.review.topics.values() if f"{t.page}.md" == path}
    parts, held = [marked.text.strip()], list(marked.held)

    def append(block: Markup) -> None:
        if block:
            parts.append(mark(len(held)))
            held.append(Held(block, is_block=True))

    if own and page.citations:
        append(page_foot.show(given, f"{site.history}docs/{path}" if site.history else ""))
    if page.citations:
        parts.append("## References { #references }")
        append(reference_list.show(given, citations))
    append(further_sources.show(given, frozenset(own)))
    append(citing.cite_page(citable))
    return ExpandedPage(
        path=path,
        url=page.url,
        title=title,
        description=description,
        kind=_kind(page, is_of_topic=bool(own)),
        topics=tuple(own.values()),
        head=citing.page_head(library, citable, description, page.link("data/")),
        source=source,
        markdown=written_front_matter(meta) + "\n\n".join(parts) + "\n",
        held=tuple(held),
        html=html,
        citations=citations,
        shown=frozenset(page.shown),
        estimated=frozenset(page.estimated),
        plotted=frozenset(page.plotted),
        departures=tuple(
            replace(departure, words=words_of_marks(departure.words, marked.held))
            for departure in page.departures
        ),
    )


def _kind(page: Page, *, is_of_topic: bool) -> str:
    """Return the kind of a hand-written page."""
    if "glossary" in page.shown:
        return page_kinds.GLOSSARY
    return page_kinds.TOPIC if is_of_topic else page_kinds.ABOUT


def page_url(path: str) -> str:
    """Return the address of a page from the site's root: `efficacy.md` -> `efficacy/`."""
    plain = PurePosixPath(path).with_suffix("")
    if plain.name == "index":
        plain = plain.parent
    return "" if str(plain) == "." else f"{plain}/"

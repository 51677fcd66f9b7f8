"""The whole review as Markdown with HTML in it, for any engine: every macro of every page run.

Pure: a library and the texts of the pages go in, texts come out. Neighbours: `macros` below,
`page_checks` and `plugin` above.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import Markup

from livingreview import citing
from livingreview.drawings import Drawing
from livingreview.frontmatter import (
    read_front_matter,
    split_front_matter,
    written_front_matter,
)
from livingreview.macros import (
    BLOCK_MACROS,
    Departure,
    Page,
    build_macros,
    further_sources,
    page_foot,
    reference_list,
)
from livingreview.model import Library
from livingreview.problems import Problem
from livingreview.rendering import render_page
from livingreview.sentences import citing_sentences
from livingreview.synthesis import Estimate


@dataclass(frozen=True, slots=True)
class ExpandedPage:
    """A hand-written page after its macros ran; `markdown` has its front matter in front.

    `topics` are the labels of the topics whose page it is; `source` is its text before.
    `citations` maps each cited key to the anchors that cite it, each with its sentence; `shown`
    are the anchors that block macros made, `estimated` the outcomes whose table it links to,
    `plotted` those with a forest plot; `departures` the sentences that left their condition.
    """

    path: str
    url: str
    title: str
    description: str
    topics: tuple[str, ...]
    head: Markup
    source: str
    markdown: str
    citations: Mapping[str, Mapping[str, str]]
    shown: frozenset[str]
    estimated: frozenset[str]
    plotted: frozenset[str]
    departures: tuple[Departure, ...]


def expand_pages(
    library: Library,
    pages: Mapping[str, str],
    site: citing.Site,
    pooled: Callable[..., Estimate],
    drawings: Mapping[str, Drawing],
) -> tuple[dict[str, ExpandedPage], tuple[Problem, ...]]:
    """Run the macros of all pages, by path under docs/; a page with problems is left out.

    `pooled` gives the estimates (`synthesis.pooled_estimates`), `drawings` are those that pages
    can show, by name.
    """
    expanded: dict[str, ExpandedPage] = {}
    problems: list[Problem] = []
    for path, text in pages.items():
        front, body = split_front_matter(text)
        meta, _, meta_problems = read_front_matter(text, f"docs/{path}")
        url = page_url(path)
        title = str(meta.get("title") or _heading(body) or PurePosixPath(path).stem)
        page = Page(path, url, title)
        # The body keeps its place in the file, so that lines in problems are the file's.
        padded = "\n" * front.count("\n") + body
        macros = build_macros(library, page, pooled, drawings)
        markdown, found = render_page(padded, f"docs/{path}", macros, BLOCK_MACROS)
        problems += [*meta_problems, *found]
        if found or meta_problems:
            continue
        citable = citing.citable(library, site, title, url)
        description = str(meta.get("description") or "")
        own = {t.id: t.label for t in library.review.topics.values() if f"{t.page}.md" == path}
        parts = [markdown.lstrip("\n").rstrip()]
        sentences = citing_sentences(markdown)
        citations = {
            key: {anchor: sentences[anchor] for anchor in anchors}
            for key, anchors in page.citations.items()
        }
        if own and page.citations:
            foot = page_foot(library, page, f"{site.history}docs/{path}" if site.history else "")
            parts.append(str(foot))
        if page.citations:
            parts.append("## References { #references }")
            parts.append(str(reference_list(library, page, citations)))
        parts.append(str(further_sources(library, page, frozenset(own))))
        parts.append(str(citing.cite_page(citable)))
        expanded[path] = ExpandedPage(
            path=path,
            url=url,
            title=title,
            description=description,
            topics=tuple(own.values()),
            head=citing.page_head(library, citable, description, page.link("data/")),
            source=text,
            markdown=written_front_matter(meta) + "\n\n".join(filter(None, parts)) + "\n",
            citations=citations,
            shown=frozenset(page.shown),
            estimated=frozenset(page.estimated),
            plotted=frozenset(page.plotted),
            departures=tuple(page.departures),
        )
    return expanded, tuple(problems)


def page_url(path: str) -> str:
    """Return the address of a page from the site's root: `efficacy.md` -> `efficacy/`."""
    plain = PurePosixPath(path).with_suffix("")
    if plain.name == "index":
        plain = plain.parent
    return "" if str(plain) == "." else f"{plain}/"


def _heading(body: str) -> str:
    found = re.search(r"^# +(.+?)(?: *\{[^}]*\})? *$", body, re.MULTILINE)
    return found[1] if found else ""

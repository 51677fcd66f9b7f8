"""What the data add to the site, as files of MkDocs: made pages, downloads, former addresses.

Neighbours: `pages` makes them and `relocation` turns their addresses, below; `plugin` above.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from livingreview import pages, search
from livingreview.citing import Site
from livingreview.collisions import check_addresses
from livingreview.expansion import ExpandedPage, page_url
from livingreview.model import Library
from livingreview.problems import Problem
from livingreview.relocation import Addresses, turn_html, turn_json, turn_text
from livingreview.synthesis import Estimate

# What the theme runs for a made page; with "main.html" the whole theme runs for each of them.
MADE_TEMPLATE = "made.html"
PACKAGE = "data/datapackage.json"


@dataclass(frozen=True, slots=True)
class Additions:
    """Files, each with what it is made from, and where our addresses are if not as written."""

    files: tuple[tuple[File, str], ...]
    addresses: Addresses | None


def additions(
    library: Library,
    expanded: Mapping[str, ExpandedPage],
    site: Site,
    pooled: Callable[..., Estimate],
    files: Files,
    config: MkDocsConfig,
    *,
    rehearsed: bool,
) -> Additions:
    """Make all files that the data add to the hand-written `files` of a site.

    In a rehearsal they have their places and anchors, and nothing in them.
    """
    made = (
        *pages.source_pages(library, expanded, site),
        *pages.trial_pages(library, site),
        *pages.year_pages(library, site),
    )
    added: list[tuple[File, str]] = []
    for page in made:
        # A JSON string is a YAML one; in one line, so that nothing ends the front matter.
        title = json.dumps(" ".join(page.title.split()), ensure_ascii=False)
        front = f"---\ntitle: {title}\n---\n"
        file = File.generated(config, page.path, content=front, inclusion=InclusionLevel.NOT_IN_NAV)
        DataPage(page, file, config, rehearsed=rehearsed)
        added.append((file, page.edit_path))
    former = [  # named as pages, for their places
        (File.generated(config, f"{address.rstrip('/')}.md", content=""), html)
        for address, html in pages.alias_pages(library, site).items()
    ]
    makers = pages.downloads(library, expanded, site, pooled)
    texts = {name: "" if rehearsed else make() for name, make in makers.items()}
    listed = (file for file, _ in (*added, *former))
    addresses = _addresses(site, [*files.documentation_pages(), *listed], [*texts, PACKAGE])
    if addresses:
        turns = ((turn_json if name.endswith(".json") else turn_text, name) for name in texts)
        texts = {name: turn(texts[name], addresses) for turn, name in turns}
    texts |= {
        file.dest_uri: turn_html(html, page_url(file.src_uri), addresses) if addresses else html
        for file, html in former
    }
    texts[PACKAGE] = "" if rehearsed else pages.data_package(library, site, texts)
    for name, text in texts.items():
        added.append((File.generated(config, name, content=text), "the data"))
    return Additions(tuple(added), addresses)


def clashes_of(added: Additions, files: Files, config: MkDocsConfig) -> Iterator[Problem]:
    """Yield the files of contributors that have the address of another, or of an added one."""
    theirs = (*config.theme.static_templates, search.BUNDLE)
    places = dict.fromkeys(theirs, "the theme")
    places |= {file.dest_uri: origin for file, origin in added.files}
    written = [
        (file.dest_uri, f"docs/{file.src_uri}") for file in files if _is_written(file, config)
    ]
    return check_addresses(written, places)


class DataPage(Page):
    """A made page: its HTML is ready, so Markdown never sees it."""

    def __init__(
        self, made: pages.MadePage, file: File, config: MkDocsConfig, *, rehearsed: bool
    ) -> None:
        super().__init__(None, file, config)
        self.made = made
        self.rehearsed = rehearsed

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the ready HTML, its table of contents and its anchors."""
        self.content = "" if self.rehearsed else str(self.made.html())
        self.toc = get_toc([_toc_token(heading) for heading in self.made.headings])
        self.present_anchor_ids = set(self.made.anchors)
        self.meta["template"] = MADE_TEMPLATE


def _toc_token(heading: pages.Heading) -> Any:
    return {
        "level": 2,
        "id": heading.id,
        "name": heading.label,
        "html": heading.label,
        "data-toc-label": "",
        "children": [],
    }


def _addresses(site: Site, files: Iterable[File], made: Iterable[str]) -> Addresses | None:
    """Note where the site has pages and made files; None where it is where we write it."""
    moved = {page_url(file.src_uri): file.url for file in files}
    moved |= {written: "" if url == "./" else url for written, url in moved.items()}
    if all(written == url for written, url in moved.items()):
        return None
    return Addresses(site.url, moved | {name: name for name in made})


def _is_written(file: File, config: MkDocsConfig) -> bool:
    """Say whether a file of the site is a contributor's, not the theme's or another plugin's."""
    is_own = file.generated_by is None and file.src_dir == config.docs_dir
    return is_own and file.inclusion.is_included()

"""The pages and downloads that the pipeline made, as files of MkDocs with their addresses."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from livingreview.downloads import data_package
from livingreview.pages import Heading, MadePage, Site, page_url
from livingreview.pipeline import BuiltReview
from livingreview.problems import Problem
from livingreview.site.collisions import check_addresses
from livingreview.site.relocation import Addresses, turn_html, turn_json, turn_text
from livingreview.site.search_index import BUNDLE

# The template of a made page; with "main.html" the whole theme would be rendered for each one.
MADE_TEMPLATE = "made.html"
PACKAGE = "data/datapackage.json"


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """The files to add, each with what it is made from, and the addresses of the site's pages.

    `addresses` is None if the site uses the addresses that the review writes.
    """

    files: tuple[tuple[File, str], ...]
    addresses: Addresses | None


class PageOfData(Page):
    """A made page; its HTML is complete and does not pass through Markdown."""

    def __init__(
        self, made: MadePage, file: File, config: MkDocsConfig, *, rehearsed: bool
    ) -> None:
        super().__init__(None, file, config)
        self.made = made
        self.rehearsed = rehearsed

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Set the complete HTML, its table of contents and its anchors."""
        self.content = "" if self.rehearsed else str(self.made.html())
        self.toc = get_toc([_toc_token(heading) for heading in self.made.headings])
        self.present_anchor_ids = set(self.made.anchors)
        self.meta["template"] = MADE_TEMPLATE


def make_files(
    review: BuiltReview, site: Site, files: Files, config: MkDocsConfig, *, rehearsed: bool
) -> MadeFiles:
    """Return the files of all made pages and downloads; `files` are those that MkDocs found.

    In a rehearsal the files have their paths and anchors but no content.
    """
    pages = [
        (_page_file(page, config, rehearsed=rehearsed), page.edit_path) for page in review.made
    ]
    former = [  # named like pages, so that MkDocs gives them the paths of pages
        (File.generated(config, f"{address.rstrip('/')}.md", content=""), html)
        for address, html in review.former.items()
    ]
    every = [*files.documentation_pages(), *(file for file, _ in (*pages, *former))]
    addresses = _addresses(site.url, every, [*review.files, PACKAGE])
    texts = {name: "" if rehearsed else make() for name, make in review.files.items()}
    if addresses:
        turns = ((turn_json if name.endswith(".json") else turn_text, name) for name in texts)
        texts = {name: turn(texts[name], addresses) for turn, name in turns}
    texts |= {
        file.dest_uri: turn_html(html, page_url(file.src_uri), addresses) if addresses else html
        for file, html in former
    }
    texts[PACKAGE] = "" if rehearsed else data_package(review.library, site, texts)
    made = [
        (File.generated(config, name, content=text), "the data") for name, text in texts.items()
    ]
    return MadeFiles((*pages, *made), addresses)


def check_places(made: MadeFiles, files: Files, config: MkDocsConfig) -> Iterator[Problem]:
    """Yield a problem for each hand-written file at the address of a made file or the theme's."""
    theirs = (*config.theme.static_templates, BUNDLE)
    places = dict.fromkeys(theirs, "the theme") | {
        file.dest_uri: origin for file, origin in made.files
    }
    written = (
        (file.dest_uri, f"docs/{file.src_uri}") for file in files if _is_written(file, config)
    )
    yield from check_addresses(written, places)


def _page_file(page: MadePage, config: MkDocsConfig, *, rehearsed: bool) -> File:
    # A JSON string is also a YAML string; on one line, so that nothing in it ends the front matter.
    title = json.dumps(" ".join(page.title.split()), ensure_ascii=False)
    front = f"---\ntitle: {title}\n---\n"
    file = File.generated(config, page.path, content=front, inclusion=InclusionLevel.NOT_IN_NAV)
    PageOfData(page, file, config, rehearsed=rehearsed)  # MkDocs attaches it to the file
    return file


def _addresses(site_url: str, files: Iterable[File], made: Iterable[str]) -> Addresses | None:
    """Return the site's addresses of pages and made files; None if all are as we write them."""
    moved = {page_url(file.src_uri): file.url for file in files}
    moved |= {written: "" if url == "./" else url for written, url in moved.items()}
    if all(written == url for written, url in moved.items()):
        return None
    return Addresses(site_url, moved | {name: name for name in made})


def _is_written(file: File, config: MkDocsConfig) -> bool:
    """Return whether a file of the site is a contributor's, not the theme's or a plugin's."""
    is_own = file.generated_by is None and file.src_dir == config.docs_dir
    return is_own and file.inclusion.is_included()


def _toc_token(heading: Heading) -> Any:
    return {
        "level": 2,
        "id": heading.id,
        "name": heading.label,
        "html": heading.label,
        "data-toc-label": "",
        "children": [],
    }

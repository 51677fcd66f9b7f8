"""The MkDocs plugin: events that hand values to the modules below and take texts back."""

import json
import logging
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils.templates import TemplateContext

from livingreview import citing, pages, search
from livingreview.checks import check_library
from livingreview.expansion import ExpandedPage, expand_pages
from livingreview.explaining import Words, explained, words_of
from livingreview.holding import anchors_of, headings_of, hold_blocks, put_back
from livingreview.library import load_library
from livingreview.model import Library
from livingreview.page_checks import check_pages
from livingreview.problems import Problem, printable
from livingreview.synthesis import pooled_estimates
from livingreview.textfile import link_problems

THEME = Path(__file__).parent / "theme"
ASSETS = "assets/livingreview"

log = logging.getLogger("mkdocs.plugins.livingreview")


class LivingReviewConfig(Config):
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default=".")
    search = config_options.Type(bool, default=True)


class LivingReviewPlugin(BasePlugin[LivingReviewConfig]):
    """Builds a living review: pages with macros, a page for each source, downloads, search."""

    library: Library
    site: citing.Site
    expanded: dict[str, ExpandedPage]
    made: dict[str, pages.MadePage]
    held: dict[str, tuple[Markup, ...]]
    words: Words

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put the theme's overlay and its assets in front of Material's."""
        overlay = str(THEME)
        if overlay not in config.theme.dirs:
            config.theme.dirs.insert(0, overlay)
        config.extra.setdefault("lr_terms", "data/terms.json")
        styles = [f"{ASSETS}/{name}.css" for name in ("livingreview", "pictures", "glossary")]
        config.extra_css = [*styles, *config.extra_css]
        config.extra_javascript = [f"{ASSETS}/livingreview.js", *config.extra_javascript]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the review, run the macros of every page, and add the made pages and files."""
        loaded = load_library(self._root(config))
        links = link_problems(Path(config.docs_dir))
        problems = [*loaded.problems, *check_library(loaded), *links]
        if problems or loaded.library is None:
            raise PluginError(_listed(problems))
        self.library = loaded.library
        self.words = words_of(self.library.glossary)
        texts = {
            file.src_uri: file.content_string
            for file in files.documentation_pages()
            if file.generated_by is None
        }
        self.site = _site(config)
        config.extra["lr_retired"] = self.library.review.retired
        pooled = pooled_estimates(self.library)
        self.expanded, found = expand_pages(self.library, texts, self.site, pooled)
        if found:
            raise PluginError(_listed(found))
        for problem in check_pages(self.library, self.expanded):
            log.warning(printable(str(problem)))
        made = (
            *pages.source_pages(self.library, self.expanded, self.site),
            *pages.trial_pages(self.library, self.site),
        )
        self.held = {}
        self.made = {page.path: page for page in made}
        for page in self.made.values():
            # A JSON string is a YAML one; in one line, so that nothing ends the front matter.
            title = json.dumps(" ".join(page.title.split()), ensure_ascii=False)
            front = f"---\ntitle: {title}\n---\n"
            files.append(
                File.generated(
                    config, page.path, content=front, inclusion=InclusionLevel.NOT_IN_NAV
                )
            )
        made_files = pages.downloads(self.library, self.expanded, self.site, pooled)
        for name, text in made_files.items():
            files.append(File.generated(config, name, content=text))
        return files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG002
        """Give MkDocs the page as it is after its macros ran."""
        expanded = self.expanded.get(page.file.src_uri)
        if expanded is None:
            return None
        markdown, self.held[expanded.path] = hold_blocks(expanded.markdown)
        return markdown

    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Make front matter text: Material prints it as HTML, in attributes too."""
        for name, value in page.meta.items():
            if isinstance(value, str):
                page.meta[name] = escape(value)
        return markdown

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Give a page its blocks, a made one all it has, and explain abbreviations."""
        held = self.held.get(page.file.src_uri, ())
        made = self.made.get(page.file.src_uri)
        if held:
            page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors_of(held)
            html = put_back(html, held)
            if page.toc.items:
                inner = (AnchorLink(label, id, 2) for id, label in headings_of(held))
                page.toc.items[0].children[:0] = inner
        elif made is not None:
            page.toc = get_toc([_toc_token(heading) for heading in made.headings])
            page.present_anchor_ids = set(made.anchors)
            html = str(made.html)
        glossary = self.library.glossary.page
        if page.file.src_uri == f"{glossary}.md":
            return html
        return explained(html, self.words, "../" * page.url.count("/") + f"{glossary}/")

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        nav: Any,  # noqa: ARG002
    ) -> TemplateContext:
        """Give the theme what it prints in the head and hands to the search."""
        made = self.made.get(page.file.src_uri)
        expanded = self.expanded.get(page.file.src_uri)
        if made is not None:
            page.meta["description"] = escape(made.description)
            page.edit_url = self.site.edits + made.edit_path if self.site.edits else None
            page.meta["lr"] = {
                "head": str(made.head), "filters": made.filters, "kind": made.kind
            }  # fmt: skip
        elif expanded is not None:
            kind = "Topic page" if expanded.topics else "About this review"
            if "glossary" in expanded.shown:
                kind = "Glossary"
            filters = [("Kind", kind), *(("Topic", label) for label in expanded.topics)]
            page.meta["lr"] = {"head": str(expanded.head), "filters": filters, "kind": kind}
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Index the built site for the search."""
        if self.config.search:
            search.build_index(Path(config.site_dir))

    def on_serve(
        self,
        server: LiveReloadServer,
        *,
        config: MkDocsConfig,
        builder: Any,  # noqa: ARG002
    ) -> LiveReloadServer:
        """Rebuild when the data change, too."""
        root = self._root(config)
        for folder in ("references", "seeds"):
            if (root / folder).is_dir():
                server.watch(str(root / folder))
        return server

    def _root(self, config: MkDocsConfig) -> Path:
        return (Path(config.config_file_path).parent / self.config.root).resolve()


def _site(config: MkDocsConfig) -> citing.Site:
    """Pick from mkdocs.yml where the review is published and kept (GitHub or GitLab)."""
    repository = config.repo_url.rstrip("/") + "/" if config.repo_url else ""
    edits = (config.edit_uri or "").partition("docs/")[0]
    if edits and "://" not in edits:
        edits = repository + edits
    is_forge = bool(repository) and "/edit/" in edits
    return citing.Site(
        name=config.site_name,
        url=config.site_url or "",
        files=edits.replace("/edit/", "/blob/", 1) if is_forge else "",
        edits=edits,
        history=edits.replace("/edit/", "/commits/", 1) if is_forge else "",
        issues=f"{edits.partition('edit/')[0]}issues/new" if is_forge else "",
    )


def _toc_token(heading: pages.Heading) -> Any:
    return {
        "level": 2,
        "id": heading.id,
        "name": heading.label,
        "html": heading.label,
        "data-toc-label": "",
        "children": [],
    }


def _listed(problems: list[Problem] | tuple[Problem, ...]) -> str:
    lines = [str(problem) for problem in sorted(set(problems))]
    count = len(lines)
    return "\n".join([
        f"the review has {count} problem{'s' if count != 1 else ''}:", *map(printable, lines),
        "Repair them and run: livingreview check",
    ])  # fmt: skip

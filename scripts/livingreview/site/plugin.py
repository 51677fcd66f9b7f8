"""The MkDocs plugin: its events pass values to the pipeline and return the texts that it made."""

import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from livingreview.library import Loaded
from livingreview.model import heading_id
from livingreview.pages import KIND_HEADINGS, Words, explained, page_url, with_defaults, words_of
from livingreview.pipeline import (
    BuiltReview,
    Manuscript,
    build_review,
    check_data,
    load_review,
)
from livingreview.problems import Problem, errors_in, listed, printable
from livingreview.rendering import first_day, theme_policy
from livingreview.site import search_index, site_folder
from livingreview.site.assets import ASSETS, join_assets
from livingreview.site.configuration import read_written
from livingreview.site.made_files import MadeFiles, PageOfData, check_places, make_files
from livingreview.site.manuscript import read_manuscript
from livingreview.site.options import LivingReviewConfig
from livingreview.site.page_parts import (
    escape_front_matter,
    finished_content,
    head_of_made,
    head_of_written,
    note_anchors,
)
from livingreview.site.relocation import turn_html
from livingreview.site.settings import complete, settings_problems, theme_problem
from livingreview.site.shells import Shells

log = logging.getLogger("mkdocs.plugins.livingreview")


class ReviewError(PluginError):
    """An error that stops the build; it holds all problems, sorted and without duplicates."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(_listed(self.problems))


class LivingReviewPlugin(BasePlugin[LivingReviewConfig]):
    """Builder of a living review: pages with macros, a page per source, downloads, search."""

    # The review that `rehearsal` has read; if set, the built site is thrown away.
    rehearsed: Loaded | None = None
    manuscript: Manuscript
    review: BuiltReview
    made: MadeFiles
    words: Words
    shells: Shells

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check mkdocs.yml, and add the theme's overlay and the settings that the pages need."""
        written, problems = read_written(_root(config))
        if not problems:
            complete(written, config)
            problems = tuple(settings_problems(written, config))
        if problems:
            raise ReviewError(problems)
        config.mdx_configs = with_defaults(config.mdx_configs)
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", heading_id)
        config.extra.setdefault("lr_terms", "data/terms.json")
        config.extra.setdefault("lr_synonyms", "data/synonyms.json")
        config.extra.setdefault("lr_kind_order", list(KIND_HEADINGS))
        config.extra["lr_kind_headings"] = KIND_HEADINGS
        config.extra_css = [f"{ASSETS}/livingreview.css", *config.extra_css]
        config.extra_javascript = [f"{ASSETS}/livingreview.js", *config.extra_javascript]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Refuse a site folder that a build may not replace, before MkDocs empties it."""
        site_dir = Path(config.site_dir)
        if reason := site_folder.refusal(site_dir, _root(config)):
            raise PluginError(f"site_dir {site_dir}: {reason}")
        site_folder.mark(site_dir)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take the review through the pipeline, and add its made pages and files."""
        loaded = self.rehearsed or load_review(_root(config))
        problems = () if self.rehearsed else check_data(loaded)
        if problems or loaded.library is None:
            raise ReviewError(problems)
        self.manuscript, unread = read_manuscript(config, self.config, files)
        review, problems = build_review(loaded.library, self.manuscript)
        if review is None or unread:
            raise ReviewError([*unread, *problems])
        errors = errors_in(review.departures)
        if errors and self.rehearsed:
            raise ReviewError(review.departures)
        for problem in review.departures:
            # MkDocs counts warnings, and with `strict` it stops after one; ours stop nothing.
            log.log(logging.WARNING if problem in errors else logging.INFO, printable(str(problem)))
        self.review, self.words = review, words_of(review.library.glossary)
        self.made = make_files(
            review, self.manuscript.site, files, config, rehearsed=self.rehearsed is not None
        )
        if clashes := list(check_places(self.made, files, config)):
            raise ReviewError(clashes)
        for file, _ in self.made.files:
            files.append(file)
        join_assets(files, config)
        if "sources/index.md" in self.manuscript.texts:
            config.extra.setdefault("lr_sources", "sources/")
        config.extra["lr_sources"] = self._at(config.extra.get("lr_sources", ""))
        config.extra["lr_retired"] = review.library.review.retired
        return files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG002
        """Return the page's Markdown with its macros expanded."""
        expanded = self.review.expanded.get(page.file.src_uri)
        return expanded.markdown if expanded else None

    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Escape the front matter, and date the page by its data rather than by the build."""
        day = page.made.updated if isinstance(page, PageOfData) else ""
        page.update_date = first_day(day or self.review.library.last_evidence)
        escape_front_matter(page)
        return markdown

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Complete a hand-written page, and explain abbreviations at their first use."""
        expanded = self.review.expanded.get(page.file.src_uri)
        if expanded is not None:
            note_anchors(page, expanded)
        if self.rehearsed:  # the anchors suffice to check links; nobody will see the page
            return html
        if expanded is not None:
            html = finished_content(html, page, expanded, self.manuscript.engine)
        glossary = self.review.library.glossary.page
        if page.file.src_uri != f"{glossary}.md":
            up = "../" * page_url(page.file.src_uri).count("/")
            html = explained(html, self.words, f"{up}{glossary}/")
        return self._turned(html, page)

    def on_env(
        self,
        env: Any,
        *,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002
    ) -> Any:
        """Keep the theme's templates for the shells of made pages; add the security policy."""
        self.shells = Shells(env)

        def refuse(source: str | None = None) -> NoReturn:  # noqa: ARG001
            raise ReviewError([theme_problem(sys.exc_info()[1])])

        env.handle_exception = refuse
        env.globals["lr_policy"] = theme_policy(env, config, self.config.policy)
        return env

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        nav: Any,  # noqa: ARG002
    ) -> TemplateContext:
        """Add to a page's metadata what the theme prints in the head and gives to the search."""
        expanded = self.review.expanded.get(page.file.src_uri)
        words = "" if self.rehearsed else search_index.words_for(page.content or "")
        if isinstance(page, PageOfData):
            edits = self.manuscript.site.edits
            page.meta["description"] = escape(page.made.description)
            page.edit_url = edits + page.made.edit_path if edits else None
            head = "" if self.rehearsed else self._turned(str(page.made.head()), page)
            page.meta["lr"] = head_of_made(page.made, head, words)
            html = "" if self.rehearsed else self.shells.filled(page, context, edits)
            context["lr_page"] = html  # type: ignore[typeddict-unknown-key]
        elif expanded is not None:
            head = self._turned(str(expanded.head), page)
            page.meta["lr"] = head_of_written(expanded, head, words)
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Index the built site for the search."""
        if self.config.search and not self.rehearsed:
            search_index.build_index(Path(config.site_dir))

    def on_serve(
        self,
        server: LiveReloadServer,
        *,
        config: MkDocsConfig,
        builder: Any,  # noqa: ARG002
    ) -> LiveReloadServer:
        """Watch the folders of data, so that a change in them rebuilds the preview."""
        for folder in ("references", "seeds"):
            if (_root(config) / folder).is_dir():
                server.watch(str(_root(config) / folder))
        return server

    def _at(self, address: str) -> str:
        """Return the site's form of an address that is written as `sources/`."""
        addresses = self.made.addresses
        return addresses.moved.get(address, address) if addresses else address

    def _turned(self, html: str, page: Page) -> str:
        """Return a page's HTML with the site's own addresses, where they differ from ours."""
        if not self.made.addresses:
            return html
        return turn_html(html, page_url(page.file.src_uri), self.made.addresses)


def warnings_of(config: MkDocsConfig) -> tuple[Problem, ...]:
    """Return what a build with this configuration has found and not stopped for."""
    plugin = config.plugins.get("livingreview")
    review = getattr(plugin, "review", None)
    return tuple(p for p in review.departures if p.severity == "warning") if review else ()


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent.resolve()


def _listed(problems: Sequence[Problem]) -> str:
    lines, count = map(str, listed(problems)), len(problems)
    return "\n".join([
        f"the review has {count} problem{'s' if count != 1 else ''}:", *map(printable, lines),
        "Repair them and run: livingreview check",
    ])  # fmt: skip

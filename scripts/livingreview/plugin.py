"""The MkDocs plugin: events that hand values to the modules below and take texts back."""

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
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.templates import TemplateContext

from livingreview import citing, search, sitefolder
from livingreview.additions import DataPage, additions, clashes_of
from livingreview.card import Card, read_card
from livingreview.checks import check_library
from livingreview.configuration import FILE, read_written
from livingreview.drawings import load_drawings
from livingreview.expansion import ExpandedPage, expand_pages, page_url
from livingreview.explaining import Words, explained, words_of
from livingreview.files_beside import check_files
from livingreview.holding import Held, anchors_of, headings_of, numbers_in, put_back, words_of_marks
from livingreview.library import Loaded, load_library
from livingreview.markdown_html import with_defaults
from livingreview.model import Library
from livingreview.options import LivingReviewConfig, named_files, page_engine
from livingreview.page_checks import check_pages
from livingreview.page_html import PageEngine
from livingreview.policy import theme_policy
from livingreview.problems import Problem, cause, listed, printable
from livingreview.relocation import Addresses, turn_html
from livingreview.settings import complete, read_pages, settings_problems
from livingreview.shells import Shell, cut_shell, fill_shell, mark
from livingreview.slugs import heading_id
from livingreview.synthesis import pooled_estimates
from livingreview.wording import first_day

ASSETS = "assets/livingreview"

log = logging.getLogger("mkdocs.plugins.livingreview")


class ReviewError(PluginError):
    """Raised when problems stop the build; carries all of them, sorted and without repeats."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(_listed(self.problems))


class LivingReviewPlugin(BasePlugin[LivingReviewConfig]):
    """Builds a living review: pages with macros, a page for each source, downloads, search."""

    library: Library
    # The review, where `rehearsal` has read and checked it: nothing is built to last then.
    rehearsed: Loaded | None = None
    site: citing.Site
    expanded: dict[str, ExpandedPage]
    shells: dict[tuple[object, ...], Shell]
    environment: Any  # the theme's, of jinja2
    engine: PageEngine
    addresses: Addresses | None
    words: Words

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check mkdocs.yml, and add the theme's overlay and what else the pages need."""
        written, problems = read_written(self._root(config))
        if not problems:
            complete(written, config)
            problems = tuple(settings_problems(written, config))
        if problems:
            raise ReviewError(problems)
        config.mdx_configs = with_defaults(config.mdx_configs)
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", heading_id)
        config.extra.setdefault("lr_terms", "data/terms.json")
        config.extra.setdefault("lr_synonyms", "data/synonyms.json")
        styles = [f"{ASSETS}/{name}.css" for name in ("livingreview", "pictures", "glossary")]
        config.extra_css = [*styles, *config.extra_css]
        config.extra_javascript = [f"{ASSETS}/livingreview.js", *config.extra_javascript]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Let MkDocs, which empties the folder first, replace only what a build may."""
        site_dir = Path(config.site_dir)
        reason = sitefolder.refusal(site_dir, self._root(config))
        if reason:
            raise PluginError(f"site_dir {site_dir}: {reason}")
        sitefolder.mark(site_dir)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the review, run the macros of every page, and add the made pages and files."""
        loaded = self.rehearsed or load_library(self._root(config))
        drawings, unsound = load_drawings(Path(config.docs_dir))
        extra = config.extra
        card, _ = read_card(Path(config.docs_dir), extra.get("lr_card"), extra.get("lr_card_text"))
        strangers = check_files(Path(config.docs_dir), named_files(config, self.config))
        in_data = () if self.rehearsed else (*loaded.problems, *check_library(loaded))
        problems = [*in_data, *strangers]
        if problems or loaded.library is None:
            raise ReviewError(problems)
        self.library = loaded.library
        self.words = words_of(self.library.glossary)
        texts, unread = read_pages(config, files)
        self.site = _site(config, card)
        if "sources/index.md" in texts:
            config.extra.setdefault("lr_sources", "sources/")
        config.extra["lr_retired"] = self.library.review.retired
        pooled = pooled_estimates(self.library)
        self.engine = page_engine(config, self.config)
        self.expanded, found = expand_pages(
            self.library, texts, self.site, pooled, drawings, self.engine
        )
        departed = check_pages(self.library, self.expanded)
        problems = [*unsound, *unread, *found, *(departed if self.rehearsed else ())]
        if problems:
            raise ReviewError(problems)
        for problem in departed:
            log.warning(printable(str(problem)))
        added = additions(
            self.library, self.expanded, self.site, pooled, files, config,
            rehearsed=self.rehearsed is not None,
        )  # fmt: skip
        self.shells, self.addresses = {}, added.addresses
        if self.addresses:
            sources = config.extra.get("lr_sources", "")
            config.extra["lr_sources"] = self.addresses.moved.get(sources, sources)
        if clashes := list(clashes_of(added, files, config)):
            raise ReviewError(clashes)
        for file, _ in added.files:
            files.append(file)
        return files

    def _turned(self, html: str, file: File) -> str:
        """Turn the addresses in a page's HTML, where the site has other ones than we write."""
        if not self.addresses:
            return html
        return turn_html(html, page_url(file.src_uri), self.addresses)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG002
        """Give MkDocs the page as it is after its macros ran."""
        expanded = self.expanded.get(page.file.src_uri)
        if expanded is None:
            return None
        return expanded.markdown

    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Make front matter text: Material prints it as HTML, in attributes too.

        A page is as old as its data, not as the build.
        """
        day = page.made.updated if isinstance(page, DataPage) else ""
        page.update_date = first_day(day or self.library.last_evidence)
        for name, value in page.meta.items():
            if isinstance(value, str):
                page.meta[name] = escape(value)
            elif isinstance(value, list):
                page.meta[name] = [escape(v) if isinstance(v, str) else v for v in value]
        return markdown

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        """Let through what a page may hold, put back what macros printed, explain abbreviations."""
        expanded = self.expanded.get(page.file.src_uri)
        if expanded is not None:
            held = expanded.held
            page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors_of(held)
        if self.rehearsed:  # links need the anchors, and nobody will see the page
            return html
        if expanded is not None:
            html = put_back(self.engine.clean(html), held)
            if numbers_in(page.title):
                page.meta["title"] = escape(expanded.title)
            _name_headings(page.toc.items, held)
            if page.toc.items:
                inner = (AnchorLink(label, id, 2) for id, label in headings_of(held))
                page.toc.items[0].children[:0] = inner
        glossary = self.library.glossary.page
        if page.file.src_uri != f"{glossary}.md":
            up = "../" * page_url(page.file.src_uri).count("/")
            html = explained(html, self.words, f"{up}{glossary}/")
        return self._turned(html, page.file)

    def on_env(
        self,
        env: Any,
        *,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002
    ) -> Any:
        """Keep the theme's templates at hand for the shells of made pages, and for its scripts."""
        self.environment = env

        def refuse(source: str | None = None) -> NoReturn:  # noqa: ARG001
            raise ReviewError([_theme_problem(sys.exc_info()[1])])

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
        """Give the theme what it prints in the head and hands to the search."""
        expanded = self.expanded.get(page.file.src_uri)
        words = "" if self.rehearsed else search.words_for(page.content or "")
        if isinstance(page, DataPage):
            made = page.made
            page.meta["description"] = escape(made.description)
            page.edit_url = self.site.edits + made.edit_path if self.site.edits else None
            head = "" if self.rehearsed else self._turned(str(made.head()), page.file)
            page.meta["lr"] = {
                "head": head, "filters": made.filters, "kind": made.kind,
                "facts": made.facts, "sorts": made.sorts, "search": made.search,
                "words": words,
            }  # fmt: skip
            html = "" if self.rehearsed else self._filled(page, context)
            context["lr_page"] = html  # type: ignore[typeddict-unknown-key]
        elif expanded is not None:
            kind = "Topic page" if expanded.topics else "About this review"
            if "glossary" in expanded.shown:
                kind = "Glossary"
            filters = [("Kind", kind), *(("Topic", label) for label in expanded.topics)]
            head = self._turned(str(expanded.head), page.file)
            page.meta["lr"] = {"head": head, "filters": filters, "kind": kind, "words": words}
        return context

    def _filled(self, page: "DataPage", context: TemplateContext) -> str:
        """Fill the shell of a made page's shape, making it for the first page of that shape."""
        facets = self.environment.get_template("partials/facets.html")
        texts = {
            "title": page.meta["title"],
            "description": page.meta["description"],
            "address": page.canonical_url or "",
            "source": page.made.edit_path,
            "head": page.meta["lr"]["head"],
            "facets": facets.render(context, lr=page.meta["lr"]),
            "content": page.content or "",
        }
        shape = (page.made.headings, page.made.search, page.url.count("/"))
        if shape not in self.shells:
            kept = page.meta, page.canonical_url, page.edit_url
            marks = {name: mark(name) for name in texts}
            lr = {key: marks[key] for key in ("head", "facets")} | {"search": page.made.search}
            page.meta = {"title": marks["title"], "description": marks["description"], "lr": lr}
            page.canonical_url = page.canonical_url and marks["address"]
            page.edit_url = page.edit_url and self.site.edits + marks["source"]
            try:
                html = self.environment.get_template("main.html").render(context)
            finally:
                page.meta, page.canonical_url, page.edit_url = kept
            # The theme looks into the text itself (has it a heading?), so it was left in place.
            self.shells[shape] = cut_shell(html.replace(texts["content"], marks["content"], 1))
        return fill_shell(self.shells[shape], texts)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Index the built site for the search."""
        if self.config.search and not self.rehearsed:
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
        return Path(config.config_file_path).parent.resolve()


def _site(config: MkDocsConfig, card: Card | None) -> citing.Site:
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
        card=card,
    )


def _theme_problem(error: BaseException | None) -> Problem:
    """Say which of the theme's templates met a setting that it can't work with."""
    trace, template = error.__traceback__ if error else None, "a template"
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        template = path.name if path.suffix == ".html" else template
        trace = trace.tb_next
    why = cause(error) if error else "no reason given"
    message = f"must have settings that it can work with (theme and extra; {template}: {why})"
    return Problem(FILE, 1, 1, "theme", message)


def _name_headings(items: list[AnchorLink], held: tuple[Held, ...]) -> None:
    """Put words in the place of marks in a table of contents."""
    for item in items:
        item.title = words_of_marks(item.title, held)
        _name_headings(item.children, held)


def _listed(problems: Sequence[Problem]) -> str:
    lines, count = map(str, listed(problems)), len(problems)
    return "\n".join([
        f"the review has {count} problem{'s' if count != 1 else ''}:", *map(printable, lines),
        "Repair them and run: livingreview check",
    ])  # fmt: skip

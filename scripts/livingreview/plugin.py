"""The MkDocs plugin: events that hand values to the modules below and take texts back."""

import json
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import escape
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
from livingreview.allowlist import AllowList
from livingreview.card import Card, read_card
from livingreview.checks import check_library
from livingreview.drawings import load_drawings
from livingreview.expansion import ExpandedPage, expand_pages
from livingreview.explaining import Words, explained, words_of
from livingreview.files_beside import check_files
from livingreview.holding import Held, anchors_of, headings_of, numbers_in, put_back, words_of_marks
from livingreview.library import load_library
from livingreview.markdown_html import markdown_engine, with_defaults
from livingreview.model import Library
from livingreview.page_checks import check_pages
from livingreview.page_html import PageEngine
from livingreview.policy import content_policy, inline_scripts
from livingreview.problems import Problem, printable
from livingreview.shells import Shell, cut_shell, fill_shell, mark
from livingreview.synthesis import pooled_estimates
from livingreview.textfile import link_problems, read_text

THEME = Path(__file__).parent / "theme"
ASSETS = "assets/livingreview"
# What the theme runs for a made page; with "main.html" the whole theme runs for each of them.
MADE_TEMPLATE = "made.html"

# The theme's templates that hold nothing but an inline script, and when a page has it.
INLINE_SCRIPTS: dict[str, Callable[[MkDocsConfig], bool]] = {
    "base": lambda _: True,
    "palette": lambda config: not isinstance(config.theme.get("palette"), dict),
    "content": lambda _: True,
    "announce": lambda config: "announce.dismiss" in (config.theme["features"] or ()),
    "outdated": lambda config: bool(config.extra.get("version")),
    "consent": lambda config: bool(config.extra.get("consent")),
}

log = logging.getLogger("mkdocs.plugins.livingreview")


class AllowedHtml(Config):
    """HTML that pages may hold beyond the plugin's own list."""

    tags = config_options.ListOfItems(config_options.Type(str), default=[])
    attributes = config_options.DictOfItems(
        config_options.ListOfItems(config_options.Type(str)), default={}
    )


class LivingReviewConfig(Config):
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Type(str, default=".")
    search = config_options.Type(bool, default=True)
    allow_files = config_options.ListOfItems(config_options.Type(str), default=[])
    allow_html = config_options.SubConfig(AllowedHtml)
    policy = config_options.DictOfItems(
        config_options.ListOfItems(config_options.Type(str)), default={}
    )


class LivingReviewPlugin(BasePlugin[LivingReviewConfig]):
    """Builds a living review: pages with macros, a page for each source, downloads, search."""

    library: Library
    site: citing.Site
    expanded: dict[str, ExpandedPage]
    shells: dict[tuple[object, ...], Shell]
    environment: Any  # the theme's, of jinja2
    engine: PageEngine
    words: Words

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put the theme's overlay and its assets in front of Material's."""
        overlay = str(THEME)
        if overlay not in config.theme.dirs:
            config.theme.dirs.insert(0, overlay)
        config.mdx_configs = with_defaults(config.mdx_configs)
        config.extra.setdefault("lr_terms", "data/terms.json")
        config.extra.setdefault("lr_synonyms", "data/synonyms.json")
        styles = [f"{ASSETS}/{name}.css" for name in ("livingreview", "pictures", "glossary")]
        config.extra_css = [*styles, *config.extra_css]
        config.extra_javascript = [f"{ASSETS}/livingreview.js", *config.extra_javascript]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the review, run the macros of every page, and add the made pages and files."""
        loaded = load_library(self._root(config))
        links = link_problems(Path(config.docs_dir))
        drawings, unsound = load_drawings(Path(config.docs_dir))
        extra = config.extra
        card, misnamed = read_card(
            Path(config.docs_dir), extra.get("lr_card"), extra.get("lr_card_text")
        )
        texts, unread = _texts(files, Path(config.docs_dir))
        strangers = check_files(Path(config.docs_dir), named_files(config))
        problems = [*loaded.problems, *check_library(loaded), *links, *unsound, *misnamed]
        problems += [*unread, *strangers]
        if problems or loaded.library is None:
            raise PluginError(_listed(problems))
        self.library = loaded.library
        self.words = words_of(self.library.glossary)
        self.site = _site(config, card)
        if "sources/index.md" in texts:
            config.extra.setdefault("lr_sources", "sources/")
        config.extra["lr_retired"] = self.library.review.retired
        pooled = pooled_estimates(self.library)
        self.engine = page_engine(config)
        self.expanded, found = expand_pages(
            self.library, texts, self.site, pooled, drawings, self.engine
        )
        if found:
            raise PluginError(_listed(found))
        for problem in check_pages(self.library, self.expanded):
            log.warning(printable(str(problem)))
        made = (
            *pages.source_pages(self.library, self.expanded, self.site),
            *pages.trial_pages(self.library, self.site),
            *pages.year_pages(self.library, self.site),
        )
        self.shells = {}
        for page in made:
            # A JSON string is a YAML one; in one line, so that nothing ends the front matter.
            title = json.dumps(" ".join(page.title.split()), ensure_ascii=False)
            front = f"---\ntitle: {title}\n---\n"
            file = File.generated(
                config, page.path, content=front, inclusion=InclusionLevel.NOT_IN_NAV
            )
            _Made(page, file, config)
            files.append(file)
        made_files = pages.downloads(self.library, self.expanded, self.site, pooled)
        for name, text in made_files.items():
            files.append(File.generated(config, name, content=text))
        return files

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
        """Let through what a page may hold, put back what macros printed, explain abbreviations."""
        expanded = self.expanded.get(page.file.src_uri)
        if expanded is not None:
            held = expanded.held
            page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors_of(held)
            html = put_back(self.engine.clean(html), held)
            if numbers_in(page.title):
                page.meta["title"] = escape(expanded.title)
            _name_headings(page.toc.items, held)
            if page.toc.items:
                inner = (AnchorLink(label, id, 2) for id, label in headings_of(held))
                page.toc.items[0].children[:0] = inner
        glossary = self.library.glossary.page
        if page.file.src_uri == f"{glossary}.md":
            return html
        return explained(html, self.words, "../" * page.url.count("/") + f"{glossary}/")

    def on_env(
        self,
        env: Any,
        *,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002
    ) -> Any:
        """Keep the theme's templates at hand for the shells of made pages, and for its scripts."""
        self.environment = env

        @cache
        def policy(base_url: str) -> str:
            context = {"config": config, "features": config.theme["features"] or ()}
            scripts = [
                script
                for name, is_used in INLINE_SCRIPTS.items()
                if is_used(config)
                for script in inline_scripts(
                    env.get_template(f"partials/javascripts/{name}.html").render(
                        context, base_url=base_url
                    )
                )
            ]
            return content_policy(scripts, self.config.policy)

        env.globals["lr_policy"] = policy
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
        if isinstance(page, _Made):
            made = page.made
            page.meta["description"] = escape(made.description)
            page.edit_url = self.site.edits + made.edit_path if self.site.edits else None
            page.meta["lr"] = {
                "head": str(made.head), "filters": made.filters, "kind": made.kind,
                "facts": made.facts, "sorts": made.sorts, "search": made.search,
            }  # fmt: skip
            context["lr_page"] = self._filled(page, context)  # type: ignore[typeddict-unknown-key]
        elif expanded is not None:
            kind = "Topic page" if expanded.topics else "About this review"
            if "glossary" in expanded.shown:
                kind = "Glossary"
            filters = [("Kind", kind), *(("Topic", label) for label in expanded.topics)]
            page.meta["lr"] = {"head": str(expanded.head), "filters": filters, "kind": kind}
        return context

    def _filled(self, page: "_Made", context: TemplateContext) -> str:
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


class _Made(Page):
    """A made page: its HTML is ready, so Markdown never sees it."""

    def __init__(self, made: pages.MadePage, file: File, config: MkDocsConfig) -> None:
        super().__init__(None, file, config)
        self.made = made

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the ready HTML, its table of contents and its anchors."""
        self.content = str(self.made.html)
        self.toc = get_toc([_toc_token(heading) for heading in self.made.headings])
        self.present_anchor_ids = set(self.made.anchors)
        self.meta["template"] = MADE_TEMPLATE


def _texts(files: Files, docs: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read the hand-written pages below `docs`, by path."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in files.documentation_pages():
        if file.generated_by is None and file.abs_src_path:
            text, unread = read_text(Path(file.abs_src_path), docs.parent)
            problems += unread
            if text is not None:
                texts[file.src_uri] = text
    return texts, problems


def named_files(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the files and forms of files that mkdocs.yml allows among the pages."""
    plugin = config.plugins.get("livingreview")
    allowed = plugin.config.allow_files if isinstance(plugin, LivingReviewPlugin) else []
    theme = [config.theme.get("logo"), config.theme.get("favicon")]
    named = (*config.extra_css, *map(str, config.extra_javascript), *filter(None, theme), *allowed)
    return tuple(str(name) for name in named)


def page_engine(config: MkDocsConfig) -> PageEngine:
    """Return what makes HTML of pages, as mkdocs.yml asks for it."""
    plugin = config.plugins.get("livingreview")
    more = AllowList()
    if isinstance(plugin, LivingReviewPlugin):
        allowed = plugin.config.allow_html
        attributes = {tag: frozenset(names) for tag, names in allowed.attributes.items()}
        more = AllowList(frozenset(allowed.tags), attributes)
    to_html = markdown_engine(config.markdown_extensions, config.mdx_configs)
    return PageEngine(to_html, more.cleaner())


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


def _name_headings(items: list[AnchorLink], held: tuple[Held, ...]) -> None:
    """Put words in the place of marks in a table of contents."""
    for item in items:
        item.title = words_of_marks(item.title, held)
        _name_headings(item.children, held)


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

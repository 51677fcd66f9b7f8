"""The MkDocs plugin: events that hand values to the modules below and take texts back."""

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils.templates import TemplateContext

from livingreview.downloads import downloads
from livingreview.library import Loaded, check_library, load_library
from livingreview.model import Library, heading_id
from livingreview.pages import (
    KIND_HEADINGS,
    Card,
    ExpandedPage,
    Heading,
    MadePage,
    PageEngine,
    Site,
    Words,
    alias_files,
    check_files,
    check_pages,
    expand_pages,
    explained,
    page_url,
    read_card,
    source_pages,
    trial_pages,
    with_defaults,
    words_of,
    year_pages,
)
from livingreview.problems import Problem, listed, printable
from livingreview.rendering import (
    Held,
    anchors_of,
    first_day,
    headings_of,
    load_drawings,
    numbers_in,
    put_back,
    words_of_marks,
)
from livingreview.site import search_index as search
from livingreview.site import site_folder as sitefolder
from livingreview.site.collisions import check_addresses
from livingreview.site.configuration import read_written
from livingreview.site.options import LivingReviewConfig, named_files, page_engine
from livingreview.site.policy import theme_policy
from livingreview.site.relocation import Addresses, turn_html, turn_json, turn_text
from livingreview.site.settings import complete, read_pages, settings_problems
from livingreview.site.shells import Shell, cut_shell, fill_shell, mark
from livingreview.synthesis import pooled_estimates

ASSETS = "assets/livingreview"


# What the theme runs for a made page; with "main.html" the whole theme runs for each of them.
MADE_TEMPLATE = "made.html"


log = logging.getLogger("mkdocs.plugins.livingreview")


class ReviewError(PluginError):
    """Raised when problems stop the build; carries all of them, sorted and without repeats."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(_listed(self.problems))


class LivingReviewPlugin(BasePlugin[LivingReviewConfig]):
    """Builds a living review: pages with macros, a page for each source, downloads, search."""

    library: Library
    # The review, where `rehearsal` has read it: nothing is built to last then.
    rehearsed: Loaded | None = None
    site: Site
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
        config.extra.setdefault("lr_kind_order", list(KIND_HEADINGS))
        config.extra["lr_kind_headings"] = KIND_HEADINGS
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
        problems = [*loaded.problems, *check_library(loaded), *strangers]
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
        made = (
            *source_pages(self.library, self.expanded, self.site),
            *trial_pages(self.library, self.site),
            *year_pages(self.library, self.site),
        )
        self.shells = {}
        added: list[tuple[File, str]] = []
        for page in made:
            # A JSON string is a YAML one; in one line, so that nothing ends the front matter.
            title = json.dumps(" ".join(page.title.split()), ensure_ascii=False)
            front = f"---\ntitle: {title}\n---\n"
            file = File.generated(
                config, page.path, content=front, inclusion=InclusionLevel.NOT_IN_NAV
            )
            _Made(page, file, config)
            added.append((file, page.edit_path))
        made_files = downloads(self.library, self.expanded, self.site, pooled)
        made_files |= alias_files(self.library, self.site)
        self.addresses = _addresses(
            self.site, [*files.documentation_pages(), *(file for file, _ in added)], made_files
        )
        config.extra["lr_sources"] = self._at(config.extra.get("lr_sources", ""))
        for name, text in made_files.items():
            turn = turn_json if name.endswith(".json") else turn_text
            content = turn(text, self.addresses) if self.addresses else text
            added.append((File.generated(config, name, content=content), "the data"))
        theirs = (*config.theme.static_templates, search.BUNDLE)
        places = dict.fromkeys(theirs, "the theme") | {
            file.dest_uri: origin for file, origin in added
        }
        written = [
            (file.dest_uri, f"docs/{file.src_uri}") for file in files if _is_written(file, config)
        ]
        if clashes := list(check_addresses(written, places)):
            raise ReviewError(clashes)
        for file, _ in added:
            files.append(file)
        return files

    def _at(self, address: str) -> str:
        """Return where the site has an address that is written as for a page with a folder."""
        return self.addresses.moved.get(address, address) if self.addresses else address

    def _turned(self, html: str, page: Page) -> str:
        """Turn the addresses in a page's HTML, where the site has other ones than we write."""
        if not self.addresses:
            return html
        return turn_html(html, page_url(page.file.src_uri), self.addresses)

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
        day = page.made.updated if isinstance(page, _Made) else ""
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
        return self._turned(html, page)

    def on_env(
        self,
        env: Any,
        *,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002
    ) -> Any:
        """Keep the theme's templates at hand for the shells of made pages, and for its scripts."""
        self.environment = env

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
        if isinstance(page, _Made):
            made = page.made
            page.meta["description"] = escape(made.description)
            page.edit_url = self.site.edits + made.edit_path if self.site.edits else None
            head = self._turned(str(made.head), page)
            page.meta["lr"] = {
                "head": head, "filters": made.filters, "kind": made.kind,
                "facts": made.facts, "sorts": made.sorts, "search": made.search,
                "words": words,
            }  # fmt: skip
            html = "" if self.rehearsed else self._filled(page, context)
            context["lr_page"] = html  # type: ignore[typeddict-unknown-key]
        elif expanded is not None:
            kind = expanded.kind
            filters = [("Kind", kind), *(("Topic", label) for label in expanded.topics)]
            head = self._turned(str(expanded.head), page)
            page.meta["lr"] = {"head": head, "filters": filters, "kind": kind, "words": words}
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


class _Made(Page):
    """A made page: its HTML is ready, so Markdown never sees it."""

    def __init__(self, made: MadePage, file: File, config: MkDocsConfig) -> None:
        super().__init__(None, file, config)
        self.made = made

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the ready HTML, its table of contents and its anchors."""
        self.content = str(self.made.html)
        self.toc = get_toc([_toc_token(heading) for heading in self.made.headings])
        self.present_anchor_ids = set(self.made.anchors)
        self.meta["template"] = MADE_TEMPLATE


def _site(config: MkDocsConfig, card: Card | None) -> Site:
    """Pick from mkdocs.yml where the review is published and kept (GitHub or GitLab)."""
    repository = config.repo_url.rstrip("/") + "/" if config.repo_url else ""
    edits = (config.edit_uri or "").partition("docs/")[0]
    if edits and "://" not in edits:
        edits = repository + edits
    is_forge = bool(repository) and "/edit/" in edits
    return Site(
        name=config.site_name,
        url=config.site_url or "",
        files=edits.replace("/edit/", "/blob/", 1) if is_forge else "",
        edits=edits,
        history=edits.replace("/edit/", "/commits/", 1) if is_forge else "",
        issues=f"{edits.partition('edit/')[0]}issues/new" if is_forge else "",
        card=card,
    )


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


def _name_headings(items: list[AnchorLink], held: tuple[Held, ...]) -> None:
    """Put words in the place of marks in a table of contents."""
    for item in items:
        item.title = words_of_marks(item.title, held)
        _name_headings(item.children, held)


def _toc_token(heading: Heading) -> Any:
    return {
        "level": 2,
        "id": heading.id,
        "name": heading.label,
        "html": heading.label,
        "data-toc-label": "",
        "children": [],
    }


def _listed(problems: Sequence[Problem]) -> str:
    lines, count = map(str, listed(problems)), len(problems)
    return "\n".join([
        f"the review has {count} problem{'s' if count != 1 else ''}:", *map(printable, lines),
        "Repair them and run: livingreview check",
    ])  # fmt: skip

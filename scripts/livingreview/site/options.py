"""The plugin's options in mkdocs.yml, and the pages and files that they allow."""

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig

from livingreview.pages import AllowList, PageEngine, markdown_engine


class AllowedHtml(Config):
    """HTML that pages may contain in addition to the plugin's own list."""

    tags = config_options.ListOfItems(config_options.Type(str), default=[])
    attributes = config_options.DictOfItems(
        config_options.ListOfItems(config_options.Type(str)), default={}
    )


class LivingReviewConfig(Config):
    """The options of the plugin in mkdocs.yml."""

    search = config_options.Type(bool, default=True)
    strict_statements = config_options.Type(bool, default=False)
    allow_files = config_options.ListOfItems(config_options.Type(str), default=[])
    allow_html = config_options.SubConfig(AllowedHtml)
    policy = config_options.DictOfItems(
        config_options.ListOfItems(config_options.Type(str)), default={}
    )


def named_files(config: MkDocsConfig, options: LivingReviewConfig) -> tuple[str, ...]:
    """Return the files and patterns of files that mkdocs.yml allows among the pages."""
    theme = filter(None, (config.theme.get("logo"), config.theme.get("favicon")))
    scripts = map(str, config.extra_javascript)
    return tuple(map(str, (*config.extra_css, *scripts, *theme, *options.allow_files)))


def page_engine(config: MkDocsConfig, options: LivingReviewConfig) -> PageEngine:
    """Return the engine that turns pages into HTML, set up as mkdocs.yml asks."""
    allowed = options.allow_html
    attributes = {tag: frozenset(names) for tag, names in allowed.attributes.items()}
    more = AllowList(frozenset(allowed.tags), attributes)
    to_html = markdown_engine(config.markdown_extensions, config.mdx_configs)
    return PageEngine(to_html, more.cleaner())

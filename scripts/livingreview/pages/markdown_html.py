"""The conversion of Markdown to HTML with the extensions that the site's mkdocs.yml lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import markdown

BUILT_IN = ("toc", "tables", "fenced_code")
"""The extensions that MkDocs switches on for every site."""

# Options of extensions, unless a review sets them otherwise: a style attribute would need an
# exception in the site's Content-Security-Policy.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {"tables": {"use_align_attribute": True}}


def with_defaults(configs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the options of Markdown's extensions, completed with the plugin's defaults."""
    names = {*configs, *DEFAULTS}
    return {name: {**DEFAULTS.get(name, {}), **(configs.get(name) or {})} for name in names}


def markdown_engine(
    extensions: Sequence[Any], configs: Mapping[str, Mapping[str, Any]]
) -> Callable[[str], str]:
    """Return a function that turns Markdown into HTML; it keeps no state between texts."""
    options = with_defaults(configs)

    def to_html(text: str) -> str:
        engine = markdown.Markdown(extensions=list(extensions), extension_configs=options)
        return str(engine.convert(text))

    return to_html

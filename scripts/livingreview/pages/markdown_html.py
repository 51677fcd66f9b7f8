"""Markdown to HTML, as the site's mkdocs.yml asks for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import markdown

BUILT_IN = ("toc", "tables", "fenced_code")
"""The extensions that MkDocs switches on for every site."""

# What the plugin asks of extensions wherever a review does not say otherwise: a style attribute
# would need an exception in the site's Content-Security-Policy.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {"tables": {"use_align_attribute": True}}


def with_defaults(configs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the options of Markdown's extensions with those that the plugin sets."""
    names = {*configs, *DEFAULTS}
    return {name: {**DEFAULTS.get(name, {}), **(configs.get(name) or {})} for name in names}


def markdown_engine(
    extensions: Sequence[Any], configs: Mapping[str, Mapping[str, Any]]
) -> Callable[[str], str]:
    """Return a function from Markdown to HTML; it keeps nothing from one text to the next."""
    options = with_defaults(configs)

    def to_html(text: str) -> str:
        engine = markdown.Markdown(extensions=list(extensions), extension_configs=options)
        return str(engine.convert(text))

    return to_html

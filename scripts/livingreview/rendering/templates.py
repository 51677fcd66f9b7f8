"""The package's own templates and the environment that renders them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import PackageLoader
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import LoopContext, Macro
from markupsafe import Markup

from livingreview.rendering.text import Sandbox

_BETWEEN_TAGS = re.compile(r"(?:(?<=>)|\A)[ \t]*\n\s*(?=<|\Z)")
_LINE_BREAK = re.compile(r"[ \t]*\n\s*")


class MacroError(Exception):
    """An error that a macro raises when a page asks for something that the data do not contain."""


class _TemplateEnvironment(Sandbox):
    """The environment of the package's own templates, with loops, filters and template macros."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether an attribute may be used: as on pages, and those of the loop variable."""
        return isinstance(obj, LoopContext) or super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether an object may be called: only macros that templates define may."""
        return isinstance(obj, Macro)


class _Layout(Extension):
    """An extension that removes line breaks and indentation, which only make templates readable.

    A line break between two tags, of HTML or of Jinja, prints nothing; next to words, one space.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template with the layout removed from its text."""
        for token in stream:
            if token.type == "data":
                text = _LINE_BREAK.sub(" ", _BETWEEN_TAGS.sub("", token.value))
                yield Token(token.lineno, token.type, text)
            else:
                yield token


@cache
def _templates() -> _TemplateEnvironment:
    return _TemplateEnvironment(
        loader=PackageLoader("livingreview.rendering"), extensions=[_Layout]
    )


def render_template(name: str, **values: Any) -> Markup:
    """Return the HTML of the package's template `name`.html, filled with values."""
    return Markup(_templates().get_template(f"{name}.html").render(values))  # noqa: S704

"""The environment of the package's own templates."""

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
    """Raised by a macro when a page asks for what the data do not hold."""


class _TemplateEnvironment(Sandbox):
    """The environment of the package's own templates: loops, filters and template macros."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what pages may reach, and the loop variable."""
        return isinstance(obj, LoopContext) or super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow macros written in templates."""
        return isinstance(obj, Macro)


class _Layout(Extension):
    """Lines and indents of a template, which are for who reads it.

    A line break between two tags, of HTML or of Jinja, prints nothing; beside words, one blank.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Take the layout out of a template's text when it is compiled."""
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
    """Render the package's template `name`.html to HTML; its own lines are layout."""
    return Markup(_templates().get_template(f"{name}.html").render(values))  # noqa: S704

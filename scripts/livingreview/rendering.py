"""The package's own templates, and the sandbox that they share with contributed pages.

Text from data files is neither HTML nor Markdown: `finalize` writes its punctuation as character
references, in pages and templates alike. Neighbour: `page_language` above.
"""

import re
from functools import cache
from html import unescape
from typing import Any

from jinja2 import PackageLoader, StrictUndefined
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

# What Markdown and its extensions could read as markup, and the line break, which would end a
# macro's line. Letters, digits, blanks and `, ; ? %` mean nothing to them.
_MARKUP = re.compile(r"""[!-$&-+./:<-@\[-`{-~\n-]""")

_REFERENCE = re.compile("&#[0-9]{2,3};")
_PLAIN = {f"&#{ord(sign)};": str(escape(sign)) for sign in map(chr, range(32, 127))}


class MacroError(Exception):
    """Raised by a macro when a page asks for what the data do not hold."""


def as_text(value: object) -> Markup:
    """Make any value safe as text in HTML that passes through Markdown; Markup stays as it is."""
    if isinstance(value, Markup):
        return value
    return Markup(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", str(value)))  # noqa: S704


def safe_html(html: str) -> Markup:
    """Keep the tags of HTML that the package made, and make its text safe from Markdown."""
    pieces = re.split(r"(<[^<>]*>)", html)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = as_text(unescape(piece))
        else:
            pieces[index] = re.sub(
                r'(?<=href=")[^"]*', lambda found: as_text(unescape(found[0])), piece
            )
    return Markup("".join(pieces))  # noqa: S704


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which only the fields of our own frozen dataclasses can be reached."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=as_text, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Allow the fields of the package's own dataclasses and nothing else."""
        kind = type(obj)
        return kind.__module__.startswith("livingreview.") and attr in getattr(
            kind, "__dataclass_fields__", ()
        )


class _TemplateEnvironment(Sandbox):
    """The environment of the package's own templates: loops, filters and template macros."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what pages may reach, and the loop variable."""
        return isinstance(obj, LoopContext) or super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow macros written in templates."""
        return isinstance(obj, Macro)


@cache
def _templates() -> _TemplateEnvironment:
    return _TemplateEnvironment(
        loader=PackageLoader("livingreview"), trim_blocks=True, lstrip_blocks=True
    )


def render_template(name: str, **values: Any) -> Markup:
    """Render the package's template `name`.html to HTML in one line."""
    template = _templates().get_template(f"{name}.html")
    return one_line(template.render(values))


def one_line(html: str) -> Markup:
    """Join the lines of HTML: a line break between tags is layout of the template only."""
    return Markup(" ".join(line.strip() for line in html.splitlines() if line.strip()))  # noqa: S704


def plain_html(html: Markup) -> Markup:
    """Turn the character references of `as_text` back where HTML does not pass Markdown."""
    return Markup(_REFERENCE.sub(lambda found: _PLAIN.get(found[0], found[0]), html))  # noqa: S704

"""Text that neither HTML nor Markdown reads as markup, and the sandbox of all templates."""

import re
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

# The characters that Markdown and its extensions could read as markup, and the line break, which
# could end a paragraph. Letters, digits, spaces and `, ; ? %` have no meaning in Markdown.
_MARKUP = re.compile(r"""[!-$&-+./:<-@\[-`{-~\n-]""")


def literal(text: str) -> Markup:
    """Return text as HTML in which Markdown recognises no markup either."""
    return Markup(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", text))  # noqa: S704


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which only the fields of our own frozen dataclasses can be reached."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Return whether an attribute may be used: only fields of the package's dataclasses may."""
        kind = type(obj)
        return kind.__module__.startswith("livingreview.") and attr in getattr(
            kind, "__dataclass_fields__", ()
        )

"""Text that stays text, in HTML and in what Markdown makes HTML of."""

import re
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

# What Markdown and its extensions could read as markup, and the line break, which could end a
# paragraph. Letters, digits, blanks and `, ; ? %` mean nothing to them.
_MARKUP = re.compile(r"""[!-$&-+./:<-@\[-`{-~\n-]""")


def literal(text: str) -> Markup:
    """Write text as HTML in which Markdown, too, reads no markup."""
    return Markup(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", text))  # noqa: S704


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which only the fields of our own frozen dataclasses can be reached."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Allow the fields of the package's own dataclasses and nothing else."""
        kind = type(obj)
        return kind.__module__.startswith("livingreview.") and attr in getattr(
            kind, "__dataclass_fields__", ()
        )

"""The environment of the package's own templates."""

from functools import cache
from typing import Any

from jinja2 import PackageLoader
from jinja2.runtime import LoopContext, Macro
from markupsafe import Markup

from livingreview.rendering.text import Sandbox, one_line


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


@cache
def _templates() -> _TemplateEnvironment:
    return _TemplateEnvironment(
        loader=PackageLoader("livingreview.rendering"), trim_blocks=True, lstrip_blocks=True
    )


def render_template(name: str, **values: Any) -> Markup:
    """Render the package's template `name`.html to HTML in one line."""
    template = _templates().get_template(f"{name}.html")
    return one_line(template.render(values))

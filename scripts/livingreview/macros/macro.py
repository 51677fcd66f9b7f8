"""The form of a macro: a function that selects plain data, and a template of the same name.

The decorators only record how a page uses the function; the table of all macros is in `registry`.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from livingreview.macros.page import Page
from livingreview.model import Library
from livingreview.rendering import Drawing, render_template, source_address
from livingreview.synthesis import Pooled

# The data that a macro selects for its template: names to plain values.
Values = dict[str, Any]

# Where a page calls a macro: in a sentence, alone on a line, around a paragraph (`{% call %}`), or
# inside a condition. Macros of the form "end" are appended to pages, which do not call them.
Form = Literal["inline", "block", "bound", "value", "end"]


@dataclass(frozen=True, slots=True)
class Given:
    """The input of every macro in addition to its arguments.

    `page` is the page that calls the macro, `pooled` returns the estimates, `drawings` are those
    that the page can show, by name.
    """

    library: Library
    page: Page
    pooled: Pooled
    drawings: Mapping[str, Drawing]

    def source_link(self, key: str, anchor: str = "") -> str:
        """Return the link to a source's page, or a place on it, and record that the page has it."""
        self.page.leads_to(key)
        return self.page.link(source_address(key, anchor))


@dataclass(frozen=True, slots=True)
class Condition:
    """The result of a condition: whether it holds, and the numbers that decided it, as text.

    `means` says in words when it holds: "the whole interval of an estimate is above one half".
    """

    holds: bool
    found: str
    means: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        """Return whether the condition holds, for `and`, `or`, `not` and `if`."""
        return self.holds

    def __str__(self) -> str:
        """Return the numbers that decided the condition."""
        return self.found


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: `select` gets a `Given` and the arguments of the call, and returns the data.

    The parts at the end of pages are made in the same way.
    """

    select: Callable[..., Any]
    form: Form

    @property
    def name(self) -> str:
        """Return the name by which pages call the macro; its template has the same name."""
        return self.select.__name__

    @property
    def text(self) -> str:
        """Return the docstring, which says what the macro shows and what its arguments mean."""
        return inspect.getdoc(self.select) or ""

    @property
    def signature(self) -> inspect.Signature:
        """Return the arguments that a page can write."""
        signature = inspect.signature(self.select)
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    def show(self, given: Given, /, *arguments: Any, **named: Any) -> Any:
        """Return what the page shows, which is the filled template, or the value itself."""
        found = self.select(given, *arguments, **named)
        if self.form != "value":
            return render_template(self.name, **found)
        return replace(found, means=self._meaning) if isinstance(found, Condition) else found

    @property
    def _meaning(self) -> str:
        """Return when a condition holds: the first sentence of its docstring after "True if"."""
        sentence = " ".join(self.text.partition("\n\n")[0].split())
        return sentence.removeprefix("True if ").removesuffix(".")


def inline(select: Callable[..., Values]) -> Macro:
    """Make a macro that is called inside a sentence."""
    return Macro(select, "inline")


def block(select: Callable[..., Values]) -> Macro:
    """Make a macro that is called alone on a line."""
    return Macro(select, "block")


def bound(select: Callable[..., Values]) -> Macro:
    """Make a macro that is called around a paragraph, with the condition that it depends on."""
    return Macro(select, "bound")


def end(select: Callable[..., Values]) -> Macro:
    """Make a part that is appended to a page, from what the page's other macros recorded."""
    return Macro(select, "end")


def value(select: Callable[..., Any]) -> Macro:
    """Make a macro that returns a value for conditions and shows nothing."""
    return Macro(select, "value")

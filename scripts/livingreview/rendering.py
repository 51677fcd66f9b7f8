"""The sandboxed Jinja environments: one for contributed pages, one for the package's templates.

A page holds text and macro calls, no logic: its parsed tree is checked before it runs. Text
from data files is neither HTML nor Markdown: `finalize` writes its punctuation as character
references, in pages and templates alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import PackageLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from livingreview.problems import Problem, shown

# What Markdown and its extensions could read as markup, and the line break, which would end a
# macro's line. Letters, digits, blanks and `, ; ? %` mean nothing to them.
_MARKUP = re.compile(r"""[!-$&-+./:<-@\[-`{-~\n-]""")
_ALLOWED_IN_PAGES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Call, nodes.Name, nodes.Keyword,
    nodes.CallBlock, nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Const, nodes.Getattr, nodes.Neg,
)  # fmt: skip


class MacroError(Exception):
    """Raised by a macro when a page asks for what the data do not hold."""


def as_text(value: object) -> Markup:
    """Make any value safe as text in HTML that passes through Markdown; Markup stays as it is."""
    if isinstance(value, Markup):
        return value
    return Markup(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", str(value)))  # noqa: S704


class _Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which only the fields of our own frozen dataclasses can be reached."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=as_text, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Allow the fields of the package's own dataclasses and nothing else."""
        kind = type(obj)
        return kind.__module__.startswith("livingreview.") and attr in getattr(
            kind, "__dataclass_fields__", ()
        )


class _PageEnvironment(_Sandbox):
    """The environment of contributed pages: nothing but the given macros can be called."""

    def __init__(self, macros: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            comment_start_string="{##", comment_end_string="##}", keep_trailing_newline=True
        )
        self.macros = frozenset(map(id, macros.values()))
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the macros and nothing else."""
        return id(obj) in self.macros


class _TemplateEnvironment(_Sandbox):
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
    def decoded(found: re.Match[str]) -> str:
        character = chr(int(found[1]))
        return found[0] if character == "\n" else str(escape(character))

    return Markup(re.sub(r"&#([0-9]{2,3});", decoded, html))  # noqa: S704


def render_page(
    source: str, name: str, macros: Mapping[str, Callable[..., Any]], blocks: frozenset[str]
) -> tuple[str, tuple[Problem, ...]]:
    """Run the macros of a page's text; `name` is its path in problems.

    `macros` is all that a page can name, `blocks` those that must stand alone on a line.
    Returns the Markdown and what is wrong; with problems the Markdown is empty.
    """
    environment = _PageEnvironment(macros)
    try:
        tree = environment.parse(source)
        problems = tuple(_page_problems(tree, source, name, macros, blocks))
        if problems:
            return "", problems
        template = environment.from_string(_with_reasons(tree))
        template.filename = name
        return template.render(macros), ()
    except TemplateSyntaxError as error:
        message = f"must be plain text and macro calls ({error.message})"
        return "", (Problem(name, error.lineno, 0, "", message),)
    except MacroError as error:
        return "", (Problem(name, _line(error, name), 0, "", str(error)),)
    except Exception as error:  # noqa: BLE001 - whatever a contributed page provokes is its problem
        line = _line(error, name)
        if not line:
            raise
        return "", (Problem(name, line, 0, "", f"must call macros as documented ({error})"),)


def _line(error: BaseException, name: str) -> int:
    """Return the last line of the page in an error's traceback, 0 if it has none."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _page_problems(
    tree: nodes.Template,
    source: str,
    name: str,
    macros: Mapping[str, Callable[..., Any]],
    blocks: frozenset[str],
) -> Iterator[Problem]:
    lines = source.splitlines(keepends=True)
    for node in _walk(tree):
        if not isinstance(node, _ALLOWED_IN_PAGES):
            what = type(node).__name__.lower()
            message = f"must hold no logic: text, macro calls, if and comparisons only (got {what})"
            yield Problem(name, node.lineno, 0, "", message)
        elif isinstance(node, nodes.Call):
            yield from _call_problems(node, lines, name, macros, blocks)


def _call_problems(
    node: nodes.Call,
    lines: list[str],
    name: str,
    macros: Mapping[str, Callable[..., Any]],
    blocks: frozenset[str],
) -> Iterator[Problem]:
    if not isinstance(node.node, nodes.Name):
        yield Problem(name, node.lineno, 0, "", "must call a macro by its plain name")
        return
    macro = node.node.name
    if node.dyn_args or node.dyn_kwargs:
        yield Problem(name, node.lineno, 0, macro, "must be called with plain arguments")
    if macro not in macros and macro != "caller":
        message = f"must be a known macro (known: {', '.join(sorted(macros))})"
        yield Problem(name, node.lineno, 0, macro, message)
    if macro in blocks:
        rest = "".join(lines[node.lineno - 1 :])
        if not re.match(r"\{\{[^{}]*\}\}[ \t]*(\r?\n|$)", rest):
            line = lines[node.lineno - 1].strip()
            message = f"must stand alone on a line, at its beginning (got {shown(line)})"
            yield Problem(name, node.lineno, 0, macro, message)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _with_reasons(tree: nodes.Template) -> nodes.Template:
    """Hand `statement` the words of its condition and what its sides come to.

    A macro is called with values only; the sentence that has left its condition should say
    which value did it.
    """
    for block in tree.find_all(nodes.CallBlock):
        call = block.call
        if isinstance(call.node, nodes.Name) and call.node.name == "statement" and call.args:
            sides = [
                side
                for compare in [*call.args[0].find_all(nodes.Compare), call.args[0]]
                if isinstance(compare, nodes.Compare)
                for side in (compare.expr, *(operand.expr for operand in compare.ops))
                if not isinstance(side, nodes.Const)
            ]
            words = nodes.List([nodes.Const(_words(side)) for side in sides])
            call.kwargs += [
                nodes.Keyword("condition_words", nodes.Const(_words(call.args[0]))),
                nodes.Keyword("side_words", words),
                nodes.Keyword("side_values", nodes.List(sides)),
            ]
    return tree.set_environment(tree.environment)


_SIGNS = {"eq": "=", "ne": "≠", "gt": ">", "gteq": "≥", "lt": "<", "lteq": "≤",
          "in": "in", "notin": "not in"}  # fmt: skip


def _words(node: nodes.Node) -> str:
    """Write an expression of the page language as a reader would."""
    match node:
        case nodes.Const():
            return f"{node.value:g}" if isinstance(node.value, float) else str(node.value)
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_words(node.node)}.{node.attr}"
        case nodes.Call():
            plain = [_words(argument) for argument in node.args]
            named = [f"{keyword.key}={_words(keyword.value)}" for keyword in node.kwargs]
            return f"{_words(node.node)}({', '.join(plain + named)})"
        case nodes.Compare():
            rest = "".join(f" {_SIGNS[o.op]} {_words(o.expr)}" for o in node.ops)
            return _words(node.expr) + rest
        case nodes.Not():
            return f"not {_words(node.node)}"
        case nodes.Neg():
            return f"-{_words(node.node)}"
        case nodes.And() | nodes.Or():
            return f"{_words(node.left)} {type(node).__name__.lower()} {_words(node.right)}"
    raise TypeError(type(node).__name__)

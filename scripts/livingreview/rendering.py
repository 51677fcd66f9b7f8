"""The sandboxed Jinja environments: one for contributed pages, one for the package's templates.

A page holds text and macro calls, no logic: its parsed tree is checked before it runs. Text
from data files is neither HTML nor Markdown: `finalize` writes its punctuation as character
references, in pages and templates alike.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import unescape
from typing import Any

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from livingreview.problems import Problem, shown

# What Markdown and its extensions could read as markup, and the line break, which would end a
# macro's line. Letters, digits, blanks and `, ; ? %` mean nothing to them.
_MARKUP = re.compile(r"""[!-$&-+./:<-@\[-`{-~\n-]""")
# How Python names a macro in a TypeError: `number_macros.<locals>.count()`.
_INNER = re.compile(r"\w+\.<locals>\.")
# A macro's tag with nothing before it and only blanks after it.
_ALONE = re.compile(r"\{\{(?:[^{}]|[{}](?![{}]))*\}\}[ \t]*(?:[\r\n]|\Z)")
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


def _printed(value: object) -> Markup:
    """Print what a page may print: text and numbers, no object of ours."""
    if isinstance(value, Undefined):
        str(value)  # raises, and says what there is not or may not be seen
    if not isinstance(value, str | int | float):
        got = type(value).__name__
        raise MacroError(f"must print text or a number (got {got}; its fields can be printed)")
    if isinstance(value, Markup):
        return value
    return as_text(" ".join(str(value).split()))  # one line, without an indent


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
            comment_start_string="{##",
            comment_end_string="##}",
            keep_trailing_newline=True,
            optimized=False,  # a page runs once: folding its constants costs more than it saves
        )
        self.finalize = _printed
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
        problems = (
            *_edge_problems(environment, source, name),
            *_page_problems(tree, source, name, macros, blocks),
        )
        if problems:
            return "", problems
        template = environment.from_string(_with_reasons(tree))
    except TemplateSyntaxError as error:
        message = f"must be plain text and macro calls ({error.message})"
        return "", (Problem(name, error.lineno, 0, "", message),)
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        # Nested too deeply, or a number too long, for Jinja's parser or Python's compiler.
        line = _longest_tag(environment, source)
        return "", (Problem(name, line, 0, "", "must be shorter and nested less deeply"),)
    template.filename = name
    try:
        return template.render(macros), ()
    except MacroError as error:
        return "", (Problem(name, _line(error, name), 0, "", str(error)),)
    except Exception as error:
        line = _line(error, name)
        if not line:
            raise
        message = f"must call macros as documented ({_INNER.sub('', str(error))})"
        return "", (Problem(name, line, 0, "", message),)


def _line(error: BaseException, name: str) -> int:
    """Return the last line of the page in an error's traceback, 0 if it has none."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _edge_problems(environment: Environment, source: str, name: str) -> Iterator[Problem]:
    """Refuse `{{-` and its like, which join the paragraphs round a tag."""
    for line, kind, value in environment.lex(source):
        if kind.endswith(("_begin", "_end")) and ("-" in value or "+" in value):
            message = f"must keep the space round a tag (got {shown(value.strip())})"
            yield Problem(name, line, 0, "", message)


def _longest_tag(environment: Environment, source: str) -> int:
    """Return the line where the tag of most words begins."""
    words: dict[int, int] = {}
    begun = 1
    for line, kind, _ in environment.lex(source):
        if kind.endswith("_begin"):
            begun = line
        elif kind != "data":
            words[begun] = words.get(begun, 0) + 1
    return max(words, key=lambda line: words[line], default=1)


def _page_problems(
    tree: nodes.Template,
    source: str,
    name: str,
    macros: Mapping[str, Callable[..., Any]],
    blocks: frozenset[str],
) -> Iterator[Problem]:
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    bound = {
        id(call)
        for block in tree.find_all(nodes.CallBlock)
        for part in block.body
        for call in part.find_all(nodes.Call)
    }
    every = list(_walk(tree))
    following = 1
    for node in reversed(every):  # Jinja gives some no line: theirs is that of what is in them
        following = node.lineno = node.lineno or following
    is_plain = all(isinstance(node, _ALLOWED_IN_PAGES) for node in every)
    within: set[int] = set()  # what is part of a refused statement and needs no second line
    for node in every:
        if not isinstance(node, _ALLOWED_IN_PAGES):
            if id(node) in within:
                continue
            within.update(map(id, _walk(node)))
            what = "autoescape" if isinstance(node, nodes.Scope) else type(node).__name__.lower()
            message = f"must hold no logic: text, macro calls, if and comparisons only (got {what})"
            yield Problem(name, node.lineno, 0, "", message)
        elif isinstance(node, nodes.Name) and id(node) not in called and is_plain:
            message = "must be called, with its arguments in brackets"
            if node.name not in macros:
                message = _unknown_macro(node.name, macros)
            yield Problem(name, node.lineno, 0, node.name, message)
        elif isinstance(node, nodes.Call):
            yield from (
                Problem(name, node.lineno, 0, _words(node.node), message)
                for message in _call_problems(node, macros)
            )
            if isinstance(node.node, nodes.Name) and node.node.name in blocks:
                rest = "".join(lines[node.lineno - 1 :])
                if id(node) in bound or not _ALONE.match(rest):
                    got = shown(lines[node.lineno - 1].strip())
                    message = f"must stand alone on a line, at its beginning (got {got})"
                    yield Problem(name, node.lineno, 0, node.node.name, message)


def _call_problems(node: nodes.Call, macros: Mapping[str, Callable[..., Any]]) -> Iterator[str]:
    """Yield what is wrong with the form of one call."""
    if not isinstance(node.node, nodes.Name):
        yield "must call a macro by its plain name"
        return
    macro = node.node.name
    if macro not in macros:
        yield _unknown_macro(macro, macros)
    if node.dyn_args or node.dyn_kwargs:
        yield "must be called with plain arguments"
    keys = [keyword.key for keyword in node.kwargs]
    yield from (f"must be given {key} once" for key in dict.fromkeys(keys) if keys.count(key) > 1)
    if macro == "statement" and (len(node.args) != 1 or keys):
        yield "must be given its condition and nothing else"


def _unknown_macro(name: str, macros: Mapping[str, Callable[..., Any]]) -> str:
    near = difflib.get_close_matches(name, macros, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(macros))}"
    return f"must be a known macro ({hint})"


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
                nodes.Keyword("line", nodes.Const(block.lineno)),
                nodes.Keyword("condition_words", nodes.Const(_words(call.args[0]))),
                nodes.Keyword("side_words", words),
                nodes.Keyword("side_values", nodes.List(sides)),
            ]
    if tree.environment:
        tree.set_environment(tree.environment)
    return tree


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
    return f"({type(node).__name__.lower()})"

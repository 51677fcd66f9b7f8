"""The language of contributed pages: text and calls of macros in a sandbox, without logic.

The syntax tree of a page is checked before the page runs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, Undefined, nodes
from markupsafe import Markup, escape

from livingreview.problems import Problem, nearest, shown
from livingreview.rendering.holding import PRIVATE, Held, MarkedText, line_mark, mark, marked_text
from livingreview.rendering.templates import MacroError
from livingreview.rendering.text import Sandbox

# A macro's tag with nothing before it and only spaces after it.
_ALONE = re.compile(r"\{\{(?:[^{}]|[{}](?![{}]))*\}\}[ \t]*(?:[\r\n]|\Z)")
# An escape that represents another character than the one after the backslash.
_ESCAPE = re.compile(r"""(?<!\\)(?:\\\\)*\\[^\\"']""", re.DOTALL)
_ALLOWED_IN_PAGES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Call, nodes.Name, nodes.Keyword,
    nodes.CallBlock, nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Const, nodes.Getattr, nodes.Neg,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageMacro:
    """A macro that pages can use: the function that it calls, and where a page may write it.

    A block is written alone on a line. A bound macro is called around a paragraph (`{% call %}`)
    with a condition; it gets the words and values of the condition as well.
    """

    call: Callable[..., Any]
    is_block: bool = False
    is_bound: bool = False


def _printed(value: object) -> Markup:
    """Return a value as HTML if pages may print it: text or a number, but no other object."""
    if isinstance(value, Undefined):
        str(value)  # raises an error that names what does not exist or is not allowed
    if value != value:  # NaN represents a number that is missing
        raise MacroError("must print a number that exists (got a missing one)")
    if not isinstance(value, str | int | float):
        got = type(value).__name__
        raise MacroError(f"must print text or a number (got {got}; its fields can be printed)")
    if isinstance(value, Markup):
        return value
    return escape(" ".join(str(value).split()))  # on one line, without indentation


class _PageEnvironment(Sandbox):
    """The environment of contributed pages, in which only the given macros can be called."""

    def __init__(self, macros: Mapping[str, PageMacro]) -> None:
        super().__init__(
            comment_start_string="{##",
            comment_end_string="##}",
            keep_trailing_newline=True,
            optimized=False,  # a page runs once: folding constants would take longer than it saves
        )
        self.macros = frozenset(id(macro.call) for macro in macros.values())
        self.bound = frozenset(name for name, macro in macros.items() if macro.is_bound)
        self.held: list[Held] = []
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether an object may be called: only macros may."""
        return id(obj) in self.macros or obj == self.hold

    def hold(self, value: object, name: str, line: int, is_block: bool) -> Markup:  # noqa: FBT001
        """Store what the page prints at one place, and return the mark that represents it."""
        held = Held(_printed(value), name, line, is_block)
        if not held.html and name not in self.bound:
            return held.html
        self.held.append(held)
        text = mark(len(self.held) - 1)
        return Markup(f"\n\n{text}\n\n" if is_block else text)  # noqa: S704


def render_page(
    source: str, name: str, macros: Mapping[str, PageMacro]
) -> tuple[MarkedText, tuple[Problem, ...]]:
    """Return a page's Markdown with a mark per macro call, and its problems, which name `name`.

    `macros` contains every name that a page can use. If there are problems, the Markdown is empty.
    """
    nothing = MarkedText("")
    private = PRIVATE.search(source)
    if private:
        line = source.count("\n", 0, private.start()) + 1
        message = f"must contain no private character (got {shown(private[0])})"
        return nothing, (Problem(name, line, 0, "", message),)
    environment = _PageEnvironment(macros)
    try:
        tree = environment.parse(source)
        problems = (
            *_edge_problems(environment, source, name),
            *_page_problems(tree, source, name, macros),
        )
        if problems:
            return nothing, problems
        template = environment.from_string(_with_places(_with_reasons(tree, macros), macros))
    except TemplateSyntaxError as error:
        message = f"must be plain text and macro calls ({error.message})"
        return nothing, (Problem(name, error.lineno, 0, "", message),)
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        # Nesting too deep, or a number too long, for Jinja's parser or Python's compiler.
        line = _longest_tag(environment, source)
        return nothing, (Problem(name, line, 0, "", "must be shorter and nested less deeply"),)
    template.filename = name
    try:
        made = template.render({word: macro.call for word, macro in macros.items()})
        return marked_text(made, tuple(environment.held)), ()
    except MacroError as error:
        return nothing, (Problem(name, _line(error, name), 0, "", str(error)),)
    except Exception as error:
        line = _line(error, name)
        if not line:
            raise
        message = f"must call macros as documented ({error})"
        return nothing, (Problem(name, line, 0, "", message),)


def _line(error: BaseException, name: str) -> int:
    """Return the last line of the page in an error's traceback, 0 if it has none."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _edge_problems(environment: Environment, source: str, name: str) -> Iterator[Problem]:
    """Yield a problem for each `{{-` or the like, which joins paragraphs, and for each escape."""
    for line, kind, value in environment.lex(source):
        if kind.endswith(("_begin", "_end")) and ("-" in value or "+" in value):
            message = f"must keep the space around a tag (got {shown(value.strip())})"
            yield Problem(name, line, 0, "", message)
        elif kind == "string" and _ESCAPE.search(value):
            message = f"must write its characters as they are, without a backslash (got {value})"
            yield Problem(name, line, 0, "text in a call", message)


def _longest_tag(environment: Environment, source: str) -> int:
    """Return the line where the tag with the most words begins."""
    words: dict[int, int] = {}
    begun = 1
    for line, kind, _ in environment.lex(source):
        if kind.endswith("_begin"):
            begun = line
        elif kind != "data":
            words[begun] = words.get(begun, 0) + 1
    return max(words, key=lambda line: words[line], default=1)


def _page_problems(
    tree: nodes.Template, source: str, name: str, macros: Mapping[str, PageMacro]
) -> Iterator[Problem]:
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
    starts = [0, *accumulate(map(len, lines))]
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    bound = {
        id(call)
        for block in tree.find_all(nodes.CallBlock)
        for part in block.body
        for call in part.find_all(nodes.Call)
    }
    every = list(_walk(tree))
    following = 1
    for node in reversed(every):  # a node without a line gets that of the first node inside it
        following = node.lineno = node.lineno or following
    is_plain = all(isinstance(node, _ALLOWED_IN_PAGES) for node in every)
    within: set[int] = set()  # nodes inside a refused statement, which need no second problem
    for node in every:
        if not isinstance(node, _ALLOWED_IN_PAGES):
            if id(node) in within:
                continue
            within.update(map(id, _walk(node)))
            what = "autoescape" if isinstance(node, nodes.Scope) else type(node).__name__.lower()
            message = f"must be text, macro calls, if and comparisons, no other logic (got {what})"
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
            is_block = isinstance(node.node, nodes.Name) and _is_block(node.node.name, macros)
            alone = id(node) not in bound and _ALONE.match(source, starts[node.lineno - 1])
            if is_block and not alone:
                got = shown(lines[node.lineno - 1].strip())
                message = f"must be alone on a line, at its beginning (got {got})"
                yield Problem(name, node.lineno, 0, _words(node.node), message)


def _call_problems(node: nodes.Call, macros: Mapping[str, PageMacro]) -> Iterator[str]:
    """Yield a message for each fault in the form of a call."""
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
    if _is_bound(macro, macros) and (len(node.args) != 1 or keys):
        yield "must be given its condition and nothing else"


def _is_block(name: str, macros: Mapping[str, PageMacro]) -> bool:
    return name in macros and macros[name].is_block


def _is_bound(name: str, macros: Mapping[str, PageMacro]) -> bool:
    return name in macros and macros[name].is_bound


def _unknown_macro(name: str, macros: Mapping[str, PageMacro]) -> str:
    hint = nearest(name, macros).removeprefix("; ") or f"known: {', '.join(sorted(macros))}"
    return f"must be a known macro ({hint})"


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _with_reasons(tree: nodes.Template, macros: Mapping[str, PageMacro]) -> nodes.Template:
    """Return a tree in which bound macros also get their condition's words and its sides' values.

    A macro is called with values only, but a sentence whose condition is false should say which
    value made it false.
    """
    for block in tree.find_all(nodes.CallBlock):
        call = block.call
        if isinstance(call.node, nodes.Name) and _is_bound(call.node.name, macros) and call.args:
            sides = list(_sides(call.args[0]))
            words = nodes.List([nodes.Const(_words(side)) for side in sides])
            call.kwargs += [
                nodes.Keyword("line", nodes.Const(block.lineno)),
                nodes.Keyword("condition_words", nodes.Const(_words(call.args[0]))),
                nodes.Keyword("side_words", words),
                nodes.Keyword("side_values", nodes.List(sides)),
            ]
    return tree


def _sides(condition: nodes.Node) -> Iterator[nodes.Expr]:
    """Yield the parts of a condition that have values: sides of comparisons, and separate calls."""
    match condition:
        case nodes.And() | nodes.Or():
            yield from _sides(condition.left)
            yield from _sides(condition.right)
        case nodes.Not():
            yield from _sides(condition.node)
        case nodes.Compare():
            sides = (condition.expr, *(operand.expr for operand in condition.ops))
            yield from (side for side in sides if not isinstance(side, nodes.Const))
        case nodes.Call():
            yield condition


def _with_places(tree: nodes.Template, macros: Mapping[str, PageMacro]) -> nodes.Template:
    """Return a tree that stores what it prints as marks, and marks the file's lines in its text.

    A sentence bound to data begins with an empty mark, because it must be in visible text, too.
    """
    for output in tree.find_all(nodes.Output):
        for place, node in enumerate(output.nodes):
            if isinstance(node, nodes.TemplateData):
                node.data = line_mark(node.lineno) + node.data
                continue
            macro = node.node if isinstance(node, nodes.Call) else None
            name = macro.name if isinstance(macro, nodes.Name) else ""
            output.nodes[place] = _held(node, name, node.lineno, is_block=_is_block(name, macros))
    for block in tree.find_all(nodes.CallBlock):
        name = _words(block.call.node)
        block.body.insert(0, nodes.Output([_held(nodes.Const(""), name, block.lineno)]))
    if tree.environment:
        tree.set_environment(tree.environment)
    return tree


def _held(node: nodes.Expr, name: str, line: int, *, is_block: bool = False) -> nodes.Call:
    """Return the call that stores the value of a node."""
    hold = nodes.EnvironmentAttribute("hold", lineno=line)
    about = [nodes.Const(part, lineno=line) for part in (name, line, is_block)]
    return nodes.Call(hold, [node, *about], [], None, None, lineno=line)


_SIGNS = {"eq": "=", "ne": "≠", "gt": ">", "gteq": "≥", "lt": "<", "lteq": "≤",
          "in": "in", "notin": "not in"}  # fmt: skip


def _words(node: nodes.Node) -> str:
    """Return an expression of the page language in the form that readers would write."""
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

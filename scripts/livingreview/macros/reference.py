"""The section of each macro on the reference page, made from its signature and its docstring.

The page has a pair of marks for each macro, followed by examples from its own review.
"""

import html
import inspect
import json
import re
from collections.abc import Iterator

from livingreview.macros.lookup import known
from livingreview.macros.macro import Macro
from livingreview.macros.registry import MACROS

_MARKED = re.compile(
    r"(<!-- macro (\w+)\b[^\n]*-->[ \t\r]*\n).*?(<!-- end of macro -->)", re.DOTALL
)

_SENTENCE_END = re.compile(r"(?<=[.]) (?=[A-Z`])")


def filled_reference(page: str) -> str:
    """Return a page with the text between its marks rewritten and everything else unchanged.

    Raises MacroError if a mark names no macro.
    """
    macros = {macro.name: macro for macro in MACROS}

    def filled(found: re.Match[str]) -> str:
        macro = macros[known(found[2], macros, "macro")]
        return f"{found[1]}\n{_section(macro)}\n{found[3]}"

    return _MARKED.sub(filled, page)


def _section(macro: Macro) -> str:
    """Return the call of a macro and, with one sentence per line, its description."""
    # Braces are written as references, because calls are recognised on a page even in code.
    call = html.escape(call_text(macro), quote=False).replace("{", "&#123;").replace("}", "&#125;")
    paragraphs = [" ".join(part.split()) for part in macro.text.split("\n\n")]
    words = "\n\n".join(_SENTENCE_END.sub("\n", paragraph) for paragraph in paragraphs)
    block = "Block.\n" if macro.form == "block" else ""
    return f"<pre><code>{call}</code></pre>\n\n{block}{words}\n"


def call_text(macro: Macro) -> str:
    """Return the form of a macro's call: `result("key", "outcome", at=, show="figure")`."""
    arguments = macro.signature.parameters.values()
    if macro.form == "bound":
        condition = next(iter(arguments)).name
        return f"{{% call {macro.name}({condition}) %}}words{{% endcall %}}"
    written = (text for argument in arguments for text in _argument(argument))
    return f"{macro.name}({', '.join(written)})"


def _argument(argument: inspect.Parameter) -> Iterator[str]:
    """Yield the text of an argument: its name in quotation marks, or its name and its default."""
    name, default = argument.name, argument.default
    is_number = argument.annotation is int
    if argument.kind is argument.VAR_POSITIONAL:
        yield name.removesuffix("s") if is_number else f'"{name.removesuffix("s")}"'
        yield "…"
    elif argument.kind is argument.VAR_KEYWORD:
        yield "…facets" if name == "facets" else "…"
    elif argument.kind is argument.KEYWORD_ONLY or default not in (None, argument.empty):
        value = {None: "", argument.empty: "…" if is_number else '"…"'}.get(
            default, json.dumps(default, default=str)
        )
        yield f"{name}={value}"
    else:
        yield f'"{name}"'

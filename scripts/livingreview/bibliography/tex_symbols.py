r"""The TeX commands that can be read: accents, letters, symbols, styles.

Some 700 symbols come from pylatexenc. The tables here hold those that it lacks, and those for
which it has a character that references do not use (`ϵ` for `\epsilon`).
"""

import unicodedata
from functools import cache

# The accent that a command puts on the next letter, as a combining character.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
}  # fmt: skip

# Characters that TeX or pandoc read as syntax, and private-use stand-ins that pandoc leaves alone.
_HIDDEN = {char: chr(0x10FF00 + ord(char)) for char in '\\${}%#&_^~"'}
_HIDE = str.maketrans(_HIDDEN)
_SHOW = {ord(hidden): char for char, hidden in _HIDDEN.items()}

# Style commands that pandoc reads.
KEPT = frozenset((
    "textit", "emph", "textbf", "textsc", "textsuperscript", "textsubscript", "textsl", "enquote",
    "mkbibquote",
))  # fmt: skip
SWITCHES = frozenset((
    "it", "em", "bf", "sc", "sl", "itshape", "bfseries", "scshape", "slshape",
))  # fmt: skip

# Commands that change how letters look in a way that references do not show.
DROPPED = frozenset((
    "textrm", "textsf", "texttt", "textup", "textmd", "textnormal", "text", "mbox", "hbox",
    "underline", "rm", "sf", "tt", "upshape", "normalfont", "mdseries", "rmfamily", "sffamily",
    "ttfamily", "relax", "protect", "nocase", "/", "-", "!", "@", "allowbreak", "nobreak",
    "linebreak", "nolinebreak", "noindent", "string", "ignorespaces", "unskip", "tiny",
    "cal", "mkbibemph", "mkbibitalic", "mkbibbold", "autocap", "scriptsize", "footnotesize",
    "small", "normalsize", "large", "Large",
))  # fmt: skip

_OWN_SYMBOLS = {
    **{char: char for char in "$%#&_{}"},
    " ": " ", "\n": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\\": " ", "newline": " ",
    "quad": " ", "qquad": " ", "enspace": " ", "space": " ", "thinspace": " ", "SS": "SS",
    "textquotedbl": '"', "guillemotleft": "«", "guillemetright": "»", "textbar": "|",
    "textless": "<", "textgreater": ">", "less": "<", "greater": ">", "lt": "<", "gt": ">",
    "textunderscore": "_", "textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}",
    "textpercent": "%", "copyright": "©", "S": "§", "P": "¶", "ddag": "‡", "ddagger": "‡",
    "pounds": "£", "euro": "€", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "textperiodcentered": "·", "epsilon": "ε", "varepsilon": "ε", "phi": "φ", "varphi": "φ",
    "leqslant": "≤", "geqslant": "≥", "ne": "≠", "circ": "°", "degree": "°", "prime": "′",
    "ast": "*", "bullet": "•", "colon": ":", "lbrace": "{", "rbrace": "}", "lbrack": "[",
    "rbrack": "]", "vert": "|", "mid": "|", "Vert": "‖", "det": "det", "dim": "dim", "gcd": "gcd",
    "arg": "arg", "deg": "deg", "hom": "hom", "ker": "ker", "Pr": "Pr", "sec": "sec", "csc": "csc",
    "cot": "cot", "coth": "coth", "lg": "lg", "bmod": " mod ", "mod": " mod ", "And": "&",
    "texttildelow": "~", "hyphen": "-", "nbhyphen": "-", "fshyphen": "-", "adddot": ".",
    "addspace": " ", "addcomma": ",", "isdot": "",
}  # fmt: skip


def symbol(name: str) -> str | None:
    """Return the text of a command without arguments, or None if the command is unknown."""
    return _OWN_SYMBOLS[name] if name in _OWN_SYMBOLS else _library_symbols().get(name)


@cache
def _library_symbols() -> dict[str, str]:
    """Return pylatexenc's text per command: one printing character, or the name of a function."""
    from pylatexenc.latex2text import get_default_latex_context_db  # here: not every run needs it

    context = get_default_latex_context_db()
    texts = {
        spec.macroname: spec.simplify_repl
        for spec in context.iter_macro_specs(["latex-base", "advanced-symbols"])
        if isinstance(spec.simplify_repl, str)
    }
    return {
        name: text
        for name, text in texts.items()
        if (len(text) == 1 and unicodedata.category(text)[0] not in "CM")
        or (text.isascii() and text.isalpha())
    }


def hide(text: str) -> str:
    """Replace the characters that TeX or pandoc would read as syntax by stand-ins."""
    return text.translate(_HIDE)


def show(text: str) -> str:
    """Replace the stand-ins of `hide` by their characters."""
    return text.translate(_SHOW)

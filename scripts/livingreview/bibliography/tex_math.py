r"""The conversion of simple TeX math, such as `10^{6}` or `\sqrt{s}`, to Unicode text."""

import re
import unicodedata

from livingreview.bibliography.tex_symbols import hide, symbol

_FONTS = frozenset((
    "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal", "mathnormal", "mathscr",
    "mathfrak", "boldsymbol", "bm", "bold", "pmb", "cal", "text", "textrm", "textit", "textbf",
    "textsf", "texttt", "textup", "emph", "mbox", "hbox", "rm", "it", "bf", "sf", "tt", "em",
    "operatorname", "mathop", "mathbin", "mathrel", "mathord", "textnormal", "displaystyle",
    "textstyle", "scriptstyle", "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl",
    "bigr", "Bigl", "Bigr", "limits", "nolimits", "rmfamily", "ensuremath", "protect", "relax",
    "nonumber", "allowbreak",
))  # fmt: skip
_ACCENTS = {
    "bar": "\u0304", "overline": "\u0304", "hat": "\u0302", "widehat": "\u0302",
    "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7", "overrightarrow": "\u20d7",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301",
    "grave": "\u0300", "mathring": "\u030a", "underline": "\u0332", "underbar": "\u0332",
    "slashed": "\u0338", "cancel": "\u0338", "not": "\u0338", "centernot": "\u0338",
}  # fmt: skip
_FRACTIONS = frozenset(("frac", "tfrac", "dfrac", "nicefrac", "sfrac"))
_ALPHABETS = frozenset(("mathbb", "mathds", "Bbb"))
_SPACES = {",": " ", "!": "", ";": " ", ":": " ", ">": " ", " ": " ", "\n": " ", "~": " "}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_SUPER = dict(zip("0123456789+−=()ni°′*†‡", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ°′*†‡", strict=True))
_SUB = dict(
    zip(
        "0123456789+−=()aeoxhklmnpstijruvβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_MOST_NESTED = 30  # commands and braces inside each other; real titles have four at most
_TOKEN = re.compile(r"\\[A-Za-z]+\*?\s*|\\.|\s+|.", re.DOTALL)
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}\s|\s[A-Za-z]{2,}")
_WORDS = re.compile(
    r"\\(?:text\w*|mbox|hbox|math\w+|operatorname|emph)\*?\s*\{[^{}]*\}|\\[A-Za-z]+\s*"
)
_COMMAND = re.compile(r"(?<!\\)\\([A-Za-z]+)|(?<!\\)[\^_]")
_UNSPACED = frozenset("∞∂∇√∛∜°′¬∀∃∅")  # signs without a space before what follows
_ONE_TERM = re.compile(r"\\text(?:sub|super)script\{[^{}]*\}|[\w.√∛∜′\u0300-\u036f\u20d7]")


def arguments(name: str) -> int:
    """Return the number of arguments of a math command that people also use in text, else 0."""
    if name in _FRACTIONS:
        return 2
    return int(name in _ACCENTS or name in _ALPHABETS or name == "sqrt" or name.startswith("math"))


class _NotSimpleError(Exception):
    """Raised inside this module for math that cannot be written as text."""


def math_text(source: str) -> str | None:
    r"""Return the content of `$…$` as text, or None if it is not simple.

    Raised and lowered parts become Unicode characters if these exist, otherwise
    `\textsuperscript{…}` or `\textsubscript{…}`. A content of words, without any command, is not
    math: its dollars are prices (`$5 and $10`).
    """
    signs = any(command[1] not in _FONTS for command in _COMMAND.finditer(source))
    if not signs and _PROSE.search(_WORDS.sub("", source)):
        return None
    reader = _Reader(_TOKEN.findall(source))
    try:
        text = reader.sequence(0)
    except _NotSimpleError:
        return None
    return text.strip() if reader.at == len(reader.marks) else None


class _Reader:
    """One pass over the tokens of one formula."""

    def __init__(self, marks: list[str]) -> None:
        self.marks = marks
        self.at = 0

    def sequence(self, depth: int) -> str:
        """Return the text up to a closing brace or the end."""
        out: list[str] = []
        while self.at < len(self.marks) and self.marks[self.at] != "}":
            out.append(self._item(depth))
        return "".join(out)

    def _item(self, depth: int) -> str:
        """Return the text of a token, a group, a command with arguments, or a shifted part."""
        if self.at >= len(self.marks) or depth > _MOST_NESTED:
            raise _NotSimpleError
        mark = self.marks[self.at]
        self.at += 1
        if mark == "{":
            text = self.sequence(depth + 1)
            if self.at >= len(self.marks):
                raise _NotSimpleError
            self.at += 1
            return text
        if mark in ("^", "_"):
            return _shifted(mark, self._argument(depth))
        if mark.startswith("\\"):
            return self._command(mark, depth)
        if mark.isspace():
            return " "
        if mark in ("&", "}"):
            raise _NotSimpleError
        return {"-": "−", "'": "′", "~": " "}.get(mark) or hide(mark)

    def _argument(self, depth: int) -> str:
        """Return the text of the argument of a command: a group or one token."""
        while self.at < len(self.marks) and self.marks[self.at].isspace():
            self.at += 1
        if self.at < len(self.marks) and self.marks[self.at] in ("}", "^", "_"):
            raise _NotSimpleError
        return self._item(depth + 1)

    def _command(self, mark: str, depth: int) -> str:
        name = mark[1:].strip().rstrip("*") or mark[1:2]
        if name in _FONTS:
            return ""
        if name in _SPACES:
            return _SPACES[name]
        if name in _ACCENTS:
            return _accented(self._argument(depth), _ACCENTS[name])
        if name in _ALPHABETS:
            return "".join(_DOUBLE_STRUCK.get(char, char) for char in self._argument(depth))
        if name in _FRACTIONS:
            return f"{_term(self._argument(depth))}/{_term(self._argument(depth))}"
        if name == "sqrt":
            return self._root(depth)
        if name == "pmod":
            return f" (mod {self._argument(depth)})"
        text = symbol(name)
        if text is None:
            raise _NotSimpleError
        if len(text) > 1 and text.isalpha():  # `\sin 2\phi`: the name is a word of its own
            ends = self.at == len(self.marks) or self.marks[self.at] in "()[]{}^_,"
            return text if ends else text + " "
        is_sign = unicodedata.category(text[:1] or " ")[0] == "S" and text not in _UNSPACED
        if is_sign and mark[-1].isspace() and self.marks[self.at - 2] not in "([{":
            return f" {hide(text)} "
        return hide(text)

    def _root(self, depth: int) -> str:
        degree = ""
        if self.at < len(self.marks) and self.marks[self.at] == "[":
            if "]" not in self.marks[self.at :]:
                raise _NotSimpleError
            end = self.marks.index("]", self.at)
            degree = "".join(self.marks[self.at + 1 : end]).strip()
            self.at = end + 1
        root = _ROOTS.get(degree) or _shifted("^", degree) + "√"
        return root + _term(self._argument(depth))


def _shifted(mark: str, text: str) -> str:
    table = _SUPER if mark == "^" else _SUB
    if all(char in table for char in text):
        return "".join(table[char] for char in text)
    command = "textsuperscript" if mark == "^" else "textsubscript"
    return f"\\{command}{{{text}}}"


def _accented(text: str, accent: str) -> str:
    """Return a text, which must hold no markup, with an accent on each character."""
    if not text.strip() or "\\" in text:
        raise _NotSimpleError
    marked = (char if char.isspace() else char + accent for char in text)
    return unicodedata.normalize("NFC", "".join(marked))


def _term(text: str) -> str:
    """Return a text, in brackets if it has more than one term: `√(s+1)` is not `√s+1`."""
    return text if not _ONE_TERM.sub("", text) else f"({text})"

r"""Simple TeX math made into Unicode text: `10^{6}`, `\gamma\delta`, `x^{-}`, `p < 0.05`."""

import re

from livingreview.texsymbols import hide

_NAMES = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤",
    "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "lt": "<",
    "gt": ">", "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "infty": "∞", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "uparrow": "↑",
    "downarrow": "↓", "circ": "°", "degree": "°", "prime": "′", "ast": "*", "star": "⋆",
    "bullet": "•", "dagger": "†", "ddagger": "‡", "ldots": "…", "cdots": "⋯", "dots": "…",
    "div": "÷", "ell": "ℓ", "partial": "∂", "colon": ":", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
_FONTS = frozenset((
    "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal", "mathnormal", "text", "textrm",
    "textit", "textbf", "mbox", "rm", "it", "bf", "operatorname", "displaystyle", "textnormal",
))  # fmt: skip
_ESCAPED = {**{c: c for c in "%#&_${}"}, ",": "", ";": " ", ":": " ", "!": "", " ": " "}
_SUPER = dict(zip("0123456789+−=()ni°′*†‡", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ°′*†‡", strict=True))
_SUB = dict(
    zip(
        "0123456789+−=()aeoxhklmnpstijruvβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|\s+|.", re.DOTALL)
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}\s|\s[A-Za-z]{2,}")
_WORDS = re.compile(r"\\(?:text|mbox|mathrm|textrm|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+\s*")


def math_text(source: str) -> str | None:
    r"""Write the inside of `$…$` as text, or None where it isn't simple.

    Raised and lowered parts become Unicode characters where there are such, else
    `\textsuperscript{…}`; two words in a row mean that a price was meant (`$5 and $10`).
    """
    if _PROSE.search(_WORDS.sub("", source)):
        return None
    marks = _TOKEN.findall(source)
    text, rest = _sequence(marks, 0)
    return None if text is None or rest < len(marks) else text.strip()


def _sequence(marks: list[str], at: int) -> tuple[str | None, int]:
    """Read up to a closing brace or the end; give the text and the next place."""
    out: list[str] = []
    while at < len(marks) and marks[at] != "}":
        text, at = _item(marks, at)
        if text is None:
            return None, at
        out.append(text)
    return "".join(out), at


def _item(marks: list[str], at: int) -> tuple[str | None, int]:
    """Read one token, a group or a raised or lowered part."""
    mark, at = marks[at], at + 1
    if mark == "{":
        text, at = _sequence(marks, at)
        return (text, at + 1) if at < len(marks) else (None, at)
    if mark in "^_":
        if at >= len(marks) or marks[at] in "}^_":
            return None, at
        text, at = _item(marks, at)
        table = _SUPER if mark == "^" else _SUB
        if text is None or all(char in table for char in text):
            return text and "".join(table[char] for char in text), at
        command = "textsuperscript" if mark == "^" else "textsubscript"
        return f"\\{command}{{{text}}}", at
    if mark.startswith("\\"):
        name = mark[1:].strip() or " "
        if name in _FONTS:
            return "", at
        text = _NAMES.get(name, _ESCAPED.get(name))
        return text and hide(text), at
    if mark.isspace():
        return " ", at
    if mark == "&":
        return None, at
    return {"-": "−", "'": "′", "~": " "}.get(mark) or hide(mark), at

"""The TeX commands that we read, as tables: accents, letters, symbols, styles.

Sources: the LaTeX2e text commands (`ltoutenc`), `textcomp`, and the Greek of plain math.
"""

# The accent a command puts on the next letter, as a combining character.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
}  # fmt: skip

# Characters that are syntax to TeX or to pandoc, and the private-use stand-ins that cross it.
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

# Commands that change only how letters look in ways a reference doesn't show.
DROPPED = frozenset((
    "textrm", "textsf", "texttt", "textup", "textmd", "textnormal", "text", "mbox", "hbox",
    "underline", "rm", "sf", "tt", "upshape", "normalfont", "mdseries", "rmfamily", "sffamily",
    "ttfamily", "relax", "protect", "nocase", "/", "-", "!", "@",
))  # fmt: skip

SYMBOLS = {
    **{"\\" + char: char for char in "$%#&_{}"},
    "\\ ": " ", "\\\n": " ", "\\,": " ", "\\;": " ", "\\:": " ", "\\>": " ", "\\\\": " ",
    "\\newline": " ", "\\quad": " ", "\\qquad": " ", "\\space": " ", "\\thinspace": " ",
    "\\i": "ı", "\\j": "ȷ", "\\o": "ø", "\\O": "Ø", "\\l": "ł", "\\L": "Ł", "\\ss": "ß",
    "\\SS": "SS", "\\ae": "æ", "\\AE": "Æ", "\\oe": "œ", "\\OE": "Œ", "\\aa": "å", "\\AA": "Å",
    "\\th": "þ", "\\TH": "Þ", "\\dh": "ð", "\\DH": "Ð", "\\dj": "đ", "\\DJ": "Đ", "\\ng": "ŋ",
    "\\NG": "Ŋ", "\\textdegree": "°", "\\textmu": "µ", "\\texttimes": "×", "\\textdiv": "÷",
    "\\textpm": "±", "\\textendash": "–", "\\textemdash": "—", "\\textquoteleft": "‘",
    "\\textquoteright": "’", "\\textquotedblleft": "“", "\\textquotedblright": "”",
    "\\textquotesingle": "'", "\\textquotedbl": '"', "\\guillemotleft": "«",
    "\\guillemotright": "»", "\\guillemetleft": "«", "\\guillemetright": "»",
    "\\quotedblbase": "„", "\\quotesinglbase": "‚", "\\ldots": "…", "\\dots": "…",
    "\\textellipsis": "…", "\\textbackslash": "\\", "\\textbar": "|", "\\textless": "<",
    "\\textgreater": ">", "\\textunderscore": "_", "\\textasciitilde": "~",
    "\\textasciicircum": "^", "\\textbraceleft": "{", "\\textbraceright": "}",
    "\\textdollar": "$", "\\textexclamdown": "¡", "\\textquestiondown": "¿",
    "\\textregistered": "®", "\\textcopyright": "©", "\\copyright": "©", "\\texttrademark": "™",
    "\\textsection": "§", "\\S": "§", "\\textparagraph": "¶", "\\P": "¶", "\\dag": "†",
    "\\textdagger": "†", "\\ddag": "‡", "\\textdaggerdbl": "‡", "\\textbullet": "•",
    "\\textperiodcentered": "·", "\\pounds": "£", "\\textsterling": "£", "\\euro": "€",
    "\\texteuro": "€", "\\textyen": "¥", "\\textcent": "¢", "\\textonehalf": "½",
    "\\textonequarter": "¼", "\\textthreequarters": "¾", "\\textonesuperior": "¹",
    "\\texttwosuperior": "²", "\\textthreesuperior": "³", "\\textordmasculine": "º",
    "\\textordfeminine": "ª", "\\slash": "/", "\\LaTeX": "LaTeX", "\\TeX": "TeX", "\\&": "&",
}  # fmt: skip


def hide(text: str) -> str:
    """Put stand-ins for the characters that TeX or pandoc would read as syntax."""
    return text.translate(_HIDE)


def show(text: str) -> str:
    """Bring back the characters that `hide` put aside."""
    return text.translate(_SHOW)

"""Drawings made by hand: SVG files, checked so strictly that they can be put inside a page.

Drawings are contributed, and code in an inlined SVG would run in the reader's page. So only the
shapes and text on a list of elements and attributes are accepted, and the SVG is written anew
from them. The macro `drawing` shows the result.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from markupsafe import Markup, escape

from livingreview.files import read_text
from livingreview.problems import Problem, shown

FOLDER = "assets/drawings"
MAX_BYTES = 20_000
# No drawing needs groups nested deeper than this.
MAX_DEPTH = 8
# A column on a phone is at least 288 px wide: text of size 14 in a width of 320 is at least 12 px.
MAX_WIDTH, MIN_TEXT = 320, 14

HUES = range(4)
CLASSES = frozenset(
    ("ink", "quiet", "paper", *(f"{what}-{hue}" for what in ("soft", "solid", "line", "text")
                                for hue in HUES))
)  # fmt: skip
_SHAPES = frozenset(("path", "line", "polyline", "polygon", "rect", "circle", "ellipse"))
_ELEMENTS = frozenset(("svg", "g", "text", "tspan", "title", "desc")) | _SHAPES

_NUMBER = r"-?\d{0,4}\.?\d{1,3}"
_NUMBERS = rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER})*\s*"
_COLOUR = r"none|#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}"
# The pattern of each attribute's value. None can contain an address, a reference or code.
_ATTRIBUTES = {
    "class": r"[a-z0-9 -]+",
    "d": r"[MmLlHhVvCcSsQqTtAaZz0-9.,\s-]+",
    "fill": _COLOUR,
    "font-family": r"[A-Za-z ,'-]+",
    "font-size": _NUMBER,
    "font-style": "italic|normal",
    "font-weight": r"[1-9]00|bold|normal",
    "points": _NUMBERS,
    "stroke": _COLOUR,
    "stroke-dasharray": _NUMBERS,
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel",
    "text-anchor": "start|middle|end",
    "transform": rf"(?:(?:translate|rotate)\({_NUMBERS}\)\s*)+",
    "viewBox": r"0 0 [1-9]\d{1,2} [1-9]\d{1,2}",
} | dict.fromkeys(
    ("cx", "cy", "dx", "dy", "fill-opacity", "height", "r", "rx", "ry", "stroke-width",
     "width", "x", "x1", "x2", "y", "y1", "y2"),
    _NUMBER,
)  # fmt: skip
_NAMESPACE = "http://www.w3.org/2000/svg"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as pages show it: its title and description, its size, and its shapes as HTML."""

    name: str
    title: str
    description: str
    width: int
    height: int
    shapes: Markup


def load_drawings(docs: Path) -> tuple[dict[str, Drawing], tuple[Problem, ...]]:
    """Return all drawings of a review, by name, and their problems; `docs` is the pages' folder."""
    drawings: dict[str, Drawing] = {}
    problems: list[Problem] = []
    for path in sorted((docs / FOLDER).glob("*.svg")):
        name = path.relative_to(docs.parent).as_posix()
        text, found = read_text(path, docs.parent, most=MAX_BYTES)
        if text is not None:
            drawing, found = read_drawing(text, path.stem, name)
            if drawing is not None:
                drawings[path.stem] = drawing
        problems += found
    return drawings, tuple(problems)


def read_drawing(text: str, name: str, path: str) -> tuple[Drawing | None, tuple[Problem, ...]]:
    """Return one drawing, read from the text of its file, or its problems, which name `path`."""
    if not _NAME.fullmatch(name):
        message = f"must be named in lower case, digits and hyphens (got {shown(name)})"
        return None, (Problem(path, message=message),)
    reader = _Reader(path)
    try:
        reader.parser.Parse(text, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        message = f"must be well-formed XML ({expat.ErrorString(error.code)})"
        reader.problems.append(Problem(path, error.lineno, error.offset + 1, "", message))
    if reader.problems:
        return None, tuple(reader.problems)
    words = {what: " ".join(reader.words[what].split()) for what in ("title", "desc")}
    missing = [what for what, said in words.items() if not said]
    if missing:
        message = "must be in the drawing, with words: screen readers read it instead of the shapes"
        return None, tuple(Problem(path, 1, 1, what, message) for what in missing)
    shapes = Markup("".join(reader.out))  # noqa: S704 - written by _Reader, text escaped
    return Drawing(name, words["title"], words["desc"], *reader.size, shapes), ()


@dataclass(slots=True)
class _Reader:
    """A handler of the parser's events that notes problems and writes what is allowed."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    words: dict[str, str] = field(default_factory=lambda: {"title": "", "desc": ""})
    open: list[tuple[str, float]] = field(default_factory=list)
    parser: expat.XMLParserType = field(init=False)

    def __post_init__(self) -> None:
        """Set up a parser that knows only the five entities of XML itself."""
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def _fault(self, what: str, message: str) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.problems.append(Problem(self.path, line, column, what, message))

    def _doctype(self, *_: object) -> None:
        self._fault("DOCTYPE", "must not be in a drawing")

    def _instruction(self, target: str, _: str) -> None:
        self._fault(f"<?{target}?>"[:40], "must not be in a drawing")

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        parent, size = self.open[-1] if self.open else ("", 0.0)
        fault = self._misplaced(element, parent)
        if fault:
            self._fault(shown(element, 40), fault)
        given = self._checked(element, attributes)
        size = float(given.get("font-size", size))
        if element in {"text", "tspan"} and size < MIN_TEXT:
            self._fault(element, f"must have a font-size of {MIN_TEXT:g} or more (got {size:g})")
        self.open.append((element, size))
        if element == "svg":
            self._root(given)
        elif element not in self.words and not fault:
            self.out.append(f"<{element}{_written(given)}>")

    def _misplaced(self, element: str, parent: str) -> str:
        if element not in _ELEMENTS:
            return f"must be an element allowed in drawings ({', '.join(sorted(_ELEMENTS))})"
        places = {"svg": {""}, "tspan": {"text"}, "title": {"svg"}, "desc": {"svg"}}
        if parent not in places.get(element, {"svg", "g"}) or len(self.open) >= MAX_DEPTH:
            return f"must be at a place where it is allowed (got: inside {shown(parent, 40)})"
        return ""

    def _checked(self, element: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return the allowed attributes; note a problem for each other one."""
        given = {}
        for name, value in attributes.items():
            if name == "xmlns" and element == "svg":
                if value != _NAMESPACE:
                    self._fault(name, f"must be {_NAMESPACE} (got {shown(value)})")
            elif name not in _ATTRIBUTES:
                self._fault(shown(name, 40), "must be an attribute allowed in drawings")
            elif not re.fullmatch(_ATTRIBUTES[name], value):
                self._fault(name, f"must be plain: numbers, colours, words (got {shown(value)})")
            elif name == "class" and not CLASSES.issuperset(value.split()):
                self._fault(
                    name,
                    f"must be one or more of {', '.join(sorted(CLASSES))} (got {shown(value)})",
                )
            else:
                given[name] = " ".join(value.split())
        return given

    def _root(self, given: Mapping[str, str]) -> None:
        box = given.get("viewBox", "")
        if not box:
            self._fault("viewBox", "must be written as 0 0 WIDTH HEIGHT")
            return
        width, height = (int(number) for number in box.split()[2:])
        if width > MAX_WIDTH:
            self._fault("viewBox", f"must be at most {MAX_WIDTH} wide, as on phones (got {width})")
        self.size = (width, height)

    def _end(self, element: str) -> None:
        self.open.pop()
        if element in _ELEMENTS - {"svg", "title", "desc"}:
            self.out.append(f"</{element}>")

    def _text(self, text: str) -> None:
        element = self.open[-1][0]
        if element in self.words:
            self.words[element] += text
        elif element in {"text", "tspan"}:
            self.out.append(escape(re.sub(r"\s+", " ", text)))
        elif text.strip():
            self._fault(element, f"must have text in text elements only (got {shown(text)})")


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())

"""The records of an XML text: for each, its line and its values by path.

Entities of its own are refused, so that no text grows while it is read; nothing is fetched.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

MOST_NESTED = 100


class XmlError(ValueError):
    """Raised when a text is no XML that may be read; `line` is where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class XmlRecord:
    """One record: its line, and the texts at each path below it, such as `titles/title`.

    An attribute is at its element's path, as in `ref-type@name`.
    """

    line: int
    values: Mapping[str, Sequence[str]]

    def first(self, path: str) -> str:
        """Return the first text at a path, or an empty text."""
        return next(iter(self.values.get(path, ())), "")


def xml_records(
    text: str, tag: str, *, transparent: frozenset[str] = frozenset()
) -> Iterator[XmlRecord]:
    """Yield each element of a name; the tags of `transparent` elements are not part of a path.

    Raises
    ------
    XmlError
        If the text is not well formed, or declares entities.
    """
    reader = _Reader(tag, transparent)
    try:
        reader.parser.Parse(text.encode(), True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise XmlError(error.lineno, f"must be well-formed XML ({reason})") from None
    yield from reader.records


class _Reader:
    """One pass of expat over a text."""

    def __init__(self, tag: str, transparent: frozenset[str]) -> None:
        self.tag = tag
        self.transparent = transparent
        self.records: list[XmlRecord] = []
        self.path: list[str] = []
        self.texts: list[list[str]] = []
        self.values: dict[str, list[str]] | None = None
        self.line = 0
        self.depth = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, name: str, *_: object) -> None:
        message = f"must declare no entities of its own (got {name[:40]!r})"
        raise XmlError(self.parser.CurrentLineNumber, message)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_NESTED:
            message = f"must nest at most {MOST_NESTED} elements"
            raise XmlError(self.parser.CurrentLineNumber, message)
        if self.values is None:
            if name == self.tag:
                self.values = defaultdict(list)
                self.line = self.parser.CurrentLineNumber
            return
        if name in self.transparent:
            return
        self.path.append(name)
        self.texts.append([])
        for attribute, value in attributes.items():
            self.values[f"{'/'.join(self.path)}@{attribute}"].append(value)

    def _text(self, text: str) -> None:
        if self.texts:
            self.texts[-1].append(text)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.values is None or name in self.transparent:
            return
        if self.path:
            text = "".join(self.texts.pop()).strip()
            if text:
                self.values["/".join(self.path)].append(text)
            self.path.pop()
        else:
            self.records.append(XmlRecord(self.line, dict(self.values)))
            self.values = None

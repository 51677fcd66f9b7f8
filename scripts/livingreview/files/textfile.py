"""The reading of contributed files, which must be regular, of limited size and, if text, UTF-8.

Every contributed file is opened here: YAML, BibTeX, pages, drawings, pictures, mkdocs.yml.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from livingreview.files.characters import fault, hidden_at, hidden_in_markup, named
from livingreview.problems import Problem

MAX_BYTES = 4_000_000
MAX_LINE = 100_000
# The time that Markdown takes grows with the square of the open brackets in a line.
MAX_PAGE_LINE = 10_000
# The number of hidden characters that are reported per file.
MOST_NAMED = 20

_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_MARKUP = frozenset((".md", ".svg"))
_SIGNATURES = (
    (b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"), (b"PK\x03\x04", "a zip or office file"), (b"%PDF", "a PDF"),
)  # fmt: skip

_FLAGS = os.O_RDONLY


for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not every system has them
    _FLAGS |= getattr(os, _flag, 0)


def read_bytes(
    path: Path, root: Path, *, most: int = MAX_BYTES
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the bytes of a regular file below `root`, or None and the problem.

    A file of more than `most` bytes is a problem.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        mode = path.lstat().st_mode
        if kind := _kind(mode):
            return None, (Problem(name, message=f"must be an ordinary file (got {kind})"),)
        if not path.resolve().is_relative_to(root.resolve()):
            return None, (Problem(name, message="must be inside the review's folder"),)
        # The file may have been replaced since: no link is followed, and no pipe is waited for.
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None, (Problem(name, message="must be an ordinary file"),)
            raw = file.read(most + 1)
    except (OSError, RuntimeError, ValueError) as error:
        return None, (Problem(name, message=f"must be a readable file ({_reason(error)})"),)
    if len(raw) > most:
        return None, (Problem(name, message=f"must be at most {most:,} bytes in size"),)
    return raw, ()


def read_text(
    path: Path, root: Path, *, most: int = MAX_BYTES
) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file below `root`, with line ends as LF, or None and the problems."""
    raw, problems = read_bytes(path, root, most=most)
    if raw is None:
        return None, problems
    name = path.relative_to(root).as_posix()
    text, problems = decoded(raw, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not problems:
        problems = tuple(text_problems(text, name))
    return (None, problems) if problems else (text, ())


def decoded(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Return bytes decoded as UTF-8, with or without a byte order mark, and any problem.

    If a byte is not UTF-8, the text is decoded as Latin-1, for callers that can still use it.
    """
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            return "", (Problem(name, 1, message=f"must be UTF-8 text (got {what})"),)
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        return "", (Problem(name, line, message="must be UTF-8 text (got a NUL byte)"),)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8-sig", "replace")) + 1
        got = f"the byte 0x{raw[error.start]:02X}"
        message = f"must be UTF-8 text (got {got}); save the file as UTF-8"
        return raw.decode("latin-1"), (Problem(name, line, column, "", message),)


def text_problems(text: str, name: str) -> Iterator[Problem]:
    """Yield a problem per line of a text that is too long or holds a hidden character.

    In pages and drawings a character can also be written as a reference such as `&#x202e;`.
    """
    is_markup = os.path.splitext(name)[1].lower() in _MARKUP  # noqa: PTH122 - a name, no path
    longest = MAX_PAGE_LINE if is_markup else MAX_LINE
    find = hidden_in_markup if is_markup else hidden_at
    if find(text) is None and longest >= len(text):
        return
    named_so_far = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > longest:
            message = f"line must have at most {longest:,} characters (got {len(line):,})"
            yield Problem(name, number, longest + 1, "", message)
        if (offset := find(line)) is not None:
            named_so_far += 1
            if named_so_far <= MOST_NAMED:
                yield Problem(name, number, offset + 1, "", fault(line, offset))


def file_problems(folder: Path) -> Iterator[Problem]:
    """Yield a problem per file of a published folder that is not regular, readable and well named.

    A link could publish any file on the site, and a pipe would stop a build for ever.
    """
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent).as_posix()
        kind = _kind(path.lstat().st_mode)
        if kind and kind != "a folder":
            yield Problem(name, message=f"must be an ordinary file (got {kind})")
        elif (offset := hidden_at(path.name)) is not None:
            got = named(path.name, offset)
            yield Problem(name, message=f"must have a name without hidden characters (got {got})")
        elif not os.access(path, os.R_OK):
            yield Problem(name, message="must be a readable file (its permissions forbid it)")


def _kind(mode: int) -> str:
    """Return what a file is, such as "a link", or an empty text for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    return next((what for is_kind, what in _KINDS if is_kind(mode)), "something else")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its links lead in a circle"
    return getattr(error, "strerror", None) or str(error)

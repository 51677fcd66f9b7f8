"""Text files of a review, read with care: ordinary files of sane size in UTF-8."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from livingreview.problems import Problem, shown

MAX_BYTES = 4_000_000
_LINK = "must be an ordinary file, not a link"


def read_text(path: Path, root: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Read a file below `root`; None with the problem if that cannot be done soundly."""
    name = path.relative_to(root).as_posix()
    try:
        is_plain = stat.S_ISREG(path.lstat().st_mode) and path.resolve().is_relative_to(
            root.resolve()
        )
        if not is_plain:
            return None, (Problem(name, message=_LINK),)
        if path.stat().st_size > MAX_BYTES:
            return None, (Problem(name, message=f"must be smaller than {MAX_BYTES:,} bytes"),)
        raw = path.read_bytes()
    except OSError as error:
        return None, (Problem(name, message=f"must be readable ({error.strerror})"),)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        got = shown(raw[error.start : error.start + 1])
        return None, (Problem(name, line, 0, "", f"must be UTF-8 text (got byte {got})"),)


def link_problems(folder: Path) -> Iterator[Problem]:
    """Refuse what is no file below a folder that is published: links could publish any file."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            yield Problem(name, message=_LINK)
        elif not os.access(path, os.R_OK):
            yield Problem(name, message="must be readable (Permission denied)")

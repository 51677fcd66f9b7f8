"""A review read for a comparison: its data, and its pages as far as no build is needed.

MkDocs builds nothing here, so no hook, plugin or template of the review runs. Only a build finds
broken links: they are for `check`.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mkdocs.structure.files import get_files

from livingreview.comparison import Notebook, Side
from livingreview.library import Loaded
from livingreview.model import plural
from livingreview.pages import ExpandedPage
from livingreview.pipeline import (
    check_data,
    check_manuscript,
    expand_manuscript,
    load_review,
    pool_outcomes,
)
from livingreview.problems import Problem, errors_in
from livingreview.site.configuration import FILE
from livingreview.site.manuscript import read_manuscript
from livingreview.site.settings import load_settings

_DATA = ("references", "seeds")


def read_sides(base: Path, head: Path, names: tuple[str, str]) -> tuple[Side, Side]:
    """Read the reviews in two folders; what is the same in both is read once."""
    with _silent("mkdocs"):
        files, others = (dict(_contents(folder)) for folder in (base, head))
        loaded = load_review(head)
        after = _read_side(head, names[1], loaded)
        if files == others and b"INHERIT" not in files.get(FILE, b""):
            return replace(after, name=names[0]), after
        has_same_data = _data_in(files) == _data_in(others)
        before = _read_side(base, names[0], loaded if has_same_data else load_review(base))
        return before, after


def _read_side(root: Path, name: str, loaded: Loaded) -> Side:
    library, problems = loaded.library, check_data(loaded)
    pooled = Notebook(pool_outcomes(library)) if library else None
    settings, unsound = load_settings(root)
    if library is None or pooled is None or settings is None or problems:
        found = (*problems, *unsound)
        unread = "the pages could not be read, because data or settings have problems"
        return Side(name, library, pooled, {}, unread, tuple(sorted(set(found))))
    options = settings.plugins["livingreview"].config
    manuscript, faults = read_manuscript(settings, options, get_files(settings))
    expanded, found = expand_manuscript(library, manuscript, pooled)
    faults = (*faults, *found)
    rules = check_manuscript(library, manuscript, expanded)
    unread = _unread(expanded, faults)
    return Side(name, library, pooled, expanded, unread, tuple(sorted({*faults, *rules})))


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Print no warnings of a logger, which only a build has to report."""
    logger, nothing = logging.getLogger(name), logging.NullHandler()
    logger.addHandler(nothing)
    try:
        yield
    finally:
        logger.removeHandler(nothing)


def _unread(expanded: dict[str, ExpandedPage], problems: tuple[Problem, ...]) -> str:
    """Say how many pages are missing, "" if none is."""
    pages = {p.path for p in errors_in(problems) if p.path.endswith(".md")}
    missing = sum(path.removeprefix("docs/") not in expanded for path in pages)
    if not missing:
        return ""
    return f"{plural(missing, 'page')} could not be read, because of problems there"


def _data_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: raw for name, raw in files.items() if name.partition("/")[0] in _DATA}


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the content of each file of a review by its path; of a link, where it leads."""
    paths = [root / FILE, *(path for name in ("docs", *_DATA) for path in (root / name).rglob("*"))]
    for path in paths:
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield name, bytes(path.readlink())
        elif path.is_file():
            yield name, path.read_bytes()

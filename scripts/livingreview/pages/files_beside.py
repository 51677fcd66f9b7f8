"""Files among the pages that are not pages: published as they are, so only harmless kinds may be.

A browser runs a page, a script or a drawing that it is led to, and a style sheet can ask other
hosts: such a file is the owner's to allow, by name, in mkdocs.yml.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from livingreview.problems import Problem
from livingreview.rendering import FOLDER

HARMLESS = frozenset((
    ".avif", ".bib", ".csv", ".gif", ".ico", ".jpeg", ".jpg", ".json", ".md", ".nbib", ".pdf",
    ".png", ".ris", ".tsv", ".txt", ".webp", ".woff", ".woff2", ".xlsx", ".yaml", ".yml", ".zip",
))  # fmt: skip
"""The ends of files that no browser runs as a part of the site."""


def check_files(docs: Path, allowed: Sequence[str]) -> Iterator[Problem]:
    """Yield the files below `docs` of other kinds; `allowed` are paths or forms such as `*.svg`."""
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        is_drawing = path.suffix == ".svg" and path.parent == docs / FOLDER  # read strictly
        if path.is_dir() or path.name.startswith(".") or is_drawing:
            continue
        if path.suffix.lower() in HARMLESS or any(fnmatchcase(name, form) for form in allowed):
            continue
        message = (
            "must be of a kind that no browser runs, or be allowed in mkdocs.yml: "
            f"allow_files: [{name}] (got {path.suffix or 'no ending'})"
        )
        yield Problem(f"{docs.name}/{name}", message=message)

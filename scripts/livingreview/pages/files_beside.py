"""The rule on files among the pages that are not pages: only harmless kinds may be published.

They are published unchanged. A browser would run an HTML page, a script or a drawing, and a style
sheet can send requests to other hosts; the owner can allow such a file in mkdocs.yml, by name.
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
"""The endings of files that no browser runs as a part of the site."""


def check_files(docs: Path, allowed: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each file below `docs` that is neither harmless nor allowed.

    `allowed` are paths or patterns such as `*.svg`.
    """
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        is_drawing = path.suffix == ".svg" and path.parent == docs / FOLDER  # has its own rules
        if path.is_dir() or path.name.startswith(".") or is_drawing:
            continue
        if path.suffix.lower() in HARMLESS or any(fnmatchcase(name, form) for form in allowed):
            continue
        message = (
            "must be of a kind that no browser runs, or be allowed in mkdocs.yml: "
            f"allow_files: [{name}] (got {path.suffix or 'no ending'})"
        )
        yield Problem(f"{docs.name}/{name}", message=message)

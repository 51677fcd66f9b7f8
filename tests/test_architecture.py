"""The cut of the code: arrows, third parties, length, and no word of this review.

The table of modules in docs/development.md is the source: order and third parties are read there.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import livingreview

REPOSITORY = Path(__file__).parent.parent
PACKAGE = Path(livingreview.__file__).parent
TABLE = REPOSITORY / "docs" / "development.md"
MOST_LINES = 400

# Third parties that several modules may import, and why.
SHARED = {
    "markupsafe": "the type of a text that is HTML already: what macros give and templates take",
    "jinja2": "the package's own templates, and the language of pages",
    "mkdocs": "settings, options, plugin, rehearsal and build are sides of one edge",
}
# Words of the first review that no part of the package may know.
WORDS = re.compile(
    r"(?<![#\w])(cd7|crs|icans|fratricid\w*|leuka?emi\w*|lymphom\w*|car-?t|t-all|ns7car)(?!\w)",
    re.IGNORECASE,
)
# Where such a word stands nevertheless, and why.
WORDS_ALLOWED = {}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every file of the package with its row in the table: a folder is one module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__init__",):
            yield parts[0], path


def shown(value: object) -> str:
    """Name a case by its module, or by its file in the package."""
    return value.relative_to(PACKAGE).as_posix() if isinstance(value, Path) else str(value)


def table() -> dict[str, tuple[str, ...]]:
    """Read the table of modules: name to third parties, in import order."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", TABLE.read_text("utf-8"), re.MULTILINE)
    return {name: tuple(re.findall(r"`(\w+)`", third)) for name, third in rows}


def imports(path: Path) -> Iterator[str]:
    """Yield the full names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports must be absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_table_names_every_module() -> None:
    """The table has a row for each module of the package and for nothing else."""
    assert sorted(table()) == sorted({name for name, _ in modules()})


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=shown)
def test_module_imports_from_rows_above_only(name: str, path: Path) -> None:
    """Arrows point up the table."""
    order = list(table())
    above = {name, *order[: order.index(name)]}
    ours = (full.split(".") for full in imports(path))
    taken = {parts[1] for parts in ours if parts[0] == "livingreview" and len(parts) > 1}
    assert taken - above == set()


def test_third_party_has_the_importer_that_the_table_names() -> None:
    """A third party is imported by the module whose row names it and by no other."""
    found: dict[str, set[str]] = {}
    for name, path in modules():
        for full in imports(path):
            third = full.split(".")[0]
            if third != "livingreview" and third not in sys.stdlib_module_names:
                found.setdefault(third, set()).add(name)
    named: dict[str, set[str]] = {}
    for name, thirds in table().items():
        for third in thirds:
            named.setdefault(third, set()).add(name)
    assert {k: v for k, v in found.items() if k != "markupsafe"} == named
    assert {third for third, importers in found.items() if len(importers) > 1} == set(SHARED)


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=shown)
def test_module_is_read_in_one_sitting(name: str, path: Path) -> None:
    """No file of the package is longer than 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_package_knows_no_word_of_this_review() -> None:
    """What the review is about stands in its data and pages, never in the package."""
    found = set()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css", ".yml", ".svg"):
            name = path.relative_to(PACKAGE).as_posix()
            words = WORDS.finditer(path.read_text(encoding="utf-8"))
            found |= {(name, word[0].lower()) for word in words}
    assert found == set(WORDS_ALLOWED)

"""The cut of the code: arrows between wings, faces, third parties, lengths, no word of this review.

The table of wings in docs/development.md is the source: their order and third parties are read
there. `house` reads the code.
"""

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest

from house import PACKAGE, PICTURE, ROOT, arrows, imports, modules, picture, wing_imports

TABLE = ROOT / "docs" / "development.md"
MOST_LINES = 400
MOST_CHARACTERS = 120  # in a line of a template

# Third parties that several wings may import, and why.
SHARED = {
    "markupsafe": "the type of a text that is HTML already: what templates give and pages take",
}
# Names on a wing's face that no other wing takes, and why they are there.
PUBLIC = {
    ("cli", "main"): "the program itself, which pyproject.toml names",
    ("statistics", "pool_proportions"): "documented for use without the rest of the package",
    ("statistics", "exact_interval"): "documented for use without the rest of the package",
}
# Words of the first review that no part of the package may know.
WORDS = re.compile(
    r"(?<![#\w])(cd7|crs|icans|fratricid\w*|leuka?emi\w*|lymphom\w*|car-?t|t-all|ns7car|marrow|"
    r"extramedullary|infus\w*|transplant\w*|rp2d|dose.escalation)(?!\w)",
    re.IGNORECASE,
)
# Where such a word stands nevertheless, and why.
WORDS_ALLOWED: dict[tuple[str, str], str] = {}


def shown(value: object) -> str:
    """Name a case by its wing, or by its file in the package."""
    return value.relative_to(PACKAGE).as_posix() if isinstance(value, Path) else str(value)


def table() -> dict[str, tuple[str, ...]]:
    """Read the table of wings: name to third parties, in import order."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", TABLE.read_text("utf-8"), re.MULTILINE)
    return {name: tuple(re.findall(r"`(\w+)`", third)) for name, third in rows}


def face(wing: str) -> tuple[str, ...]:
    """Return the names that other wings may import from a wing; a module has no face."""
    if not (PACKAGE / wing).is_dir():
        return ()
    return tuple(importlib.import_module(f"livingreview.{wing}").__all__)


def test_table_names_every_wing() -> None:
    """The table has a row for each wing of the package and for nothing else."""
    assert sorted(table()) == sorted({name for name, _ in modules()})


@pytest.mark.parametrize("wing", sorted(arrows()))
def test_wing_imports_from_rows_above_only(wing: str) -> None:
    """Arrows point up the table."""
    order = list(table())
    assert arrows()[wing] - set(order[: order.index(wing)]) == set()


@pytest.mark.parametrize(("wing", "path"), list(modules()), ids=shown)
def test_no_import_goes_past_a_face(wing: str, path: Path) -> None:
    """What a module takes from another wing stands on that wing's face."""
    past = {
        f"{module}.{name}"
        for other, module, name in wing_imports(path)
        if other != wing
        and (PACKAGE / other).is_dir()
        and (module != other or name not in ("", *face(other)))
    }
    assert past == set()


@pytest.mark.parametrize("wing", sorted(w for w in arrows() if (PACKAGE / w).is_dir()))
def test_face_holds_what_others_take(wing: str) -> None:
    """Each name on a face is taken by another wing, and the face's docstring says what it is."""
    taken = {
        name for here, path in modules() for other, _, name in wing_imports(path)
        if other == wing != here
    }  # fmt: skip
    public = {name for place, name in PUBLIC if place == wing}
    if "" in taken:  # the wing was imported whole
        taken |= {
            node.attr
            for here, path in modules() if here != wing
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name) and node.value.id == wing
        }  # fmt: skip
    assert set(face(wing)) - taken - public == set()
    words = importlib.import_module(f"livingreview.{wing}").__doc__ or ""
    assert [name for name in face(wing) if not re.search(rf"\b{name}\b", words)] == []


def test_third_party_has_the_importer_that_the_table_names() -> None:
    """A third party is imported by the wing whose row names it and by no other."""
    found: dict[str, set[str]] = {}
    for wing, path in modules():
        for module, _ in imports(path):
            third = module.split(".")[0]
            if third != "livingreview" and third not in sys.stdlib_module_names:
                found.setdefault(third, set()).add(wing)
    named: dict[str, set[str]] = {}
    for wing, thirds in table().items():
        for third in thirds:
            named.setdefault(third, set()).add(wing)
    assert {third: wings for third, wings in found.items() if third not in SHARED} == named
    assert all(len(wings) == 1 for wings in named.values())


@pytest.mark.parametrize(("wing", "path"), list(modules()), ids=shown)
def test_module_is_read_in_one_sitting(wing: str, path: Path) -> None:
    """No file of the package is longer than 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_line_of_a_template_is_read_at_a_glance() -> None:
    """No line of a template is longer than 120 characters, and none ends in blanks."""
    templates = sorted(PACKAGE.rglob("*.html"))
    assert len(templates) > 40
    long = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > MOST_CHARACTERS or line != line.rstrip()
    ]
    assert long == []


def test_package_knows_no_word_of_this_review() -> None:
    """What the review is about stands in its data and pages, never in the package."""
    found = set()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css", ".yml", ".svg"):
            name = path.relative_to(PACKAGE).as_posix()
            words = WORDS.finditer(path.read_text(encoding="utf-8"))
            found |= {(name, word[0].lower()) for word in words}
    assert found == set(WORDS_ALLOWED)


def test_picture_of_the_house_is_current() -> None:
    """The drawing in docs/development.md is the one that `make house` writes."""
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run: make house"

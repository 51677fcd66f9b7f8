"""Files among the pages: the kinds that no browser runs are published, others are the owner's."""

import re
from pathlib import Path

import pytest

from livingreview.pages.files_beside import HARMLESS, check_files
from livingreview.rendering import FOLDER


def refused(docs: Path, *names: str, allowed: tuple[str, ...] = ()) -> list[str]:
    """Put files below a folder of pages; return those that may not be there."""
    for name in names:
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return [problem.path for problem in check_files(docs, allowed)]


def test_documented_kinds_may_be_published(root: Path, tmp_path: Path) -> None:
    """Each kind that the reference names may lie among the pages, and the same in capitals."""
    text = (root / "docs/reference.md").read_text(encoding="utf-8")
    paragraph = next(line for line in text.splitlines() if "`.png`" in line and "`.pdf`" in line)
    kinds = re.findall(r"`(\.\w+)`", paragraph)
    # Pages themselves, and two other endings of kinds that are named.
    assert {*kinds, ".md", ".jpeg", ".yaml"} == HARMLESS
    assert refused(tmp_path, *(f"a/b{kind}" for kind in kinds), "c.PNG") == []


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.js", "b/a.css", "a.swf", "a.png.htm", "a"])
def test_other_kinds_are_refused_unless_allowed(tmp_path: Path, name: str) -> None:
    """What a browser may run is named with its path; the owner allows it by path or by form."""
    docs = tmp_path / "docs"
    assert refused(docs, name, ".hidden.html") == [f"docs/{name}"]
    assert refused(docs, allowed=(name,)) == []
    assert refused(docs, allowed=("*",)) == []
    assert refused(docs, allowed=("*.other",)) == [f"docs/{name}"]


def test_drawings_are_read_elsewhere(tmp_path: Path) -> None:
    """A drawing in the folder of drawings has a reader of its own; beside it none may be."""
    names = (f"{FOLDER}/a.svg", f"{FOLDER}/more/b.svg", f"{FOLDER}/c.js")
    assert refused(tmp_path, *names) == [
        f"{tmp_path.name}/{FOLDER}/c.js", f"{tmp_path.name}/{FOLDER}/more/b.svg",
    ]  # fmt: skip

"""What leaves the repository: a whole wheel, versions that agree, fragments that have a kind."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from house import PACKAGE

RELEASE = re.compile(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", re.MULTILINE)
UNRELEASED = "No release has been made yet."


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """Give pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and give the folder that it is unpacked in."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", folder], cwd=root, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files(folder: Path) -> set[str]:
    """Return the files of a package by their paths in it, without compiled ones."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in paths}


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """Templates, theme, examples of the schema and the mark of types leave with the code."""
    held = files(wheel / "livingreview")
    assert held == files(PACKAGE)
    assert {"py.typed", "__main__.py"} <= held


def test_wheel_works_outside_the_repository(wheel: Path, root: Path, tmp_path: Path) -> None:
    """`python -m livingreview` from the wheel checks a review that lies anywhere."""
    shutil.copytree(root / "tests" / "data" / "review", tmp_path / "review")
    where = f"import livingreview; assert livingreview.__file__.startswith({str(wheel)!r})"
    for words in (["-c", where], ["-m", "livingreview", "--root", "review", "check"]):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(wheel)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_python_of_the_matrix_is_declared(root: Path, project: dict[str, Any]) -> None:
    """The workflow tests each version of Python that the package's classifiers name."""
    workflow = yaml.safe_load((root / ".github" / "workflows" / "check.yml").read_text("utf-8"))
    matrix = workflow["jobs"]["python"]["strategy"]["matrix"]["python"]
    prefix = "Programming Language :: Python :: 3."
    named = [name for name in project["project"]["classifiers"] if name.startswith(prefix)]
    assert [f"{prefix.removesuffix('3.')}{version}" for version in matrix] == named
    assert project["project"]["requires-python"] == f">={matrix[0]}"


def release_faults(version: str, changelog: str, citation: dict[str, Any]) -> list[str]:
    """Return what does not agree: the project's version, CHANGELOG.md, CITATION.cff."""
    releases = RELEASE.findall(changelog)
    stated = {
        name: str(citation[name]) for name in ("version", "date-released") if name in citation
    }
    newest = dict(zip(("version", "date-released"), releases[0], strict=True)) if releases else {}
    faults = []
    if stated != newest:
        faults.append(f"CITATION.cff must give {newest or 'no version and no date'} (got {stated})")
    if (UNRELEASED in changelog) == bool(releases):
        faults.append(f"CHANGELOG.md must say {UNRELEASED!r} before the first release only")
    if releases and numbers(version) < numbers(releases[0][0]):
        faults.append(f"version must be at least {releases[0][0]}, the newest release")
    return faults


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(int(part) for part in version.split("."))


def test_versions_agree(root: Path, project: dict[str, Any]) -> None:
    """The version is written in pyproject.toml; what names a release names the newest one."""
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert release_faults(project["project"]["version"], changelog, citation) == []


FIRST = "<!-- releases -->\n## 0.2.0 (2030-01-31)\n"


@pytest.mark.parametrize(
    ("version", "changelog", "citation", "faults"),
    [
        ("0.1.0", UNRELEASED, {}, 0),
        ("0.1.0", UNRELEASED, {"version": "0.1.0"}, 1),
        ("0.1.0", UNRELEASED, {"date-released": "2030-01-31"}, 1),
        ("0.1.0", "", {}, 1),
        ("0.2.0", FIRST, {"version": "0.2.0", "date-released": "2030-01-31"}, 0),
        ("0.10.0", FIRST, {"version": "0.2.0", "date-released": "2030-01-31"}, 0),
        ("0.1.9", FIRST, {"version": "0.2.0", "date-released": "2030-01-31"}, 1),
        ("0.2.0", FIRST, {"version": "0.2.0", "date-released": "2030-01-30"}, 1),
        ("0.2.0", FIRST, {"version": "0.1.0", "date-released": "2030-01-31"}, 1),
        ("0.2.0", FIRST, {}, 1),
        ("0.2.0", UNRELEASED + FIRST, {"version": "0.2.0", "date-released": "2030-01-31"}, 1),
    ],
)
def test_disagreement_of_versions_is_found(
    version: str, changelog: str, citation: dict[str, Any], faults: int
) -> None:
    """A date before a release, a version behind it, or another date than the section's is named."""
    assert len(release_faults(version, changelog, citation)) == faults


def test_every_fragment_has_a_kind(root: Path, project: dict[str, Any]) -> None:
    """A fragment is NAME.KIND.md; pyproject.toml and the README of changelog.d/ list the kinds."""
    folder = root / "changelog.d"
    kinds = [kind["directory"] for kind in project["tool"]["towncrier"]["type"]]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE) == kinds
    names = {path.name for path in folder.iterdir()} - {*project["tool"]["towncrier"]["ignore"]}
    pattern = re.compile(rf"[a-z0-9-]+\.({'|'.join(kinds)})\.md")
    assert [name for name in sorted(names) if not pattern.fullmatch(name)] == []

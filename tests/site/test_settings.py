"""mkdocs.yml: what check says of it, build says too, and what check passes is built."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from livingreview.cli import main
from places import DATA

CASES = yaml.safe_load((DATA / "settings.yml").read_text(encoding="utf-8"))


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Give a copy of the tiny review."""
    return Path(shutil.copytree(DATA / "review", tmp_path / "review"))


def write(review: Path, case: dict[str, Any]) -> None:
    """Write a case's mkdocs.yml and the files beside it."""
    files = {"mkdocs.yml": case.get("base", CASES["base"]) + case["mkdocs"]}
    for name, text in (files | case.get("files", {})).items():
        (review / name).write_bytes(text.encode(errors="surrogateescape"))


def run(review: Path, *arguments: str) -> Result:
    """Run a command on a review; a traceback fails the test."""
    return CliRunner().invoke(main, ["--root", str(review), *arguments], catch_exceptions=False)


@pytest.mark.parametrize("name", CASES["sound"])
def test_sound_settings_pass_check_and_build(review: Path, name: str) -> None:
    """What check passes is built, in the review's own looks and without another host."""
    case = CASES["sound"][name]
    write(review, case)
    assert run(review, "check").exit_code == 0
    built = run(review, "build")
    assert built.exit_code == 0, built.stderr
    site = review / ("public" if "site_dir" in case["mkdocs"] else "site")
    html = (site / "index.html").read_text(encoding="utf-8")
    assert "data-md-color-scheme=" in html
    assert "fonts.googleapis" not in html
    assert "data-lr-search" in html
    assert ("<p>hooked</p>" in html) == ("hooks" in case["mkdocs"])


@pytest.mark.parametrize("name", CASES["faulty"])
def test_faulty_settings_are_named_by_check_and_build(review: Path, name: str) -> None:
    """Each fault is a line with its place, the same from both; nothing is run or built."""
    case = CASES["faulty"][name]
    write(review, case)
    checked = run(review, "check")
    assert checked.exit_code == 1
    lines = checked.stdout.splitlines()
    assert len(lines) == len(case["expect"])
    for line, begin in zip(lines, case["expect"], strict=True):
        assert line.startswith(begin)
    built = run(review, "build")
    assert (built.exit_code, built.stderr.splitlines()) == (1, lines)
    assert not (review / "ran").exists()
    assert not (review / "site").exists()

"""What `check` finds by a build that is thrown away: addresses, links, settings."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from livingreview.cli import main
from livingreview.site.build import BuildError, build_site
from places import DATA

ADDRESSES = yaml.safe_load((DATA / "addresses.yml").read_text(encoding="utf-8"))
REFUSED = yaml.safe_load((DATA / "refused-by-mkdocs.yml").read_text(encoding="utf-8"))


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Give a copy of the small review that is built without search."""
    folder = tmp_path / "review"
    shutil.copytree(DATA / "review", folder)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("- livingreview", "- livingreview: {search: false}"))
    return folder


def agree(review: Path, target: Path, says: str) -> None:
    """Hold what `check` says against a text, and `build` against `check`."""
    run = CliRunner().invoke(main, ["--root", str(review), "check"])
    if says == "none":
        assert (run.exit_code, run.stderr) == (0, "")
        assert build_site(review, target)
        return
    assert run.exit_code == 1, run.output
    assert run.stdout.startswith(says)
    with pytest.raises(BuildError):
        build_site(review, target)


@pytest.mark.parametrize("case", ADDRESSES, ids=lambda case: case["file"])
def test_no_file_takes_the_address_of_another(
    review: Path, tmp_path: Path, case: dict[str, str]
) -> None:
    """A contributor's page or file in the place of a made one, or of another, is a problem."""
    path = review / case["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# A page\n", encoding="utf-8")
    config = review / "mkdocs.yml"
    allowed = f"search: false, allow_files: [{case['file'].removeprefix('docs/')}]"
    config.write_text(config.read_text(encoding="utf-8").replace("search: false", allowed))
    agree(review, tmp_path / "site", case["says"])


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["append"].strip())
def test_check_says_what_the_engine_would_refuse(
    review: Path, tmp_path: Path, case: dict[str, str]
) -> None:
    """Links to nowhere and settings that MkDocs cannot read have a file and a line."""
    path = review / case["to"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text + case["append"], encoding="utf-8")
    agree(review, tmp_path / "site", case["says"])


def test_check_leaves_nothing_behind(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rehearsed build is gone when `check` ends, and nothing new is in the review's folder."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))
    before = sorted(review.rglob("*"))
    assert CliRunner().invoke(main, ["--root", str(review), "check"]).exit_code == 0
    assert sorted(work.iterdir()) == []
    assert sorted(review.rglob("*")) == before

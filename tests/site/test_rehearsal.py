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


# ---- sentences that the data no longer support -----------------------------------------------


def outdated(tmp_path: Path, *, strict: bool) -> Path:
    """Copy the tiny review, with a sentence that its data do not support."""
    folder = shutil.copytree(DATA / "review", tmp_path / "review")
    faulty = DATA / "faulty/sentence-that-no-longer-holds/docs"
    shutil.copytree(faulty, folder / "docs", dirs_exist_ok=True)
    if strict:
        settings = folder / "mkdocs.yml"
        text = settings.read_text(encoding="utf-8")
        plugin = "livingreview: {strict_statements: true, search: false}"
        assert "- livingreview\n" in text
        settings.write_text(text.replace("- livingreview\n", f"- {plugin}\n"), encoding="utf-8")
    return folder


def test_outdated_sentence_is_a_warning_and_the_site_is_built(tmp_path: Path) -> None:
    """`check` and `build` name the sentence and pass; the page marks it for its readers."""
    folder = outdated(tmp_path, strict=False)
    for command in ("check", "build"):
        done = CliRunner().invoke(main, ["--root", str(folder), command])
        assert done.exit_code == 0
        assert "docs/healing.md:6: warning: statement must hold" in done.stdout
    page = (folder / "site/healing/index.html").read_text(encoding="utf-8")
    assert "<strong>Review needed:</strong> <del>It always clears.</del>" in page


def test_outdated_sentence_is_a_problem_where_the_owner_asks_for_it(tmp_path: Path) -> None:
    """With `strict_statements`, `check` and `build` fail, and no site is made."""
    folder = outdated(tmp_path, strict=True)
    for command in ("check", "build"):
        done = CliRunner().invoke(main, ["--root", str(folder), command])
        assert done.exit_code == 1
        assert "docs/healing.md:6: statement must hold" in done.output
    assert not (folder / "site").exists()


@pytest.mark.parametrize(
    ("strict", "form", "words"),
    [
        (False, "github", "::warning file=docs/healing.md,line=6,col=1::statement must"),
        (True, "github", "::error file=docs/healing.md,line=6,col=1::statement must"),
        (False, "json", '"severity": "warning"'),
        (True, "json", '"severity": "error"'),
    ],
)
def test_severity_is_printed_for_programs(
    tmp_path: Path, *, strict: bool, form: str, words: str
) -> None:
    """Annotations and JSON tell a warning from an error."""
    folder = outdated(tmp_path, strict=strict)
    done = CliRunner().invoke(main, ["--root", str(folder), "check", "--format", form])
    assert (done.exit_code, words in done.stdout) == (int(strict), True)

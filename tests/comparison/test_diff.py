"""The command `diff`: what it prints, and how it ends."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from changed_review import first_state, second_state
from livingreview.cli import main
from places import DATA, REVIEW


def diff(root: Path, *words: str) -> Result:
    """Run the command on the review in a folder."""
    return CliRunner().invoke(main, ["--root", str(root), "diff", *words], catch_exceptions=False)


def test_folders_are_compared_in_every_format(tmp_path: Path) -> None:
    """Each format begins with the conclusion, and a sound review ends with 0."""
    base, head = first_state(tmp_path / "before"), second_state(tmp_path / "after")
    for form in ("text", "markdown", "html", "json"):
        done = diff(head, str(base), "--format", form)
        assert done.exit_code == 0
        assert "Two estimates move, one claim changes from agrees to compatible" in done.stdout
        assert done.stderr == ""
    back = diff(head, str(head), str(base), "--format", "json")
    assert json.loads(back.stdout)["head"] == str(base)


def test_problems_of_the_head_end_with_1_and_those_of_the_base_do_not(tmp_path: Path) -> None:
    """What is wrong is named on either side; the exit code is about the head."""
    faulty = shutil.copytree(REVIEW, tmp_path / "faulty")
    shutil.copytree(DATA / "faulty/unknown-outcome", faulty, dirs_exist_ok=True)
    done = diff(faulty, str(REVIEW))
    assert done.exit_code == 1
    assert "New problems (1)" in done.stdout
    assert done.stderr == "the working tree has 1 problem: livingreview check\n"
    done = diff(REVIEW, str(faulty))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Problems that went away (1)" in done.stdout


def test_sentence_for_review_is_no_problem_of_the_head(tmp_path: Path) -> None:
    """A pull request of data alone ends with 0, though a sentence has left its condition."""
    done = diff(second_state(tmp_path / "after"), str(first_state(tmp_path / "before")))
    assert "1 sentence needs review" in done.stdout
    assert done.exit_code == 0


@pytest.mark.parametrize("words", [("nowhere",), (str(REVIEW), "nowhere"), ()])
def test_wrong_use_ends_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A place that does not exist, on either side, is named in one line."""
    root = shutil.copytree(REVIEW, tmp_path / "review")
    done = diff(root, *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    if words:
        what = "BASE" if words[0] == "nowhere" else "HEAD"
        assert f"Error: {what} must be a folder that exists (got 'nowhere'" in done.stderr


def test_base_that_moved_on_is_pointed_out(tmp_path: Path) -> None:
    """Commits that only the base has are counted, with the call that leaves them out."""
    root = shutil.copytree(REVIEW, tmp_path / "review")
    who = ("-c", "user.name=N. N.", "-c", "user.email=n@example.org")
    for words in (
        ("init", "--quiet", "--initial-branch=main"), ("add", "."),
        ("commit", "--quiet", "--message=first"), ("checkout", "--quiet", "-b", "mine"),
        ("checkout", "--quiet", "main"), ("commit", "--quiet", "--allow-empty", "--message=more"),
        ("checkout", "--quiet", "mine"),
    ):  # fmt: skip
        subprocess.run(("git", "-C", str(root), *who, *words), check=True, capture_output=True)
    done = diff(root, "main")
    assert (done.exit_code, done.stdout) == (
        0,
        "Nothing changed between main and the working tree.\n",
    )
    assert done.stderr.startswith("main has 1 commit that this branch lacks")
    assert done.stderr.count("\n") == 1


def test_folders_need_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders are compared on a machine without git; a revision is answered in one line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = diff(REVIEW, str(REVIEW))
    assert (done.exit_code, done.stderr) == (0, "")
    done = diff(shutil.copytree(REVIEW, tmp_path / "review"), "main")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("git must be installed to read a revision")

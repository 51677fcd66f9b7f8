"""Revisions of a repository: read without a checkout, and without running what it configures."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from livingreview.comparison import PlaceError, opened, since_parting
from livingreview.problems import MachineError
from places import REVIEW

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git know nothing of who runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Make a repository whose review is in `sub/`; give a function that runs git in it."""
    folder = tmp_path / "repository"
    shutil.copytree(REVIEW, folder / "sub")

    def run(*words: str, given: bytes = b"") -> str:
        who = ("-c", "user.name=N. N.", "-c", "user.email=n@example.org")
        command = ("git", "-C", str(folder), *who, *words)
        done = subprocess.run(command, input=given, capture_output=True, check=True)
        return done.stdout.decode().strip()

    run("init", "--quiet", "--initial-branch=main")
    run("add", ".")
    run("commit", "--quiet", "--message=first")
    run("tag", "v1.0.0")
    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of the review in the repository."""
    return tmp_path / "repository/sub"


def test_revision_is_read_and_the_checkout_is_not_touched(git: Git, root: Path) -> None:
    """The files are those of the revision; the folder, the index and the branch stay."""
    page = root / "docs/index.md"
    old = page.read_text(encoding="utf-8")
    page.write_text("# New\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message=second")
    page.write_text("# Not committed\n", encoding="utf-8")
    before = git("status", "--porcelain"), git("rev-parse", "HEAD")
    for name, text in (("v1.0.0", old), ("main~1", old), ("HEAD", "# New\n")):
        with opened(name, root, "BASE") as folder:
            assert (folder / "docs/index.md").read_text(encoding="utf-8") == text
            assert folder != root
        assert not folder.exists()
    assert page.read_text(encoding="utf-8") == "# Not committed\n"
    assert (git("status", "--porcelain"), git("rev-parse", "HEAD")) == before


def test_nothing_that_a_repository_configures_runs(git: Git, root: Path, tmp_path: Path) -> None:
    """No hook, filter, monitor or helper of the repository is run, nor is anything fetched."""
    ran = tmp_path / "ran"
    script = tmp_path / "repository/evil"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    hooks = tmp_path / "repository/.git/hooks"
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        shutil.copy(script, hooks / name)
    for key in (
        "core.fsmonitor", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process",
        "core.pager", "core.sshCommand", "diff.evil.textconv", "alias.rev-parse", "alias.ls-tree",
    ):  # fmt: skip
        git("config", key, f"!{script}" if key.startswith("alias") else str(script))
    (root / ".gitattributes").write_text("* filter=evil diff=evil export-ignore\n", "utf-8")
    with opened("v1.0.0", root, "BASE") as folder:
        assert (folder / "docs/index.md").is_file()
    since_parting(root, "v1.0.0")
    assert not ran.exists()


def test_missing_objects_are_not_fetched(git: Git, root: Path) -> None:
    """A revision that is not complete is named with the repair."""
    blob = git("rev-parse", "v1.0.0:sub/docs/index.md")
    stored = root.parent / ".git/objects" / blob[:2] / blob[2:]
    stored.unlink()
    with pytest.raises(PlaceError, match=r"must be complete .*docs/index.md.*fetch it first"):
        opened("v1.0.0", root, "BASE").__enter__()


def test_settings_inherited_from_outside_the_review_are_read(git: Git, root: Path) -> None:
    """A YAML file above the review comes along, for mkdocs.yml to inherit from."""
    (root.parent / "base.yml").write_text("site_name: Base\n", encoding="utf-8")
    (root.parent / "large.bin").write_bytes(b"0" * 1000)
    git("add", ".")
    git("commit", "--quiet", "--message=base")
    with opened("HEAD", root, "BASE") as folder:
        assert (folder.parent / "base.yml").is_file()
        assert not (folder.parent / "large.bin").exists()


def test_made_up_tree_writes_nothing_outside(
    git: Git, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that leaves the folder is passed over, and nothing is written through a link."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    outside = tmp_path / "outside"
    outside.mkdir()
    blob = git("hash-object", "-w", "--stdin", given=b"evil")
    link = git("hash-object", "-w", "--stdin", given=os.fsencode(outside))

    def tree(*entries: tuple[str, str, str]) -> str:
        rows = b"".join(
            f"{mode} {name}".encode() + b"\0" + bytes.fromhex(id) for mode, name, id in entries
        )
        words = ("hash-object", "-w", "-t", "tree", "--stdin", "--literally")
        return git(*words, given=rows)

    evil = tree(("100644", "evil.yml", blob))
    review = git("rev-parse", "v1.0.0:sub")
    made = tree(
        ("40000", "..", evil), ("40000", ".git", evil), ("120000", "link", link),
        ("40000", "link", evil), ("40000", "sub", review),
    )  # fmt: skip
    commit = git("commit-tree", made, "-m", "made up")
    with opened(commit, root, "BASE") as folder:
        assert not (tmp_path / "evil.yml").exists()
        assert not (folder.parent / ".git").exists()
        assert (folder.parent / "link/evil.yml").read_bytes() == b"evil"
    assert list(outside.iterdir()) == []


def test_links_stay_links(git: Git, root: Path) -> None:
    """A link of a revision is a link when it is read, for the checks to refuse."""
    (root / "docs/link.md").symlink_to("/etc/hostname")
    git("add", ".")
    git("commit", "--quiet", "--message=link")
    with opened("HEAD", root, "BASE") as folder:
        assert (folder / "docs/link.md").readlink() == Path("/etc/hostname")


def test_name_of_a_branch_and_a_folder_is_the_branch(
    git: Git, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision comes before a folder of its name, which `./` names."""
    shutil.copytree(REVIEW, root.parent / "main")
    monkeypatch.chdir(root.parent)
    with opened("main", root, "BASE") as folder:
        assert folder != root.parent / "main"
    with opened("./main", root, "BASE") as folder:
        assert folder == root.parent / "main"


def test_commits_that_the_base_is_ahead_are_counted(git: Git, root: Path) -> None:
    """Where the base has moved on, the place where both parted is named."""
    parted = git("rev-parse", "--short", "HEAD")
    git("checkout", "--quiet", "-b", "mine")
    git("commit", "--quiet", "--allow-empty", "--message=mine")
    git("checkout", "--quiet", "main")
    for number in range(2):
        git("commit", "--quiet", "--allow-empty", f"--message=theirs {number}")
    assert since_parting(root, "main", "mine") == (2, parted)
    assert since_parting(root, "v1.0.0", "mine") == (0, parted)
    assert since_parting(root, str(root)) == (0, "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mian", "BASE must be a branch, tag, commit or folder that exists .*did you mean 'main'"),
        ("v1.0", "did you mean 'v1.0.0'"),
        ("--output=x", "BASE must be a branch, tag, commit or folder that exists"),
        ("./nowhere", "BASE must be a folder that exists"),
        ("v0.0.0", "BASE must hold a review: references/review.yml was not found in sub/ of the"),
    ],
)
def test_name_that_means_nothing_is_answered_with_the_nearest(
    git: Git, root: Path, name: str, message: str
) -> None:
    """What was found and the repair are in one line."""
    empty = git("commit-tree", git("mktree"), "-m", "empty")
    git("tag", "v0.0.0", empty)
    with pytest.raises(PlaceError, match=message) as told:
        opened(name, root, "BASE").__enter__()
    assert "\n" not in str(told.value)


def test_outside_a_repository_there_are_folders_only(tmp_path: Path) -> None:
    """A review that is in no repository can be compared with a folder."""
    root = shutil.copytree(REVIEW, tmp_path / "review")
    with pytest.raises(PlaceError, match=r"is in no git repository.*git init"):
        opened("main", root, "BASE").__enter__()
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlaceError, match=r"must hold a review: .*an empty folder"):
        opened(str(tmp_path / "empty"), root, "BASE").__enter__()
    with opened(str(root), tmp_path, "BASE") as folder:
        assert folder == root


def test_git_that_is_missing_is_named(
    root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git a revision cannot be read; a folder can."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MachineError, match="git must be installed"):
        opened("main", root, "BASE").__enter__()
    monkeypatch.chdir(root.parent)
    with opened("sub", root, "BASE") as folder:
        assert folder == root

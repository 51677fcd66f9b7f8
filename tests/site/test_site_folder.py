"""The folder of the site: what a build may replace, kills, two builds at once, a full disk."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from livingreview.cli import main
from livingreview.site.site_folder import MARKER, building, mark
from places import REVIEW

PROGRAM = [sys.executable, "-c", "from livingreview.cli import main; main()"]


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the tiny review with a repository, and make it the working folder."""
    folder = Path(shutil.copytree(REVIEW, tmp_path / "review"))
    for name in ("scripts", ".git"):
        (folder / name).mkdir()
        (folder / name / "work").write_text("not to be lost", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    """Run a command; a traceback fails the test."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def state(folder: Path) -> dict[str, str]:
    """Return what a folder holds, links as links; two states are equal if nothing was touched."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path)] = f"link to {path.readlink()}"
        elif path.is_file():
            found[str(path)] = sha256(path.read_bytes()).hexdigest()
        else:
            found[str(path)] = "folder"
    return found


def litter(folder: Path) -> list[str]:
    """Return what builds into `site` beside it have left."""
    return sorted(path.name for path in folder.glob(".site-*"))


def _foreign(review: Path) -> Path:
    folder = review.parent / "foreign"
    folder.mkdir()
    (folder / "thesis.txt").write_text("not to be lost", encoding="utf-8")
    return folder


def _link(to: Callable[[Path], Path]) -> Callable[[Path], Path]:
    def make(review: Path) -> Path:
        link = review / "link"
        link.symlink_to(to(review))
        return link

    return make


def _marked(at: str, *, holding: str = "") -> Callable[[Path], Path]:
    """Put a mark where none belongs, as copying a built site there does."""

    def make(review: Path) -> Path:
        folder = review / at
        mark(folder)
        if holding:
            (folder / holding).mkdir()
        return folder

    return make


def _file(review: Path) -> Path:
    (review / "out").write_text("not to be lost", encoding="utf-8")
    return review / "out"


def _marked_by_a_folder(review: Path) -> Path:
    (review / "out" / MARKER).mkdir(parents=True)
    return review / "out"


def _marked_by_other_words(review: Path) -> Path:
    (review / "out").mkdir()
    (review / "out" / MARKER).write_text("my notes on livingreview", encoding="utf-8")
    return review / "out"


def _marked_by_a_link(review: Path) -> Path:
    mark(review.parent / "elsewhere")
    (review / "out").mkdir()
    (review / "out" / MARKER).symlink_to(review.parent / "elsewhere" / MARKER)
    return review / "out"


def _earlier_edition(at: Path) -> Path:
    for name in ("assets/livingreview/livingreview.css", "data/datapackage.json", "index.html"):
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text("of an earlier edition", encoding="utf-8")
    return at


PLACES: dict[str, Callable[[Path], Path | str]] = {
    "the review": lambda _: ".",
    "the review by another way": lambda review: review / "docs" / "..",
    "no name": lambda _: "",
    "its parent": lambda _: "..",
    "the root of the disk": lambda _: "/",
    "docs": lambda _: "docs",
    "docs with a slash": lambda _: "docs/",
    "references": lambda _: "references",
    "seeds": lambda _: "seeds",
    "scripts": lambda _: "scripts",
    "the repository": lambda _: ".git",
    "a folder in docs": lambda _: "docs/sources",
    "a new folder in docs": lambda _: "docs/a/b/c",
    "a new folder in the repository": lambda _: ".git/site",
    "docs by a detour": lambda _: "seeds/../docs",
    "a marked folder in docs": _marked("docs/site"),
    "marked docs": _marked("docs"),
    "the marked review": _marked("."),
    "a page": lambda _: "docs/index.md",
    "a folder below a page": lambda _: "docs/index.md/site",
    "a file": _file,
    "a folder below a file": lambda review: _file(review) / "site",
    "a foreign folder": _foreign,
    "a folder without our mark": lambda review: _earlier_edition(review / "out"),
    "a folder marked by a folder": _marked_by_a_folder,
    "a folder marked by other words": _marked_by_other_words,
    "a folder marked by a link": _marked_by_a_link,
    "a marked folder with a repository": _marked("out", holding=".git"),
    "a marked folder with a review": _marked("out", holding="mkdocs.yml"),
    "a link to docs": _link(lambda review: review / "docs"),
    "a link to a marked folder": _link(lambda review: _marked("../marked")(review)),
    "a link to an empty folder": _link(lambda review: _marked("../e", holding="x")(review) / "x"),
    "a link to nowhere": _link(lambda review: review.parent / "nowhere"),
    "a link in a circle": _link(lambda review: review / "link"),
    "a folder behind a link to docs": lambda review: _link(lambda r: r / "docs")(review) / "site",
    "a folder behind a circle": lambda review: _link(lambda r: r / "link")(review) / "site",
    "a device": lambda _: "/dev/null",
}


@pytest.mark.parametrize("place", PLACES)
def test_build_refuses_a_folder_that_is_not_its_own(review: Path, place: str) -> None:
    """The reason and the repair are said with exit code 2, and nothing is touched."""
    target = PLACES[place](review)
    before = state(review.parent)
    done = run("build", "--site-dir", str(target))
    assert done.exit_code == 2
    assert " must " in done.stderr
    assert "choose another folder" in done.stderr
    assert state(review.parent) == before


@pytest.mark.parametrize("place", ["docs", "seeds", "site"])
def test_mkdocs_refuses_it_too(review: Path, place: str) -> None:
    """`mkdocs build` empties its folder first: the plugin lets it do so with ours only."""
    (review / "site").mkdir()
    (review / "site" / "thesis.txt").write_text("not to be lost", encoding="utf-8")
    before = state(review)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", place]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert state(review) == before


def test_mkdocs_marks_what_it_builds(review: Path) -> None:
    """What `mkdocs build` built, a build replaces."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    assert subprocess.run(command, check=False).returncode == 0
    assert run("build").exit_code == 0


@pytest.mark.parametrize(
    "place", ["absent", "deep/and/absent", "empty", "built", "earlier edition"]
)
def test_build_replaces_its_own(review: Path, place: str) -> None:
    """An absent folder, an empty one, one that we built, and site/ of an earlier edition."""
    target = review / ("site" if place == "earlier edition" else place)
    if place == "empty":
        target.mkdir()
    elif place == "built":
        mark(target)
        (target / "old.html").write_text("old", encoding="utf-8")
    elif place == "earlier edition":
        _earlier_edition(target)
    done = run("build", "--site-dir", str(target))
    assert done.exit_code == 0, done.stderr
    assert (target / MARKER).is_file()
    assert "Fern Review" in (target / "index.html").read_text(encoding="utf-8")
    assert not (target / "old.html").exists()
    assert [path.name for path in target.parent.glob(f".{target.name}-*")] == []


# ---- kills and two builds at once -------------------------------------------------------------


def broken(review: Path) -> None:
    """Put a fault into the data, so that no build succeeds."""
    (review / "references" / "cohorts.yml").write_text("cohorts: 5\n", encoding="utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_killed_build_leaves_the_last_good_site(review: Path, seed: int) -> None:
    """Whenever it is killed, the site is the old or the new one, and the next build sweeps."""
    mark(review / "site")
    (review / "site" / "index.html").write_text("the last good site", encoding="utf-8")
    before = state(review / "site")
    build = subprocess.Popen([*PROGRAM, "build"], stderr=subprocess.DEVNULL)
    while not litter(review) and build.poll() is None:
        time.sleep(0.001)
    time.sleep(random.Random(seed).uniform(0, 1.5))  # noqa: S311 - any moment will do
    build.kill()
    build.wait()
    after = state(review / "site")
    assert after == before or str(review / "site" / "data" / "results.csv") in after
    assert run("build").exit_code == 0
    assert litter(review) == []


def test_kill_between_the_renames_is_made_good(review: Path) -> None:
    """Where two folders can't be swapped at once, the next start puts the older one back."""
    mark(review / "site")
    (review / "site" / "index.html").write_text("the last good site", encoding="utf-8")
    before = state(review / "site")
    script = (
        "import os, signal, pathlib\n"
        "from livingreview import cli\n"
        "from livingreview.site import site_folder\n"
        "rename = pathlib.Path.rename\n"
        "def first(one, other):\n"
        "    rename(one, other)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "site_folder._swap = lambda one, other: False\n"
        "pathlib.Path.rename = first\n"
        "cli.main(['build'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (review / "site").exists()
    broken(review)
    assert run("build").exit_code == 1
    assert state(review / "site") == before
    assert litter(review) == []


def test_folders_are_replaced_without_a_swap_too(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a system that can't swap two folders the site is replaced all the same."""
    monkeypatch.setattr("livingreview.site.site_folder._swap", lambda *_: False)
    mark(review / "site")
    (review / "site" / "old.html").write_text("old", encoding="utf-8")
    assert run("build").exit_code == 0
    assert not (review / "site" / "old.html").exists()
    assert litter(review) == []


def test_interrupted_build_ends_with_a_line(review: Path) -> None:
    """Ctrl+C is exit code 130, without a traceback and without litter."""
    build = subprocess.Popen([*PROGRAM, "build"], stderr=subprocess.PIPE, text=True)
    while not litter(review) and build.poll() is None:
        time.sleep(0.001)
    build.send_signal(signal.SIGINT)
    _, said = build.communicate()
    assert (build.returncode, said) == (130, "stopped\n")
    assert not (review / "site").exists()
    assert litter(review) == []


def test_interrupt_at_the_lock_leaves_no_file(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C right after the lock's file was created leaves no file either."""
    flock = fcntl.flock
    interrupts = [KeyboardInterrupt]

    def interrupted(*arguments: int) -> None:
        if interrupts:
            raise interrupts.pop()
        flock(*arguments)

    monkeypatch.setattr(fcntl, "flock", interrupted)
    with pytest.raises(KeyboardInterrupt), building(review / "site"):
        pass
    assert litter(review) == []


def test_second_build_says_that_another_one_runs(review: Path) -> None:
    """Two builds never share a folder: the second one ends at once and says why."""
    with building(review / "site"):
        done = run("build")
        assert done.exit_code == 1
        assert "another build into this folder is running" in done.stderr
    assert run("build").exit_code == 0


def test_builds_at_the_same_instant_leave_one_whole_site(review: Path) -> None:
    """Of several builds started together at least one succeeds; no other spoils its site."""
    builds = [
        subprocess.Popen([*PROGRAM, "build"], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [build.communicate()[1] for build in builds]
    assert sorted({build.returncode for build in builds}) in ([0], [0, 1])
    for build, text in zip(builds, said, strict=True):
        assert build.returncode == 0 or "another build into this folder is running" in text
    whole = state(review / "site").keys()
    assert run("build").exit_code == 0
    made = "pagefind"  # its files are named anew by each run
    assert {p for p in whole if made not in p} == {
        p for p in state(review / "site") if made not in p
    }
    assert litter(review) == []


def test_only_what_dead_builds_left_is_swept(review: Path) -> None:
    """A living process keeps its folder, and a folder without our mark is not ours."""
    dead = subprocess.Popen(["true"])
    dead.wait()
    living = os.getppid()
    mark(review / f".site-{dead.pid}")
    _earlier_edition(review / f".site-{dead.pid}-old")
    mark(review / f".site-{living}")
    (review / ".site-2024").mkdir()
    (review / ".site-2024" / "thesis.txt").write_text("not to be lost", encoding="utf-8")
    (review / ".site-plan").write_text("not to be lost", encoding="utf-8")
    assert run("build").exit_code == 0
    assert litter(review) == sorted([".site-2024", ".site-plan", f".site-{living}"])


@pytest.mark.parametrize("place", ["site", ".site-1"])
def test_make_clean_removes_only_what_was_built(root: Path, tmp_path: Path, place: str) -> None:
    """A folder without our mark stays, and so does what a link leads to."""
    shutil.copy(root / "Makefile", tmp_path)
    (tmp_path / place).mkdir()
    (tmp_path / place / "thesis.txt").write_text("not to be lost", encoding="utf-8")
    mark(tmp_path / "elsewhere")
    (tmp_path / ".site-2").symlink_to("elsewhere")
    mark(tmp_path / ".site-3")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "thesis.txt").write_text("not to be lost", encoding="utf-8")
    subprocess.run(["make", "-C", tmp_path, "clean"], check=True, capture_output=True)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted(["Makefile", place, "elsewhere", ".site-2", ".venv"])
    mark(tmp_path / place)
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    subprocess.run(["make", "-C", tmp_path, "clean"], check=True, capture_output=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["Makefile", "elsewhere", ".site-2"]
    )


# ---- faults of the machine --------------------------------------------------------------------


def fail(review: Path, *, program: list[str] | None = None, **environment: str) -> str:
    """Run a build that must fail and leave the last good site; return what it says."""
    mark(review / "site")
    (review / "site" / "index.html").write_text("the last good site", encoding="utf-8")
    before = state(review / "site")
    done = subprocess.run(
        [*(program or PROGRAM), "build"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert state(review / "site") == before
    assert litter(review) == []
    return done.stderr


@pytest.mark.parametrize("size", [0, 2_000, 40_000])
def test_full_disk_is_a_line(review: Path, size: int) -> None:
    """No file may grow beyond a size, as on a full disk: the last good site stays."""
    script = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "from livingreview.cli import main\n"
        "main()\n"
    )
    said = fail(review, program=[sys.executable, "-B", "-c", script])
    assert len(said.splitlines()) == 1
    assert "File too large" in said or "Pagefind" in said


def test_folder_that_can_not_be_written_is_a_line(review: Path) -> None:
    """A parent that takes no folder is named with what the system says."""
    done = run("build", "--site-dir", "/proc/livingreview/site")
    assert done.exit_code == 1
    assert done.stderr.startswith("/proc/livingreview/site: must be a folder that can be written (")


PROGRAMS = {
    "missing": None,
    "not executable": "",
    "no program": "\x7fELF nothing",
    "killed": "#!/bin/sh\ncase $1 in --version) echo pandoc 3.9;; *) kill -9 $$;; esac\n",
    "silent": "#!/bin/sh\ncase $1 in --version) echo pandoc 3.9;; esac\n",
    "cut off": "#!/bin/sh\necho pandoc 3.9\n"
    "test $1 = --site && mkdir $4 && echo > $4/pagefind-entry.json\n:\n",
    "failing": "#!/bin/sh\ncase $1 in --version) echo pandoc 3.9;; *) echo no >&2; exit 3;; esac\n",
}


@pytest.mark.parametrize("variable", ["PYPANDOC_PANDOC", "PAGEFIND_BINARY_PATH"])
@pytest.mark.parametrize("case", PROGRAMS)
def test_program_that_does_not_run_is_named(review: Path, variable: str, case: str) -> None:
    """Pandoc or Pagefind missing, not executable, killed or failing: a line that names it."""
    program = review.parent / "program"
    text = PROGRAMS[case]
    if text is not None:
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755 if text else 0o644)
    said = fail(review, **{variable: str(program)})
    assert ("pandoc" if variable == "PYPANDOC_PANDOC" else "Pagefind") in said

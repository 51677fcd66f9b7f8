"""Try mutants, each in a copy of the repository, and say which of them no test notices.

`draw` makes the mutants, `watch` is what pytest does here: it notes which test calls which
function, so that a mutant is tried on the tests that can notice it, those of its own wing first
and fast ones before slow ones; then on the whole of its wing and on what goes out (`golden`).
`patch` puts most of them into a package that is imported already. What no test notices there,
and what runs at import, is tried in a process that imports the package anew.

The checkout is never changed. Verdicts are kept in `.cache/mutants/` while the code and the tests
are the same: a run that was broken off goes on where it stopped.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from mutants import patch, report, watch

ROOT = Path(__file__).parent.parent.parent
CACHE = Path(".cache/mutants")
# The score below which a run fails.
AIM = 0.9

# Tests that can notice a mutant: those on invented data that open no browser, start no process
# and build no site but that of the golden files.
TESTS = (
    "tests/statistics",
    "tests/synthesis",
    "tests/bibliography",
    "tests/library",
    "tests/pages",
    "tests/downloads",
    "tests/test_golden.py",
)
PYTEST = (
    "-q", "-x", "--assert=plain", "--tb=no", "-p", "no:cacheprovider", "-p", "no:faulthandler",
    "-m", "not browser and not living",
)  # fmt: skip
# The first tests take no more seconds than this together: most mutants fall to them.
FIRST_SECONDS = 3.0
# A mutant whose tests compute longer by this factor and these seconds is noticed as well, and one
# whose tests last longer than this, whatever they do.
SLOWER, MORE_SECONDS = 10, 30
LONGEST_SECONDS = 1800
MEMORY = 6 * 2**30


@dataclass(frozen=True)
class Copy:
    """A copy of the repository in which one mutant at a time is tried."""

    root: Path

    @contextlib.contextmanager
    def changed(self, mutant: report.Mutant) -> Iterator[None]:
        """Let a module be another for a while.

        Its time is one that it never had, so that no compiled code is taken for it.
        """
        path = self.root / mutant["path"]
        before, times = path.read_bytes(), path.stat()
        path.write_text(mutant["code"], encoding="utf-8")
        os.utime(path, (times.st_atime, int(mutant["id"], 16) // 2))
        try:
            yield
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@contextlib.contextmanager
def copied(files: Sequence[str]) -> Iterator[Copy]:
    """Copy the repository's files to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for name in files:
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target, follow_symlinks=False)
        Path(folder, ".venv").symlink_to(ROOT / ".venv")
        yield Copy(Path(folder))


def files_of_the_repository() -> list[str]:
    """Return the names of all files that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sorted(name for name in set(listed.stdout.split("\0")) if (ROOT / name).is_file())


def digest(files: Sequence[str]) -> str:
    """Return what is the same while no file is another; what is here changes no verdict."""
    found = hashlib.sha256()
    for name in files:
        if name.startswith(("tests/mutants/", "tests/test_mutants.py", str(report.EXPLAINED))):
            continue
        found.update(f"{name}\0".encode() + (ROOT / name).read_bytes())
    return found.hexdigest()[:16]


def run_tests(copy: Copy, watcher: object, names: Sequence[str]) -> int:
    """Run tests in the copy, in this process; return pytest's exit code."""
    os.chdir(copy.root)
    scripts = str(copy.root / "scripts")
    sys.path.insert(0, scripts)
    os.environ |= {
        "PYTHONPATH": scripts, "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DEBUG_TEMPROOT": str(copy.root.parent),
    }  # fmt: skip
    base = f"--basetemp={copy.root / '.cache/pytest'}"
    return int(pytest.main([*PYTEST, base, *names], plugins=[watcher]))


def in_child(work: Callable[[], int], seconds: float, out: Path) -> int | None:
    """Return the exit code of work done in a process of its own, None if it took too long."""
    child = os.fork()
    if not child:
        code = 70
        try:
            os.setsid()
            _bound(seconds)
            with out.open("w", encoding="utf-8") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            code = work()
        finally:
            os._exit(code)
    end = time.monotonic() + LONGEST_SECONDS
    try:
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                child = 0
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.01)
        return None
    finally:
        if child:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _bound(seconds: float) -> None:
    """Bound what a child may take, also when nobody waits for it any more."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def watched(copy: Copy, kept: Path) -> dict[str, Any] | None:
    """Return what each test calls and takes, without any mutant; None if a test fails."""
    if not kept.exists():
        sys.stdout.write("running the tests without any mutant, to see what each of them calls\n")
        sys.stdout.flush()
        watcher = watch.Watcher(str(copy.root / "scripts"), kept)
        out = copy.root / ".cache/out.txt"
        out.parent.mkdir(exist_ok=True)
        code = in_child(partial(run_tests, copy, watcher, TESTS), 3600, out)
        if code:
            sys.stdout.write(out.read_text(encoding="utf-8")[-4000:])
            return None
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def batches(mutant: report.Mutant, tests: dict[str, watch.Test]) -> tuple[list[str], ...]:
    """Return the tests that may notice a mutant in three parts, the fast ones of its wing first.

    The first two call its function; the third is the rest of its wing and of what goes out.
    """
    function = f"{mutant['path'].removeprefix('scripts/')}:{mutant['function']}"
    anywhere = mutant["kept"] or not mutant["function"]
    wing = (f"tests/{mutant['wing']}/", "tests/test_golden.py")

    def ranked(names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (not name.startswith(wing), tests[name]["seconds"]))

    near = ranked(name for name in tests if anywhere or function in tests[name]["functions"])
    seconds = accumulate(tests[name]["seconds"] for name in near)
    first = sum(sum_ <= FIRST_SECONDS for sum_ in seconds)
    others = {name for name in tests if name.startswith(wing)} - {*near}
    return near[:first], near[first:], ranked(others)


def is_noticed(copy: Copy, mutant: report.Mutant, tests: dict[str, watch.Test]) -> bool:
    """Say whether a test fails with the mutant, in processes that import the package anew."""
    with copy.changed(mutant):
        return _fails(copy, mutant, batches(mutant, tests), tests, run_tests)


def is_noticed_at_once(copy: Copy, mutant: report.Mutant, tests: dict[str, watch.Test]) -> bool:
    """Say whether a test that calls it fails with the mutant put into the imported package."""

    def work(copy: Copy, watcher: object, names: Sequence[str]) -> int:
        if patch.is_patched(copy.root / "scripts", mutant):
            return run_tests(copy, watcher, names)
        return pytest.ExitCode.OK

    return _fails(copy, mutant, batches(mutant, tests)[:2], tests, work)


def _fails(
    copy: Copy,
    mutant: report.Mutant,
    parts: Sequence[list[str]],
    tests: dict[str, watch.Test],
    work: Callable[[Copy, object, Sequence[str]], int],
) -> bool:
    for names in parts:
        seconds = sum(tests[name]["seconds"] for name in names)
        files = sorted({name.partition("::")[0] for name in names})
        child = partial(work, copy, watch.Chosen(names), files)
        out = copy.root / ".cache/out.txt"
        if names and in_child(child, seconds * SLOWER + MORE_SECONDS, out) != pytest.ExitCode.OK:
            if not (copy.root / "tests/conftest.py").is_file():
                raise RuntimeError(f"the copy is gone while mutants were tried in it: {copy.root}")
            return True
    return False


def try_all(
    files: Sequence[str],
    mutants: Sequence[report.Mutant],
    tests: dict[str, watch.Test],
    verdicts: Path,
) -> None:
    """Try mutants in a copy; add each verdict to a file at once."""
    with copied(files) as copy:
        (copy.root / ".cache").mkdir()
        quick = [mutant for mutant in mutants if mutant["function"] and not mutant["kept"]]
        wait_for([job(partial(try_at_once, copy, quick, tests, verdicts))])
        found = report.known(verdicts)
        for mutant in mutants:
            if mutant["id"] not in found:
                _note(verdicts, mutant, is_killed=is_noticed(copy, mutant, tests))


def try_at_once(
    copy: Copy, mutants: Sequence[report.Mutant], tests: dict[str, watch.Test], verdicts: Path
) -> None:
    """Import the package and the tests once, and try mutants there; note those that are noticed."""
    with (
        (copy.root / ".cache/out.txt").open("w", encoding="utf-8") as out,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        run_tests(copy, watch.Chosen(()), ("--collect-only", *TESTS))
    for mutant in mutants:
        if is_noticed_at_once(copy, mutant, tests):
            _note(verdicts, mutant, is_killed=True)


def _note(verdicts: Path, mutant: report.Mutant, *, is_killed: bool) -> None:
    with verdicts.open("a", encoding="utf-8") as file:
        file.write(f"{mutant['id']} {'killed' if is_killed else 'survived'}\n")
    sys.stdout.write("." if is_killed else "S")
    sys.stdout.flush()


def job(work: Callable[[], None]) -> int:
    """Begin work in a process of its own; return its number."""
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        work()
        code = 0
    except KeyboardInterrupt:
        pass
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def wait_for(jobs: Sequence[int]) -> None:
    """Wait for jobs; end them where this process is to end."""
    left = list(jobs)
    try:
        while left:
            os.waitpid(left[0], 0)
            left.pop(0)
    finally:
        for number in left:
            os.kill(number, signal.SIGTERM)
            os.waitpid(number, 0)


def preload(modules: Sequence[str]) -> None:
    """Import what the tests import from others, so that no child has to."""
    for name in modules:
        with contextlib.suppress(Exception):
            __import__(name)


def main() -> int:
    """Try the mutants of a file; return 0 if as many are killed as we aim at."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mutants", type=Path, help="what `draw` printed")
    parser.add_argument("--jobs", type=int, default=1, help="how many are tried at a time")
    given = parser.parse_args()
    if given.jobs < 1:
        parser.error(f"JOBS must be 1 or more (got {given.jobs})")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mutants = [json.loads(line) for line in given.mutants.read_text("utf-8").splitlines()]
    if not mutants:
        sys.stderr.write("no mutant was drawn\n")
        return 2
    files = files_of_the_repository()
    cache = ROOT / CACHE / digest(files)
    cache.mkdir(parents=True, exist_ok=True)
    verdicts = cache / "verdicts.txt"
    try:
        with copied(files) as copy:
            baseline = watched(copy, cache / "tests.json")
        if baseline is None:
            sys.stderr.write("the tests must pass before a mutant is tried: run make test\n")
            return 2
        preload(baseline["modules"])
        missing = [mutant for mutant in mutants if mutant["id"] not in report.known(verdicts)]
        shares = [missing[number :: given.jobs] for number in range(given.jobs)]
        wait_for([
            job(partial(try_all, files, share, baseline["tests"], verdicts))
            for share in shares
            if share
        ])  # fmt: skip
    except KeyboardInterrupt:
        pass
    found = report.known(verdicts)
    if left := sum(mutant["id"] not in found for mutant in mutants):
        sys.stderr.write(
            f"\nbroken off with {left} of {len(mutants)} mutants left; "
            "the same command goes on from here\n"
        )
        return 130
    return 0 if report.score(ROOT, mutants, found) >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())

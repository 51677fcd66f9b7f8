"""What `check` passes, `build` builds: over reviews made up at random and reviews broken at random.

`make test` tries a few, the same in every run; `make audit` tries many, new ones each time. A
review that fails is left in a folder whose path the failure names.
"""

import json
import random
import re
import shutil
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

import made_reviews
import mutations
from livingreview.cli import main
from livingreview.library.loading import load_library
from livingreview.site.build import build_site
from places import REVIEW

SECONDS = 120  # no small review takes a tenth of it
MOST = 400_000  # characters that `check` prints of one small review
LONGEST = 2_000  # characters of one message
# What a message of ours never holds: words of Python.
PYTHON = re.compile(r"Traceback|<class|object at 0x|NoneType|\b(Key|Type|Value|Attribute)Error\b")
WHOLE = 40  # one review in so many goes through the search as well
FEW = 12  # reviews of each kind that `make test` tries


class HangError(BaseException):
    """Raised when a review takes too long; nothing of the package catches it."""


@contextmanager
def watched(what: str) -> Iterator[None]:
    """Stop what takes longer than `SECONDS`, naming it."""

    def stop(signum: int, frame: object) -> None:
        raise HangError(f"more than {SECONDS} s: {what}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def examine(folder: Path, *, whole: bool) -> list[str]:
    """Check a review and build what passes; return what went wrong with us, not with the review."""
    run = CliRunner().invoke(main, ["--root", str(folder), "check", "--format", "json"])
    if run.exception and not isinstance(run.exception, SystemExit):
        return ["check: " + "".join(traceback.format_exception(run.exception))]
    if run.exit_code == 1:
        event("refused")
        return list(faults_of(folder, run.stdout))
    if run.exit_code != 0:
        return [f"check: exit code {run.exit_code}: {run.output}"]
    event("built")
    if whole:
        config = folder / "mkdocs.yml"
        config.write_bytes(config.read_bytes().replace(b"search: false", b"search: true"))
    target = folder.with_name("site")
    try:
        build_site(folder, target)
    except Exception as error:
        return [f"build refuses what check passed: {type(error).__name__}: {error}"]
    return list(lost(folder, target))


def faults_of(folder: Path, printed: str) -> Iterator[str]:
    """Yield what is wrong with the problems that `check` printed."""
    if len(printed) > MOST:
        yield f"check: {len(printed)} characters"
    problems = json.loads(printed)
    if not problems:
        yield "check: exit code 1 without a problem"
    for problem in problems:
        path, line, message = problem["path"], problem["line"], problem["message"]
        file = folder / path
        lines = lines_of(file) if file.is_file() else line
        if not path or line > lines or (file.is_file() and problem["field"] and not line):
            yield f"check: no such place: {problem}"
        if PYTHON.search(message) or len(message) > LONGEST or not message.strip():
            yield f"check: no message for people: {problem}"


def lines_of(file: Path) -> int:
    """Count the lines of a file as an editor shows them, an empty last one too."""
    return len((file.read_text(encoding="utf-8", errors="replace") + " ").splitlines())


def lost(folder: Path, site: Path) -> Iterator[str]:
    """Yield the records and results that are in the data and not in the site."""
    library = load_library(folder).library
    assert library
    written = json.loads((site / "data/sources.json").read_text(encoding="utf-8"))
    results = {source["key"]: len(source.get("results", ())) for source in written}
    files = sum(1 for path in (folder / "references/sources").glob("*.bib"))
    if len(results) < files:
        yield f"build: {files - len(results)} records of {files} are gone"
    for key, source in library.sources.items():
        page = site / "sources" / key / "index.html"
        ids = re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))
        if results.get(key) != len(source.results):
            yield f"build: results of {key} are gone"
        if missing := {result.anchor for result in source.results} - set(ids):
            yield f"build: no row for {sorted(missing)} of {key}"
        if repeated := sorted({id for id in ids if ids.count(id) > 1}):
            yield f"build: {key} has the ids {repeated} twice"


def try_one(chance: random.Random, kind: str, *, whole: bool) -> None:
    """Make or break a review and examine it; on a fault keep its folder and name it."""
    work = Path(tempfile.mkdtemp(prefix="livingreview-doors-"))
    folder, steps = work / "review", []
    if kind == "made":
        made_reviews.make_review(chance, folder)
    else:
        shutil.copytree(REVIEW, folder)
        config = folder / "mkdocs.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("- livingreview", "- livingreview: {search: false}"))
    if kind == "broken" or chance.random() < 0.2:
        steps = mutations.mutate(chance, folder)
    with watched(f"{folder} ({steps})"):
        faults = examine(folder, whole=whole)
    if faults:
        pytest.fail("\n".join([f"the review is kept in {folder}", *steps, *faults[:5]]))
    shutil.rmtree(work)


@settings(
    max_examples=FEW
    if settings.get_current_profile_name() == "test"
    else settings.default.max_examples,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a seed that fails is as good as a smaller one
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(seed=st.integers(0, 2**32), nth=st.integers(1, WHOLE))
@pytest.mark.parametrize("kind", ["broken", "made"])
def test_what_check_passes_builds(kind: str, seed: int, nth: int) -> None:
    """A review that passes is built and loses nothing; one that doesn't is told where and why."""
    try_one(random.Random(seed), kind, whole=nth == WHOLE)  # noqa: S311 - no secret

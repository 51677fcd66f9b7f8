"""One review, one site: the same bytes on any processor, day, locale, folder and file order."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from places import REVIEW

# What runs before the build in each condition, as a program's first lines.
ANOTHER_DAY = """
import datetime, time
LATER = 400 * 86400.25
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(time.time(), tz)
    today = now
    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)
real = time.time
time.time = lambda: real() + LATER
datetime.datetime = Later
"""
BACKWARDS = """
import os
class Reversed:
    def __init__(self, entries):
        self.entries = iter(entries)
    __iter__ = __enter__ = lambda self: self
    __next__ = lambda self: next(self.entries)
    __exit__ = lambda self, *_: None
    close = lambda self: None
scandir, listdir = os.scandir, os.listdir
os.scandir = lambda *path: Reversed(sorted(scandir(*path), key=lambda e: e.name, reverse=True))
os.listdir = lambda *path: sorted(listdir(*path), reverse=True)
"""
FORWARDS = BACKWARDS.replace("reverse=True", "reverse=False")
# Kernels and instructions as an old processor has them.
OLD_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable",
}
CONDITIONS: dict[str, tuple[str, dict[str, str], str]] = {
    # name: (first lines, environment, folder of the review)
    "another processor": (FORWARDS, OLD_PROCESSOR, "review"),
    "another day": (FORWARDS + ANOTHER_DAY, {}, "review"),
    "another locale and time zone": (
        FORWARDS,
        {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Pacific/Kiritimati"},
        "review",
    ),
    "another folder": (FORWARDS, {}, "a deeper folder/größe 测试"),
    "another order of files": (BACKWARDS, {}, "review"),
    "another hash seed": (FORWARDS, {"PYTHONHASHSEED": "2"}, "review"),
}


def run(program: str, changes: Mapping[str, str], folder: Path | None = None) -> str:
    """Run a program in a fresh interpreter whose surroundings are fixed but for `changes`."""
    fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=kept | fixed | dict(changes),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(base: Path, first: str, environment: Mapping[str, str], folder: str) -> dict[str, bytes]:
    """Build a copy of the tiny review; return its files, those of the search index left out."""
    root = base / folder
    shutil.copytree(REVIEW, root)
    run(f"{first}\nfrom livingreview.cli import main\nmain(['build'])", environment, root)
    site = root / "site"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and "pagefind" not in path.relative_to(site).parts
    }


@pytest.fixture(scope="module")
def plain_build(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build the tiny review as it is."""
    return build(tmp_path_factory.mktemp("plain"), FORWARDS, {}, "review")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_same_review_gives_the_same_bytes(
    plain_build: dict[str, bytes], condition: str, tmp_path: Path
) -> None:
    """Nothing but the review decides what the site is, to the byte."""
    other = build(tmp_path, *CONDITIONS[condition])
    assert other.keys() == plain_build.keys()
    assert [name for name, content in other.items() if content != plain_build[name]] == []


POOLING = """
import dataclasses, random
from livingreview import statistics
chance = random.Random(3)
for _ in range(25):
    totals = [chance.randint(2, 90) for _ in range(chance.randint(1, 12))]
    events = [round(n * chance.random()) for n in totals]
    for pool in (statistics.pool_proportions, statistics.pool_proportions_reml):
        found = dataclasses.asdict(pool(events, totals))
        print({k: v for k, v in found.items() if k not in ("logit", "se", "loglik")})
    print([statistics.exact_interval(x, n) for x, n in zip(events, totals)])
"""


def test_results_are_the_same_on_another_processor() -> None:
    """Pooled results are rounded where they leave the statistics, so no kernel shows in them.

    On a machine without more than the old processor's instructions the two runs are one.
    """
    assert run(POOLING, {}) == run(POOLING, OLD_PROCESSOR)


def test_site_holds_no_day_but_those_of_its_data(plain_build: dict[str, bytes]) -> None:
    """The site map dates a source by its extraction, every other page by the last evidence."""
    sitemap = plain_build["sitemap.xml"].decode()
    days = {}
    for address in sitemap.split("<url>")[1:]:
        name = address.partition("<loc>")[2].partition("</loc>")[0]
        days[name] = address.partition("<lastmod>")[2].partition("</lastmod>")[0]
    alder = next(day for name, day in days.items() if name.endswith("/sources/alder2020fern/"))
    index = min(days, key=len)
    assert (alder, days[index]) == ("2024-02-01", "2024-03-03")

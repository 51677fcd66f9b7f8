"""The search index of the built site, made by one run of the program Pagefind."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

from pagefind.service import get_executable

from livingreview.downloads import further_words
from livingreview.problems import MachineError, cause

SECONDS = 600  # limit for one run; 10,000 pages take 14 s
# The folder of the index in the built site.
BUNDLE = "pagefind"
EXCLUDED = (
    ".lr-cite",  # "[3, 4]" in the middle of an excerpt
    ".lr-references",  # every source has its own page
    ".lr-citethis",
    ".lr-further",
    ".headerlink",
    ".md-content__button",
    "svg",
)
"""CSS selectors of what a page shows but the search must not find."""


# The start of the part of a page that is not indexed; pictures, which are not indexed either.
_UNINDEXED = re.compile(r'class="lr-(?:references|citethis|further)"')
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def words_for(html: str) -> str:
    """Return, on one line, words that find a page although it shows them in another form."""
    body = _PICTURE.sub(" ", _UNINDEXED.split(html, maxsplit=1)[0])
    return " ".join(further_words(unescape(_TAG.sub(" ", body))))


def build_index(site_dir: Path) -> int:
    """Index the built pages into `site_dir/pagefind/` and return the number of indexed pages.

    Pages without `data-pagefind-body` are left out. An earlier index is replaced.

    Raises
    ------
    MachineError
        If the program is not installed, fails or finds no page; the message holds its output.
    """
    program = get_executable()
    if program is None:
        raise MachineError("the search needs Pagefind: install the package pagefind[bin]")
    bundle = site_dir / BUNDLE
    shutil.rmtree(bundle, ignore_errors=True)
    selectors = [part for selector in EXCLUDED for part in ("--exclude-selectors", selector)]
    try:
        run = subprocess.run(
            [program, "--site", site_dir, "--output-path", bundle, *selectors],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
    except OSError as error:
        message = f"Pagefind must be a program that runs ({cause(error)})"
        raise MachineError(f"{message}: install the package pagefind[bin] again") from error
    except subprocess.TimeoutExpired as error:
        raise MachineError(f"Pagefind did not finish indexing {site_dir} in {SECONDS} s") from error
    pages = _page_count(bundle) if run.returncode == 0 else 0
    if not pages and run.returncode == 0 and re.search(r"Indexed [1-9]\d* pages?", run.stdout):
        raise MachineError(f"the index of {site_dir} must be complete: is the disk full?")
    if not pages:
        printed = "\n".join(part.strip() for part in (run.stdout, run.stderr) if part.strip())
        raise MachineError(
            f"Pagefind indexed no page of {site_dir} (exit code {run.returncode}):\n{printed}"
        )
    return pages


def _page_count(bundle: Path) -> int:
    """Return the number of pages in an index; 0 if it is incomplete, as when the disk is full."""
    try:
        if not all(path.stat().st_size for path in bundle.rglob("*") if path.is_file()):
            return 0
        entry = (bundle / "pagefind-entry.json").read_text(encoding="utf-8")
        return sum(language["page_count"] for language in json.loads(entry)["languages"].values())
    except (OSError, ValueError, KeyError):
        return 0

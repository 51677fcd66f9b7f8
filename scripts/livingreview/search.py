"""The search index of the built site: one run of Pagefind's program over the folder."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

from pagefind.service import get_executable

from livingreview.folding import further_words

# The folder of the index in the built site.
BUNDLE = "pagefind"
EXCLUDED = (
    ".lr-cite",  # "[3, 4]" in the middle of an excerpt
    ".lr-references",  # every source has a page of its own
    ".lr-citethis",
    ".lr-further",
    ".headerlink",
    ".md-content__button",
    "svg",
)
"""What a page shows but a search should not find: CSS selectors."""


# Where the part of a page begins that is left out of the index, and pictures.
_UNINDEXED = re.compile(r'class="lr-(?:references|citethis|further)"')
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def words_for(html: str) -> str:
    """Return the words by which a page is found beside those that it shows, in one line."""
    body = _PICTURE.sub(" ", _UNINDEXED.split(html, maxsplit=1)[0])
    return " ".join(further_words(unescape(_TAG.sub(" ", body))))


def build_index(site_dir: Path) -> int:
    """Index the built pages into `site_dir/pagefind/` and return how many were indexed.

    Pages without `data-pagefind-body` are left out. An earlier index is replaced.

    Raises
    ------
    RuntimeError
        When the program is not installed, fails, or finds no page; carries what it printed.
    """
    program = get_executable()
    if program is None:
        raise RuntimeError("the search needs Pagefind: install the package pagefind[bin]")
    bundle = site_dir / BUNDLE
    shutil.rmtree(bundle, ignore_errors=True)
    selectors = [part for selector in EXCLUDED for part in ("--exclude-selectors", selector)]
    run = subprocess.run(
        [program, "--site", site_dir, "--output-path", bundle, *selectors],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    entry = bundle / "pagefind-entry.json"
    pages = _page_count(entry) if run.returncode == 0 and entry.is_file() else 0
    if not pages:
        printed = "\n".join(part.strip() for part in (run.stdout, run.stderr) if part.strip())
        raise RuntimeError(
            f"Pagefind indexed no page of {site_dir} (exit code {run.returncode}):\n{printed}"
        )
    return pages


def _page_count(entry: Path) -> int:
    languages = json.loads(entry.read_text(encoding="utf-8"))["languages"]
    return sum(language["page_count"] for language in languages.values())

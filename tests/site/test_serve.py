"""The live preview: it answers at all times, and a fault is a line in the terminal."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from livingreview.cli import main
from places import REVIEW

LONG = 60  # seconds until a preview that says nothing is taken for stuck
LAST_GOOD = "The last good pages are shown until this is repaired."


class Preview:
    """A running `livingreview serve`: what it shows and what it says."""

    def __init__(self, review: Path, log: Path, process: "subprocess.Popen[bytes]", port: int):
        self.review, self.log, self.process = review, log, process
        self.address = f"http://127.0.0.1:{port}/"
        self.heard = 0

    def says(self, words: str) -> str:
        """Wait until the terminal says words that it has not said before; return what is new."""
        return wait(lambda: self._new_if(words), f"{words!r} in {self.log.read_text('utf-8')}")

    def _new_if(self, words: str) -> str:
        text = self.log.read_text(encoding="utf-8")
        new = text[self.heard :]
        if words in new:
            self.heard = len(text)
            return new
        return ""

    def shows(self, path: str = "") -> str:
        """Return a page; one that is not sent fails the test."""
        with urlopen(self.address + path, timeout=LONG) as page:
            return str(page.read().decode())


def wait(until: Callable[[], str], what: str) -> str:
    """Wait for something to become true."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        if found := until():
            return found
        time.sleep(0.05)
    pytest.fail(f"never: {what}")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """Start the preview of a copy of the tiny review."""
    review = Path(shutil.copytree(REVIEW, tmp_path / "review"))
    (tmp_path / "tmp").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = "from livingreview.cli import main; main()"
    command = [sys.executable, "-c", script, "serve", "--address", f"127.0.0.1:{port}"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=review, stderr=log, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}
        )
    preview = Preview(review, tmp_path / "log", process, port)
    try:
        preview.says("Serving on")
        yield preview
    finally:
        process.terminate()
        process.wait()


def article(html: str) -> str:
    """Return what a page says: its scripts carry the hour."""
    return html.partition("<article")[2].partition("</article>")[0]


FAULTS = {
    "an entry": (
        "references/sources/birch2021fern.yml",
        "kind: [\n",
        "birch2021fern.yml:2:1: must",
    ),
    "a page": ("docs/healing.md", "# Healing\n\n{{ nothing() }}\n", "docs/healing.md:3: nothing"),
    "front matter": ("docs/healing.md", "---\nicon: x\n---\n", "docs/healing.md:2:7: icon must"),
    "mkdocs.yml": ("mkdocs.yml", "theme: [\n", "mkdocs.yml:2:1: must"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_leaves_the_last_good_page(preview: Preview, fault: str) -> None:
    """While a fault is there the pages of before are shown; its repair shows at once."""
    path, spoilt, line = FAULTS[fault]
    sound = (preview.review / path).read_text(encoding="utf-8")
    before = article(preview.shows("healing/"))
    (preview.review / path).write_text(spoilt, encoding="utf-8")
    said = preview.says(LAST_GOOD)
    assert line in said
    assert "Traceback" not in said
    assert article(preview.shows("healing/")) == before
    (preview.review / path).write_text(sound, encoding="utf-8")
    index = preview.review / "docs" / "index.md"
    index.write_text("# Home\n\nMended.\n", encoding="utf-8")
    wait(lambda: "yes" if "Mended." in preview.shows() else "", "the mended page")


def test_interrupted_preview_leaves_nothing(preview: Preview, tmp_path: Path) -> None:
    """Ctrl+C ends it well, without a traceback and with its folder removed."""
    preview.process.send_signal(2)
    assert preview.process.wait(LONG) == 0
    assert "Traceback" not in preview.log.read_text(encoding="utf-8")
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("nonsense", 2, "must be HOST:PORT"),
        ("127.0.0.1:nonsense", 2, "must be HOST:PORT"),
        ("127.0.0.1:99999", 2, "must be HOST:PORT"),
        ("example.org:80", 2, "must be HOST:PORT"),
        ("192.0.2.1:8000", 1, "nothing can be shown at 192.0.2.1:8000"),
    ],
)
def test_address_that_can_not_be_served(
    tmp_path: Path, address: str, code: int, words: str
) -> None:
    """An address that is none is wrong use; one that the machine has not is a line."""
    review = shutil.copytree(REVIEW, tmp_path / "review")
    command = ["--root", str(review), "serve", "--address", address]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == code
    assert words in done.stderr

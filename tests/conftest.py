"""What tests share: the repository, its built site, a browser, and a server for a folder."""

import fcntl
import functools
import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from livingreview.site import build_site

# Chromium runs as root in containers (no sandbox) and asks nobody for updates.
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the repository's folder."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def built_site(root: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build this review strictly, once for all workers of a run; give the site's folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    target = shared / "built-site"
    with (shared / "built-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            build_site(root, target)
    return target


@pytest.fixture(scope="session")
def chromium_path(root: Path) -> str | None:
    """Give the path of a Chrome or Chromium ($CHROMIUM first), None where there is none."""
    found = subprocess.run(
        [root / ".ci" / "browser", "--find"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip() or None


@pytest.fixture(scope="session")
def browser(chromium_path: str | None) -> Iterator[Browser]:
    """Start Chromium once a worker; without one the test is skipped, in CI it fails."""
    if chromium_path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium: run `make test`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a folder over HTTP until the run ends; it returns the address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(_served(folder))


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that does not log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

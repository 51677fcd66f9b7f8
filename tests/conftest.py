"""What tests share: the repository, its built site, a browser, and a server for a folder."""

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

import audit
from livingreview.site import build_site

# `make test` tries the same few cases in every run, `make audit` many that nobody has seen.
settings.register_profile("test", max_examples=50, derandomize=True)
settings.register_profile("audit", max_examples=500)
settings.load_profile("test")


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
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=list(audit.ARGUMENTS)
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a folder over HTTP until the run ends; it returns the address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(audit.served(folder))


@pytest.fixture(scope="session")
def address(
    built_site: Path,
    serve_folder: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Serve the built site in the subfolder of its public address and give the local one."""
    folder = tmp_path_factory.mktemp("www")
    (folder / audit.FOLDER).symlink_to(built_site)
    return f"{serve_folder(folder)}{audit.FOLDER}/"


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page that fails its test on a console line, a missing file or another host."""
    options = getattr(request, "param", {})
    context = browser.new_context(
        base_url=address, **{"viewport": {"width": 1280, "height": 800}, **options}
    )
    page = context.new_page()
    heard = audit.listen(page, address)
    yield page
    context.close()
    assert heard == []

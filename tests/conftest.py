"""What tests share: the repository, its living review, its built site, a browser, a server.

Tests on living data ask for `living` or what is made of it, and are marked so. They hold
properties, never today's numbers: `pytest --review FOLDER` runs them on a changed copy of the
review. Numbers are tested on the invented reviews under `data/`.
"""

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
from livingreview.library import Loaded, load_library
from livingreview.model import Library
from livingreview.site.build import build_site
from places import ROOT

# `make test` tries the same few cases in every run, `make audit` many that nobody has seen.
settings.register_profile("test", max_examples=50, derandomize=True)
settings.register_profile("audit", max_examples=500)
settings.load_profile("test")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the review that tests on living data read."""
    text = "the review that tests on living data read (this repository's, or a copy of it)"
    parser.addoption("--review", type=Path, default=ROOT, metavar="FOLDER", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known that tests get by what they ask for."""
    config.addinivalue_line("markers", "living: reads the living review (see --review)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one case of each source of the living review."""
    if "source_key" in metafunc.fixturenames:
        folder = metafunc.config.getoption("--review") / "references/sources"
        metafunc.parametrize("source_key", sorted(path.stem for path in folder.glob("*.yml")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the living review, and those that open a browser.

    So `-m "not browser"` leaves the latter out.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "living" in names:
            item.add_marker(pytest.mark.living)
        if "chromium_path" in names:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def living(request: pytest.FixtureRequest) -> Path:
    """Give the folder of the living review."""
    review: Path = request.config.getoption("--review")
    return review.resolve()


@pytest.fixture(scope="session")
def living_loaded(living: Path) -> Loaded:
    """Read the living review."""
    return load_library(living)


@pytest.fixture(scope="session")
def living_library(living_loaded: Loaded) -> Library:
    """Give the library of the living review."""
    assert living_loaded.library is not None
    return living_loaded.library


@pytest.fixture(scope="session")
def moss(root: Path) -> Library:
    """Read the invented review of the golden files: it has every kind of source and result."""
    library = load_library(root / "tests/data/golden-review").library
    assert library is not None
    return library


@pytest.fixture(scope="session")
def built_site(living: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build the living review strictly, once for all workers of a run; give the site's folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    target = shared / "built-site"
    with (shared / "built-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            build_site(living, target)
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
    audit.bring_fonts(context)
    page = context.new_page()
    heard = audit.listen(page, address)
    yield page
    context.close()
    assert heard == []

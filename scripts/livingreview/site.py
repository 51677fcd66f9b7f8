"""The whole site through MkDocs: a strict build beside its place, and the live preview."""

import logging
import os
import shutil
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from livingreview.files_beside import check_files
from livingreview.page_html import PageEngine
from livingreview.plugin import named_files, page_engine
from livingreview.problems import Problem


class BuildError(Exception):
    """Raised when the site can't be built; its text lists what is wrong."""


class _Heard(logging.Handler):
    """Counts what MkDocs and its plugins warn of (its own strict mode misses some when quiet)."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def build_site(root: Path, target: Path) -> int:
    """Build the review below `root` into `target`; return how many pages it has.

    The site is made in a folder beside `target` and renamed when it is whole.

    Raises
    ------
    BuildError
        On any problem or warning; `target` is then as it was.
    """
    work = target.with_name(f".{target.name}-{os.getpid()}")
    heard = _Heard()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    try:
        config = load_config(str(_config_file(root)), site_dir=str(work))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        if heard.messages:
            raise BuildError("\n".join([*heard.messages, f"{len(heard.messages)} warnings"]))
        _replace(work, target)
    except MkDocsException as error:
        raise BuildError("\n".join([*heard.messages, str(error)])) from error
    except RuntimeError as error:
        raise BuildError(str(error)) from error
    finally:
        logger.removeHandler(heard)
        shutil.rmtree(work, ignore_errors=True)
    return sum(1 for _ in target.rglob("*.html"))


def page_settings(root: Path) -> tuple[PageEngine, tuple[Problem, ...]]:
    """Return what makes HTML of the pages below `root`, as its mkdocs.yml asks for it.

    Problems are those of mkdocs.yml, and files among the pages that it does not allow.
    """
    heard = _Heard()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    try:
        config = load_config(str(_config_file(root)))
        return page_engine(config), tuple(check_files(root / "docs", named_files(config)))
    except (BuildError, MkDocsException) as error:
        said = "; ".join([*heard.messages, str(error)])
        return PageEngine(), (Problem("mkdocs.yml", message=f"must be sound ({said})"),)
    finally:
        logger.removeHandler(heard)


def serve_site(root: Path, address: str) -> None:
    """Show the review below `root` at `address` (HOST:PORT) and rebuild it on change."""
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    logging.basicConfig(format="%(message)s")
    serve(str(_config_file(root)), dev_addr=address, watch_theme=False, strict=False)


def _config_file(root: Path) -> Path:
    path = root / "mkdocs.yml"
    if not path.is_file():
        raise BuildError(f"{path}: must exist (--root names the review's folder)")
    return path


def _replace(work: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one."""
    old = target.with_name(f".{target.name}-{os.getpid()}-old")
    if target.exists():
        target.rename(old)
    work.rename(target)
    shutil.rmtree(old, ignore_errors=True)

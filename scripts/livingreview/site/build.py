"""The build of the whole site with MkDocs, strictly, and its live preview."""

import contextlib
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer

from livingreview.problems import MachineError, Problem, cause, printable
from livingreview.site.configuration import FILE
from livingreview.site.plugin import warnings_of
from livingreview.site.settings import load_settings
from livingreview.site.site_folder import building, put_in_place, refusal

_LAST_GOOD = "The last good pages are shown until this is repaired."

log = logging.getLogger("mkdocs.plugins.livingreview")


class BuildError(Exception):
    """An error that prevented the site from being built; its text lists what is wrong."""


class PlaceError(BuildError):
    """An error about the target folder, which a build may not replace; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site: its folder, the number of its pages, and what the build warns of."""

    folder: Path
    pages: int
    warnings: tuple[Problem, ...]


def build_site(root: Path, target: Path | None = None) -> Built:
    """Build the review below `root` into `target`, by default the `site_dir` of mkdocs.yml.

    The site is built in a temporary folder next to `target`, which it replaces when it is complete.

    Raises
    ------
    PlaceError
        If `target` is not a folder that a build may replace.
    BuildError
        If there is any problem, or a warning of MkDocs; `target` is then left unchanged.
    """
    with _told():
        if target:
            _check_place(target, root)
        settings = _settings(root)
        target = target or Path(settings.site_dir)
        with building(target) as work:
            config = load_config(str(root / FILE), site_dir=str(work))
            heard = _run(config)
            if heard:
                raise BuildError("\n".join([*heard, f"{len(heard)} warnings"]))
            count = sum(1 for _ in work.rglob("*.html"))
            _check_place(target, root)  # again: a folder may have appeared there during the build
            put_in_place(work, target)
    return Built(target, count, warnings_of(config))


def serve_site(root: Path, address: str) -> None:
    """Serve the review below `root` at `address` (HOST:PORT) and rebuild it on each change.

    If a rebuild fails, the terminal shows why, and the last good pages are still served.

    Raises
    ------
    BuildError
        If the first build fails, or `address` cannot be used.
    """
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    terminal = logging.StreamHandler()
    terminal.addFilter(lambda record: record.levelno < logging.ERROR)  # errors are raised instead
    logging.basicConfig(format="%(message)s", handlers=[terminal])
    with tempfile.TemporaryDirectory(prefix="livingreview-") as folder, _told():
        site = Path(folder) / "site"
        config = _preview(root, site, address)
        host, port = config.dev_addr
        server = LiveReloadServer(
            builder=lambda: _rebuild(root, site, address),
            host=host,
            port=port,
            root=str(site),
            mount_path=urlsplit(config.site_url or "/").path,
        )
        server.error_handler = lambda code: _error_page(site, code)
        for path in (config.docs_dir, config.config_file_path, *config.watch):
            server.watch(str(path))
        server = config.plugins.on_serve(server, config=config, builder=server.builder)
        try:
            server.serve()
        except KeyboardInterrupt:
            log.info("Shutting down ...")
        except OSError as error:
            message = f"nothing can be shown at {address} ({cause(error)})"
            raise BuildError(f"{message}: choose another --address") from error
        finally:
            server.shutdown()


def _preview(root: Path, site: Path, address: str) -> MkDocsConfig:
    """Build the preview into `site` and return the configuration that it was built with."""
    with building(site) as work:
        _settings(root)
        file, options = str(root / FILE), {"dev_addr": address, "strict": False}
        config = load_config(file, config_file_path=file, site_dir=str(work), **options)
        path = urlsplit(config.site_url or "/").path.strip("/")
        config.site_url = f"http://{config.dev_addr}/{path}{'/' if path else ''}"
        _run(config, serve_url=config.site_url)
        put_in_place(work, site)
    return config


def _run(config: MkDocsConfig, serve_url: str | None = None) -> list[str]:
    """Run MkDocs and return the warnings that it and its plugins gave.

    The strict mode of MkDocs misses some warnings when logging is quiet, so all are collected here.
    """
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    ear, logger = Ear(logging.WARNING), logging.getLogger("mkdocs")
    logger.addHandler(ear)
    try:
        config.plugins.on_startup(command="serve" if serve_url else "build", dirty=False)
        try:
            build(config, serve_url=serve_url)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        raise BuildError("\n".join(heard) or str(error)) from error
    finally:
        logger.removeHandler(ear)
    return heard


def _rebuild(root: Path, site: Path, address: str) -> None:
    """Rebuild the preview without raising: after an exception the server would wait for ever."""
    try:
        with _told():
            _preview(root, site, address)
    except BuildError as error:
        log.warning("%s\n%s", error, _LAST_GOOD)
    except Exception:  # a fault in a theme, a hook or this program, perhaps saved half written
        log.warning(_LAST_GOOD, exc_info=True)


def _error_page(site: Path, code: int) -> bytes | None:
    path = site / f"{code}.html"
    return path.read_bytes() if path.is_file() else None


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn errors of MkDocs and of the machine into a `BuildError` with a readable message."""
    try:
        yield
    except (MkDocsException, MachineError) as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        name = error.filename2 or error.filename  # when copying, the second is the one written
        place = f"{name}: " if name else ""
        raise BuildError(f"{place}{cause(error)}; the last good site is as it was") from error


def _check_place(target: Path, root: Path) -> None:
    reason = refusal(target, root)
    if reason:
        raise PlaceError(f"{target}: {reason}")


def _settings(root: Path) -> MkDocsConfig:
    """Return the checked settings of mkdocs.yml; faulty ones would give a traceback in MkDocs."""
    settings, problems = load_settings(root)
    if settings is None:
        raise BuildError("\n".join(printable(str(problem)) for problem in problems))
    return settings

"""A build that is thrown away, to report as problems what MkDocs would warn of or refuse.

MkDocs itself runs, strictly, on everything except the search index and the theme's frame around
made pages, so `check` cannot pass what `build` refuses. `cli` calls this; it runs `plugin`.
"""

import logging
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from livingreview.files import read_text
from livingreview.library import Loaded
from livingreview.problems import Problem, shown
from livingreview.site.configuration import FILE
from livingreview.site.plugin import LivingReviewPlugin, ReviewError, warnings_of

# Messages of MkDocs about a page or a name in mkdocs.yml.
_LINK = re.compile(
    r"Doc file '(?P<page>.+?)' contains an? .*?(?:link|path) '(?P<named>.+?)', (?P<why>.+)",
    re.DOTALL,
)
_EXCLUDED = re.compile(
    r"Excluding '(?P<page>.+)' from the site because it conflicts with '(?P<named>.+)'\."
)
_BROKEN = re.compile(r"Error (?:reading|building) page '(?P<page>.+?)': (?P<why>.+)", re.DOTALL)
_NAMED = re.compile(r"'(?P<named>[^']+)'")


class _Heard(logging.Handler):
    """A log handler that keeps the warnings of MkDocs and its plugins."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def rehearse(root: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """Build the review below `root` into a temporary folder; return the problems that are found.

    `loaded` holds its data, which must have no problem; `settings` must have passed its mkdocs.yml.
    """
    heard = _Heard()
    warnings: tuple[Problem, ...] = ()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    try:
        with tempfile.TemporaryDirectory(prefix="livingreview-") as work:
            config = load_config(str(root / FILE), site_dir=work, hooks=[])
            for plugin in config.plugins.values():
                if isinstance(plugin, LivingReviewPlugin):
                    plugin.rehearsed = loaded
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                warnings = warnings_of(config)
                config.plugins.on_shutdown()
    except RecursionError:
        if not any(_BROKEN.match(message) for message in heard.messages):
            raise
    except MkDocsException as error:
        cause = error.__context__  # MkDocs wraps the error of a plugin in one of its own
        if isinstance(cause, ReviewError):
            return cause.problems
        if not heard.messages:
            heard.messages.append(str(error))
    finally:
        logger.removeHandler(heard)
    return tuple(sorted({*_problems(root, heard.messages), *warnings}))


def _problems(root: Path, messages: list[str]) -> Iterator[Problem]:
    for message in messages:
        if found := _LINK.match(message):
            path, named = f"docs/{found['page']}", found["named"]
            got = f"(got {shown(named)}: {found['why']})"
            text = f"must lead to a page, file or heading that exists {got}"
            yield Problem(path, _line(root, path, named), 0, "link", text)
        elif found := _EXCLUDED.match(message):
            text = f"must not have the address of docs/{found['named']}: rename one of them"
            yield Problem(f"docs/{found['page']}", 1, 0, "", text)
        elif found := _BROKEN.match(message):
            text = f"must be a page that can be built ({_first_line(found['why'])})"
            yield Problem(f"docs/{found['page']}", 1, 0, "", text)
        else:
            named = _NAMED.search(message)
            line = _line(root, FILE, named["named"]) if named else 1
            yield Problem(FILE, line, 0, "", f"must not make MkDocs warn ({_first_line(message)})")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _line(root: Path, path: str, text: str) -> int:
    """Return the number of the first line that contains a text, 1 if no line does."""
    content, _ = read_text(root / path, root)
    lines = (content or "").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)

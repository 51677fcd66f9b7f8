"""A build that is thrown away: what MkDocs would warn of or refuse, as problems with places.

MkDocs itself runs, strictly, on everything but the search index and the theme's page round each
made page, so `check` cannot pass what `build` refuses. Neighbours: `plugin` below, `cli` above.
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
from livingreview.site.plugin import LivingReviewPlugin, ReviewError

# What MkDocs says of a page or of a name in mkdocs.yml.
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
    """Keeps what MkDocs and its plugins warn of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def rehearse(root: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """Build the review that was read below `root` into nowhere; return what stands in the way.

    Its data are `loaded` and without a problem, and its mkdocs.yml is one that `settings` passes.
    """
    heard = _Heard()
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
                config.plugins.on_shutdown()
    except RecursionError:
        if not any(_BROKEN.match(message) for message in heard.messages):
            raise
    except MkDocsException as error:
        cause = error.__context__  # MkDocs stops by an error of its own
        if isinstance(cause, ReviewError):
            return cause.problems
        if not heard.messages:
            heard.messages.append(str(error))
    finally:
        logger.removeHandler(heard)
    return tuple(sorted(set(_problems(root, heard.messages))))


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
            yield Problem(FILE, line, 0, "", f"must be sound ({_first_line(message)})")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _line(root: Path, path: str, text: str) -> int:
    """Return the first line of a file that holds a text, 1 where none does."""
    content, _ = read_text(root / path, root)
    lines = (content or "").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)

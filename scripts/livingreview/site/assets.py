"""The style sheet and the script of every page, each joined of its parts: one file to ask for.

A part is one widget, or one kind of thing on a page. `livingreview.css` names its parts by
`@import`, `livingreview.js` and its parts name each other by `import`: linters, type checker and
tests read them as they are. Joined, the script is no module, so it works where modules may not be
loaded, as in a folder that is opened without a web server.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from livingreview.site.settings import OVERLAY

# Where the theme's files are in the site.
ASSETS = "assets/livingreview"
# Parts that no other script asks for: joined, they are not needed in the site.
_PARTS = (f"{ASSETS}/styles/", f"{ASSETS}/widgets/")
# What every page loads; the others are modules that it loads where they are used.
_PAGE_SCRIPT = "livingreview.js"
_IMPORTED_SHEET = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |const |function)", re.MULTILINE)
# Comments in lines of their own, most of them types.
_COMMENT = re.compile(r"^ */\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)


def join_assets(files: Files, config: MkDocsConfig) -> None:
    """Put the theme's style sheets and scripts into a site as it serves them: joined."""
    for file in list(files):
        name = file.src_uri
        if file.src_dir != str(OVERLAY) or not name.endswith((".css", ".js")):
            continue
        files.remove(file)
        if not name.startswith(_PARTS):
            files.append(File.generated(config, name, content=served(OVERLAY / name)))


def served(path: Path) -> str:
    """Return a style sheet or script of the theme as the site serves it."""
    if path.suffix == ".css":
        return joined_styles(path)
    if path.name == _PAGE_SCRIPT:
        return joined_script(path)
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def joined_styles(entry: Path) -> str:
    """Return a style sheet with those that it imports in their places, without comments."""
    text = _COMMENT.sub("", entry.read_text(encoding="utf-8"))
    return _IMPORTED_SHEET.sub(lambda found: joined_styles(entry.parent / found[1]), text)


def joined_script(entry: Path) -> str:
    """Return a module and those that it imports as one script, without comments."""
    parts = (_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", part))) for part in _modules(entry))
    return '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"


def _modules(entry: Path, met: set[Path] | None = None) -> Iterator[str]:
    """Yield the texts of a module and of those that it imports, each after its own imports."""
    met = set() if met is None else met
    if entry in met:
        return
    met.add(entry)
    text = entry.read_text(encoding="utf-8")
    for name in _IMPORT.findall(text):
        yield from _modules((entry.parent / name).resolve(), met)
    yield text

"""The style sheet and the script that every page loads, each joined from its parts into one file.

A part is one widget, or one kind of thing on a page. `livingreview.css` names its parts with
`@import`; `livingreview.js` and its parts name each other with `import`. Linters, the type checker
and tests therefore read them unchanged. The joined script is not a module, so it also works where
browsers refuse to load modules, such as in a folder that is opened without a web server.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from livingreview.site.settings import OVERLAY

# The folder of the theme's files in the site.
ASSETS = "assets/livingreview"
# Folders of parts that are only ever joined: the site does not need them as files.
_PARTS = (f"{ASSETS}/styles/", f"{ASSETS}/widgets/")
# The script that every page loads; it loads the other ones, which are modules, when they are used.
_PAGE_SCRIPT = "livingreview.js"
_IMPORTED_SHEET = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |const |function)", re.MULTILINE)
# Comments on separate lines; most of them declare types.
_COMMENT = re.compile(r"^ */\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
# What a style sheet does without: comments, spaces round its marks, the last semicolon of a rule.
# Texts in quotation marks are left alone.
_GAP = r"(?:\s|/\*(?:(?!\*/).)*\*/)"
_SPARE = re.compile(
    rf"""("[^"\n]*"|'[^'\n]*')|{_GAP}*([{{}}>]){_GAP}*|(?:;{_GAP}*)+(?=\}})|([;:,]){_GAP}+""",
    re.DOTALL,
)


def join_assets(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's style sheets and scripts among the site's files by the joined ones."""
    for file in list(files):
        name = file.src_uri
        if file.src_dir != str(OVERLAY) or not name.endswith((".css", ".js")):
            continue
        files.remove(file)
        if not name.startswith(_PARTS):
            files.append(File.generated(config, name, content=served(OVERLAY / name)))


def served(path: Path) -> str:
    """Return the text of a style sheet or script of the theme as the site serves it."""
    if path.suffix == ".css":
        return _SPARE.sub(
            lambda found: "".join(part or "" for part in found.groups()), joined_styles(path)
        )
    if path.name == _PAGE_SCRIPT:
        return joined_script(path)
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def joined_styles(entry: Path) -> str:
    """Return a style sheet in which each import is replaced by its text, without comments."""
    text = _COMMENT.sub("", entry.read_text(encoding="utf-8"))
    return _IMPORTED_SHEET.sub(lambda found: joined_styles(entry.parent / found[1]), text)


def joined_script(entry: Path) -> str:
    """Return a module and all that it imports as one script, without comments."""
    parts = (_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", part))) for part in _modules(entry))
    return '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"


def _modules(entry: Path, met: set[Path] | None = None) -> Iterator[str]:
    """Yield the text of each module that a module imports, then its own; no module twice."""
    met = set() if met is None else met
    if entry in met:
        return
    met.add(entry)
    text = entry.read_text(encoding="utf-8")
    for name in _IMPORT.findall(text):
        yield from _modules((entry.parent / name).resolve(), met)
    yield text

"""What mkdocs.yml says of a review: read as MkDocs reads it, checked, and completed with defaults.

Both `check` and the build come through here, so that what one passes the other takes. Reading
runs no code of the review: a tag must be one of a few, and hooks are left to the build.
"""

import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.theme import Theme

from livingreview.card import read_card
from livingreview.problems import Problem, cause, shown
from livingreview.sitefolder import refusal
from livingreview.textfile import read_text
from livingreview.yamlfile import Location, YamlDocument, parse_yaml

FILE = "mkdocs.yml"
OVERLAY = Path(__file__).parent / "theme"
MOST_INHERITED = 10
EXTENSIONS = ("attr_list", "md_in_html")  # what the expanded pages are written with
PALETTE = tuple(
    scheme
    | {
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": f"material/{icon}", "name": name},
    }
    for scheme, icon, name in (
        ({"media": "(prefers-color-scheme)"}, "brightness-auto", "Colours: as the system"),
        (
            {"media": "(prefers-color-scheme: light)", "scheme": "default"},
            "weather-sunny",
            "Colours: light",
        ),
        (
            {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            "weather-night",
            "Colours: dark",
        ),
    )
)
"""Three buttons, one a scheme: the overlay's colours hang on a scheme being named."""

_TAGS = re.compile(
    r"!ENV|!relative|tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)"
    r"|tag:yaml\.org,2002:python/(name:(material|pymdownx)\.[\w.]+"
    r"|object/apply:pymdownx\.slugs\.slugify)"
)
_EXTRA = (
    "lr_notice", "lr_card", "lr_card_text", "lr_kind_order", "lr_terms", "lr_synonyms",
    "lr_sources",
)  # fmt: skip

Written = Sequence[YamlDocument]
"""mkdocs.yml and the files that it inherits from, nearest first."""


def load_settings(root: Path) -> tuple[MkDocsConfig | None, tuple[Problem, ...]]:
    """Read and check the mkdocs.yml below `root`; None with the problems if it is unsound."""
    written, problems = read_written(root)
    if problems:
        return None, problems
    config = MkDocsConfig(config_file_path=str(root / FILE))
    try:
        with (root / FILE).open("rb") as file:
            config.load_file(file)
        config["hooks"] = []
        errors, warnings = config.validate()
    except MkDocsException as error:
        return None, (Problem(FILE, message=f"must be a configuration ({cause(error)})"),)
    except Exception as error:  # MkDocs, a plugin or an extension met what it did not expect
        message = f"must be a configuration that MkDocs can read ({type(error).__name__}: {error})"
        return None, (Problem(FILE, message=" ".join(message.split())),)
    found = [_of_mkdocs(written, config, key, str(fault)) for key, fault in (*errors, *warnings)]
    if not found:
        complete(written, config)
        found = list(settings_problems(written, config))
    return (None if found else config), tuple(sorted(set(found)))


def read_written(root: Path) -> tuple[Written, tuple[Problem, ...]]:
    """Read mkdocs.yml and what it inherits from as plain data with places."""
    documents: list[YamlDocument] = []
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return (), (Problem(FILE, message="must exist (--root names the review's folder)"),)
    while True:
        text, problems = read_text(path, path.parent)
        name = Path(os.path.relpath(path, root)).as_posix()
        if text is None:
            return (), tuple(Problem(name, p.line, p.column, p.field, p.message) for p in problems)
        document, problems = parse_yaml(text, name, tags=_TAGS)
        if document is None:
            return (), problems
        if not isinstance(document.data, dict):
            return (), (Problem(name, 1, 1, "", "must be a mapping (key: value)"),)
        documents.append(document)
        if "INHERIT" not in document.data:
            return tuple(documents), ()
        parent = document.data["INHERIT"]
        path = Path(os.path.normpath(path.parent / str(parent)))
        place = *document.place(("INHERIT",)), "INHERIT"
        if not isinstance(parent, str) or not path.is_file():
            message = f"must be the path of a file, from this one (got {shown(parent)})"
            return (), (Problem(name, *place, message),)
        if len(documents) > MOST_INHERITED:
            message = f"must not go on for more than {MOST_INHERITED} files or in a circle"
            return (), (Problem(name, *place, message),)


def complete(written: Written, config: MkDocsConfig) -> None:
    """Add to a configuration what the review's pages need and mkdocs.yml does not say."""
    if _find(written, ("theme",)) is None:
        config.theme = Theme(name="material")
    if _find(written, ("theme", "font")) is None:
        config.theme["font"] = False
    palette = config.theme.get("palette") or [dict(scheme) for scheme in PALETTE]
    for scheme in palette if isinstance(palette, list) else [palette]:
        if isinstance(scheme, dict):
            scheme.setdefault("primary", "custom")
            scheme.setdefault("accent", "custom")
    config.theme["palette"] = palette
    if str(OVERLAY) not in config.theme.dirs:
        config.theme.dirs.insert(0, str(OVERLAY))
    config.markdown_extensions += [e for e in EXTENSIONS if e not in config.markdown_extensions]


def settings_problems(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Yield what MkDocs takes and a review can't have, in a configuration made complete."""
    for rule in _RULES:
        yield from rule(written, config)


def has_icon(config: MkDocsConfig, name: str) -> bool:
    """Tell whether the theme has an icon, such as `material/pencil`."""
    is_plain = re.fullmatch(r"[\w-]+(/[\w-]+)+", name)
    return bool(is_plain) and any(
        (Path(folder) / ".icons" / f"{name}.svg").is_file() for folder in config.theme.dirs
    )


# ---- rules ------------------------------------------------------------------------------------


def check_plugin_listed(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The plugin `livingreview` is among the plugins."""
    if "livingreview" not in config.plugins:
        yield _problem(written, ("plugins",), "must list livingreview")


def check_theme(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The theme is Material, whose pages the review's parts are made for."""
    name = config.theme.name
    if _find(written, ("theme",)) is not None and name != "material":
        yield _problem(written, ("theme", "name"), f"must be material (got {shown(name)})")


def check_font(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """No page asks another host for fonts."""
    if _find(written, ("theme", "font")) is not None and config.theme.get("font") is not False:
        yield _problem(written, ("theme", "font"), "must be false: fonts would come from Google")


def check_palette(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The palette is a mapping, or a list of mappings with a toggle each."""
    palette = config.theme.get("palette")
    if palette is None or isinstance(palette, dict):
        return
    if not isinstance(palette, list) or not all(isinstance(part, dict) for part in palette):
        message = f"must be a mapping or a list of mappings (got {shown(palette)})"
        yield _problem(written, ("theme", "palette"), message)


def check_icons(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every icon that mkdocs.yml names is one of the theme's."""
    palette = config.theme.get("palette")
    toggles = palette if isinstance(palette, list) else []
    social = config.extra.get("social")
    named: list[tuple[Location, object]] = [
        *_leaves(config.theme.get("icon"), ("theme", "icon")),
        *(
            (("theme", "palette", n, "toggle", "icon"), part["toggle"].get("icon"))
            for n, part in enumerate(toggles)
            if isinstance(part, dict) and isinstance(part.get("toggle"), dict)
        ),
        *(
            (("extra", "social", n, "icon"), part.get("icon"))
            for n, part in enumerate(social if isinstance(social, list) else [])
            if isinstance(part, dict)
        ),
    ]
    for location, name in named:
        if not isinstance(name, str) or not has_icon(config, name):
            message = f"must be an icon of the theme, such as material/pencil (got {shown(name)})"
            yield _problem(written, location, message)


def check_pictures(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Logo and favicon are files of the review or of the theme."""
    folders = [config.docs_dir, str(OVERLAY), *config.theme.dirs]
    for name in ("logo", "favicon"):
        value = config.theme.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or not any((Path(f) / value).is_file() for f in folders):
            message = f"must be the path of a picture below docs/ (got {shown(value)})"
            yield _problem(written, ("theme", name), message)


def check_docs_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The pages are in docs/, beside references/."""
    docs = Path(config.config_file_path).parent / "docs"
    if Path(config.docs_dir).resolve() != docs.resolve() or docs.is_symlink():
        yield _problem(written, ("docs_dir",), "must be docs, beside references/")


def check_site_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The site goes where a build loses nothing."""
    reason = refusal(Path(config.site_dir), Path(config.config_file_path).parent)
    if reason and _find(written, ("site_dir",)) is not None:
        yield _problem(written, ("site_dir",), reason)


def check_hooks_exist(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every hook is a file."""
    found = _find(written, ("hooks",))
    hooks = found[1] if found else []
    for n, hook in enumerate(hooks if isinstance(hooks, list) else [hooks]):
        root = Path(config.config_file_path).parent
        if not isinstance(hook, str) or not (root / hook).is_file():
            message = f"must be the path of a Python file (got {shown(hook)})"
            yield _problem(written, ("hooks", n), message)


def check_extra(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """A setting under `extra` that begins with lr_ is a known one, and of its kind."""
    for name, value in config.extra.items():
        if not str(name).startswith("lr_"):
            continue
        if name not in _EXTRA:
            yield _problem(
                written, ("extra", name), "must be a known setting" + _near(name, _EXTRA)
            )
        elif name == "lr_kind_order":
            if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
                yield _problem(written, ("extra", name), f"must be a list (got {shown(value)})")
        elif name not in ("lr_card", "lr_card_text") and not isinstance(value, str):
            yield _problem(written, ("extra", name), f"must be text (got {shown(value)})")
    card = config.extra.get("lr_card"), config.extra.get("lr_card_text")
    for problem in read_card(Path(config.docs_dir), *card)[1]:
        yield _problem(written, tuple(problem.field.split(".")), problem.message)


_RULES: tuple[Callable[[Written, MkDocsConfig], Iterator[Problem]], ...] = (
    check_plugin_listed, check_theme, check_font, check_palette, check_icons, check_pictures,
    check_docs_folder, check_site_folder, check_hooks_exist, check_extra,
)  # fmt: skip


# ---- places -----------------------------------------------------------------------------------


def _of_mkdocs(written: Written, config: Config, key: str, text: str) -> Problem:
    """Make a problem of what MkDocs says of a key, at the nearest place that it names."""
    text = " ".join(text.split())
    if text.startswith("Unrecognised configuration name"):
        known = [name for name, _ in config._schema]
        return _problem(written, (key,), "must be a known setting" + _near(key, known))
    location: Location = (key,)
    for word in re.findall(r"['\"]([\w/.-]+)['\"]", text):
        location = _below(written, location, word)
    return _problem(written, location, f"must be otherwise: {text}", field=key)


def _below(written: Written, location: Location, word: str) -> Location:
    """Step down to what is called `word`: a key, an item of a list, or the key of an item."""
    found = _find(written, location)
    data = found[1] if found else None
    if isinstance(data, Mapping) and word in data:
        return *location, word
    for n, item in enumerate(data if isinstance(data, list) else []):
        if item == word:
            return *location, n
        if isinstance(item, Mapping) and word in item:
            return *location, n, word
    return location


def _find(written: Written, location: Location) -> tuple[YamlDocument, Any] | None:
    """Find the nearest file that gives a value to a setting, and that value."""
    for document in written:
        data = document.data
        for part in location:
            is_item = isinstance(data, list) and isinstance(part, int) and part < len(data)
            if not is_item and not (isinstance(data, dict) and part in data):
                break
            data = data[part]
        else:
            return document, data
    return None


def _problem(written: Written, location: Location, message: str, field: str = "") -> Problem:
    """Make a problem at a setting, or at the nearest one above it that some file gives."""
    name = field or ".".join(map(str, location))
    while location and not _find(written, location):
        location = location[:-1]
    if not location:
        return Problem(written[0].path, 1, 1, name, message)
    document = _find(written, location)
    line, column = document[0].place(location) if document else (1, 1)
    return Problem(document[0].path if document else FILE, line, column, name, message)


def _near(name: object, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(str(name), known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _leaves(data: object, location: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, (*location, str(key)))
    elif data is not None:
        yield location, data

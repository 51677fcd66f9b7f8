"""What mkdocs.yml says of a review: read as MkDocs reads it, checked, and completed with defaults.

Both `check` and the build come through here, so that what one passes the other takes. Reading
runs no code of the review: a tag must be one of a few, and hooks are left to the build.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import get_files
from mkdocs.theme import Theme

from livingreview.card import read_card
from livingreview.configuration import (
    FILE,
    Written,
    below,
    find,
    leaves,
    near,
    problem_at,
    read_written,
)
from livingreview.problems import Problem, cause, shown
from livingreview.sitefolder import refusal
from livingreview.yamlfile import Location

OVERLAY = Path(__file__).parent / "theme"
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

_EXTRA = (
    "lr_notice", "lr_card", "lr_card_text", "lr_kind_order", "lr_terms", "lr_synonyms",
    "lr_sources",
)  # fmt: skip


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


def complete(written: Written, config: MkDocsConfig) -> None:
    """Add to a configuration what the review's pages need and mkdocs.yml does not say."""
    if find(written, ("theme",)) is None:
        config.theme = Theme(name="material")
    if find(written, ("theme", "font")) is None:
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
        yield problem_at(written, ("plugins",), "must list livingreview")


def check_theme(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The theme is Material, whose pages the review's parts are made for."""
    name = config.theme.name
    if find(written, ("theme",)) is not None and name != "material":
        yield problem_at(written, ("theme", "name"), f"must be material (got {shown(name)})")


def check_font(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """No page asks another host for fonts."""
    if find(written, ("theme", "font")) is not None and config.theme.get("font") is not False:
        yield problem_at(written, ("theme", "font"), "must be false: fonts would come from Google")


def check_palette(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The palette is a mapping, or a list of mappings with a toggle each."""
    palette = config.theme.get("palette")
    if palette is None or isinstance(palette, dict):
        return
    if not isinstance(palette, list) or not all(isinstance(part, dict) for part in palette):
        message = f"must be a mapping or a list of mappings (got {shown(palette)})"
        yield problem_at(written, ("theme", "palette"), message)


def check_icons(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every icon that mkdocs.yml names is one of the theme's."""
    if config.theme.name != "material":
        return
    palette = config.theme.get("palette")
    toggles = palette if isinstance(palette, list) else []
    social = config.extra.get("social")
    named: list[tuple[Location, object]] = [
        *leaves(config.theme.get("icon"), ("theme", "icon")),
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
            yield problem_at(written, location, message)


def check_language(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The theme has the language."""
    language = config.theme.get("language", "en")
    names = sorted(
        path.stem
        for folder in config.theme.dirs
        for path in Path(folder).glob("partials/languages/*.html")
    )
    if names and language not in names:
        message = f"must be a language of the theme (got {shown(language)}{near(language, names)})"
        yield problem_at(written, ("theme", "language"), message)


def check_pictures(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Logo and favicon are files of the review or of the theme."""
    folders = [config.docs_dir, str(OVERLAY), *config.theme.dirs]
    for name in ("logo", "favicon"):
        value = config.theme.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or not any((Path(f) / value).is_file() for f in folders):
            message = f"must be the path of a picture below docs/ (got {shown(value)})"
            yield problem_at(written, ("theme", name), message)


def check_docs_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The pages are in docs/, beside references/."""
    docs = Path(config.config_file_path).parent / "docs"
    if Path(config.docs_dir).resolve() != docs.resolve() or docs.is_symlink():
        yield problem_at(written, ("docs_dir",), "must be docs, beside references/")


def check_site_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The site goes where a build loses nothing."""
    reason = refusal(Path(config.site_dir), Path(config.config_file_path).parent)
    if reason and find(written, ("site_dir",)) is not None:
        yield problem_at(written, ("site_dir",), reason)


def check_navigation(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The navigation names pages that exist; those of sources and trials are made by the build."""
    pages = {file.src_uri for file in get_files(config).documentation_pages()}
    for location, page in leaves(config.nav, ("nav",)):
        address = urlsplit(str(page))
        is_elsewhere = address.scheme or address.netloc or address.path.startswith("/")
        is_made = address.path.startswith(("sources/", "trials/"))
        if page not in pages and not is_elsewhere and not is_made:
            hint = near(page, sorted(pages))
            message = f"must name pages that exist (got {shown(page)}{hint})"
            yield problem_at(written, location, message, field="nav")


def check_hooks_exist(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every hook is a file."""
    found = find(written, ("hooks",))
    hooks = found[1] if found else []
    for n, hook in enumerate(hooks if isinstance(hooks, list) else [hooks]):
        root = Path(config.config_file_path).parent
        if not isinstance(hook, str) or not (root / hook).is_file():
            message = f"must be the path of a Python file (got {shown(hook)})"
            yield problem_at(written, ("hooks", n), message)


def check_extra(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """A setting under `extra` that begins with lr_ is a known one, and of its kind."""
    for name, value in config.extra.items():
        if not str(name).startswith("lr_"):
            continue
        if name not in _EXTRA:
            yield problem_at(
                written, ("extra", name), "must be a known setting" + near(name, _EXTRA)
            )
        elif name == "lr_kind_order":
            if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
                yield problem_at(written, ("extra", name), f"must be a list (got {shown(value)})")
        elif name not in ("lr_card", "lr_card_text") and not isinstance(value, str):
            yield problem_at(written, ("extra", name), f"must be text (got {shown(value)})")
    card = config.extra.get("lr_card"), config.extra.get("lr_card_text")
    for problem in read_card(Path(config.docs_dir), *card)[1]:
        yield problem_at(written, tuple(problem.field.split(".")), problem.message)


_RULES: tuple[Callable[[Written, MkDocsConfig], Iterator[Problem]], ...] = (
    check_plugin_listed, check_theme, check_font, check_palette, check_language, check_icons,
    check_pictures, check_docs_folder, check_site_folder, check_navigation, check_hooks_exist,
    check_extra,
)  # fmt: skip


def _of_mkdocs(written: Written, config: Config, key: str, text: str) -> Problem:
    """Make a problem of what MkDocs says of a key, at the nearest place that it names."""
    text = " ".join(text.split())
    if text.startswith("Unrecognised configuration name"):
        known = [name for name, _ in config._schema]
        return problem_at(written, (key,), "must be a known setting" + near(key, known))
    location: Location = (key,)
    for word in re.findall(r"['\"]([\w/.-]+)['\"]", text):
        location = below(written, location, word)
    return problem_at(written, location, f"must be otherwise: {text}", field=key)

"""The settings in mkdocs.yml: read as MkDocs reads them, checked, and completed with defaults.

`check` and the build both use this module, so that the build accepts what `check` passes. Reading
runs no code of the review: only a few YAML tags are allowed, and only the build runs hooks.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import Files, get_files
from mkdocs.theme import Theme

from livingreview.files import Location, file_problems, read_text
from livingreview.pages import read_card, read_front_matter
from livingreview.problems import Problem, cause, nearest, shown
from livingreview.site.configuration import (
    FILE,
    Written,
    below,
    find,
    leaves,
    problem_at,
    read_written,
)
from livingreview.site.site_folder import refusal

OVERLAY = Path(__file__).parent / "theme"
EXTENSIONS = ("attr_list", "md_in_html")  # expanded pages use their syntax
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
"""Three buttons, one per colour scheme: the overlay's colours apply only to a named scheme."""

# MkDocs's names for types of values, and the words for them in a YAML file.
_CLASS = re.compile(r"<class '(?:\w+\.)*(\w+)'>")
_KINDS = {
    "str": "text", "int": "a number", "float": "a number", "bool": "true or false",
    "list": "a list", "dict": "a mapping", "NoneType": "nothing", "date": "a date",
}  # fmt: skip
_EXTRA = (
    "lr_notice", "lr_card", "lr_card_text", "lr_kind_order", "lr_terms", "lr_synonyms",
    "lr_sources",
)  # fmt: skip


def load_settings(root: Path) -> tuple[MkDocsConfig | None, tuple[Problem, ...]]:
    """Return the checked settings of the mkdocs.yml below `root`, or None and its problems."""
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
        return None, (
            Problem(FILE, message=f"must be a configuration that MkDocs can read ({cause(error)})"),
        )
    except Exception as error:  # MkDocs, a plugin or an extension met an unexpected value
        message = f"must be a configuration that MkDocs can read ({type(error).__name__}: {error})"
        return None, (Problem(FILE, message=" ".join(message.split())),)
    found = [_of_mkdocs(written, config, key, str(fault)) for key, fault in (*errors, *warnings)]
    if not found:
        complete(written, config)
        found = list(settings_problems(written, config))
    return (None if found else config), tuple(sorted(set(found)))


def complete(written: Written, config: MkDocsConfig) -> None:
    """Add to a configuration the settings that the review needs and mkdocs.yml leaves out."""
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
    """Yield a problem for each setting that MkDocs accepts but a review can't have."""
    links = tuple(file_problems(Path(config.docs_dir)))
    yield from links
    for rule in SETTINGS_RULES:
        if not (links and rule is check_navigation):  # MkDocs would walk in circles
            yield from rule(written, config)


def read_pages(
    config: MkDocsConfig, files: Files | None = None
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Read the hand-written pages; return their texts by path below docs/, and the problems."""
    root = Path(config.config_file_path).parent
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in (files or get_files(config)).documentation_pages():
        if file.generated_by is None and file.abs_src_path:
            text, unread = read_text(Path(file.abs_src_path), root)
            problems.extend(unread)
            if text is not None:
                texts[file.src_uri] = text
                problems.extend(_front_matter_problems(config, file.src_uri, text))
    return texts, tuple(problems)


def _front_matter_problems(config: MkDocsConfig, path: str, text: str) -> Iterator[Problem]:
    """Yield a problem for each icon, status or template in front matter that does not exist."""
    front, document, _ = read_front_matter(text, f"docs/{path}")
    states = ["new", "deprecated", *(config.extra.get("status") or {})]
    folder = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    icon, status, template = (front.get(name) for name in ("icon", "status", "template"))
    wrong = {}
    if icon and not has_icon(config, icon):
        wrong["icon"] = "must be an icon of the theme, such as material/pencil"
    if status and status not in states:
        wrong["status"] = f"must be one of {', '.join(map(str, states))}"
    if template and not (folder and _holds(folder, template)):
        wrong["template"] = "must be a file in theme.custom_dir of mkdocs.yml"
    for name, message in wrong.items():
        place = document.place((name,)) if document else (0, 0)
        yield Problem(f"docs/{path}", *place, name, f"{message} (got {shown(front[name])})")


def _holds(folder: Path, name: str) -> bool:
    """Return whether a folder contains a file of this name, at any depth but not outside it."""
    path = (folder / name).resolve()
    return path.is_file() and path.is_relative_to(folder.resolve())


def has_icon(config: MkDocsConfig, name: str) -> bool:
    """Return whether the theme has an icon, such as `material/pencil`."""
    is_plain = re.fullmatch(r"[\w-]+(/[\w-]+)+", name)
    return bool(is_plain) and any(
        (Path(folder) / ".icons" / f"{name}.svg").is_file() for folder in config.theme.dirs
    )


def check_plugin_listed(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The list of plugins contains `livingreview`."""
    if "livingreview" not in config.plugins:
        yield problem_at(written, ("plugins",), "must list livingreview")


def check_theme(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The theme is Material: the review's own templates and styles extend it."""
    name = config.theme.name
    if find(written, ("theme",)) is not None and name != "material":
        yield problem_at(written, ("theme", "name"), f"must be material (got {shown(name)})")


def check_font(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """No page requests fonts from another host."""
    if find(written, ("theme", "font")) is not None and config.theme.get("font") is not False:
        yield problem_at(written, ("theme", "font"), "must be false: fonts would come from Google")


def check_palette(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The palette is a mapping or a list of mappings."""
    palette = config.theme.get("palette")
    if palette is None or isinstance(palette, dict):
        return
    if not isinstance(palette, list) or not all(isinstance(part, dict) for part in palette):
        message = f"must be a mapping or a list of mappings (got {shown(palette)})"
        yield problem_at(written, ("theme", "palette"), message)


def check_icons(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every icon that mkdocs.yml names is in the theme."""
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
    """The language is one that the theme has."""
    language = config.theme.get("language", "en")
    names = sorted(
        path.stem
        for folder in config.theme.dirs
        for path in Path(folder).glob("partials/languages/*.html")
    )
    if names and language not in names:
        hint = nearest(str(language), names)
        message = f"must be a language of the theme (got {shown(language)}{hint})"
        yield problem_at(written, ("theme", "language"), message)


def check_pictures(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The logo and the favicon are files of the review or of the theme."""
    folders = [config.docs_dir, str(OVERLAY), *config.theme.dirs]
    for name in ("logo", "favicon"):
        value = config.theme.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or not any((Path(f) / value).is_file() for f in folders):
            message = f"must be the path of a picture below docs/ (got {shown(value)})"
            yield problem_at(written, ("theme", name), message)


def check_styles(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """Every style sheet is named by its path."""
    for n, name in enumerate(config.extra_css):
        if not isinstance(name, str):
            message = f"must be the path of a style sheet (got {shown(name)})"
            yield problem_at(written, ("extra_css", n), message)


def check_docs_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The pages are in docs/, beside references/."""
    docs = Path(config.config_file_path).parent / "docs"
    if Path(config.docs_dir).resolve() != docs.resolve() or docs.is_symlink():
        yield problem_at(written, ("docs_dir",), "must be docs, beside references/")


def check_site_folder(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The site folder is one that a build may replace without losing anything."""
    reason = refusal(Path(config.site_dir), Path(config.config_file_path).parent)
    if reason and find(written, ("site_dir",)) is not None:
        yield problem_at(written, ("site_dir",), reason)


def check_navigation(written: Written, config: MkDocsConfig) -> Iterator[Problem]:
    """The navigation names pages that exist; the build makes those of sources and trials."""
    pages = {file.src_uri for file in get_files(config).documentation_pages()}
    for location, page in leaves(config.nav, ("nav",)):
        address = urlsplit(str(page))
        is_elsewhere = address.scheme or address.netloc or address.path.startswith("/")
        is_made = address.path.startswith(("sources/", "trials/"))
        if page not in pages and not is_elsewhere and not is_made:
            hint = nearest(str(page), sorted(pages))
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
    """Every setting under `extra` that begins with lr_ is known and has the right type."""
    for name, value in config.extra.items():
        if not str(name).startswith("lr_"):
            continue
        if name not in _EXTRA:
            yield problem_at(
                written, ("extra", name), "must be a known setting" + nearest(name, _EXTRA)
            )
        elif name == "lr_kind_order":
            if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
                yield problem_at(written, ("extra", name), f"must be a list (got {shown(value)})")
        elif name not in ("lr_card", "lr_card_text") and not isinstance(value, str):
            yield problem_at(written, ("extra", name), f"must be text (got {shown(value)})")
    card = config.extra.get("lr_card"), config.extra.get("lr_card_text")
    for problem in read_card(Path(config.docs_dir), *card)[1]:
        yield problem_at(written, tuple(problem.field.split(".")), problem.message)


SETTINGS_RULES: tuple[Callable[[Written, MkDocsConfig], Iterator[Problem]], ...] = (
    check_plugin_listed, check_theme, check_font, check_palette, check_language, check_icons,
    check_pictures, check_styles, check_docs_folder, check_site_folder, check_navigation,
    check_hooks_exist, check_extra,
)  # fmt: skip


def _of_mkdocs(written: Written, config: Config, key: str, text: str) -> Problem:
    """Return MkDocs's message about a setting as a problem, at the most precise place it names."""
    text = " ".join(text.split())
    if text.startswith("Unrecognised configuration name"):
        known = [name for name, _ in config._schema]
        return problem_at(written, (key,), "must be a known setting" + nearest(key, known))
    location: Location = (key,)
    for word in re.findall(r"['\"]([\w/.-]+)['\"]", text):
        location = below(written, location, word)
    text = _CLASS.sub(lambda found: _KINDS.get(found[1], found[1]), text)
    wanted = re.fullmatch("Expected type: (.+) but received: (.+)", text)
    message = f"must be {wanted[1]} (got {wanted[2]})" if wanted else f"must be valid: {text}"
    return problem_at(written, location, message, field=key)


def theme_problem(error: BaseException | None) -> Problem:
    """Return a problem that names the template of the theme that failed on a setting."""
    trace, template = error.__traceback__ if error else None, "a template"
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        template = path.name if path.suffix == ".html" else template
        trace = trace.tb_next
    why = cause(error) if error else "no reason given"
    message = f"must have settings that its templates accept (theme and extra; {template}: {why})"
    return Problem(FILE, 1, 1, "theme", message)

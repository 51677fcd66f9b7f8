"""The Content-Security-Policy of the site, which limits what a reader's browser may load and run.

Everything comes from the site itself. The only inline scripts that run are the theme's: the policy
contains the hash of each.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),  # the search is WebAssembly
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),  # the theme's icons are data in its style sheets
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}
# The theme's templates that contain only an inline script, and whether pages have it.
INLINE_SCRIPTS: Mapping[str, Callable[[Any], bool]] = {
    "base": lambda _: True,
    "palette": lambda config: not isinstance(config.theme.get("palette"), dict),
    "content": lambda _: True,
    "announce": lambda config: "announce.dismiss" in (config.theme["features"] or ()),
    "outdated": lambda config: bool(config.extra.get("version")),
    "consent": lambda config: bool(config.extra.get("consent")),
}
# A script without attributes is code; one with attributes has an address, or is data.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def theme_policy(
    templates: Any, config: Any, more: Mapping[str, Sequence[str]]
) -> Callable[[str], str]:
    """Return a function that maps the relative path to the site's root (`../`) to a page's policy.

    The theme's Jinja `templates` are rendered with its `config`; their inline scripts contain
    that path, so the hashes depend on it.
    """
    context = {"config": config, "features": config.theme["features"] or ()}
    names = [name for name, is_used in INLINE_SCRIPTS.items() if is_used(config)]

    @cache
    def policy(base_url: str) -> str:
        scripts = (
            script
            for name in names
            for script in inline_scripts(
                templates.get_template(f"partials/javascripts/{name}.html").render(
                    context, base_url=base_url
                )
            )
        )
        return content_policy(scripts, more)

    return policy


def inline_scripts(html: str) -> list[str]:
    """Return the code of each inline script in the theme's HTML."""
    return _INLINE.findall(html)


def content_policy(scripts: Iterable[str], more: Mapping[str, Sequence[str]]) -> str:
    """Return the policy; `scripts` are the inline ones that may run, `more` is from mkdocs.yml."""
    hashes = [f"'sha256-{_hash(script)}'" for script in dict.fromkeys(scripts)]
    added = {"script-src": hashes}
    directives = {name: [*values, *added.get(name, ())] for name, values in DIRECTIVES.items()}
    for name, values in more.items():
        directives.setdefault(name, []).extend(values)
    return "; ".join(" ".join((name, *_allowed(values))) for name, values in directives.items())


def _allowed(values: Sequence[str]) -> Sequence[str]:
    """Return the values of a directive, without 'none' if there are others."""
    return [value for value in values if value != "'none'"] or values


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

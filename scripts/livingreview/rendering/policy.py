"""The Content-Security-Policy under which the site runs: what a reader's browser may load and run.

Everything comes from the site itself. Inline scripts run only if they are the theme's: each has
its hash in the policy.
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
# The theme's templates that hold nothing but an inline script, and when a page has it.
INLINE_SCRIPTS: Mapping[str, Callable[[Any], bool]] = {
    "base": lambda _: True,
    "palette": lambda config: not isinstance(config.theme.get("palette"), dict),
    "content": lambda _: True,
    "announce": lambda config: "announce.dismiss" in (config.theme["features"] or ()),
    "outdated": lambda config: bool(config.extra.get("version")),
    "consent": lambda config: bool(config.extra.get("consent")),
}
# A script without attributes is code; with them it has an address, or is data.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def theme_policy(
    templates: Any, config: Any, more: Mapping[str, Sequence[str]]
) -> Callable[[str], str]:
    """Return a function from the way back to a site's root (`../`) to the policy of pages there.

    The theme's `templates` (of Jinja) are rendered as its `config` asks for; their inline scripts
    hold that way, so their hashes differ with it.
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
    """Return the code of the inline scripts in HTML of the theme."""
    return _INLINE.findall(html)


def content_policy(scripts: Iterable[str], more: Mapping[str, Sequence[str]]) -> str:
    """Write the policy; `scripts` are the inline ones that may run, `more` what mkdocs.yml adds."""
    hashes = [f"'sha256-{_hash(script)}'" for script in dict.fromkeys(scripts)]
    added = {"script-src": hashes}
    directives = {name: [*values, *added.get(name, ())] for name, values in DIRECTIVES.items()}
    for name, values in more.items():
        directives.setdefault(name, []).extend(values)
    return "; ".join(" ".join((name, *_allowed(values))) for name, values in directives.items())


def _allowed(values: Sequence[str]) -> Sequence[str]:
    """Leave out 'none' where something is allowed."""
    return [value for value in values if value != "'none'"] or values


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

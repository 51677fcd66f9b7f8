"""The Content-Security-Policy under which the site runs: what a reader's browser may load and run.

Everything comes from the site itself. Inline scripts run only if they are the theme's: each has
its hash in the policy.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

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
# A script without attributes is code; with them it has an address, or is data.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


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

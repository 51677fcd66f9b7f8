"""HTML cut into tags and text, for modules that inspect it.

The HTML must be well formed: made by the package, or cleaned by `allowlist`.
"""

import re

# A comment or a tag; a `>` inside quotes does not end it. Possessive, to prevent backtracking.
TAG = re.compile(
    r"""(<!--(?:.*?-->|.*+)|</?[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>)""", re.DOTALL
)
_NAME = re.compile(r"<(/?)([a-zA-Z0-9]+)")
_CLASS = re.compile(r"""\sclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))""")
VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
"""Elements without content, which no tag closes."""


def cut(html: str) -> list[str]:
    """Return HTML cut into texts, at even indices, and the tags between them, at odd indices."""
    return TAG.split(html)


def element_of(tag: str) -> tuple[str, bool]:
    """Return a tag's element, in lower case, and if the tag closes it; "" for a comment."""
    named = _NAME.match(tag)
    return (named[2].lower(), bool(named[1])) if named else ("", False)


def classes_of(tag: str) -> list[str]:
    """Return the classes that a tag names."""
    found = _CLASS.search(tag)
    return "".join(found.groups("")).split() if found else []

"""HTML cut into tags and text, for those who read it.

It must be well formed: what the package made, or what `allowlist` let through.
"""

import re

# A comment or a tag; a `>` within quotes does not end it. Possessive, so that nothing is retried.
TAG = re.compile(
    r"""(<!--(?:.*?-->|.*+)|</?[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>)""", re.DOTALL
)
_NAME = re.compile(r"<(/?)([a-zA-Z0-9]+)")
_CLASS = re.compile(r"""\sclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))""")
VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
"""Elements without content, which no tag closes."""


def cut(html: str) -> list[str]:
    """Cut HTML into texts (even places) and the tags between them (odd ones)."""
    return TAG.split(html)


def element_of(tag: str) -> tuple[str, bool]:
    """Return the element of a tag, in lower case, and if the tag closes it; "" of a comment."""
    named = _NAME.match(tag)
    return (named[2].lower(), bool(named[1])) if named else ("", False)


def classes_of(tag: str) -> list[str]:
    """Return the classes that a tag names."""
    found = _CLASS.search(tag)
    return "".join(found.groups("")).split() if found else []

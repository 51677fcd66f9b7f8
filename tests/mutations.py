"""Reviews broken at random: what happens to files in pull requests, and then some.

`mutate` breaks a review's folder in one to four places and says how; everything it does follows
from places import DATA
from the `random.Random` that it is handed. Neighbours: `made_reviews` makes sound reviews,
`test_doors` holds `check` and `build` against each other on both.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path

import yaml

from places import DATA

PARTS: dict[str, list[str]] = yaml.safe_load((DATA / "mutations.yml").read_text(encoding="utf-8"))
Step = Callable[[random.Random, Path], str]


def mutate(chance: random.Random, folder: Path) -> list[str]:
    """Break the review in `folder` in one to four places; return what was done."""
    return [chance.choice(STEPS)(chance, folder) for _ in range(chance.choice((1, 1, 1, 2, 2, 4)))]


def files_of(folder: Path) -> list[Path]:
    """Return the files of a review, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def macro_calls(chance: random.Random, folder: Path, *, sound: bool = False) -> str:
    """Return text with a macro in it; unless it is sound, its place and arguments may be wrong."""
    frame = PARTS["frames"][0] if sound else chance.choice(PARTS["frames"])
    words = _words(folder)

    def value(found: re.Match[str]) -> str:
        if found[1] == "number":
            return chance.choice(("1", "3", "10") if sound else ("0", "-1", "2.5", "None", "'x'"))
        known = words[found[1]]
        if not known or (not sound and chance.random() < 0.15):
            return repr(chance.choice(("nonsense", "", "<b>", "ﬁ", "x" * 300)))
        return f'"{chance.choice(known)}"'

    call = re.sub(r"\{(\w+)\}", value, chance.choice(PARTS["sound" if sound else "calls"]))
    return frame.format(call=call)


def _words(folder: Path) -> dict[str, list[str]]:
    """Return what the review's files name, by the names that calls use."""
    try:
        loaded = yaml.safe_load((folder / "references/review.yml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        loaded = None
    review = loaded if isinstance(loaded, dict) else {}
    ids = {
        name: [str(id) for id in part] if isinstance(part := review.get(name), dict) else []
        for name in ("outcomes", "facets", "topics", "scales", "checklists")
    }
    seeds = sorted((folder / "seeds").glob("*.yml"))
    claims = re.findall(r"\bid\"?: \"?([\w-]+)", "".join(map(_text, seeds)))
    return {
        "source": [path.stem for path in sorted((folder / "references/sources").glob("*.bib"))],
        "outcome": ids["outcomes"],
        "facet": ids["facets"],
        "topic": ids["topics"],
        "claim": [f"{seed.stem}/{claim}" for seed in seeds for claim in claims],
        "word": [id for part in ids.values() for id in part],
    }


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape")
    )


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
    path, sign = _file(chance, folder), chance.choice(PARTS["signs"])
    text = _text(path)
    at = chance.randrange(len(text) + 1)
    _write(path, text[:at] + sign + text[at:])
    return f"insert {sign!r} at {at} of {path.name}"


def random_unicode(chance: random.Random, folder: Path) -> str:
    """Put characters of anywhere in Unicode into a file."""
    path = _file(chance, folder)
    text = _text(path)
    at = chance.randrange(len(text) + 1)
    signs = "".join(
        chr(chance.choice((0x300, 0x600, 0x4E00, 0x1D400, 0xE000, 0x2000)) + chance.randrange(256))
        for _ in range(5)
    )
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
    text, value = _text(path), chance.choice(PARTS["values"])
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
    value = chance.choice(
        ("0", "-1", "10000000", "99999999999", "1e9", "1.5", "x", "", "00", "9" * 400, "1")
    )
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
    names = (
        path.stem.upper(),
        "index",
        "x",
        f"{path.stem} 2",
        f"{path.stem}%20",
        f"a#{path.stem}",
        f".{path.stem}",
        "größe",
    )
    target = path.with_name(
        chance.choice(names)
        + chance.choice((path.suffix, path.suffix, path.suffix.upper(), ".txt"))
    )
    if not target.exists():
        path.rename(target)
    return f"rename {path.name} to {target.name}"


def copy_file(chance: random.Random, folder: Path) -> str:
    """Put the text of one file into a new place, or over another file."""
    path = _file(chance, folder)
    keys = [found.stem for found in sorted((folder / "references/sources").glob("*.yml"))] or ["x"]
    target = folder / chance.choice(PARTS["files"]).format(
        key=chance.choice((*keys, keys[0].upper()))
    )
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
    path, text = (
        _file(chance, folder, ".md"),
        chance.choice(PARTS["markdown"]).format(source=chance.choice(keys)),
    )
    _write(path, _text(path) + text)
    return f"append {text[:60]!r} to {path.name}"


def add_front_matter(chance: random.Random, folder: Path) -> str:
    """Give a page front matter."""
    path = _file(chance, folder, ".md")
    line = chance.choice(PARTS["front"]).format(
        value=chance.choice(PARTS["values"]), sign=chance.choice(PARTS["signs"])
    )
    text = _text(path)
    new = (
        text.replace("---\n", f"---\n{line}\n", 1)
        if text.startswith("---\n")
        else f"---\n{line}\n---\n{text}"
    )
    _write(path, new)
    return f"front matter {line[:60]!r} in {path.name}"


def change_config(chance: random.Random, folder: Path) -> str:
    """Set a key of mkdocs.yml."""
    path = folder / "mkdocs.yml"
    if not path.is_file():
        return "nothing (no mkdocs.yml)"
    line = chance.choice(PARTS["config"]).format(value=chance.choice(PARTS["values"]))
    key = re.escape(line.partition(":")[0])
    text = re.sub(rf"^{key}:.*\n([ -].*\n)*", "", _text(path), flags=re.MULTILINE)
    _write(path, f"{text}{line}\n")
    return f"mkdocs.yml {line[:60]!r}"


STEPS: tuple[Step, ...] = (
    flip_byte,
    _lines(swap_lines),
    _lines(repeat_line),
    _lines(drop_lines),
    _lines(indent_line),
    insert_sign,
    random_unicode,
    truncate,
    swap_tokens,
    swap_tokens,
    change_value,
    change_value,
    change_number,
    drop_key,
    rename_file,
    copy_file,
    copy_file,
    remove_file,
    add_macro,
    add_macro,
    add_macro,
    add_markdown,
    add_markdown,
    add_front_matter,
    change_config,
)

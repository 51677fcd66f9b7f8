"""One way in for each kind of contributed text: what a file is, its encoding, its characters."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from livingreview.bibliography.parsing import parse_bib, read_bib
from livingreview.files.textfile import MAX_BYTES, file_problems, read_text
from livingreview.files.yamlfile import parse_yaml, read_yaml
from livingreview.pages.social_card import read_card
from livingreview.problems import Problem
from livingreview.rendering.drawings import load_drawings
from places import DATA

CHARACTERS = yaml.safe_load((DATA / "characters.yml").read_text(encoding="utf-8"))

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">'
    "<title>A fern</title><desc>{}</desc></svg>"
)
# How a text stands in each kind of file.
KINDS: dict[str, tuple[str, str]] = {
    "entry": ("references/sources/gorse2024tea.yml", "notes: '{}'\n"),
    "comment of an entry": ("references/sources/gorse2024tea.yml", "read: abstract # {}\n"),
    "page": ("docs/page.md", "# A page\n\n{}\n"),
    "drawing": ("docs/assets/drawings/fern.svg", SVG),
}


def read(path: Path, root: Path) -> tuple[Problem, ...]:
    """Read a file in the way of its kind; return its problems."""
    if path.suffix == ".svg":
        return load_drawings(root / "docs")[1]
    if path.suffix == ".bib":
        return read_bib(path, root)[1]
    if path.suffix == ".yml":
        return read_yaml(path, root)[1]
    return read_text(path, root)[1]


def written(root: Path, kind: str, text: str) -> Path:
    """Write a text into a new file of a kind."""
    name, frame = KINDS[kind]
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_text(frame.replace("{}", text), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("case", CHARACTERS["allowed"])
@pytest.mark.parametrize("kind", KINDS)
def test_scripts_of_the_world_are_allowed(tmp_path: Path, kind: str, case: str) -> None:
    """What a script, an emoji or a typographer needs is no problem in any kind of file."""
    assert read(written(tmp_path, kind, CHARACTERS["allowed"][case]), tmp_path) == ()


@pytest.mark.parametrize("case", CHARACTERS["refused"])
@pytest.mark.parametrize("kind", KINDS)
def test_hidden_character_is_refused_in_every_kind_of_file(
    tmp_path: Path, kind: str, case: str
) -> None:
    """One list holds for all kinds of files; the message names the character and its place."""
    text, name = CHARACTERS["refused"][case]
    path = written(tmp_path, kind, text)
    lines = path.read_text(encoding="utf-8").split("\n")
    line = next(n for n, line in enumerate(lines, 1) if text in line)
    problem = read(path, tmp_path)[0]
    assert (problem.path, problem.line) == (KINDS[kind][0], line)
    if name == "U+0000":
        assert "NUL" in problem.message
    else:
        assert f"{name}" in problem.message
        assert lines[line - 1][problem.column - 1] in text


@pytest.mark.parametrize("case", CHARACTERS["refused"])
def test_hidden_character_is_refused_in_a_record_too(case: str) -> None:
    """The same list holds for the values of a bibliography, in strict files and in libraries."""
    text, name = CHARACTERS["refused"][case]
    bib = f"@article{{gorse2024tea, title = {{{text}}}, author = {{A, B}}, year = 2024}}\n"
    for foreign_keys in (False, True):
        records, problems = parse_bib(bib, "a.bib", foreign_keys=foreign_keys)
        assert len(records) == 1
        assert any(f"{name}" in problem.message for problem in problems)


ESCAPES = {
    "YAML, short": ("entry", 'notes: "a\\u202eb"\n'),
    "YAML, NUL": ("entry", 'notes: "a\\0b"\n'),
    "YAML, long": ("entry", 'notes: "a\\U000e0041b"\n'),
    "YAML, in a key": ("entry", '"no\\u200btes": x\n'),
    "drawing, hexadecimal": ("drawing", SVG.format("a&#x202e;b")),
    "drawing, decimal": ("drawing", SVG.format("a&#8238;b")),
    "drawing, in an attribute": ("drawing", SVG.format("x").replace("0 0", "0&#x200b; 0")),
    "page, hexadecimal": ("page", "A &#X202E; b\n"),
    "page, without semicolon": ("page", "A &#8238 b\n"),
    "page, by name": ("page", "A &rlm; b &zwnj; c\n"),
}


@pytest.mark.parametrize("case", ESCAPES)
def test_hidden_character_is_refused_as_an_escape(tmp_path: Path, case: str) -> None:
    """What a file's own escapes write is no way round the list."""
    kind, text = ESCAPES[case]
    path = written(tmp_path, kind, "")
    path.write_text(text, encoding="utf-8")
    problems = read(path, tmp_path)
    assert ["hidden character" in problem.message for problem in problems] == [True]
    assert problems[0].line == 1


def make_link(path: Path) -> None:
    """Make a link to a file outside the review."""
    secret = path.parents[3] / "secret"
    secret.write_text("a: 1", encoding="utf-8")
    path.symlink_to(secret)


def make_socket(path: Path) -> None:
    """Make a socket (by a short name: paths of sockets are bounded)."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(path.name)
    finally:
        os.chdir(here)


ODD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "link outwards": (make_link, "must be an ordinary file (got a link)"),
    "link to itself": (lambda p: p.symlink_to(p.name), "must be an ordinary file (got a link)"),
    "link to a device": (lambda p: p.symlink_to("/dev/zero"), "(got a link)"),
    "link to nothing": (lambda p: p.symlink_to("gone"), "must be an ordinary file (got a link)"),
    "pipe": (os.mkfifo, "must be an ordinary file (got a pipe)"),
    "socket": (make_socket, "must be an ordinary file (got a socket)"),
    "folder": (Path.mkdir, "must be an ordinary file (got a folder)"),
    "nothing": (lambda _: None, "must be a readable file (No such file or directory)"),
    "UTF-16": (lambda p: p.write_bytes("a: é".encode("utf-16")), "must be UTF-8 text (got UTF-16)"),
    "UTF-16 without mark": (
        lambda p: p.write_bytes("a: é".encode("utf-16-le")),
        "must be UTF-8 text (got a NUL byte)",
    ),
    "UTF-32": (lambda p: p.write_bytes("a: é".encode("utf-32")), "(got UTF-32)"),
    "Latin-1": (
        lambda p: p.write_bytes(b"a: 1\nb: \xe9\n"),
        "must be UTF-8 text (got the byte 0xE9); save the file as UTF-8",
    ),
    "surrogate": (lambda p: p.write_bytes(b"a: \xed\xa0\x80"), "(got the byte 0xED)"),
    "office file": (lambda p: p.write_bytes(b"PK\x03\x04rest"), "(got a zip or office file)"),
    "PDF": (lambda p: p.write_bytes(b"%PDF-1.7\n"), "(got a PDF)"),
}


@pytest.mark.parametrize("case", ODD_FILES)
@pytest.mark.parametrize("name", ["references/sources/a.yml", "references/sources/a.bib"])
def test_file_that_is_no_text_is_one_problem(tmp_path: Path, name: str, case: str) -> None:
    """What is no ordinary UTF-8 file is named as what it is, and nothing waits or loops."""
    root = tmp_path / "review"
    path = root / name
    path.parent.mkdir(parents=True)
    make, message = ODD_FILES[case]
    make(path)
    problems = [problem for problem in read(path, root) if "record" not in problem.message]
    assert [problem.path for problem in problems] == [name]
    assert message in problems[0].message


@pytest.mark.parametrize("case", ["link outwards", "pipe", "socket", "link to nothing"])
def test_published_folder_holds_ordinary_files_only(tmp_path: Path, case: str) -> None:
    """A picture that is a pipe or a link never reaches the engine, which would copy it."""
    path = tmp_path / "review" / "docs" / "assets" / "a.png"
    path.parent.mkdir(parents=True)
    ODD_FILES[case][0](path)
    problems = list(file_problems(tmp_path / "review" / "docs"))
    assert [problem.path for problem in problems] == ["docs/assets/a.png"]


def test_card_is_opened_in_the_same_way(tmp_path: Path) -> None:
    """A card that is a pipe is refused and not waited for."""
    os.mkfifo(tmp_path / "card.png")
    card, problems = read_card(tmp_path, "card.png", "A fern")
    assert card is None
    assert [problem.field for problem in problems] == ["extra.lr_card"]


def test_name_with_hidden_characters_is_refused(tmp_path: Path) -> None:
    """A file whose name shows in another order than it has does not become an address."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "gnp.\u202eexe").write_text("x", encoding="utf-8")
    assert [p.message for p in file_problems(tmp_path / "docs")] == [
        "must have a name without hidden characters (got U+202E RIGHT-TO-LEFT OVERRIDE)"
    ]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.yml", "#" * (MAX_BYTES + 1), (0, 0)),
        ("a.yml", "a: 1\nb: " + "x" * 100_000, (2, 100_001)),
        ("a.md", "x\n" + "[" * 20_000, (2, 10_001)),
    ],
    ids=["size", "line", "line of a page"],
)
def test_size_and_lines_are_bounded(
    tmp_path: Path, name: str, content: str, place: tuple[int, int]
) -> None:
    """A file or a line beyond every use is refused before anything reads it further."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    (problem,) = read_text(tmp_path / name, tmp_path)[1]
    assert (problem.line, problem.column) == place
    assert "must" in problem.message
    assert "at most" in problem.message


def test_many_hidden_characters_are_named_twenty_times(tmp_path: Path) -> None:
    """A file full of hidden characters does not fill the screen."""
    (tmp_path / "a.md").write_text("a\u200bb\n" * 5_000, encoding="utf-8")
    assert len(read_text(tmp_path / "a.md", tmp_path)[1]) == 20


def test_hidden_character_in_front_matter_is_refused_by_the_same_list() -> None:
    """What reads YAML from elsewhere than a file has the list as well."""
    assert "hidden character" in parse_yaml('title: "a\\u2066b"', "docs/a.md")[1][0].message

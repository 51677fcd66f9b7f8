"""YAML as a review reads it: plain scalars, places, and everything that is refused."""

from pathlib import Path

import pytest

from livingreview.files.textfile import MAX_BYTES
from livingreview.files.yamlfile import MAX_DEPTH, parse_yaml, read_yaml

SCALARS = {
    "NO": "NO",
    "off": "off",
    "yes": "yes",
    "010": "010",
    "1:20": "1:20",
    "2026-11-22": "2026-11-22",
    "1_000": "1_000",
    "0x1F": "0x1F",
    ".inf": ".inf",
    ".nan": ".nan",
    "1e999": "1e999",
    "+1": "+1",
    "9" * 41: "9" * 41,
    "1e-3": 0.001,
    "5.0": 5.0,
    "-0.5": -0.5,
    "12": 12,
    "-3": -3,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
    "'12'": "12",
    '"true"': "true",
    "! 12": 12,
}

REFUSED = {
    "anchor": ("a: &x 1", (1, 4), "a must not use an anchor (got '&x')"),
    "alias": ("a: *x", (1, 4), "a must not use an alias (got '*x')"),
    "bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        (1, 4),
        "a must not use an anchor (got '&a')",
    ),
    "tag": (
        "a: !!python/object/apply:os.system [ls]",
        (1, 4),
        "a must not use a tag (got 'tag:yaml.org,2002:python/object/apply:os.system')",
    ),
    "own tag": ("a: !env HOME", (1, 4), "a must not use a tag (got '!env')"),
    "tag on a key": ("!env a: 1", (1, 1), "must not use a tag (got '!env')"),
    "anchor on a key": ("&x a: 1", (1, 1), "must not use an anchor (got '&x')"),
    "alias as key": ("? *x\n: 1", (1, 3), "must have text as key"),
    "list as key": ("? [a]\n: 1", (1, 3), "must have text as key"),
    "merge key": ("a: {}\n<<: {b: 1}", (2, 1), "must not use a merge key (got '<<')"),
    "duplicate key": ("a: 1\nb: 2\na: 3", (3, 1), "a must be given once (first on line 1)"),
    "duplicate key inside": (
        "r:\n- {x: 1,\n   x: 2}",
        (3, 4),
        "r.0.x must be given once (first on line 2)",
    ),
    "second document": (
        "a: 1\n---\nb: 2",
        (2, 1),
        "must hold one document (a second '---' begins here)",
    ),
    "deep nesting": (
        "[" * 100_000,
        (1, MAX_DEPTH + 1),
        f"must be valid YAML (nested deeper than {MAX_DEPTH} levels)",
    ),
    "escaped NUL": ('a: "x\\0"', (1, 4), "a must hold no hidden character (got U+0000); delete it"),
    "hidden in a key": (
        '"a\\0": 1',
        (1, 1),
        "must hold no hidden character (got U+0000); delete it",
    ),
    "bidirectional text": (
        "a: x\u202ey",
        (1, 5),
        "must hold no hidden character (got U+202E RIGHT-TO-LEFT OVERRIDE); delete it",
    ),
    "control after accents": (
        f"a: {'é' * 99}\nb: \x01\n\n\n\n\n",
        (2, 4),
        "must hold no hidden character (got U+0001); delete it",
    ),
    "colon in text": (
        "a: b: c",
        (1, 5),
        (
            "must have a space after each key's colon, and quotes round a text that holds ': ' "
            "(YAML: mapping values are not allowed in this context)"
        ),
    ),
    "tab as indent": (
        "a:\n\t- x",
        (2, 1),
        (
            "must have spaces instead of tabs, and quotes round a text that begins with @, % or ` "
            "(YAML: found character that cannot start any token)"
        ),
    ),
    "open quote": (
        "a: 'x",
        (1, 6),
        "must close the quotes that were opened before (YAML: found unexpected end of stream)",
    ),
}


@pytest.mark.parametrize(("written", "expected"), SCALARS.items(), ids=repr)
def test_scalar_is_read_by_the_core_schema(written: str, expected: object) -> None:
    """Only null, true, false and JSON numbers are more than text."""
    document, problems = parse_yaml(f"a: {written}\n", "x.yml")
    assert not problems
    assert document is not None
    value = document.data["a"]
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("case", REFUSED)
def test_surprise_is_refused_with_its_place(case: str) -> None:
    """What says other than it seems gives a problem at its place and no document."""
    text, place, message = REFUSED[case]
    document, problems = parse_yaml(text, "x.yml")
    assert document is None
    first = problems[0]
    assert f"{first.field} {first.message}".strip() == message
    assert (first.line, first.column) == place


def test_bomb_costs_nothing_and_names_each_alias() -> None:
    """A bomb of nested aliases is refused anchor by anchor, without being unfolded."""
    lines = ["a0: &a0 [x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)
    ]
    _, problems = parse_yaml("\n".join(lines), "x.yml")
    assert len(problems) == 30 + 29 * 9


def test_place_counts_characters_and_falls_back_to_the_parent() -> None:
    """Columns are characters; a missing step takes the place of the value that lacks it."""
    document, _ = parse_yaml("é: {ü: 1, b: [x, {c: 2}]}\n", "x.yml")
    assert document is not None
    assert document.place(("é", "b", 1, "c")) == (1, 22)
    assert document.place(("é", "b", 1, "c"), key=True) == (1, 19)
    assert document.place(("é", "b", 1, "missing", 5)) == (1, 18)
    assert document.place(("nowhere",)) == (1, 1)


def test_empty_text_is_a_document_without_data() -> None:
    """An empty file is no fault of YAML: what must be in it is the schema's business."""
    document, problems = parse_yaml("# nothing\n", "x.yml")
    assert document is not None
    assert document.data is None
    assert not problems


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_file_is_read_with_any_line_end(tmp_path: Path, start: bytes, end: bytes) -> None:
    """A byte order mark and Windows line ends change neither data nor lines."""
    path = tmp_path / "x.yml"
    path.write_bytes(start + end.join([b"a: 1", "b: é".encode(), b""]))
    document, problems = read_yaml(path, tmp_path)
    assert not problems
    assert document is not None
    assert document.data == {"a": 1, "b": "é"}
    assert document.place(("a",), key=True) == (1, 1)
    assert document.place(("b",), key=True) == (2, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"a: 1\nb: \xe9\n",
            "x.yml:2:4: must be UTF-8 text (got the byte 0xE9); save the file as UTF-8",
        ),
        ("a: 1".encode("utf-16"), "x.yml:1: must be UTF-8 text (got UTF-16)"),
        (b"#" * (MAX_BYTES + 1), f"x.yml: must be at most {MAX_BYTES:,} bytes in size"),
    ],
    ids=["Latin-1", "UTF-16", "too large"],
)
def test_file_that_is_no_text_is_a_problem(tmp_path: Path, content: bytes, message: str) -> None:
    """A wrong encoding is named with its line, a file of megabytes is not read."""
    (tmp_path / "x.yml").write_bytes(content)
    document, problems = read_yaml(tmp_path / "x.yml", tmp_path)
    assert document is None
    assert [str(problem) for problem in problems] == [message]


def test_link_folder_and_absence_are_problems(tmp_path: Path) -> None:
    """A symbolic link is not followed, a folder is not a file, a missing file is told."""
    (tmp_path / "review").mkdir()
    (tmp_path / "secret.yml").write_text("a: 1")
    (tmp_path / "review" / "link.yml").symlink_to(tmp_path / "secret.yml")
    (tmp_path / "review" / "folder.yml").mkdir()
    found = {
        name: [str(p) for p in read_yaml(tmp_path / "review" / name, tmp_path / "review")[1]]
        for name in ("link.yml", "folder.yml", "gone.yml")
    }
    assert found == {
        "link.yml": ["link.yml: must be an ordinary file (got a link)"],
        "folder.yml": ["folder.yml: must be an ordinary file (got a folder)"],
        "gone.yml": ["gone.yml: must be a readable file (No such file or directory)"],
    }

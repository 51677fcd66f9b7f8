"""BibTeX in and out: one faulty file a rule in `data/bibtex/faults/`, and what must be read."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.bibliography.bibtex import write_record
from livingreview.bibliography.keys import is_key
from livingreview.bibliography.parsing import parse_bib, read_bib
from livingreview.bibliography.tex import plain, simplify
from places import DATA

BIBTEX = DATA / "bibtex"
FAULTS = yaml.safe_load((BIBTEX / "faults.yml").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    [*'{}()",=#\n\\$^_&%~@; a', "@article{a2020b,", "@string{", "title", "\\'", "jan", "\x00", "é"]
)


def _fields(text, **options):
    (record,), problems = parse_bib(text, "one.bib", **options)
    assert problems == ()
    return {field.name: field.value for field in record.fields}


@pytest.mark.parametrize("name", sorted(path.stem for path in (BIBTEX / "faults").iterdir()))
def test_read_bib_fault(name):
    """A faulty file gives its problems with their places, and every record that can be kept."""
    records, problems = read_bib(BIBTEX / "faults" / f"{name}.bib", BIBTEX / "faults")
    assert [str(problem) for problem in problems] == [
        f"{name}.bib{p}" for p in FAULTS[name]["problems"]
    ]
    assert [record.key for record in records] == FAULTS[name]["keys"]


def test_parse_bib_everything_wrong_at_once():
    """All the faulty files in one: each record that lives alone lives among the others, too."""
    texts = {
        path.stem: path.read_bytes().decode("latin-1").replace("2020", f"20{n + 10}")
        for n, path in enumerate(sorted((BIBTEX / "faults").iterdir()))
        if path.stem not in ("nul", "utf-16")
    }
    records, _ = parse_bib("\n".join(texts.values()), "all.bib")
    kept = {record.key for record in records}
    assert {key for key in kept if key.endswith("record")} == {
        f"good20{n + 10}record"
        for n, path in enumerate(sorted((BIBTEX / "faults").iterdir()))
        if path.stem in texts
    }


def test_parse_bib_record():
    """A record carries its key, type, raw values and places."""
    text = (
        'Words.\n@Article{a2020b,\n  Title = {A {B}},\n  year = 2020, note = "x {"} y" # { z}\n}\n'
    )
    (record,), problems = parse_bib(text, "references/sources/a2020b.bib")
    assert problems == ()
    assert (record.key, record.type, record.line) == ("a2020b", "article", 2)
    assert record.path == "references/sources/a2020b.bib"
    assert [(f.name, f.value, f.line, f.column) for f in record.fields] == [
        ("title", "A {B}", 3, 11),
        ("year", "2020", 4, 0),
        ("note", 'x {"} y z', 4, 0),
    ]
    assert record.get("nothing") == record.text("nothing") == ""


def test_parse_bib_strings_and_concatenation():
    """A name defined by @string is resolved, in any case, and joined by #."""
    text = (
        '@string{J = "Journal"}\n@string(k = j # { of })\n@article{a2020b, journal = K # "Cells"}'
    )
    assert _fields(text) == {"journal": "Journal of Cells"}


def test_parse_bib_month_names_are_defined():
    """Month macros need no @string."""
    assert _fields('@misc{a2020b, year = 2020, month = 10 # "~" # jan}')["month"] == "10~jan"


@pytest.mark.parametrize("parent_first", [True, False])
def test_parse_bib_crossref(parent_first):
    """A child inherits what it lacks, the parent's title as its book's, in either order."""
    parent = (
        "@proceedings{p2020q, title = {Congress}, publisher = {P}, year = 2020, doi = {10.1000/p}}"
    )
    child = "@inproceedings{c2020d, title = {Talk}, crossref = {P2020q}}"
    records, problems = parse_bib("\n".join([parent, child][:: 1 if parent_first else -1]), "x.bib")
    assert problems == ()
    (whole,) = (record for record in records if record.key == "c2020d")
    assert {f.name: f.value for f in whole.fields} == {
        "title": "Talk",
        "booktitle": "Congress",
        "publisher": "P",
        "year": "2020",
    }


def test_parse_bib_xdata():
    """An @xdata record gives its fields to those that name it and is no source itself."""
    text = "@article{a2020b, title = {T}, xdata = {one, two}}\n@xdata{one, year = 2020}\n"
    text += "@xdata{two, journal = {J}, xdata = {one}}"
    assert _fields(text) == {"title": "T", "year": "2020", "journal": "J"}


def test_parse_bib_parentheses_comments_and_words():
    """Parentheses work as braces do; @comment, @preamble and words between are passed over."""
    text = 'Dear a@b.org,\n@comment{jabref: x}\n@preamble{"\\def\\x{}"}\n% remark\n'
    assert _fields(text + '@article(a2020b, title = "A (b) c")\nbye') == {"title": "A (b) c"}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_read_bib_line_ends_and_byte_order_mark(tmp_path, ends):
    """CRLF, CR and a byte order mark change neither values nor lines."""
    path = tmp_path / "a.bib"
    path.write_bytes(b"\xef\xbb\xbf" + ends.join(["@article{a2020b,", "title = {Ä}", "}"]).encode())
    (record,), problems = read_bib(path, tmp_path)
    assert problems == ()
    assert [(field.value, field.line) for field in record.fields] == [("Ä", 2)]


def test_read_bib_outside_the_root(tmp_path):
    """A symbolic link that leads out of the review is not read."""
    (tmp_path / "secret.bib").write_text("@article{a2020b, title = {S}}")
    root = tmp_path / "review"
    root.mkdir()
    (root / "a.bib").symlink_to(tmp_path / "secret.bib")
    records, problems = read_bib(root / "a.bib", root)
    assert records == ()
    assert str(problems[0]) == "a.bib: must be an ordinary file (got a link)"


def test_read_bib_missing_file(tmp_path):
    """A file that isn't there, or is a folder, is a problem and no traceback."""
    assert "must be a readable file" in read_bib(tmp_path / "a.bib", tmp_path)[1][0].message
    assert "(got a folder)" in read_bib(tmp_path, tmp_path)[1][0].message


def test_parse_bib_foreign_keys():
    """In a foreign library odd keys are no problem: each has a made key and keeps its own."""
    text = "@article{Doe:2021, author = {Doe, J}, title = {The Cells}, year = 2021}\n"
    records, problems = parse_bib(text + text.replace("Doe:", "doe/"), "z.bib", foreign_keys=True)
    assert problems == ()
    assert [record.alias for record in records] == ["Doe:2021", "doe/2021"]
    assert len({record.key for record in records}) == 2
    assert all(is_key(record.key) and record.key.startswith("doe2021") for record in records)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ("Smith2025, author = {Smith, J}, title = {The Ferns grow}, year = 2025", "smith2025ferns"),
        ("a:1, author = {Smith, J}, title = {2025}, journal = {Fern Letters}", "smithndfern"),
        ("A_b, title = {}", "sourcendarticle"),
        ("a:b, author = {{World Group}}, title = {On ferns}, date = {2020-01}", "world2020ferns"),
        ("Doe2021Marrow, author = {Doe, J}, title = {T}, year = 2021", "doe2021marrow"),
    ],
)
def test_parse_bib_proposes_a_key_by_the_rule(record, key):
    """The key that a problem proposes has a name, a year and a word, and no other record has it."""
    _, problems = parse_bib(f"@article{{{record}}}", "x.bib")
    assert f"it would be {key})" in problems[0].message
    _, problems = parse_bib(f"@article{{{record}}}@misc{{{key}, title = {{T}}}}", "x.bib")
    (proposed,) = [p.message.rpartition(" ")[2][:-1] for p in problems if "would be" in p.message]
    assert is_key(proposed)
    assert proposed != key


def test_parse_bib_proposes_no_key_of_the_review():
    """A key that another file has is passed over for one with another word of the title."""
    text = "@article{Smith2025, author = {Smith, J}, title = {Ferns grow fast}, year = 2025}"
    _, problems = parse_bib(text, "x.bib", taken={"smith2025ferns"})
    assert "it would be smith2025grow)" in problems[0].message


@pytest.mark.parametrize(
    "comment",
    ["@Comment my comment\n", "@comment", "@COMMENT a, b = {c}", "@comment{x} y", "@Comment: x;"],
)
def test_parse_bib_skips_a_comment(comment):
    """What follows `@comment` is text, with braces or without; the next record is read."""
    records, problems = parse_bib(f"{comment}\n@misc{{a2020b, year = 2020}}", "x.bib")
    assert ([record.key for record in records], problems) == (["a2020b"], ())


def test_parse_bib_foreign_types():
    """A foreign library may have types of its own, sets and main titles: all are read."""
    text = """@fern{a2020b, title = {T}}\n@set{c2020d, entryset = {a2020b}}
    @mvbook{e2020f, title = {V}, maintitle = {M}}"""
    records, problems = parse_bib(text, "z.bib", foreign_keys=True)
    assert ([record.type for record in records], problems) == (["fern", "set", "mvbook"], ())


def test_write_record_reads_back():
    """What is written reads back to the same records, one a block, in one order of fields."""
    text = '@book{b2020c, year = 2020, title = "A {"}B{"}  c", zeta = {z}, author = {Doe, J}}\n'
    text += "@article{a2020b, title = {Ä \\& {B}}, doi = {10.1000/a_b}}"
    records, _ = parse_bib(text, "x.bib")
    written = "".join(map(write_record, records))
    again, problems = parse_bib(written, "x.bib")
    assert problems == ()
    assert "".join(map(write_record, again)) == written
    assert [r.key for r in again] == ["b2020c", "a2020b"]
    assert written.startswith(
        '@book{b2020c,\n  author = {Doe, J},\n  title = {A {"}B{"} c},\n'
        "  year = {2020},\n  zeta = {z},\n}\n"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "title = {" + "\\'" * 4000 + "}",
        "title = {" + "\\(" * 4000 + "}",
        "title = {$" + "^{" * 2000 + "}" * 2000 + "$}",
        "abstract = {" + "x" * 2_000_000 + "}",
        "title = {x}" + " # {x}" * 20_000,
    ],
    ids=["accents", "open math", "deep math", "megabytes", "parts"],
)
def test_parse_bib_hostile_sizes(bomb):
    """Values made to be slow or deep give problems, and the next record is read."""
    records, _ = parse_bib(f"@article{{a2020b, {bomb}}}\n@misc{{c2020d, title = {{C}}}}", "x.bib")
    assert records[-1].get("title") == "C"


def test_parse_bib_strings_that_double():
    """Definitions that double each other are stopped before they fill the memory."""
    lines = [
        "@string{s0 = {ab}}",
        *(f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 60)),
    ]
    records, problems = parse_bib("\n".join([*lines, "@misc{a2020b, note = s59}"]), "x.bib")
    assert "must have at most" in problems[0].message
    assert len(records[0].get("note")) < 100_000


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_parse_bib_never_raises(text):
    """Whatever the text, there are records and problems with a line, never a traceback."""
    records, problems = parse_bib(text, "x.bib")
    assert all(problem.line > 0 for problem in problems)
    assert all(record.key.isalnum() for record in records)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aé{}$\\^_'\"% \n", max_size=40))
def test_simplify_never_raises(text):
    """Any text can be made plain, and its faults lie within it."""
    assert all(0 <= fault.offset <= len(text) for fault in simplify(text).faults)
    plain(simplify(text).text)

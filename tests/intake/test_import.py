"""`livingreview import`: every record of a file is added, joined, a duplicate, or refused."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.intake.test_new import files

from livingreview.cli import main
from livingreview.library import load_library
from livingreview.model import Library
from places import DATA

FILES = DATA / "intake" / "files"


def run(*arguments: str | Path) -> Result:
    """Run a command; a traceback fails the test."""
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def sound(review: Path) -> Library:
    """Return the library of a review, which must have no problems."""
    assert run("check").stdout.startswith("no problems: ")
    loaded = load_library(review)
    assert loaded.library is not None
    return loaded.library


def test_ris_is_read_whole(review: Path) -> None:
    """Each tag has its field, and every sign of the title is text."""
    done = run("import", FILES / "search.ris")
    record = sound(review).sources["moos2021moss"].record
    assert record.title == "Moss baths for the blue fever of Acer & 50% of $5 {x}_y"
    families = [person.family for person in record.authors]
    assert families == ["van der Moos", "O’Brien", "The Moss Group"]
    assert (record.container, record.volume, record.issue) == ("Annals of Moss", "4", "2")
    assert (record.pages, record.issued) == ("11-19", (2021, 3, 4))
    assert (record.doi, record.pmid, record.pmcid) == ("10.5555/moss.21", "50000021", "PMC5000021")
    assert record.keywords == ("moss", "fever")
    assert "We bathed 12 people in moss. It went on in a second line." in record.bibtex
    assert "no place for these fields: ZZ (1)" in done.stdout


def test_ris_with_narrow_tags_is_read(review: Path) -> None:
    """Some programs write one space before the hyphen, or none."""
    path = review.parent / "narrow.ris"
    path.write_text("TY - JOUR\nTI - Fern\nAU- Fern, F.\nPY - 2020\nER -\n", encoding="utf-8")
    assert run("import", path).exit_code == 0
    record = sound(review).sources["fern2020article"].record
    assert (record.title, record.authors[0].family, record.year) == ("Fern", "Fern", 2020)


def test_what_becomes_of_each_record_is_told(review: Path) -> None:
    """Added, joined, duplicate and refused records make up the file."""
    done = run("import", FILES / "search.ris")
    assert done.exit_code == 1
    assert "added: 1\n" in done.stdout
    assert f"{FILES}/search.ris:36: alder2020fern (references/sources/alder2020fern.bib)" in (
        done.stdout
    )
    assert f"{FILES}/search.ris:44: the work of {FILES}/search.ris:1\n" in done.stdout
    assert done.stderr.splitlines() == [
        f"read {FILES}/search.ris: 5 records",
        f"{FILES}/search.ris:27: must end with 'ER  - ' before line 31",
        f"{FILES}/search.ris:31: title must be given (the record has none)",
    ]


def test_pubmed_file_is_read_whole(review: Path) -> None:
    """Groups stand among the authors, pages and dates are kept, a title loses its brackets."""
    assert run("import", FILES / "pubmed.nbib").exit_code == 0
    record = sound(review).sources["rowan2022bark"].record
    assert record.title == "Bark and grey fever"
    assert [person.family for person in record.authors] == ["Rowan", "Birch", "Bark Study Group"]
    assert (record.pages, record.issued[:2], record.doi) == ("e12", (2022, 5), "10.5555/bark.30")


def test_csl_json_is_read_whole(review: Path) -> None:
    """Particles, groups, raw dates and numbers as text or number are understood."""
    done = run("import", FILES / "items.json")
    assert f"{FILES}/items.json:8: must be a CSL item" in done.stderr
    sources = sound(review).sources
    record = sources["licht2019lichen"].record
    assert [person.family for person in record.authors] == ["von Licht", "Lichen Group"]
    assert (record.issued, record.volume, record.pages) == ((2019, 2, 5), "3", "1-4")
    assert sources["book2018lichens"].record.container == "The fever book"
    assert sources["licht2018lichen"].record.csl["type"] == "article"  # a preprint


def test_endnote_is_read_whole(review: Path) -> None:
    """Styles inside a text are passed over; a group has a comma at its end."""
    assert run("import", FILES / "library.xml").exit_code == 0
    record = sound(review).sources["root2017roots"].record
    assert record.title == "Roots against grey fever & cold"
    assert [person.family for person in record.authors] == ["Root", "Root Consortium"]
    assert (record.doi, record.pmid, record.issued) == ("10.5555/root.7", "50000040", (2017, 9, 9))


def test_bibtex_keeps_its_tex_and_its_keys(review: Path) -> None:
    """A foreign key is an alias of our own; what cannot be read is named."""
    done = run("import", FILES / "zotero.bib")
    assert done.exit_code == 1
    library = sound(review)
    record = library.sources["spore2016spores"].record
    assert (record.title, record.container) == ("Spores, études and α fevers", "Journal of Ferns")
    assert library.aliases["spore:2016/x"] == "spore2016spores"
    assert f"{FILES}/zotero.bib:18: broken2015.title must be closed" in done.stderr
    assert f"{FILES}/zotero.bib:22: command2014.title must hold no TeX command" in done.stderr


def test_second_import_adds_nothing(review: Path) -> None:
    """What is there is joined; the files stay as they are."""
    run("import", FILES / "pubmed.nbib", FILES / "library.xml")
    before = files(review)
    done = run("import", FILES / "pubmed.nbib", FILES / "library.xml")
    assert "added: 0\n" in done.stdout
    assert "joined to sources of the review: 4\n" in done.stdout
    assert files(review) == before


def test_file_of_the_same_name_is_added_to(review: Path, tmp_path: Path) -> None:
    """A later export of the same search adds its new records to those of the first."""
    run("import", FILES / "library.xml")
    later = tmp_path / "later" / "library.ris"
    later.parent.mkdir()
    later.write_text("TY  - JOUR\nTI  - Roots once more\nPY  - 2018\nER  - \n", encoding="utf-8")
    assert run("import", later).exit_code == 0
    text = (review / "references/imported/library.bib").read_text(encoding="utf-8")
    assert re.findall(r"@\w+\{(\w+)", text) == ["root2017roots", "root2015all", "roots2018once"]
    sound(review)


def test_dry_run_writes_nothing(review: Path) -> None:
    """With --dry-run the outcome is told, and no file changed."""
    before = files(review)
    done = run("import", FILES / "library.xml", "--dry-run")
    assert "added: 2\nwould write references/imported/library.bib\n" in done.stdout
    assert files(review) == before


def test_same_title_with_another_doi_is_not_added(review: Path, tmp_path: Path) -> None:
    """Whether they are two works is for a person to say."""
    path = tmp_path / "twin.ris"
    record = "TY  - JOUR\nTI  - Fern tea for the grey fever of old\nAU  - Alder, Ann\nPY  - 2020\n"
    path.write_text(
        f"{record}DO  - 10.5555/a\nER  - \n{record}DO  - 10.5555/b\nER  - \n", encoding="utf-8"
    )
    done = run("import", path)
    assert done.exit_code == 1
    assert f"{path}:7: must not have nearly the same title and year as {path}:1" in done.stderr
    sound(review)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<xml><records><record><titles><title>&b;</title></titles></record></records></xml>"
)
FETCH = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.ris", b"", "must hold records (the file is empty)"),
    "spaces": ("a.bib", b" \n \n", "must hold records (the file is empty)"),
    "another format": (
        "a.ris", b"@article{a2020b, title={A}}", "(it holds BibTeX): rename it to a.bib",
    ),
    "HTML": ("a.nbib", b"<!DOCTYPE html><html>", "must hold records (got an HTML page)"),
    "prose": ("a.txt", b"Dear all", "must be in one of these formats: EndNote XML (.xml)"),
    "unknown ending": ("a.docx", b"TY  - JOUR\n", "must be in one of these formats"),
    "zip": ("a.xml", b"PK\x03\x04abc", "must be UTF-8 text (got a zip or office file)"),
    "Latin-1": ("a.ris", "TY  - JOUR\nTI  - é\n".encode("latin-1"), "must be UTF-8 text"),
    "cut JSON": ("a.json", b'[{"title": "A fern", "type":', "must be JSON"),
    "open list": ("a.json", b'[{"title": "A fern of the wood"}', "the list is not closed"),
    "deep JSON": ("a.json", b"[" * 100_000, "must be JSON (nested too deeply)"),
    "no record": ("a.json", b"[]", "must hold records of CSL-JSON (got none)"),
    "cut XML": ("a.xml", b"<xml><records><record>", "must be well-formed XML"),
    "entities": ("a.xml", BOMB.encode(), "must declare no entities of its own (got 'a')"),
    "outer entity": ("a.xml", FETCH.encode(), "must declare no entities of its own (got 'a')"),
    "deep XML": ("a.xml", b"<xml>" * 5000, "must nest at most 100 elements"),
    "endless title": (
        "a.ris", b"TY  - JOUR\nTI  - " + b"fern " * 9000 + b"\nER  - \n",
        "a.ris:1: title must have at most 10000 characters",
    ),
    "lost letter": (
        "a.ris", "TY  - JOUR\nTI  - F\ufffdrn\nER  - \n".encode(), "a letter was lost",
    ),
    "no tag": ("a.nbib", b"PMID- 1\nTI  - A\n\nsome words\n", "must begin with a tag"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_file_is_named_with_the_repair(review: Path, case: str) -> None:
    """Each is a line with its place, exit code 1, and no file is changed by it."""
    name, body, said = BAD_FILES[case]
    path = review.parent / name
    path.write_bytes(body)
    before = files(review)
    done = run("import", path)
    assert done.exit_code == 1
    assert said in done.stderr
    assert str(path) in done.stderr
    added = {"open list", "no tag"}  # the record before the fault is good
    assert (files(review) == before) is (case not in added)


def test_hostile_texts_stay_text(review: Path) -> None:
    """Braces, TeX, HTML, Jinja and hidden characters in any field change nothing else."""
    evil = (
        "} , note={x}} @article{evil2020x, \\input{/etc/passwd} {{ 7*7 }} "
        "<script>a</script> % $ \u202e"
    )
    path = review.parent / "evil.ris"
    tags = ["TI", "T2", "J2", "VL", "IS", "SP", "PB", "CY", "ET", "KW", "N1", "UR", "AB", "LA"]
    path.write_text(
        "TY  - JOUR\n" + "".join(f"{tag}  - {evil}\n" for tag in tags) + "PY  - 2020\nER  - \n",
        encoding="utf-8",
    )
    assert run("import", path).exit_code == 0
    library = sound(review)
    (key,) = set(library.sources) - set(load_keys())
    record = library.sources[key].record
    assert record.title.startswith(
        "} , note={x}} @article{evil2020x, \\input{/etc/passwd} {{ 7*7 }}"
    )
    assert "evil2020x" not in library.sources
    assert record.url is None


def load_keys() -> list[str]:
    """Return the keys of the tiny review."""
    return [path.stem for path in (DATA / "review/references/sources").glob("*.bib")]


# ---- the screening sheet -----------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a sheet."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def decide(path: Path, **decisions: tuple[str, str]) -> None:
    """Write decisions into a sheet, by the last part of a row's id."""
    table = rows(path)
    for row in table:
        for ending, (decision, reason) in decisions.items():
            if row["id"].endswith(ending) and row["decision"] == "undecided":
                row |= {"decision": decision, "reason": reason}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n", delimiter=";")
    writer.writeheader()
    writer.writerows(table)
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")


def test_sheet_has_a_row_for_each_record_that_was_found(review: Path) -> None:
    """Nothing is added yet; the flow of records can be counted from the rows."""
    sheet = review / "screening.csv"
    done = run("import", FILES / "search.ris", FILES / "library.xml", "--screen", sheet)
    assert "added: 0\n" in done.stdout
    assert "undecided: 3\n" in done.stdout
    table = rows(sheet)
    assert [row["decision"] for row in table] == [
        "undecided", "refused", "refused", "include", "duplicate", "undecided", "undecided",
    ]  # fmt: skip
    assert table[0]["id"] == "doi:10.5555/moss.21"
    assert table[0]["abstract"].startswith("We bathed 12 people")
    assert (table[3]["key"], table[4]["duplicate_of"]) == ("alder2020fern", "doi:10.5555/moss.21")
    assert not (review / "references/imported").exists()


def test_sheet_decides_what_is_added(review: Path) -> None:
    """Included records are added under their keys; decisions stay, also after a spreadsheet."""
    sheet = review / "screening.csv"
    arguments = ("import", FILES / "library.xml", "--screen", sheet)
    run(*arguments)
    decide(sheet, **{"root.7": ("include", ""), "2015": ("exclude", "not a study")})
    done = run(*arguments)
    assert done.exit_code == 0
    assert "added: 1\n" in done.stdout
    decided = [(row["decision"], row["reason"], row["key"]) for row in rows(sheet)]
    assert decided[0] == ("include", "", "root2017roots")
    assert "root2017roots" in sound(review).sources
    again = sheet.read_text(encoding="utf-8")
    run(*arguments)
    assert sheet.read_text(encoding="utf-8") == again


def test_record_of_two_searches_is_screened_once(review: Path) -> None:
    """The second file's record is a duplicate in the sheet, and counted as found."""
    sheet = review / "screening.csv"
    run("import", FILES / "pubmed.nbib", "--screen", sheet)
    other = review.parent / "embase.ris"
    other.write_text(
        "TY  - JOUR\nTI  - Bark and grey fever\nPY  - 2022\nDO  - 10.5555/bark.30\nER  - \n",
        encoding="utf-8",
    )
    run("import", other, "--screen", sheet)
    run("import", other, "--screen", sheet)
    table = [(row["file"], row["decision"]) for row in rows(sheet)]
    assert table == [
        ("pubmed.nbib", "undecided"), ("pubmed.nbib", "undecided"), ("embase.ris", "duplicate"),
    ]  # fmt: skip


def spoil_decision(text: str) -> str:
    """Write a word that is no decision."""
    return text.replace("undecided", "maybe", 1)


def spoil_reason(text: str) -> str:
    """Exclude a record without a reason."""
    return text.replace("undecided", "exclude", 1)


def spoil_columns(text: str) -> str:
    """Rename the column of decisions."""
    return text.replace("decision", "choice", 1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_decision, "screening.csv:2: decision must be one of the decisions (got 'maybe'"),
        (spoil_reason, "screening.csv:2: reason must be given for an excluded record"),
        (spoil_columns, "must have the columns decision in its first line"),
    ],
)
def test_faulty_sheet_is_named(review: Path, spoil: Callable[[str], str], said: str) -> None:
    """A wrong word, a missing reason and a missing column are named with their place."""
    sheet = review / "screening.csv"
    run("import", FILES / "library.xml", "--screen", sheet)
    sheet.write_text(spoil(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    done = run("import", FILES / "library.xml", "--screen", sheet)
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.ris"], 2, "FILES must exist (got none.ris)"),
        ([], 2, "Missing argument"),
        ([FILES / "library.xml", "--screen", "sheet.xlsx"], 1, "must end in .csv"),
    ],
)
def test_wrong_use_is_told(review: Path, arguments: list[str | Path], code: int, said: str) -> None:
    """Wrong use ends with 2."""
    done = run("import", *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_long_lists_are_shortened(review: Path) -> None:
    """Of many duplicates the first are shown, with the number of the others."""
    path = review.parent / "same.ris"
    path.write_text(
        "TY  - JOUR\nTI  - Fern\nPY  - 2020\nDO  - 10.5555/x\nER  - \n" * 31, encoding="utf-8"
    )
    done = run("import", path)
    assert "duplicates in these files: 30\n" in done.stdout
    assert done.stdout.count("the work of") == 20
    assert "… and 10 more (--screen SHEET lists all of them)" in done.stdout


def test_thousands_are_read(review: Path) -> None:
    """Two thousand records at once are added, each under a key of its own."""
    path = review.parent / "many.ris"
    record = (
        "TY  - JOUR\nTI  - Fern {} of the wood and its fevers\nAU  - Fern, F.\nPY  - 2020\nER  - \n"
    )
    path.write_text("\n".join(record.format(n) for n in range(2000)), encoding="utf-8")
    done = run("import", path)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "added: 2,000")
    text = (review / "references/imported/many.bib").read_text(encoding="utf-8")
    assert len(set(re.findall(r"@\w+\{(\w+)", text))) == 2000

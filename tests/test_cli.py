"""The command line: exit codes, formats, paths, listing and showing, and hostile reviews."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from livingreview.cli import main
from places import REVIEW

ENTRY = "references/sources/birch2021fern.yml"


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the tiny review, and make it the working folder."""
    shutil.copytree(REVIEW, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command; a traceback fails the test."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def spoil(
    review: Path, path: str = ENTRY, old: str = "total: 17\n", new: str = "total: 9\n"
) -> None:
    """Change a file of the review by one fault."""
    text = (review / path).read_text(encoding="utf-8")
    assert old in text
    (review / path).write_text(text.replace(old, new, 1), encoding="utf-8")


FAULT = f"{ENTRY}:8:13: results.0.events must be at most the total 9 (got 10)"


def test_check_of_a_sound_review_exits_0(review: Path) -> None:
    """With nothing wrong there is one line, and exit code 0."""
    done = run("check")
    assert (done.exit_code, done.stdout) == (
        0,
        "no problems: 6 sources, 9 results, 2 trials, 3 claims\n",
    )


def test_check_of_a_fault_exits_1_and_says_how_to_repeat(review: Path) -> None:
    """A fault is a line on stdout, the count and the command to repeat go to stderr."""
    spoil(review)
    done = run("check")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [FAULT]
    assert "1 problem. Repair and run: livingreview check" in done.stderr
    assert "pages are checked once the data have no problems" in done.stderr


def test_check_for_github_annotates_the_line(review: Path) -> None:
    """In a pull request each problem is a workflow command with file, line and column."""
    spoil(review)
    done = run("check", "--format", "github")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"::error file={ENTRY},line=8,col=13::results.0.events must be at most the total 9 (got 10)"
    ]


def test_check_as_json_is_a_list_of_problems(review: Path) -> None:
    """Programs get every part of a problem by name; a sound review is an empty list."""
    assert json.loads(run("check", "--format", "json").stdout) == []
    spoil(review)
    done = run("check", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == [
        {
            "path": ENTRY,
            "line": 8,
            "column": 13,
            "field": "results.0.events",
            "severity": "error",
            "message": "must be at most the total 9 (got 10)",
        }
    ]


def test_check_of_paths_prints_these_only(review: Path) -> None:
    """A file or a folder narrows what is printed and what the exit code is about."""
    spoil(review)
    spoil(review, "references/trials/NCT00000001.yml", "grey-fever", "gray-fever")
    assert run("check", ENTRY).stdout.splitlines() == [FAULT]
    assert "gray-fever" in run("check", "references/trials").stdout
    assert len(run("check", "references").stdout.splitlines()) == 2
    assert len(run("check", ".").stdout.splitlines()) == 2
    done = run("check", "seeds")
    assert (done.exit_code, done.stdout.splitlines()[0][:11]) == (0, "no problems")


def test_check_of_a_page_is_not_right_while_the_data_are_wrong(review: Path) -> None:
    """Pages run on sound data only: what is wrong there is printed, never 'all right'."""
    spoil(review)
    done = run("check", "docs/healing.md")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [FAULT]


def test_check_from_another_folder_needs_the_root(
    review: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --root the review is found from anywhere; a path outside it is wrong use."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert run("--root", str(review), "check").exit_code == 0
    done = run("--root", str(review), "check", str(elsewhere))
    assert done.exit_code == 2
    assert "must be in the review's folder" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "references/sources/nothing.yml"),
        ("check", "--format", "xml"),
        ("--root", "nowhere", "check"),
        ("chek",),
        ("show",),
        ("show", "birch2021fen"),
        ("list", "--colour"),
    ],
    ids=" ".join,
)
def test_wrong_use_exits_2(review: Path, arguments: tuple[str, ...]) -> None:
    """A wrong argument is the user's, not the data's: exit code 2 and a line of explanation."""
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Error: " in done.stderr


def test_folder_without_a_review_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no review.yml, check and list say that, with exit code 1."""
    monkeypatch.chdir(tmp_path)
    for command in ("check", "list"):
        done = run(command)
        assert done.exit_code == 1
        assert "references/review.yml: must be a readable file" in done.stdout


def test_list_has_a_line_for_each_source(review: Path) -> None:
    """Each source is one line with key, year, kind, patients, results, reading, title."""
    lines = run("list").stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].split(maxsplit=6) == [
        "alder2020fern", "2020", "trial", "20", "4", "full-text", "Fern tea for grey fever",
    ]  # fmt: skip
    kinds = run("list", "--kind", "trial").stdout.splitlines()
    assert [line.split()[0] for line in kinds] == ["alder2020fern", "cedar2022balm", "fir2023balm"]
    topics = run("list", "--topic", "background").stdout.splitlines()
    assert [line.split()[0] for line in topics] == ["elm2019review"]


def test_show_prints_reference_results_and_findings(review: Path) -> None:
    """One source in full, each figure with its locator and its line; an alias works as well."""
    shown = run("show", "alder2020fern").stdout
    assert "Alder A, Ash B. Fern tea for grey fever." in shown
    assert "Fever cleared, week 4: 12/20 (60%)" in shown
    assert "[Table 2; references/sources/alder2020fern.yml:16]" in shown
    assert "Fever left the young sooner than the old." in shown
    assert run("show", "birch21").stdout.startswith("birch2021fern\n")


def test_show_of_an_unknown_key_offers_the_nearest(review: Path) -> None:
    """A misspelt key is answered with the keys that may be meant."""
    done = run("show", "birch2021fen")
    assert done.exit_code == 2
    assert "'birch2021fen'; did you mean birch2021fern" in done.stderr


@pytest.mark.parametrize("command", [("list",), ("show", "birch2021fern")], ids=["list", "show"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("outcome: cleared", "outcome: clearred"),
        ("events: 10\n    total: 17", "note: nothing"),
        ("kind: meeting-abstract", "kind: 5"),
    ],
    ids=["unknown outcome", "no figure", "wrong shape"],
)
def test_listing_a_faulty_review_prints_its_problems(
    review: Path, command: tuple[str, ...], old: str, new: str
) -> None:
    """What check would say stops list and show too, with exit code 1 and no traceback."""
    spoil(review, ENTRY, old, new)
    done = run(*command)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{ENTRY}:")


# ---- hostile reviews --------------------------------------------------------------------------


def hostile_files() -> Iterator[tuple[str, str, bytes]]:
    """Yield name, path and content of files that a pull request might bring."""
    sources = "references/sources/"
    yield "binary entry", sources + "gorse2024tea.yml", bytes(range(256)) * 40
    yield "binary record", sources + "gorse2024tea.bib", bytes(range(256)) * 40
    yield "binary page", "docs/gorse.md", bytes(range(256)) * 40
    yield "binary review", "references/review.yml", bytes(range(256))
    yield "UTF-16 page", "docs/gorse.md", "# A".encode("utf-16")
    yield "deep YAML", sources + "gorse2024tea.yml", b"a: " + b"[" * 200_000
    yield "deep record", sources + "gorse2024tea.bib", b"@article{a, title = " + b"{" * 20_000
    yield "deep page", "docs/gorse.md", b"{{ " + b"(" * 20_000
    yield "YAML bomb", "references/cohorts.yml", b"a: &a [x]\nb: &b [*a, *a]\ncohorts: *b\n"
    yield "front matter bomb", "docs/gorse.md", b"---\ntitle: &a [*a]\n---\n# A\n"
    yield "Jinja in a page", "docs/gorse.md", b"{% for x in range(10**9) %}{{ x }}{% endfor %}"
    yield "long line", "docs/gorse.md", b"x" * 4_100_000
    yield "upper-case key", sources + "../Gorse.yml".replace("../", ""), b"kind: trial\n"
    yield "line break in a name", sources + "a\n::error::b.yml", b"kind: trial\n"
    yield "escape in a name", sources + "a\x1b[31m.yml", b"kind: trial\n"
    yield "comma in a name", sources + "a,line=1.yml", b"kind: trial\n"
    yield "surrogates in a name", sources + "a\udcff.yml", b"kind: trial\n"
    yield "every field a list", sources + "gorse2024tea.yml", b"kind: []\ntopics: {}\nresults: x\n"
    yield "scalar seed", "seeds/elm2019review.yml", b"5\n"
    yield "empty seed", "seeds/elm2019review.yml", b""


HOSTILE = {name: (path, content) for name, path, content in hostile_files()}
# What a file is called matters to each format, what it holds to none.
FORMATS = [(name, "text") for name in HOSTILE] + [
    (name, form) for name in HOSTILE if name.endswith("in a name") for form in ("github", "json")
]


@pytest.mark.parametrize(("case", "form"), FORMATS)
def test_hostile_file_gives_problems_and_no_traceback(review: Path, case: str, form: str) -> None:
    """Whatever a file holds or is called: problems with exit code 1, one line each."""
    path, content = HOSTILE[case]
    (review / path).write_bytes(content)
    done = run("check", "--format", form)
    assert done.exit_code == 1
    if form == "json":
        assert json.loads(done.stdout)
    else:
        lines = done.stdout.splitlines()
        assert lines
        starts = "::error file=" if form == "github" else ("docs/", "references/", "seeds/")
        assert all(line.startswith(starts) for line in lines)
        assert "\x1b" not in done.stdout
        assert len(done.stdout) < 100_000


def test_links_out_of_the_review_are_not_followed(
    review: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A symbolic link to a file elsewhere is refused wherever it stands, its text not shown."""
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("kind: secret\n", encoding="utf-8")
    for path in ("docs/secret.md", "references/sources/gorse2024tea.yml", "seeds/secret.yml",
                 "references/secret.bib"):  # fmt: skip
        (review / path).symlink_to(secret)
    done = run("check")
    assert done.exit_code == 1
    assert done.stdout.count("must") >= 3
    assert "kind: secret" not in done.stdout
    for path in (
        "references/sources/gorse2024tea.yml",
        "seeds/secret.yml",
        "references/secret.bib",
    ):
        (review / path).unlink()
    assert run("check").stdout.splitlines() == [
        "docs/secret.md: must be an ordinary file (got a link)"
    ]


def test_command_s_output_survives_any_terminal(review: Path) -> None:
    """A name that would move the cursor is printed as an escape."""
    (review / "references/sources/a\x1b[31m.yml").write_bytes(b"kind: trial\n")
    assert r"references/sources/a\x1b[31m.yml" in run("check").stdout


def test_estimate_prints_what_the_plot_rests_on(root: Path) -> None:
    """The pooled line, its reports, and with --set-aside those that are left out and why."""
    moss = str(root / "tests/data/golden-review")
    done = CliRunner().invoke(main, ["--root", moss, "estimate", "cooled", "--set-aside"])
    assert done.exit_code == 0
    first, *lines = done.stdout.splitlines()
    assert first.startswith("Ears cooled: 68% (95% CI 41–86; 3 cohorts, 127 patients;")
    for key in ("bramble2020moss", "currant2022moss", "elder2023north"):
        assert any(key in line and "set aside" not in line for line in lines), key
    assert any("set aside" in line and "damson2023south" in line for line in lines)
    reason = "selected patients: only patients whose ears had frozen"
    assert f"not pooled: fennel2024frost cooled ({reason})" in done.stdout


def test_estimate_prints_certainty_with_its_reasons(root: Path) -> None:
    """The level, a line per domain, and who judged one; programs get the same."""
    moss = str(root / "tests/data/golden-review")
    arguments = ["--root", moss, "estimate", "itch-3plus"]
    lines = CliRunner().invoke(main, arguments).stdout.splitlines()
    assert lines[1] == "  certainty: high (starts at high)"
    assert (
        "    Imprecision 0: so few that more ears would change little (judged by A. Moss"
        in (lines[5].partition(",")[0])
    )
    (row,) = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json"]).stdout)
    assert row["certainty"] == "high"
    assert [domain["judged_by"] for domain in row["certainty_domains"]].count("A. Moss") == 1
    assert row["reports"][0]["risk_of_bias"]["selection"] == "high"
    table = CliRunner().invoke(main, [*arguments, "--format", "csv"]).stdout
    (csv_row,) = csv.DictReader(io.StringIO(table))
    assert csv_row["certainty"] == "high"
    assert csv_row["certainty_reasons"] == row["certainty_reasons"]


def test_estimate_from_low_risk_only(root: Path) -> None:
    """Cohorts at another risk are named as not pooled; without any left the line says so."""
    moss = str(root / "tests/data/golden-review")
    arguments = ["--root", moss, "estimate", "itch-3plus", "--low-risk", "--set-aside"]
    lines = CliRunner().invoke(main, arguments).stdout
    assert "Itch, grade 3 or worse, low risk of bias only: 3.1% (95% CI 0.4–11;" in lines
    assert "not pooled: currant2022moss itch-3plus (not at low risk of bias)" in lines
    none = CliRunner().invoke(main, ["--root", moss, "estimate", "itch-1-2", "--low-risk"]).stdout
    assert "nothing to pool (no cohort qualifies)" in none


def test_low_risk_without_rules_is_wrong_use(root: Path) -> None:
    """A review that has no rules of certainty is told what is missing."""
    tiny = str(root / "tests/data/review")
    done = CliRunner().invoke(main, ["--root", tiny, "estimate", "cleared", "--low-risk"])
    assert done.exit_code == 2
    assert "--low-risk needs the section certainty in references/review.yml" in done.output


def test_estimate_gives_the_same_numbers_to_programs(root: Path) -> None:
    """JSON and CSV hold the estimate and its groups by a facet."""
    moss = str(root / "tests/data/golden-review")
    arguments = ["--root", moss, "estimate", "cooled", "--by", "form", "--format"]
    as_json = json.loads(CliRunner().invoke(main, [*arguments, "json"]).stdout)
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, [*arguments, "csv"]).stdout)))
    assert [row["group"] for row in rows] == [row["group"] for row in as_json]
    assert [row["group"] for row in rows] == ["", "Wet wrap", "Dry wrap", "Mixed"]
    assert float(rows[0]["proportion"]) == pytest.approx(as_json[0]["proportion"])
    reports = {report["source"] for report in as_json[0]["reports"]}
    assert as_json[0]["set_aside"]
    for aside in as_json[0]["set_aside"]:
        assert aside["instead"] in reports
        assert aside["source"] not in reports
        assert aside["decided_by"]


def test_estimate_of_named_reports_says_which_patients_count_twice(root: Path) -> None:
    """Named reports are pooled as they are, by the method asked for, and overlap is named."""
    moss = str(root / "tests/data/golden-review")
    words = ["--reports", "currant2022moss, damson2023south", "--method", "double-arcsine"]
    done = CliRunner().invoke(main, ["--root", moss, "estimate", "cooled", *words])
    assert done.exit_code == 0
    first, *lines = done.stdout.splitlines()
    assert first.startswith("Ears cooled: ")
    assert "2 reports, 77 patients; double-arcsine" in first
    assert "for comparison only" in first
    assert any("shared patients, counted twice: currant2022moss and damson" in x for x in lines)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--reports", "yew2018review"], "must have counts for cooled (got yew2018review: no res"),
        (["--reports", "yew2018revue"], "must be known (got 'yew2018revue'; did you mean"),
        (["--reports", "bramble2020moss", "--by", "form"], "must not be given together"),
        (["--method", "triple"], "is not one of 'logistic', 'double-arcsine'"),
    ],
)
def test_estimate_of_reports_that_cannot_be_is_wrong_use(
    root: Path, words: list[str], message: str
) -> None:
    """A report without counts, an unknown one, a facet beside reports: exit 2 with the reason."""
    moss = str(root / "tests/data/golden-review")
    done = CliRunner().invoke(main, ["--root", moss, "estimate", "cooled", *words])
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


@pytest.mark.parametrize("words", [["coold"], ["cooled", "--by", "disease"]])
def test_estimate_of_an_unknown_word_is_wrong_use(root: Path, words: list[str]) -> None:
    """An unknown outcome, or a facet with several values a source, is exit 2 with a hint."""
    moss = str(root / "tests/data/golden-review")
    done = CliRunner().invoke(main, ["--root", moss, "estimate", *words])
    assert done.exit_code == 2
    assert "must be known" in done.stderr


# ---- files, folders and output of every kind ---------------------------------------------------


def test_entry_that_ends_otherwise_is_named(review: Path) -> None:
    """An entry KEY.yaml in the place of KEY.yml: every command names it, none falls over it."""
    (review / ENTRY).rename((review / ENTRY).with_suffix(".yaml"))
    for command in ("check", "list", "build"):
        done = run(command)
        assert done.exit_code == 1
        assert "birch2021fern.yaml: must end in .yml" in done.output


@pytest.mark.parametrize("kind", ["pipe", "folder", "circle", "device", "socket"])
@pytest.mark.parametrize(
    "path",
    ["references/a.bib", "references/sources/gorse2024tea.yml", "seeds/gorse2024tea.yml",
     "references/glossary.yml", "docs/a.md", "docs/a.png", "mkdocs.yml"],
)  # fmt: skip
def test_what_is_no_file_is_named_and_not_waited_for(review: Path, path: str, kind: str) -> None:
    """A pipe, a device or a link in a circle where a file is expected: a line, at once."""
    target = review / path
    target.unlink(missing_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(target)
        case "folder":
            target.mkdir()
        case "circle":
            target.symlink_to(target.name)
        case "device":
            target.symlink_to("/dev/zero")
        case "socket":
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(os.path.relpath(target))
    is_page_folder = kind == "folder" and path.startswith("docs/")
    for command in ("check", "build"):
        done = run(command)
        if is_page_folder:  # a folder of pages may be called as it likes
            assert done.exit_code == 0, done.output
        else:
            assert done.exit_code == 1
            assert f"{path}: must " in done.output


def test_folders_in_a_circle_are_not_walked(review: Path) -> None:
    """Links that lead back to docs/ are named, and nobody walks in circles."""
    for name in ("a", "b", "c"):
        (review / "docs" / name).symlink_to("..", target_is_directory=True)
    lines = run("check").stdout.splitlines()
    assert [line.partition(" must be an ordinary file")[0] for line in lines] == [
        f"docs/{name}:" for name in ("a", "b", "c")
    ]
    assert run("build").exit_code == 1


@pytest.mark.parametrize("command", ["check", "list", "build", "serve", "show birch2021fern"])
@pytest.mark.parametrize("lost", ["mkdocs.yml", "references", "docs", "seeds", "."])
def test_review_without_a_part_is_told_so(review: Path, command: str, lost: str) -> None:
    """Whatever of a review is missing: a line and an exit code for every command."""
    if lost == ".":
        shutil.rmtree(review)
        review.mkdir()
    elif (review / lost).is_dir():
        shutil.rmtree(review / lost)
    else:
        (review / lost).unlink()
    done = CliRunner().invoke(
        main, ["--root", str(review), *command.split()], catch_exceptions=False
    )
    needs_pages = command.split()[0] in ("check", "build", "serve")
    if lost in ("references", ".") or needs_pages or lost == "seeds":
        assert done.exit_code == 1
        assert " must " in done.output
    else:
        assert done.exit_code == 0


@pytest.mark.parametrize("command", ["list", "check", "styles"])
@pytest.mark.parametrize(("output", "code"), [("closed", 141), ("/dev/full", 1)])
def test_output_that_nobody_takes(review: Path, command: str, output: str, code: int) -> None:
    """A reader that has gone, a full disk: no traceback, and an exit code that tells."""
    if output == "closed":
        read, write = os.pipe()
        os.close(read)
    else:
        write = os.open(output, os.O_WRONLY)
    done = subprocess.run(
        [sys.executable, "-c", "from livingreview.cli import main; main()", command],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert done.returncode == code
    assert done.stderr == ("" if output == "closed" else "livingreview: No space left on device\n")


def test_path_is_understood_from_here_and_from_the_root(
    review: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that exists here is meant as from here, any other as from --root."""
    spoil(review)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    done = run("--root", str(review), "check", ENTRY)
    assert done.stdout.splitlines() == [FAULT]
    assert run("--root", str(review), "check", "docs").stdout.splitlines() == [FAULT]
    nothing = run("--root", str(review), "check", "references/nothing.yml")
    assert nothing.exit_code == 2
    assert f"looked for {elsewhere}/references/nothing.yml and {review}/references/nothing.yml" in (
        " ".join(nothing.stderr.split())
    )
    monkeypatch.chdir(review / "references")
    assert run("--root", str(review), "check", "sources").stdout.splitlines() == [FAULT]


def test_styles_are_listed(review: Path) -> None:
    """The names that citation_style takes, all or those that hold a word."""
    names = run("styles").stdout.splitlines()
    assert "american-medical-association" in names
    assert names == sorted(names)
    assert set(run("styles", "Vancouver").stdout.splitlines()) == {
        name for name in names if "vancouver" in name
    }

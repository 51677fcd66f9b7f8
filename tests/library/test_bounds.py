"""Work and messages are bounded: thousands of faults cost little and are told in few lines."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingreview.cli import main
from livingreview.files.yamlfile import MAX_NODES, parse_yaml
from livingreview.library.checks import check_library, titles
from livingreview.library.loading import load_library
from livingreview.problems import MOST_LISTED, Problem, listed, nearest
from livingreview.site.build import BuildError, build_site
from places import REVIEW

ENTRY = (
    "kind: trial\ntopics: [healing]\nfacets: {{plant: fern}}\ncohort: fern-one\n"
    "read: abstract\nextracted: {{date: 2024-05-01, by: maintainers}}\n{}\n"
)


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Copy the tiny review."""
    return Path(shutil.copytree(REVIEW, tmp_path / "review"))


def check(review: Path, *arguments: str) -> list[str]:
    """Run the check command on a review with faults; return the lines it prints."""
    done = CliRunner().invoke(
        main, ["--root", str(review), "check", *arguments], catch_exceptions=False
    )
    assert done.exit_code == 1
    return done.stdout.splitlines()


def write_library(review: Path, records: list[str]) -> None:
    """Write records into a bulk library of a review."""
    (review / "references" / "library.bib").write_text("".join(records), encoding="utf-8")


def same_title(review: Path) -> None:
    """Write 300 records with one title."""
    record = "@article{{x{}, title={{One title of all}}, journal={{J}}, year={{2020}}}}\n"
    write_library(review, [record.format(number) for number in range(300)])


def unknown_fields(review: Path) -> None:
    """Give an entry 3,000 fields that no entry has."""
    path = review / "references" / "sources" / "alder2020fern.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "".join(f"k{n}: 1\n" for n in range(3_000)), encoding="utf-8")


def unknown_outcomes(review: Path) -> None:
    """Give an entry 1,000 results for outcomes that the review has not."""
    path = review / "references" / "sources" / "fir2023balm.yml"
    rows = "".join(
        f"  - {{outcome: cleare{n}, missing: not-reported, at: day {n}, where: Table 1}}\n"
        for n in range(1_000)
    )
    path.write_text(ENTRY.format(f"results:\n{rows}"), encoding="utf-8")


def one_registration(review: Path) -> None:
    """Add 500 cohorts that all name one registration."""
    path = review / "references" / "cohorts.yml"
    rows = "".join(f"  c{n}: {{label: C, registrations: [NCT00000001]}}\n" for n in range(500))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cohorts:\n", f"cohorts:\n{rows}", 1), encoding="utf-8")


def one_cohort(review: Path) -> None:
    """Add 60 reports of one cohort of which no two agree."""
    for number in range(60):
        base = review / "references" / "sources" / f"oak2020n{number:02}x"
        title = f"T{number} {number * 7} {number * 13}"
        base.with_suffix(".bib").write_text(
            f"@article{{{base.name}, title={{{title}}}, journal={{J}}, year={{2020}}}}\n",
            encoding="utf-8",
        )
        row = f"results: [{{outcome: cleared, events: {number}, total: 60, where: t}}]"
        base.with_suffix(".yml").write_text(ENTRY.format(row), encoding="utf-8")


FLOODS: dict[str, tuple[Callable[[Path], None], str]] = {
    "records of one title": (same_title, "must not have nearly the same title and year"),
    "unknown fields": (unknown_fields, "must be a known field"),
    "unknown outcomes": (unknown_outcomes, "must be an outcome of review.yml"),
    "cohorts of one registration": (one_registration, "must be under `overlaps` with"),
    "reports that disagree": (one_cohort, "must agree or be under"),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_of_faults_is_told_in_twenty_lines(review: Path, flood: str) -> None:
    """Of each kind of fault the first places are listed, the last says how many more there are."""
    make, words = FLOODS[flood]
    make(review)
    for form in ("text", "github"):
        lines = [line for line in check(review, "--format", form) if words in line]
        assert len(lines) == MOST_LISTED
        assert all(len(line) < 600 for line in lines)
        assert "more of this kind" in lines[-1]


def test_json_lists_every_problem(review: Path) -> None:
    """What programs read is whole."""
    same_title(review)
    rows = json.loads("\n".join(check(review, "--format", "json")))
    assert sum("nearly the same title" in row["message"] for row in rows) == 299


def test_build_lists_as_check_does(review: Path) -> None:
    """A build that stops says no more than twenty lines of a kind."""
    same_title(review)
    with pytest.raises(BuildError) as caught:
        build_site(review, review / "site")
    assert str(caught.value).count("nearly the same title") == MOST_LISTED
    assert "; 279 more of this kind" in str(caught.value)


def test_kinds_are_counted_one_by_one() -> None:
    """A rare fault is listed beside a flood, each kind with its own count."""
    flood = [Problem("a.yml", n, 0, f"f{n}", f"must be 1 (got {n})") for n in range(1, 51)]
    rare = Problem("b.yml", 7, 0, "x", "must be text (got 3)")
    found = list(listed([*flood, rare]))
    assert found[: MOST_LISTED - 1] == flood[: MOST_LISTED - 1]
    assert found[MOST_LISTED - 1].message == "must be 1 (got 20); 30 more of this kind"
    assert found[MOST_LISTED:] == [rare]
    assert list(listed(flood[:MOST_LISTED])) == flood[:MOST_LISTED]


def test_titles_are_compared_with_few_others(monkeypatch: pytest.MonkeyPatch, review: Path) -> None:
    """The work grows with the number of sources, not with its square."""
    record = (
        "@article{{x{0}, title={{Fern tea study number {0} of a very long series}}, year=2020}}\n"
    )
    write_library(review, [record.format(number) for number in range(400)])
    compared = []
    plain = titles._are_apart
    monkeypatch.setattr(titles, "_are_apart", lambda *a: compared.append(a) or plain(*a))
    loaded = load_library(review)
    assert not [p for p in check_library(loaded) if "nearly" in p.message]
    assert len(compared) < 400


def test_a_file_of_too_many_values_is_one_problem() -> None:
    """A file beyond every use is refused with the line where it passes the bound."""
    text = "a:\n" + "- 1\n" * (MAX_NODES + 1)
    document, problems = parse_yaml(text, "x.yml")
    assert document is None
    assert [(p.line > 1, "more than 200,000" in p.message) for p in problems] == [(True, True)]


def test_key_of_a_megabyte_does_not_fill_the_message() -> None:
    """What stands in a message is cut, the name of a field too."""
    key = "k" * 90_000
    _, problems = parse_yaml(f"{key}: &a 1\n", "x.yml")
    assert [len(str(problem)) < 200 for problem in problems] == [True]


def test_nearest_word_is_not_looked_for_beyond_words() -> None:
    """A text of a megabyte is no misspelling, and is compared with nothing."""
    assert nearest("x" * 1_000_000, ["x" * 999_999] * 1_000) == ""
    assert nearest("cleard", ["healed", "cleared"]) == "; did you mean 'cleared'?"


def test_grades_of_a_whole_are_added_up_within_a_bound(review: Path) -> None:
    """Ten grades and eight runs of grades of one whole are bounded without trying sums."""
    path = review / "references" / "review.yml"
    text = path.read_text(encoding="utf-8")
    head, line, tail = text.partition("  half-cleared: ")
    fields = tail.splitlines()[0]
    made = "".join(
        f"  part{n}: {fields}\n".replace("topics", f"part_of: cleared, grades: {grades}, topics")
        for n, grades in enumerate(
            [*([n] for n in range(1, 11)), *([*range(1, n)] for n in range(3, 11))]
        )
    )
    path.write_text(f"{head}{made}{line}{tail}", encoding="utf-8")
    rows = "".join(
        f"  - {{outcome: {outcome}, events: {events}, total: 12, where: t}}\n"
        for outcome, events in [("cleared", 12), *((f"part{n}", 0) for n in range(18))]
    )
    entry = review / "references" / "sources" / "fir2023balm.yml"
    entry.write_text(
        ENTRY.format(f"results:\n{rows}").replace("fern-one", "fern-three"), encoding="utf-8"
    )
    loaded = load_library(review)
    assert loaded.problems == ()
    assert not [p for p in check_library(loaded) if "grades" in p.message]

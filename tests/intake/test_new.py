"""`livingreview new`: what is written, what is refused, and what bad answers lead to."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.intake.conftest import Services, shape

from livingreview.bibliography import parse_bib
from livingreview.cli import main
from livingreview.library import load_library

SOURCES = "references/sources"
BLANKS = {"topics", "extracted.by"}


def run(*arguments: str) -> Result:
    """Run a command; a traceback fails the test."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def files(root: Path) -> dict[str, bytes]:
    """Return what each file below a folder holds."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*")) if path.is_file()
    }  # fmt: skip


def test_doi_gives_a_pair_with_all_that_its_records_hold(review: Path, services: Services) -> None:
    """The registrar's record is completed by PubMed's, and every character stays text."""
    done = run("new", "10.5555/fern.77")
    assert (done.exit_code, done.stderr) == (0, "")
    text = (review / SOURCES / "zalias2024fern.bib").read_text(encoding="utf-8")
    (record,), problems = parse_bib(text, "record.bib")
    assert problems == ()
    assert record.text("title") == (
        "Fern broth for <i>blue</i> fever & chills: 50% less, p < 0.05 at $5 {a_b} ~ ^ \\write18{x}"
    )
    names = [(n.family, n.particle, n.given, n.suffix) for n in record.names("author").names]
    assert names == [
        ("Žaliaš", "", "Ruta", ""),
        ("Moos", "van der", "Jan", "Jr."),
        ("The Fern Group", "", "", ""),
    ]  # fmt: skip
    wanted = {
        "journal": "Journal of Invented Fevers", "shortjournal": "J Inv Fevers", "year": "2024",
        "month": "mar", "volume": "12", "number": "7", "pages": "311–319",
        "doi": "10.5555/fern.77", "pmid": "40000077", "pmcid": "PMC7700077",
        "publisher": "Invented Fevers Society",
    }  # fmt: skip
    assert {f.name: f.text for f in record.fields if f.name not in ("title", "author")} == wanted


def test_entry_holds_guesses_questions_and_blanks(review: Path, services: Services) -> None:
    """The entry is whole but for its blanks, which `check` names by what belongs there."""
    run("new", "10.5555/fern.77")
    text = (review / SOURCES / "zalias2024fern.yml").read_text(encoding="utf-8")
    entry = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - texts only
    assert entry["kind"] == "trial"
    assert "guess from 'Clinical Trial, Phase II' in the record" in text
    assert entry["registrations"] == ["NCT00000002"]
    assert "# cohort: fern-two              # Second fern trial; same registration" in text
    assert entry["read"] == "metadata"
    loaded = load_library(review)
    assert {problem.field for problem in loaded.problems} == BLANKS
    assert all("must be filled in (" in problem.message for problem in loaded.problems)
    filled = text.replace("topics:  ", "topics: [healing] ").replace("  by:", "  by: me")
    (review / SOURCES / "zalias2024fern.yml").write_text(filled, encoding="utf-8")
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")


def test_trial_number_gives_the_file_of_a_trial(review: Path, services: Services) -> None:
    """The registry's words become those of the review, and what is not known is asked."""
    assert run("new", "NCT00000044").exit_code == 0
    text = (review / "references/trials/NCT00000044.yml").read_text(encoding="utf-8")
    loaded = load_library(review)
    assert loaded.problems == ()
    assert loaded.library is not None
    trial = loaded.library.trials["NCT00000044"]
    assert trial.title == 'Fern Broth in Grey Fever: A "Phase" 1/2 <b>Study</b> # {x}'
    assert (trial.phase, trial.status, trial.enrolled) == ("1/2", "active-not-recruiting", 24)
    assert (trial.start, trial.updated, trial.sponsor) == (
        "2021-08",
        "2025-02-03",
        "Fern Institute",
    )
    assert (trial.countries, trial.diseases) == (("NO", "TR"), ("grey-fever",))
    assert (trial.aliases, trial.product) == (("2019-001234-56",), "Fern broth")
    assert "fill in the codes of: Atlantis" in text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("40000077", "zalias2024fern"),
        ("PMC7700077", "zalias2024fern"),
        ("2401.00044", "fern2024model"),
    ],
)
def test_other_numbers_give_a_pair(review: Path, services: Services, typed: str, key: str) -> None:
    """PubMed, PubMed Central and arXiv are asked in their own way."""
    assert run("new", typed).exit_code == 0
    assert (review / SOURCES / f"{key}.bib").is_file()
    assert {problem.field for problem in load_library(review).problems} <= {*BLANKS, "kind"}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("https://doi.org/10.5555/FERN.1", "alder2020fern (references/sources/alder2020fern.bib)"),
        ("1001", "alder2020fern (references/sources/alder2020fern.bib)"),
        ("NCT00000001", "references/trials/NCT00000001.yml"),
    ],
)
def test_source_that_is_here_is_named(
    review: Path, services: Services, typed: str, place: str
) -> None:
    """A duplicate is named without a service being asked."""
    before = files(review)
    done = run("new", typed)
    assert done.exit_code == 1
    assert f"is already in the review: {place}" in done.stderr
    assert (files(review), services.asked) == (before, [])


def test_same_work_under_another_number_is_named(review: Path, services: Services) -> None:
    """The record itself can show that the work is here: its DOI, if the pair has no PMID."""
    run("new", "10.5555/fern.77")
    path = review / SOURCES / "zalias2024fern.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  pmid = {40000077},\n", ""), encoding="utf-8")
    done = run("new", "40000077")
    assert done.exit_code == 1
    assert "PMID 40000077 is already in the review: zalias2024fern" in done.stderr


def test_dry_run_writes_nothing(review: Path, services: Services) -> None:
    """With --dry-run the files are printed."""
    before = files(review)
    done = run("new", "10.5555/fern.77", "--dry-run", "--by", "me")
    assert done.exit_code == 0
    assert "--- references/sources/zalias2024fern.yml (not written)" in done.stdout
    assert "  by: me\n" in done.stdout
    assert files(review) == before


def test_services_are_told_whom_to_write_to(
    review: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of the flag goes before that of the environment, and this before review.yml."""
    path = review / "references/review.yml"
    path.write_text(
        path.read_text(encoding="utf-8") + "contact: review@fern.example\n", encoding="utf-8"
    )
    run("new", "40000078")
    monkeypatch.setenv("LIVINGREVIEW_CONTACT", "shell@fern.example")
    run("new", "40000078")
    run("new", "40000078", "--contact", "flag@fern.example")
    emails = [query["email"] for _, query in services.asked]
    assert emails == ["review@fern.example", "shell@fern.example", "flag@fern.example"]
    assert "mailto:flag@fern.example" in services.asked[-1][1]["user-agent"]


def test_busy_service_is_asked_again(review: Path, services: Services) -> None:
    """After 429 and 503 the same question is asked again, and answered."""
    path = "/doi/10.5555/fern.77"
    services.reply(path, 429, Retry_After="0")
    services.reply(path, 503)
    services.reply(path, body=shape("crossref.json"))
    assert run("new", "10.5555/fern.77").exit_code == 0
    assert [asked for asked, _ in services.asked].count(path) == 3


def untitle(services: Services, path: str) -> None:
    """Take the title out of the registrar's record."""
    services.reply(path, body=json.dumps(json.loads(shape("crossref.json")) | {"title": []}))


BAD_ANSWERS: dict[str, tuple[Callable[[Services, str], None], str]] = {
    "no such record": (lambda s, p: s.reply(p, 404), "no registrar knows the DOI 10.5555/fern.77"),
    "always busy": (lambda s, p: s.reply(p, 429, Retry_After="0"), "too many requests (HTTP 429)"),
    "at fault": (lambda s, p: s.reply(p, 500), "has a fault (HTTP 500)"),
    "refused": (lambda s, p: s.reply(p, 403), "rejects the request (HTTP 403)"),
    "HTML": (
        lambda s, p: s.reply(p, body="<!DOCTYPE html><html>", Content_Type="text/html"),
        "must answer with JSON (got an HTML page)",
    ),
    "half a record": (lambda s, p: s.reply(p, body='{"title": "Fern'), "got text that is no JSON"),
    "deep": (lambda s, p: s.reply(p, body="[" * 200_000), "got text that is no JSON"),
    "a list": (lambda s, p: s.reply(p, body="[1, 2]"), "must be a CSL item"),
    "five megabytes": (
        lambda s, p: s.reply(p, body=b" " * 5_000_000), "must answer with at most 4,000,000 bytes",
    ),
    "a circle": (
        lambda s, p: s.reply(p, 302, Location=s.address + p), "sends the request in a circle",
    ),
    "a file": (lambda s, p: s.reply(p, 302, Location="file:///etc/passwd"), "must answer as HTTP"),
    "no title": (untitle, "must have a title in its record"),
    "numbers for texts": (
        lambda s, p: s.reply(p, body='{"title": {"a": 1}, "author": 3, "DOI": "10.5555/x"}'),
        "must have a title in its record",
    ),
    "endless title": (
        lambda s, p: s.reply(p, body=json.dumps({"title": "fern " * 9000})),
        "title must have at most 10000 characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_bad_answer_is_one_line_and_writes_nothing(
    review: Path, services: Services, case: str
) -> None:
    """Whatever a service answers: one line that says what to do, exit code 1, no file changed."""
    before = files(review)
    services.reply("/eutils/esearch.fcgi", body="{}")  # PubMed would help out with a title
    prepare, said = BAD_ANSWERS[case]
    prepare(services, "/doi/10.5555/fern.77")
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert files(review) == before


def test_service_that_asks_for_a_long_pause_is_not_asked_again(
    review: Path, services: Services
) -> None:
    """Nobody waits an hour; the line says when to try again."""
    path = "/doi/10.5555/fern.77"
    services.reply(path, 429, Retry_After="3600")
    done = run("new", "10.5555/fern.77")
    assert "try again in 3600 seconds" in done.stderr
    assert [asked for asked, _ in services.asked] == [path]


def test_slow_service_is_not_waited_for(
    review: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that does not answer in time is named, after a few tries."""
    monkeypatch.setattr("livingreview.intake.client.TIMEOUT", (0.05, 0.05))
    services.slow = 0.3
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 1
    assert "does not answer within" in done.stderr


def test_without_network_the_way_by_hand_is_told(
    review: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offline, one line says so."""
    monkeypatch.setenv("LIVINGREVIEW_DOI_URL", "http://127.0.0.1:9")
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 1
    assert "127.0.0.1:9 cannot be reached: check the network connection" in done.stderr


def test_pubmed_out_of_order_leaves_a_note(review: Path, services: Services) -> None:
    """The registrar's record is enough: that PubMed was not asked is said."""
    services.reply("/eutils/esearch.fcgi", body="<html>busy</html>")
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 0
    assert "note: PubMed could not complete the record" in done.stderr


def test_field_that_cannot_be_written_is_left_out_and_named(
    review: Path, services: Services
) -> None:
    """A faulty field beside a good title is named; the pair is written without it."""
    item = json.loads(shape("crossref.json")) | {"edition": "x" * 20_000, "DOI": "10.5555/fern.78"}
    services.reply("/doi/10.5555/fern.78", body=json.dumps(item))
    done = run("new", "10.5555/fern.78")
    assert done.exit_code == 0
    assert "note: edition was left out: it must have at most 10000 characters" in done.stderr
    assert "edition" not in (review / SOURCES / "zalias2024fern.bib").read_text(encoding="utf-8")


def test_retraction_is_written_down(review: Path, services: Services) -> None:
    """A record that is marked as retracted cannot enter an estimate unnoticed."""
    notice = {
        "type": "retraction",
        "DOI": "10.5555/notice",
        "updated": {"date-parts": [[2025, 1, 9]]},
    }
    item = json.loads(shape("crossref.json")) | {"updated-by": [notice], "DOI": "10.5555/fern.78"}
    services.reply("/doi/10.5555/fern.78", body=json.dumps(item))
    run("new", "10.5555/fern.78")
    text = (review / SOURCES / "zalias2024fern.yml").read_text(encoding="utf-8")
    entry = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - texts only
    assert entry["retracted"] == {"date": "2025-01-09", "notice": "https://doi.org/10.5555/notice"}


def test_source_in_a_library_beside_the_pairs_becomes_a_pair(
    review: Path, services: Services
) -> None:
    """Its key stays, so that what cites it still does, and the review stays sound."""
    beside = review / "references/zotero.bib"
    beside.write_text(
        "@article{Zalias_2024, title={Fern broth}, author={Zalias, R}, year=2024, "
        "doi={10.5555/fern.77}}\n",
        encoding="utf-8",
    )
    (key,) = {"zalias2024fern"} & set(load_library(review).library.sources)  # type: ignore[union-attr]
    done = run("new", "10.5555/fern.77")
    assert "note: references/zotero.bib contains this work, too" in done.stderr
    assert (review / SOURCES / f"{key}.yml").is_file()
    loaded = load_library(review)
    assert {problem.field for problem in loaded.problems} == BLANKS
    assert loaded.library is not None
    assert loaded.library.aliases["Zalias_2024"] == key


def test_work_that_may_be_here_is_asked_for(review: Path, services: Services) -> None:
    """A near title of one year, and a work that was left out, are named beside the new pair."""
    other = review / "references/other.bib"
    title = json.loads(shape("crossref.json"))["title"].partition(":")[0]
    other.write_text(
        f"@article{{moos2024broth, title={{{title} too}}, author={{Žaliaš, Ruta}}, year=2024, "
        "doi={10.5555/fern.76}}\n".replace("&amp;", "\\&"),
        encoding="utf-8",
    )
    (review / "references/excluded.yml").write_text(
        "works:\n  - {what: Broth, doi: 10.5555/FERN.78, reason: off-topic, date: 2024-05-05}\n",
        encoding="utf-8",
    )
    item = json.loads(shape("crossref.json")) | {"title": title, "DOI": "10.5555/fern.78"}
    services.reply("/doi/10.5555/fern.78", body=json.dumps(item))
    done = run("new", "10.5555/fern.78")
    assert done.exit_code == 0
    assert "note: moos2024broth has nearly the same title and year" in done.stderr
    assert "excluded.yml names this work, left out on 2024-05-05 (off-topic)" in done.stderr


def test_refresh_completes_and_shows_the_difference(review: Path, services: Services) -> None:
    """What the record lacks is added; all else stays as typed, and what differs is named."""
    pair = review / SOURCES / "zalias2024fern"
    text = (
        "@article{zalias2024fern,\n  author  = {Žaliaš, Ruta and others},\n"
        "  title   = {Fern broth},\n  year    = {2023},\n  doi     = {10.5555/fern.77}\n}\n"
    )
    pair.with_suffix(".bib").write_text(text, encoding="utf-8")
    entry = (
        "kind: trial\ntopics: [healing]\nread: abstract\nextracted: {date: 2024-04-04, by: me}\n"
        "incomplete: [author, volume, publisher]   # seen in a list\n"
    )
    pair.with_suffix(".yml").write_text(entry, encoding="utf-8")
    before = files(review)
    shown = run("new", "--refresh", "zalias2024fern")
    assert files(review) == before
    assert "nothing was written" in shown.stdout
    assert "+  volume = {12},\n" in shown.stdout
    assert "note: year is '2023' here and '2024' at https://doi.org/10.5555/fern.77" in shown.stderr
    done = run("new", "--refresh", "zalias2024fern", "--yes")
    assert done.exit_code == 0
    new = pair.with_suffix(".bib").read_text(encoding="utf-8")
    assert "  title   = {Fern broth},\n  year    = {2023},\n" in new
    assert "and van der Moos, Jr., Jan and {The Fern Group}}" in new
    assert "incomplete:" not in pair.with_suffix(".yml").read_text(encoding="utf-8")
    assert load_library(review).problems == ()
    again = run("new", "--refresh", "zalias2024fern", "--yes")
    assert "nothing to complete" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "give either an ID or --refresh KEY"),
        (["10.5555/fern.77", "--refresh", "alder2020fern"], 2, "give either an ID or --refresh"),
        (["10.5555/fern.77", "--yes"], 2, "--yes is for --refresh"),
        (["fern"], 2, "ID must be a DOI"),
        (["--refresh", "alder2020ferm"], 1, "did you mean 'alder2020fern'?"),
        (["--refresh", "elm2019review"], 1, "must have a doi, pmid, pmcid or arXiv number"),
    ],
)
def test_wrong_use_is_told(
    review: Path, services: Services, arguments: list[str], code: int, said: str
) -> None:
    """Wrong use ends with 2, a fault in the data with 1."""
    done = run("new", *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_faulty_review_is_not_written_to(review: Path, services: Services) -> None:
    """Without a sound review.yml its words are not known."""
    (review / "references/review.yml").write_text("title: [", encoding="utf-8")
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 1
    assert "references/review.yml must have no problems" in done.stderr


def test_file_that_cannot_be_written_leaves_no_half_of_a_pair(
    review: Path, services: Services
) -> None:
    """The system's refusal is one line, and nothing is left behind."""
    (review / SOURCES / ".zalias2024fern.yml.part").mkdir()
    before = files(review)
    done = run("new", "10.5555/fern.77")
    assert done.exit_code == 1
    assert "Is a directory" in done.stderr
    assert files(review) == before

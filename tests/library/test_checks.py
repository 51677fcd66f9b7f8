"""Each rule on a tiny review with one fault, one review with everything wrong, and the rules."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingreview.cli import main
from livingreview.library.checks import RULES
from livingreview.library.loading import load_library
from livingreview.pages.rules import PAGE_RULES
from places import DATA

FAULTY = DATA / "faulty"
CASES = sorted(folder.name for folder in FAULTY.iterdir())

# Which faulty review breaks which rule.
BREAKS = {
    "check_vocabulary": "unknown-outcome",
    "check_review": "review-names-unknown-words",
    "check_claims": "claim-twice-and-unknown-words",
    "check_findings": "finding-without-question",
    "check_identifiers": "bad-identifiers",
    "check_duplicates": "one-work-twice",
    "check_titles": "one-work-twice-by-title",
    "check_incomplete": "title-called-missing",
    "check_status": "excluded-without-reason",
    "check_aliases": "alias-of-another",
    "check_result_value": "percent-for-a-share",
    "check_result_unique": "result-twice",
    "check_counts": "more-patients-than-enrolled",
    "check_events": "events-above-total",
    "check_intervals": "interval-upside-down",
    "check_grades": "grades-above-the-whole",
    "check_complete": "count-that-follows",
    "check_answered": "grade-not-told",
    "check_reasons": "number-declined-without-a-reason",
    "check_agreement": "reports-that-disagree",
    "check_dates": "later-than-its-extraction",
    "check_cohorts_exist": "unknown-cohort",
    "check_pooled_cohort": "pooled-without-cohort",
    "check_shared_registrations": "shared-registration",
    "check_trials_agree": "trial-not-as-its-report",
    "check_product_names": "product-name-twice",
    "check_words_used": "word-not-used",
    "check_terms": "glossary-names-what-is-not",
    "check_words": "word-twice-in-the-glossary",
    "check_certainty_rules": "certainty-names-unknown-words",
    "check_judgements": "judgement-as-the-rule",
    "check_summaries": "summary-of-nothing",
    "check_excluded": "excluded-work-with-an-entry",
    "check_numbers_of_excluded": "excluded-work-with-bad-identifiers",
    "check_left_out": "left-out-fact-of-nothing",
    "check_reporting": "reporting-item-without-a-place",
}


@pytest.fixture
def faulty(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Give the tiny review with the files of one faulty case laid over it."""
    shutil.copytree(DATA / "review", tmp_path, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("expected.txt")
    shutil.copytree(FAULTY / request.param, tmp_path, dirs_exist_ok=True, ignore=ignored)
    return tmp_path


def check(folder: Path) -> tuple[int, list[str]]:
    """Run the check command on a review; return its exit code and the problems' lines."""
    done = CliRunner().invoke(main, ["--root", str(folder), "check"], catch_exceptions=False)
    return done.exit_code, done.stdout.splitlines()


@pytest.mark.parametrize(
    ("case", "faulty"), [(c, c) for c in CASES], indirect=["faulty"], ids=CASES
)
def test_fault_has_exactly_its_messages(case: str, faulty: Path) -> None:
    """Each faulty review gives its expected lines, all of them and no other, and exit code 1.

    A case with warnings only passes.
    """
    expected = (FAULTY / case / "expected.txt").read_text(encoding="utf-8").splitlines()
    passes = expected[-1].startswith("no problems, ")
    assert check(faulty) == (0 if passes else 1, expected)


def test_tiny_review_is_right() -> None:
    """The review that the faults are laid over has none itself."""
    assert check(DATA / "review") == (0, ["no problems: 6 sources, 9 results, 2 trials, 3 claims"])


@pytest.mark.parametrize("faulty", BREAKS.values(), indirect=True, ids=BREAKS)
def test_rule_is_broken_by_its_case(faulty: Path, request: pytest.FixtureRequest) -> None:
    """Each rule on data yields a problem on its case, so that no other rule stands in for it."""
    rule = next(rule for rule in RULES if rule.__name__ in request.node.name)
    loaded = load_library(faulty)
    assert loaded.library is not None
    assert list(rule(loaded.library, loaded))


def test_every_rule_has_its_case() -> None:
    """No rule on data goes without a faulty review of its own."""
    assert {rule.__name__ for rule in RULES} == set(BREAKS)


def test_every_rule_says_what_it_wants() -> None:
    """The docstring of a rule is the rule: one or more whole sentences."""
    for rule in (*RULES, *PAGE_RULES):
        assert rule.__doc__ is not None
        assert rule.__doc__.strip().endswith("."), rule.__name__
        assert rule.__name__.startswith("check_")

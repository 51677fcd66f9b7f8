"""Whoever adds, corrects or withdraws a source needs no Python and touches no page.

A copy of the living review gets three made-up sources and two changes; the rules, the build and
every test on living data are tried on it. Sentences that the data have left are warnings.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingreview.cli import main
from livingreview.library.checks import check_library
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.site.build import build_site
from livingreview.synthesis.estimates import estimate_outcome, pooled_estimates

RECORD = """@article{%s,
  author  = {Doe, Jane and {van der Roe}, Ría and {The Unheard-of Group} and others},
  title   = {%s},
  journal = {Journal of What Was Made Up},
  year    = {%s},
  pages   = {e77}
}
"""
# As a reference manager exports it, with keys, accents and types of its own.
EXPORT = r"""
@misc{ZK7:doe_2021,
  author        = {Doe, J. and M{\"u}ller, \L{}ukasz},
  title         = {Made-up cells of type {$\gamma\delta$}, a preprint at 37\,{\textdegree}C},
  year          = 2021,
  eprint        = {2101.00001},
  archiveprefix = {arXiv}
}

@techreport{Roe-report,
  author      = {{Ministry of Made-up Affairs}},
  title       = {Guidance on what was made up},
  institution = {Ministry of Made-up Affairs},
  number      = {12/b},
  year        = {2019}
}

@incollection{Poe.chapter,
  author    = {Poe, Eve},
  editor    = {Noe, Tim},
  title     = {A chapter on nothing},
  booktitle = {The Handbook of Nothing},
  pages     = {1--2},
  year      = {2017},
  month     = {3--7 mar}
}
"""


@pytest.fixture(scope="module")
def contributed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the living review, add a trial, a case report and an export, and change two entries."""
    copy = tmp_path_factory.mktemp("contributed")
    for name in ("docs", "references", "seeds"):
        shutil.copytree(root / name, copy / name)
    shutil.copy(root / "mkdocs.yml", copy)
    library = load_library(copy).library
    assert library is not None
    _add(copy, library)
    _withdraw(copy, library)
    _correct(copy, library)
    return copy


def _add(copy: Path, library: Library) -> None:
    """Add a trial that moves an estimate that pages speak of, a case report, and an export."""
    review, day = library.review, library.last_evidence
    outcome = review.outcomes[_stated(copy)]
    total = estimate_outcome(library, outcome.id).total
    kinds = {kind.pooled: id for id, kind in reversed(review.kinds.items())}
    common = {"topics": list(outcome.topics), "extracted": {"date": day, "by": "A. Reader"}}
    trial = common | {
        "kind": kinds[True],
        "cohort": "made-up-trial",
        "facets": dict(review.pooling.require),
        "design": {"enrolled": total, "treated": total},
        "results": [
            {
                "outcome": outcome.id,
                "events": total // 8,
                "total": total,
                "at": "day 28",
                "where": "Table 2",
            }
        ],
        "findings": [
            {
                "claim": next(iter(library.claims)),
                "stance": "contradicts",
                "text": "Hardly anybody had it, whatever else was made up",
                "where": "p. 4",
            }
        ],
        "read": "full-text",
    }
    case = common | {
        "kind": kinds[False],
        "cohort": "made-up-case",
        "results": [
            {
                "outcome": outcome.id,
                "events": 1,
                "total": 1,
                "at": "“day 30” ≥ 急性",
                "where": "?",
            }
        ],
        "read": "abstract",
    }
    folder = copy / "references/sources"
    for key, title, entry in (
        ("doe2020madeup", r"A made-up trial: {D}oe's cells \& others", trial),
        ("roe2020madeup", "One made-up patient, or two", case),
    ):
        text = json.dumps(entry, ensure_ascii=False, indent=1)
        (folder / f"{key}.yml").write_text(text, encoding="utf-8")
        (folder / f"{key}.bib").write_text(RECORD % (key, title, day[:4]), encoding="utf-8")
    (copy / "references/export.bib").write_text(EXPORT, encoding="utf-8")
    cohorts = copy / "references/cohorts.yml"
    text = cohorts.read_text(encoding="utf-8")
    more = "  made-up-trial: {label: Made-up trial}\n  made-up-case: {label: Made-up case}\n"
    cohorts.write_text(text.replace("cohorts:\n", f"cohorts:\n{more}", 1), encoding="utf-8")


def _stated(copy: Path) -> str:
    """Return an outcome whose pooled estimate is the condition of a sentence."""
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(copy.glob("docs/*.md")))
    found = re.search(r'statement\((?:most|above)\("([\w-]+)"', pages)
    assert found
    return found[1]


def _withdraw(copy: Path, library: Library) -> None:
    """Exclude a source that is pooled, as its maintainers would who find it to be out of scope.

    A retraction asks for a word in each sentence that leans on the source, by a rule of its own.
    """
    (report, *_) = estimate_outcome(library, _stated(copy)).reports
    entry = copy / "references/sources" / f"{report.source}.yml"
    reason = "status: excluded\nreason: off-topic\n"
    entry.write_text(f"{entry.read_text(encoding='utf-8').rstrip()}\n{reason}", encoding="utf-8")


def _correct(copy: Path, library: Library) -> None:
    """Count one patient fewer in a pooled report, where the rest of its entry allows it."""
    before = _problems(copy)
    pooled = pooled_estimates(library)
    for outcome in library.review.outcomes.values():
        if outcome.measure != "proportion" or outcome.not_pooled or outcome.grading:
            continue
        for report in pooled(outcome.id).reports:
            entry = copy / report.result.spot.path
            text = entry.read_text(encoding="utf-8")
            lines = text.splitlines(keepends=True)
            head, rest = lines[: report.result.spot.line - 1], lines[report.result.spot.line - 1 :]
            old, new = f"events: {report.events}", f"events: {report.events - 1}"
            if report.events < 2 or old not in "".join(rest):
                continue
            corrected = "".join(head) + "".join(rest).replace(old, new, 1)
            entry.write_text(corrected, encoding="utf-8")
            if _problems(copy) == before:
                return
            entry.write_text(text, encoding="utf-8")
    pytest.fail("no figure of the review can be corrected without another")


def _problems(copy: Path) -> list[str]:
    loaded = load_library(copy)
    return [str(problem) for problem in (*loaded.problems, *check_library(loaded))]


def test_check_warns_of_outdated_sentences_and_passes(contributed: Path) -> None:
    """The data keep every rule; the trial has moved an estimate out of at least one sentence."""
    done = CliRunner().invoke(main, ["--root", str(contributed), "check", "--format", "json"])
    found = {(row["field"], row["severity"]) for row in json.loads(done.stdout)}
    assert (done.exit_code, found) == (0, {("statement", "warning")})


def test_build_warns_of_outdated_sentences_and_passes(contributed: Path, tmp_path: Path) -> None:
    """The site is built, and the build names the same sentences."""
    built = build_site(contributed, tmp_path / "site")
    assert {problem.field for problem in built.warnings} == {"statement"}


def test_no_test_on_living_data_turns_red(root: Path, contributed: Path, tmp_path: Path) -> None:
    """Every test on living data passes on the changed review; those in a browser are left out."""
    options = ("-n", "0", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "base"))
    wanted = ("-m", "living and not browser", "--review", str(contributed))
    command = (sys.executable, "-m", "pytest", "-q", *options, *wanted, str(root / "tests"))
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > 400

"""The table of cohorts on the invented review of moss: its rows, their facts, what is unknown."""

import csv
import dataclasses
import io

import pytest

from livingreview.downloads.unpooled import cohorts_csv, side_by_side_csv
from livingreview.library.loading import load_library
from livingreview.macros.cohorts import cohort_table
from livingreview.macros.macro import Given, Values
from livingreview.macros.page import Page
from livingreview.model import Library
from livingreview.synthesis import pooled_estimates
from places import DATA


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the invented review of moss."""
    library = load_library(DATA / "golden-review").library
    assert library is not None
    return library


def table(library: Library, **facets: str) -> Values:
    """Select the table of cohorts."""
    page = Page("x.md", "x/", "X")
    return cohort_table.select(Given(library, page, pooled_estimates(library), {}), **facets)


def facts(found: Values, label: str) -> dict[str, tuple[str, str]]:
    """Return the facts of a cohort: label to text and the report that gives it."""
    row = next(row for row in found["rows"] if row["label"] == label)
    cells = [fact for cell in row["cells"] for fact in cell["facts"]]
    return {fact["label"]: (", ".join(fact["parts"]), fact["of"]) for fact in cells}


def test_rows_are_the_pooled_cohorts_the_largest_first(library: Library) -> None:
    """A cohort that is set aside, selected, retracted or never pooled has no row."""
    assert [row["label"] for row in table(library)["rows"]] == [
        "Second moss trial", "First moss trial", "Moss series of the north",
    ]  # fmt: skip


def test_facts_are_those_of_the_first_report_that_gives_them(library: Library) -> None:
    """Pooled reports come first; a fact of another report names that report."""
    found = facts(table(library), "First moss trial")
    assert found["Age"] == ("median 61 years, 44–83 years", "")
    assert found["Earlier lines"] == ("median 2 (0–7)", "")
    assert found["Earlier wraps"] == ("12 of 40", "")
    assert found["Cold ears"] == ("45%", "Bramble 2021")
    assert found["Moss per ear"] == ("2 g (Table S1)", "")
    assert found["Cooled assessed"] == ("week 4; week 1", "")
    assert found["Centres"] == ("several", "")


def test_pooled_report_comes_before_a_larger_one(library: Library) -> None:
    """A report that no estimate pools is not the first of its row, however large."""
    source = library.sources["bramble2021moss"]
    larger = dataclasses.replace(source.design, enrolled=400, age_median=20.0)
    sources = {**library.sources, source.key: dataclasses.replace(source, design=larger)}
    changed = dataclasses.replace(library, sources=sources)
    assert facts(table(changed), "First moss trial")["Age"][0].startswith("median 61 years")


def test_unknown_fact_is_a_dash_that_says_what_it_means(library: Library) -> None:
    """An unknown fact is a quiet sign with a name, explained once below the table."""
    assert facts(table(library), "Moss series of the north")["Age"] == ("", "")
    page = Page("x.md", "x/", "X")
    made = cohort_table.show(Given(library, page, pooled_estimates(library), {}))
    assert '<span class="lr-dash" role="img" aria-label="not reported">–</span>' in made
    assert made.count("not reported in what we read") == 1
    assert page.shown == {"cohorts-pooled"}


def test_registered_trial_gives_country_and_phase_where_no_report_does(library: Library) -> None:
    """The registry is named as the place of such a fact."""
    trial = dataclasses.replace(library.trials["NCT00000012"], countries=("FI",), phase="2")
    source = library.sources["currant2022moss"]
    bare = dataclasses.replace(source.design, countries=(), phase=None)
    changed = dataclasses.replace(
        library,
        trials={**library.trials, trial.id: trial},
        sources={**library.sources, source.key: dataclasses.replace(source, design=bare)},
    )
    found = facts(table(changed), "Second moss trial")
    assert found["Countries"] == ("Finland", "registry: NCT00000012")
    assert found["Phase"] == ("2", "registry: NCT00000012")


def test_cohorts_that_share_patients_name_each_other(library: Library) -> None:
    """An overlap between two rows is said in both."""
    first = library.overlaps[0]
    overlap = dataclasses.replace(first, cohorts=("moss-one", "moss-four"))
    rows = table(dataclasses.replace(library, overlaps=(*library.overlaps, overlap)))["rows"]
    assert {row["label"]: row["shares"] for row in rows} == {
        "Second moss trial": [],
        "First moss trial": ["Moss series of the north"],
        "Moss series of the north": ["First moss trial"],
    }


def test_table_is_narrowed_by_facets(library: Library) -> None:
    """Only cohorts with a report of the value are rows, and the table has no address then."""
    found = table(library, form="dry")
    assert [row["label"] for row in found["rows"]] == ["Moss series of the north"]
    assert found["anchor"] == ""


def test_each_report_of_a_cohort_is_a_row_of_the_download(library: Library) -> None:
    """The file has numbers in cells of their own, and no row for what is not pooled."""
    rows = list(csv.DictReader(io.StringIO(cohorts_csv(library, pooled_estimates(library)))))
    assert [(row["cohort"], row["source"]) for row in rows] == [
        ("moss-two", "currant2022moss"), ("moss-one", "bramble2020moss"),
        ("moss-one", "bramble2021moss"), ("moss-four", "elder2023north"),
    ]  # fmt: skip
    bramble = rows[1]
    names = ("age_median", "age_low", "prior_lines_high", "earlier-wraps", "dose")
    assert [bramble[name] for name in names] == ["61.0", "44.0", "7.0", "12", "2 g (Table S1)"]


def test_results_without_pooling_are_rows_of_a_download(library: Library) -> None:
    """A figure keeps its printed time, and says whether its interval is exact or printed."""
    rows = list(csv.DictReader(io.StringIO(side_by_side_csv(library))))
    year = next(row for row in rows if row["at"] == "1 year after the last wrap")
    assert (year["months"], year["interval"], year["low"]) == ("12.0", "printed", "0.3")
    of_currant = [row for row in rows if row["source"] == "currant2022moss"]
    share = next(row for row in of_currant if row["outcome"] == "returned")
    assert (share["interval"], share["low"], share["events"]) == ("", "", "")
    early = next(row for row in rows if row["source"] == "bramble2021moss")
    assert (early["follow_up"], early["follow_up_days"]) == ("first 30 days", "30.0")
    assert early["interval"] == "exact"

"""The matrix of two facets: products with patients once, trials, gaps."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from livingreview.holding import put_back
from livingreview.independence import independent_sources
from livingreview.inheritance import with_cohort_facets
from livingreview.library import load_library
from livingreview.macros import BLOCK_MACROS, Page, build_macros
from livingreview.model import Library, Retraction
from livingreview.page_language import render_page
from livingreview.wording import patients

REVIEW = Path(__file__).parent / "data" / "review"


@pytest.fixture(scope="module")
def small() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


@pytest.fixture(scope="module")
def own(root: Path) -> Library:
    """Read this review."""
    library = load_library(root).library
    assert library is not None
    return library


def run(library: Library, call: str) -> tuple[str, list[str]]:
    """Run one call on a page; return its HTML with plain punctuation, and what is wrong."""
    macros = build_macros(library, Page("x.md", "x/", "X"))
    out, problems = render_page("{{ " + call + " }}", "docs/x.md", macros, BLOCK_MACROS)
    return put_back(out.text, out.held).strip(), [problem.message for problem in problems]


def cells(library: Library, call: str) -> dict[tuple[str, str], str]:
    """Run a call; return the HTML of each cell by the heads of its row and column."""
    made, problems = run(library, call)
    assert problems == []
    heads = re.findall(r'<th scope="col">([^<]*)</th>', made)[1:]
    return {
        (row, head): cell
        for row, rest in re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', made)
        for head, cell in zip(heads, re.findall(r"<td>(.*?)</td>", rest), strict=True)
    }


def test_matrix_shows_products_trials_and_gaps(small: Library) -> None:
    """A cell names each product with its patients, folds further reports, and lists trials."""
    found = cells(small, 'product_matrix(rows="plant", columns="form")')
    assert len(found) == 3 * 4
    tea = found["Fern", "Tea"]
    assert '<a href="../sources/alder2020fern/">Alder\'s tea</a>' in tea.replace("&#39;", "'")
    assert "20 patients" in tea
    assert "17 patients" not in tea
    assert "1 further report" in tea
    assert 'href="../sources/birch2021fern/"' in tea
    assert "1 trial<" in tea
    assert '<a href="../trials/NCT00000001/">NCT00000001</a>' in tea
    assert "First" not in found["Fern", "Balm"]
    assert "Fern balm series</a>" in found["Fern", "Balm"]
    assert "NCT00000002" in found["Fern", "Not stated"]
    assert "none found" in found["Moss", "Tea"]


def changed(library: Library, key: str, **fields: object) -> Library:
    """Return a library with one source changed."""
    source = replace(library.sources[key], **fields)  # type: ignore[arg-type]
    return replace(library, sources={**library.sources, key: source})


def test_matrix_takes_from_a_cohort_what_one_report_does_not_state(small: Library) -> None:
    """A silent report stands where the others of its cohort agree, else under "Not stated"."""
    call = 'product_matrix(rows="plant", columns="form")'
    silent = changed(small, "birch2021fern", facets={"plant": "fern"})
    told = replace(silent, sources=with_cohort_facets(silent.sources, ("plant", "form")))
    assert "birch2021fern" in cells(told, call)["Fern", "Tea"]
    alone = changed(small, "fir2023balm", facets={"plant": "fern"})
    assert "fir2023balm" in cells(alone, call)["Fern", "Not stated"]


@pytest.mark.parametrize(
    "fields",
    [{"status": "excluded"}, {"retracted": Retraction("2024-05-01", "x")}, {"cohorts": ()}],
    ids=["excluded", "retracted", "without patients"],
)
def test_matrix_leaves_out_what_reports_no_patients_here(
    small: Library, fields: dict[str, object]
) -> None:
    """Excluded and retracted sources, and those without a cohort, are no products in patients."""
    library = changed(small, "fir2023balm", **fields)
    made, _ = run(library, 'product_matrix(rows="plant", columns="form")')
    assert "fir2023balm" not in made
    assert "alder2020fern" in made


def test_matrix_is_narrowed_by_facets_and_fields_of_trials(small: Library) -> None:
    """Facets narrow reports and trials, a trial's own fields only trials."""
    moss = cells(small, 'product_matrix(rows="plant", columns="form", plant="moss")')
    assert all("none found" in cell for (row, _), cell in moss.items() if row == "Fern")
    open_ = cells(small, 'product_matrix(rows="plant", columns="form", status="recruiting")')
    assert "trial<" not in open_["Fern", "Tea"]
    assert "Alder" in open_["Fern", "Tea"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('product_matrix(rows="plants", columns="form")', "rows must be known (got 'plants'; did"),
        ('product_matrix(rows="plant", columns="disease")', "columns must be a facet with one"),
        ('product_matrix(rows="plant", columns="form", plant="oak")', "value of plant must be"),
        ('product_matrix(rows="plant", columns="form", seen="x")', "trials must be narrowed"),
    ],
    ids=["unknown facet", "facet of many values", "unknown value", "unknown field"],
)
def test_matrix_of_unknown_words_is_a_problem(small: Library, call: str, message: str) -> None:
    """What is not in the vocabulary is named."""
    _, problems = run(small, call)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_independent_sources_share_no_patients_and_lose_none(own: Library) -> None:
    """Of all reports the chosen share no patients, and each other one shares some with them."""
    reports = [source for source in own.sources.values() if source.cohorts]
    chosen, further = independent_sources(own, reports)
    assert {s.key for s in chosen} | {s.key for s in further} == {s.key for s in reports}
    assert len(chosen) + len(further) == len(reports)
    joined = {frozenset(overlap.cohorts) for overlap in own.overlaps}

    def share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return any(a == b or frozenset((a, b)) in joined for a in one for b in other)

    pairs = [(a, b) for a in chosen for b in chosen if a.key < b.key]
    assert [(a.key, b.key) for a, b in pairs if share(a.cohorts, b.cohorts)] == []
    alone = [s.key for s in further if not any(share(s.cohorts, c.cohorts) for c in chosen)]
    assert alone == []


@pytest.fixture(scope="module")
def call(root: Path) -> str:
    """Give the call of the Engineering page."""
    page = (root / "docs" / "engineering.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"\{\{ (product_matrix\(.*?\)) \}\}", page)
    return str(found)


def test_matrix_of_this_review_agrees_with_its_data(own: Library, call: str) -> None:
    """Each trial stands in one cell, the cell of its own facets, and each report in one cell."""
    found = cells(own, call)
    facets = own.review.facets

    def place(trial_facets: dict[str, str]) -> tuple[str, str]:
        row, column = (
            facets[name].values[trial_facets[name]] if name in trial_facets else "Not stated"
            for name in ("fratricide", "cells")
        )
        return row, column

    wanted = {"target": "CD7", "effector": "t-cell"}
    trials = {
        t.id: place(dict(t.facets))
        for t in own.trials.values()
        if wanted.items() <= t.facets.items()
        and (t.purpose, t.setting) == ("treatment", "malignant")
    }
    shown = {
        id: where for where, cell in found.items() for id in re.findall(r"/trials/(\w+)/", cell)
    }
    assert shown == trials
    listed = Counter(key for cell in found.values() for key in re.findall(r"/sources/(\w+)/", cell))
    reports = {
        s.key
        for s in own.sources.values()
        if s.cohorts
        and s.status == "included"
        and not s.retracted
        and wanted.items() <= s.facets.items()
    }
    assert set(listed) == reports
    assert set(listed.values()) == {1}


def test_matrix_of_this_review_counts_patients_once(own: Library, call: str) -> None:
    """Overlapping reports of one product count the largest of them, not their sum."""
    cell = cells(own, call)["Natural selection", "Autologous"]
    reported = [
        patients(source) or 0
        for source in own.sources.values()
        if source.facets.get("fratricide") == "natural-selection" and source.cohorts
    ]
    printed = [int(n) for n in re.findall(r">(\d+) patients<", cell)]
    assert printed == [max(reported)]
    assert sum(reported) > max(reported)

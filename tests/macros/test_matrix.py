"""The matrix of two facets: products with patients once, trials, gaps."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from livingreview.library.cohort_facets import with_cohort_facets
from livingreview.library.loading import load_library
from livingreview.macros.macro import Given
from livingreview.macros.page import Page
from livingreview.macros.registry import build_macros
from livingreview.model.library import Library
from livingreview.model.queries import patients
from livingreview.model.sources import Retraction
from livingreview.rendering.holding import put_back
from livingreview.rendering.page_language import render_page
from livingreview.synthesis.estimates import pooled_estimates
from livingreview.synthesis.independence import independent_sources
from places import REVIEW


@pytest.fixture(scope="module")
def small() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


def run(library: Library, call: str) -> tuple[str, list[str]]:
    """Run one call on a page; return its HTML with plain punctuation, and what is wrong."""
    macros = build_macros(Given(library, Page("x.md", "x/", "X"), pooled_estimates(library), {}))
    out, problems = render_page("{{ " + call + " }}", "docs/x.md", macros)
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
    assert "birch2021fern" in place_of(silent, call, "Tea")
    assert "birch2021fern" not in place_of(silent, call, "Not stated")
    torn = changed(
        silent, "fir2023balm", cohorts=("fern-one",), facets={"plant": "fern", "form": "balm"}
    )
    assert "birch2021fern" in place_of(torn, call, "Not stated")
    assert "birch2021fern" not in place_of(torn, call, "Tea")
    alone = changed(small, "fir2023balm", facets={"plant": "fern"})
    assert "fir2023balm" in place_of(alone, call, "Not stated")


def place_of(library: Library, call: str, column: str) -> str:
    """Let reports take over what their cohort agrees on; return the cell of Fern in a column."""
    sources = with_cohort_facets(library.sources, ("plant", "form"))
    return cells(replace(library, sources=sources), call)["Fern", column]


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
        ('product_matrix(rows="plant", columns="form", seen="x")', "trials must be restricted"),
    ],
    ids=["unknown facet", "facet of many values", "unknown value", "unknown field"],
)
def test_matrix_of_unknown_words_is_a_problem(small: Library, call: str, message: str) -> None:
    """What is not in the vocabulary is named."""
    _, problems = run(small, call)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_independent_sources_share_no_patients_and_lose_none(living_library: Library) -> None:
    """Of all reports the chosen share no patients, and each other one shares some with them."""
    reports = [source for source in living_library.sources.values() if source.cohorts]
    chosen, further = independent_sources(living_library, reports)
    assert {s.key for s in chosen} | {s.key for s in further} == {s.key for s in reports}
    assert len(chosen) + len(further) == len(reports)
    joined = {frozenset(overlap.cohorts) for overlap in living_library.overlaps}

    def share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return any(a == b or frozenset((a, b)) in joined for a in one for b in other)

    pairs = [(a, b) for a in chosen for b in chosen if a.key < b.key]
    assert [(a.key, b.key) for a, b in pairs if share(a.cohorts, b.cohorts)] == []
    alone = [s.key for s in further if not any(share(s.cohorts, c.cohorts) for c in chosen)]
    assert alone == []


def calls(living: Path) -> list[dict[str, str]]:
    """Give the arguments of each matrix on the living pages."""
    found = [
        dict(re.findall(r'(\w+)="([^"]*)"', call))
        for page in sorted((living / "docs").glob("*.md"))
        for call in re.findall(r"^\{\{ product_matrix\((.*?)\) \}\}", page.read_text("utf-8"), re.M)
    ]
    assert found
    return found


def test_living_matrix_agrees_with_its_data(living: Path, living_library: Library) -> None:
    """Each trial stands in one cell, the cell of its own facets, and each report in one cell."""
    facets = living_library.review.facets
    for wanted in calls(living):
        arguments = ", ".join(f'{name}="{value}"' for name, value in wanted.items())
        found = cells(living_library, f"product_matrix({arguments})")
        wanted.pop("title", None)
        axes = (wanted.pop("rows"), wanted.pop("columns"))

        def place(own: Mapping[str, str], axes: tuple[str, str] = axes) -> tuple[str, ...]:
            return tuple(
                facets[name].values[own[name]] if name in own else "Not stated" for name in axes
            )

        kept = {name: value for name, value in wanted.items() if name in facets}
        fields = {name: value for name, value in wanted.items() if name not in facets}
        trials = {
            trial.id: place(trial.facets)
            for trial in living_library.trials.values()
            if kept.items() <= trial.facets.items()
            and all(getattr(trial, name) == value for name, value in fields.items())
        }
        shown = {
            id: where for where, cell in found.items() for id in re.findall(r"/trials/(\w+)/", cell)
        }
        assert shown == trials
        listed = Counter(
            key for cell in found.values() for key in re.findall(r"/sources/(\w+)/", cell)
        )
        reports = {
            source.key
            for source in living_library.sources.values()
            if source.cohorts
            and source.status == "included"
            and not source.retracted
            and kept.items() <= source.facets.items()
        }
        assert set(listed) == reports
        assert set(listed.values()) <= {1}


def test_matrix_counts_patients_once(small: Library) -> None:
    """Overlapping reports of one product count the larger of them, not their sum."""
    cell = cells(small, 'product_matrix(rows="plant", columns="form")')["Fern", "Tea"]
    assert re.findall(r">(\d+) patients<", cell) == ["20"]
    reported = [patients(small.sources[key]) for key in ("alder2020fern", "birch2021fern")]
    assert reported == [20, 17]

"""What a report takes over from its cohort, and what stays with the report that says it."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from livingreview.library.cohort_facets import with_cohort_facets
from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.model.queries import registrations
from livingreview.model.sources import Retraction, Source
from livingreview.rendering.wording import facet_label
from places import REVIEW


@pytest.fixture(scope="module")
def tiny() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


def report(tiny: Library, key: str, facets: dict[str, str], **changes: object) -> Source:
    """Make a report of the first cohort with these facets."""
    source = replace(tiny.sources["alder2020fern"], key=key, short=key, cohorts=("fern-one",))
    return replace(source, facets=MappingProxyType(facets), **changes)  # type: ignore[arg-type]


CASES: dict[str, tuple[dict[str, str], dict[str, object], dict[str, str]]] = {
    # facets of the other report, what else is so, what the silent report takes over
    "stated": ({"plant": "fern", "form": "tea"}, {}, {"form": "other"}),
    "not stated either": ({"plant": "fern"}, {}, {}),
    "mixed": ({"plant": "fern", "form": "mixed"}, {}, {}),
    "another cohort": ({"plant": "fern", "form": "tea"}, {"cohorts": ("fern-two",)}, {}),
    "two cohorts": ({"plant": "fern", "form": "tea"}, {"cohorts": ("fern-one", "fern-two")}, {}),
    "excluded": ({"plant": "fern", "form": "tea"}, {"status": "excluded"}, {}),
    "retracted": (
        {"plant": "fern", "form": "tea"},
        {"retracted": Retraction("2024-01-01", "https://x.example")},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_silent_report_takes_over_what_its_cohort_knows(tiny: Library, case: str) -> None:
    """Only single facets of reports of the very same patients, and marked by their key."""
    facets, changes, inherited = CASES[case]
    silent, other = (
        report(tiny, "silent", {"plant": "fern"}),
        report(tiny, "other", facets, **changes),
    )
    found = with_cohort_facets({"silent": silent, "other": other}, ("plant", "form"))
    assert found["silent"].inherited == inherited
    assert found["silent"].facets == {"plant": "fern", **{f: facets[f] for f in inherited}}
    assert found["other"].inherited == {}


def test_reports_that_disagree_give_nothing(tiny: Library) -> None:
    """What two reports of one cohort say differently is known of neither of the others."""
    sources = {
        key: report(tiny, key, facets)
        for key, facets in (("a", {"form": "tea"}), ("b", {"form": "balm"}), ("c", {}))
    }
    assert with_cohort_facets(sources, ("form",))["c"].facets == {}


def test_inherited_value_says_whose_it_is(tiny: Library) -> None:
    """A table's cell names the report that states the facet."""
    sources = {
        "a": report(tiny, "a", {"plant": "fern", "form": "tea"}),
        "b": report(tiny, "b", {"plant": "fern"}),
    }
    library = replace(tiny, sources=with_cohort_facets(sources, ("plant", "form")))
    assert facet_label(library, library.sources["b"], "form") == "Tea (as in a)"
    assert facet_label(library, library.sources["a"], "form") == "Tea"


def test_registrations_are_the_reports_then_its_cohorts(tiny: Library) -> None:
    """Each number stands once, those of the report first."""
    source = report(tiny, "a", {}, registrations=("ISRCTN1", "NCT00000001"))
    assert registrations(tiny, source) == ("ISRCTN1", "NCT00000001")
    assert registrations(tiny, replace(source, registrations=())) == ("NCT00000001",)

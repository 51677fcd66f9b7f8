"""Conditions of sentences: each holds, and fails, on numbers that are known."""

import dataclasses
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from livingreview.library.loading import load_library
from livingreview.macros.macro import Condition, Given
from livingreview.macros.page import Page
from livingreview.macros.registry import build_macros
from livingreview.model.library import Library
from livingreview.model.sources import Figure, Group, Result
from livingreview.pages.citing import Site
from livingreview.pages.expansion import expand_pages
from livingreview.pages.page_html import PageEngine
from livingreview.pages.rules import check_pages
from livingreview.rendering import MacroError
from livingreview.synthesis import pooled_estimates
from places import REVIEW

# On the tiny review fever cleared in 54% (40–67) of 50 patients: 20 had tea, 60% (36–81), and 30
# either, 50% (31–69); a balm, 75% (43–95), is left out for its overlap. τ² is 0.
CASES: dict[str, bool] = {
    "most('cleared')": False,
    "most('cleared', form='balm', cohorts=1)": False,
    "above('cleared', 0.39)": True,
    "above('cleared', 0.41)": False,
    "above('cleared', 0.39, cohorts=3)": False,
    "above('cleared', 0.3, form='tea')": False,
    "above('cleared', 0.3, form='tea', cohorts=1)": True,
    "above('cleared', 'half-cleared')": False,
    "above('half-cleared', 0.0)": False,
    "below('cleared', 0.68)": True,
    "below('cleared', 0.66)": False,
    "below('cleared', 0.68, cohorts=3)": False,
    "below('cleared', 'healed')": False,
    "below('half-cleared', 1)": False,
    "between('cleared', 0.39, 0.68)": True,
    "between('cleared', 0.41, 0.68)": False,
    "between('cleared', 0.39, 0.66)": False,
    "between('half-cleared', 0, 1)": False,
    "covers('cleared', 0.41, 0.66)": True,
    "covers('cleared', 0.41, 0.68)": False,
    "covers('cleared', 0.39)": False,
    "covers('half-cleared', 0.5)": False,
    "overlap('cleared', 'form', 'tea', 'balm')": True,
    "overlap('half-cleared', 'form', 'tea', 'balm')": False,
    "cohorts_differ('cleared')": False,
    "cohorts_differ('half-cleared')": False,
    "most_in_each('cleared', 'form', 'tea', 'balm')": False,
    "every_cohort('cleared', 'plant', 'fern')": True,
    "every_cohort('cleared', 'form', 'tea')": False,
    "every_cohort('cleared', 'form', 'tea', form='tea')": True,
    "every_cohort('half-cleared', 'form', 'tea')": False,
    "claim_is('elm2019review/clears-most', 'compatible')": True,
    "claim_is('elm2019review/clears-most', 'agrees')": False,
    "less_in_each('half-cleared', 'cleared', 'made')": True,
    "less_in_each('cleared', 'half-cleared', 'made')": False,
    "less_in_each('half-cleared', 'cleared')": False,
    "lower('healed', 'old', 'young', 'made')": True,
    "lower('healed', 'young', 'old', 'made')": False,
    "lower('healed', 'old', 'middle', 'made')": False,
    "lower('lasting', 'old', 'young', 'made')": True,
    "lower('lasting', 'young', 'old', 'made')": False,
    "lower('lasting', 'old', 'young')": False,
    "mostly_from('cleared', 'cedar2022balm')": True,
    "mostly_from('cleared', 'alder2020fern')": False,
    "mostly_from('half-cleared', 'alder2020fern')": False,
    "none_of('results', 'plant', 'fern')": False,
    "none_of('findings', 'form', 'balm', 'mixed')": False,
    "none_of('trials', 'form', 'balm', 'mixed')": True,
    "none_of('trials', 'form')": False,
    "ranked('sources', 'plant', 'fern')": True,
    "ranked('sources', 'plant', 'fern', 'moss')": True,
    "ranked('sources', 'plant', 'moss', 'fern')": False,
    "ranked('sources', 'form', 'mixed')": False,
    "ranked('sources', 'form')": False,
    "mostly_unknown('sources', 'form')": False,
    "mostly_unknown('findings', 'disease')": True,
    "transformed_is_lower('cleared')": False,
    "transformed_is_lower('half-cleared')": False,
}


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the tiny review, with a source `made` that has groups and two outcomes."""
    library = load_library(REVIEW).library
    assert library is not None
    source = library.sources["fir2023balm"]
    (plain,) = source.results

    def result(outcome: str, label: str | None = None, **numbers: object) -> Result:
        missing = dict.fromkeys(("events", "total", "estimate", "low", "high"))
        figure: Figure = dataclasses.replace(plain.figure, **{**missing, **numbers})  # type: ignore[arg-type]
        group = None if label is None else Group(label, None, None, None)
        return dataclasses.replace(plain, outcome=outcome, group=group, figure=figure)

    made = dataclasses.replace(
        source,
        key="made",
        kind="case-report",
        results=(
            result("cleared", events=9, total=12),
            result("half-cleared", events=5, total=10),
            result("healed", "old", estimate=0.2, low=0.1, high=0.3),
            result("healed", "middle", estimate=0.5, low=0.3, high=0.7),
            result("healed", "young", estimate=0.6, low=0.4, high=0.8),
            result("lasting", "old", estimate=3),
            result("lasting", "young", estimate=4, low=2, high=9),
        ),
    )
    published = dataclasses.replace(
        source,
        key="published",
        kind="review",
        results=(
            result("cleared", estimate=0.55, low=0.5, high=0.59, statistic="pooled"),
            result("half-cleared", estimate=0.5, statistic="pooled"),
            result("healed", estimate=0.75, low=0.7, high=0.8, statistic="pooled"),
        ),
    )
    added = {"made": made, "published": published}
    return dataclasses.replace(library, sources={**library.sources, **added})


@pytest.fixture(scope="module")
def called(library: Library) -> Callable[[str], object]:
    """Call a condition as a page does."""
    given = Given(library, Page("x.md", "x/", "X"), pooled_estimates(library), {})
    words = {name: macro.call for name, macro in build_macros(given).items()}
    return lambda text: eval(text, {"__builtins__": {}}, words)  # noqa: S307 - the cases above


@pytest.mark.parametrize("text", CASES)
def test_condition_holds_or_not(called: Callable[[str], object], text: str) -> None:
    """Each condition holds by its definition, and says by which numbers."""
    found = called(text)
    assert isinstance(found, Condition)
    assert bool(found) is CASES[text]


@pytest.mark.parametrize(
    "text",
    [
        "most('lasting')",
        "above('lasting', 0.5)",
        "above('cleared', 'lasting')",
        "below('lasting', 0.5)",
        "between('lasting', 0, 1)",
        "covers('lasting', 0.5)",
        "overlap('lasting', 'form', 'tea', 'balm')",
        "cohorts_differ('lasting')",
        "most_in_each('lasting', 'form', 'tea')",
        "every_cohort('lasting', 'form', 'tea')",
        "mostly_from('lasting', 'alder2020fern')",
        "transformed_is_lower('lasting')",
        "certainty_of('lasting')",
    ],
)
def test_outcome_that_is_not_pooled_is_refused(called: Callable[[str], object], text: str) -> None:
    """No sentence rests on an estimate that no page may show."""
    with pytest.raises(MacroError, match="must name an outcome that is pooled"):
        called(text)


def test_every_condition_has_a_case() -> None:
    """A condition without a case would pass whatever it does."""
    text = (Path(REVIEW).parents[2] / "docs/reference.md").read_text(encoding="utf-8")
    section = text.partition("{ #conditions }")[2].partition("### result_of")[0]
    words = set(re.findall(r"^### (\w+) ", section, re.MULTILINE)) - {"number_of", "reproduces"}
    assert words
    assert words == {text.partition("(")[0] for text in CASES}


def with_counts(library: Library, counts: dict[str, tuple[int, int]]) -> Callable[..., Condition]:
    """Make a caller of conditions on the tiny review with other counts of cleared fever."""
    sources = dict(library.sources)
    for key, (events, total) in counts.items():
        results = tuple(
            dataclasses.replace(
                result, figure=dataclasses.replace(result.figure, events=events, total=total)
            )
            if result.outcome == "cleared" and result.window != "late"
            else result
            for result in sources[key].results
        )
        sources[key] = dataclasses.replace(sources[key], results=results)
    changed = dataclasses.replace(library, sources=sources)
    given = Given(changed, Page("x.md", "x/", "X"), pooled_estimates(changed), {})
    macros = build_macros(given)
    return lambda name, *words, **named: macros[name].call(*words, **named)


def test_cohorts_differ_by_their_variance(library: Library) -> None:
    """A variance above one half is a wide difference."""
    condition = with_counts(library, {"alder2020fern": (1, 30), "cedar2022balm": (29, 30)})
    assert condition("cohorts_differ", "cleared")
    assert re.search(r"τ² [1-9]", str(condition("cohorts_differ", "cleared")))


def test_transformation_lowers_rare_events(library: Library) -> None:
    """Where some cohorts have no event, the transformation gives less than the model."""
    condition = with_counts(library, {"alder2020fern": (3, 60), "cedar2022balm": (0, 20)})
    found = condition("transformed_is_lower", "cleared")
    assert found
    assert re.fullmatch(r"[\d.]+% \([\d.–]+\) and [\d.]+% \([\d.–]+\)", str(found))


def test_rebuilt_figures_are_those_of_the_table_above(library: Library) -> None:
    """Every figure of the table must lie in its published interval, and the table come first."""
    given = Given(library, Page("x.md", "x/", "X"), pooled_estimates(library), {})
    macros = {name: macro.call for name, macro in build_macros(given).items()}
    with pytest.raises(MacroError, match="must follow the rebuilt_table"):
        macros["reproduces"]("published")
    macros["rebuilt_table"]("published", "alder2020fern", "cedar2022balm")
    found = macros["reproduces"]("published")
    assert not found
    assert len(str(found).split("; ")) == 2 * len(library.sources["published"].results)
    (cleared, *_) = library.sources["published"].results
    only = dataclasses.replace(library.sources["published"], results=(cleared,))
    changed = dataclasses.replace(library, sources={**library.sources, "published": only})
    given = Given(changed, Page("x.md", "x/", "X"), pooled_estimates(changed), {})
    macros = {name: macro.call for name, macro in build_macros(given).items()}
    macros["rebuilt_table"]("published", "alder2020fern", "cedar2022balm")
    assert macros["reproduces"]("published")
    macros["rebuilt_table"]("published", "alder2020fern")
    assert not macros["reproduces"]("published")


def test_most_needs_the_whole_interval_and_two_cohorts(library: Library) -> None:
    """An interval above one half is most; a group may be one cohort, an estimate may not."""
    condition = with_counts(library, {"alder2020fern": (19, 20), "cedar2022balm": (28, 30)})
    assert condition("most", "cleared")
    assert not condition("most", "cleared", form="tea")
    assert condition("most", "cleared", form="tea", cohorts=1)
    assert condition("most_in_each", "cleared", "form", "tea", "mixed")
    assert not condition("most_in_each", "cleared", "form", "tea", "balm")
    assert not condition("most_in_each", "cleared", "form")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("number_of('cedar2022balm', 'cleared')", 0.5),
        ("number_of('alder2020fern', 'lasting')", 8.5),
        ("number_of('alder2020fern', 'half-cleared', group='the oldest')", 0.6),
        ("number_of('alder2020fern', 'cleared', window='late')", 0.7),
    ],
)
def test_number_is_the_proportion_or_the_figure(
    called: Callable[[str], object], text: str, number: float
) -> None:
    """Counts give their proportion; what is no count is as reported."""
    assert called(text) == number


PAGE = "# A\n\n{%% call statement(%s) %%}Fever clears.{%% endcall %%}\n"


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (
            "most('cleared')",
            (
                "needs most(cleared) (the whole interval of an estimate is above one half); "
                "the data say: Fever cleared: 54% (95% CI 40–67; 2 cohorts, 50 patients)"
            ),
        ),
        (
            "not covers('cleared', 0.5) or most('half-cleared')",
            (
                "needs not covers(cleared, 0.5) or most(half-cleared) (the interval of an estimate "
                "contains each of these proportions and the whole interval of an estimate is above "
                "one half); the data say: Fever cleared: 54% "
                "(95% CI 40–67; 2 cohorts, 50 patients); "
                "Fever halved: not estimable (no cohort with counts)"
            ),
        ),
        (
            "estimate_of('half-cleared').low > 0.5",
            (
                "needs estimate_of(half-cleared).low > 0.5; "
                "the data say: estimate_of(half-cleared).low is missing"
            ),
        ),
        (
            "result_of('alder2020fern', 'lasting').figure.high < 9",
            (
                "needs result_of(alder2020fern, lasting).figure.high < 9; the data say: "
                "result_of(alder2020fern, lasting).figure.high is missing"
            ),
        ),
    ],
)
def test_reason_of_a_departed_sentence_has_the_numbers(
    library: Library, condition: str, reason: str
) -> None:
    """A sentence whose condition fails, or whose number is missing, is named with the numbers."""
    pages, problems = expand_pages(
        library, {"x.md": PAGE % condition}, Site("S"), pooled_estimates(library), {}, PageEngine()
    )
    assert not problems
    (problem,) = check_pages(library, pages)
    assert (problem.line, problem.field) == (3, "statement")
    assert problem.message.startswith(f"must hold with these data ({reason}): 'Fever clears.'; ")


def test_missing_number_is_not_printed(library: Library) -> None:
    """A page prints no number that is not there."""
    text = "# A\n\n{{ estimate_of('half-cleared').low }}\n"
    _, (problem,) = expand_pages(
        library, {"x.md": text}, Site("S"), pooled_estimates(library), {}, PageEngine()
    )
    assert problem.line == 3
    assert "must print a number that exists" in problem.message


def test_condition_is_not_printed(library: Library) -> None:
    """A condition says nothing on a page."""
    text = "# A\n\n{{ most('cleared') }}\n"
    _, (problem,) = expand_pages(
        library, {"x.md": text}, Site("S"), pooled_estimates(library), {}, PageEngine()
    )
    assert "must print text or a number" in problem.message


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (
            "most('cleared')",
            (
                "It holds only if the whole interval of an estimate is above one half; the data "
                "now say: Fever cleared: 54% (95% CI 40–67; 2 cohorts, 50 patients)."
            ),
        ),
        (
            "not covers('cleared', 0.5) and most('cleared')",
            "It holds only if not covers(cleared, 0.5) and most(cleared); the data now say: ",
        ),
        (
            "estimate_of('cleared').k > 9",
            "It holds only if estimate_of(cleared).k > 9; the data now say: estimate_of(cleared).k",
        ),
    ],
)
def test_reader_is_told_in_words_why_a_sentence_needs_review(
    library: Library, condition: str, told: str
) -> None:
    """The page gives the meaning of a condition; where it is negated, the condition itself."""
    pages, _ = expand_pages(
        library, {"x.md": PAGE % condition}, Site("S"), pooled_estimates(library), {}, PageEngine()
    )
    assert "<strong>Review needed:</strong> <del>Fever clears.</del>" in pages["x.md"].html
    assert f"no longer support this sentence. {told}" in unescape(pages["x.md"].html)

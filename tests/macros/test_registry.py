"""What holds for every macro: words, template, plain data, calls, and the reference."""

import dataclasses
import html
import inspect
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from markupsafe import Markup

from livingreview.cli import main
from livingreview.library.loading import load_library
from livingreview.macros.citations import further_sources, page_foot, reference_list
from livingreview.macros.macro import Given, Macro, inline
from livingreview.macros.page import Page
from livingreview.macros.reference import call_text, filled_reference
from livingreview.macros.registry import MACROS, _call, build_macros
from livingreview.model import (
    Checklist,
    CohortRules,
    Glossary,
    GlossarySection,
    Library,
    Reporting,
    ReportingChecklist,
    ReportingItem,
    Spot,
    StartLevel,
    SummaryRow,
    Term,
)
from livingreview.model.sources import Figure
from livingreview.rendering import Drawing, MacroError, render_page
from livingreview.rendering.templates import _templates
from livingreview.synthesis import pooled_estimates
from places import REVIEW

FERN = Drawing("fern", "Fern", "A fern.", 320, 100, Markup("<path/>"))

# A call of each macro on the tiny review.
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "cite": (("alder2020fern", "birch2021fern"), {}),
    "result": (("birch2021fern", "cleared"), {}),
    "estimate": (("cleared",), {}),
    "count": (("sources",), {}),
    "statement": ((False,), {"caller": lambda: Markup("Tea works.")}),
    "most": (("cleared",), {}),
    "above": (("cleared", 0.5), {}),
    "below": (("cleared", "half-cleared"), {}),
    "between": (("cleared", 0.1, 0.9), {}),
    "covers": (("cleared", 0.5, 0.6), {}),
    "overlap": (("cleared", "form", "tea", "balm"), {}),
    "cohorts_differ": (("cleared",), {}),
    "most_in_each": (("cleared", "form", "tea", "balm"), {}),
    "every_cohort": (("cleared", "form", "tea"), {"plant": "fern"}),
    "claim_is": (("elm2019review/clears-most", "agrees"), {}),
    "number_of": (("birch2021fern", "cleared"), {}),
    "lower": (("cleared", "a", "b"), {}),
    "less_in_each": (("cleared", "healed"), {}),
    "mostly_from": (("cleared", "birch2021fern"), {}),
    "none_of": (("results", "plant", "moss"), {}),
    "ranked": (("sources", "form", "tea"), {}),
    "mostly_unknown": (("sources", "form"), {}),
    "reproduces": (("elm2019review",), {}),
    "transformed_is_lower": (("cleared",), {}),
    "result_of": (("birch2021fern", "cleared"), {}),
    "estimate_of": (("cleared",), {}),
    "count_of": (("sources",), {}),
    "certainty_of": (("cleared",), {}),
    "findings_summary": (("healing",), {}),
    "outcome_table": (("cleared", "lasting"), {}),
    "forest_plot": (("cleared",), {"by": "form"}),
    "side_by_side": (("cleared",), {"by": "form"}),
    "time_plot": (("lasting",), {}),
    "result_cards": (("cleared", "lasting"), {"months": 6}),
    "cohort_table": ((), {}),
    "key_numbers": (("cleared",), {}),
    "grade_chart": (("cleared",), {}),
    "estimate_chart": (("cleared",), {"by": "form"}),
    "evidence_map": (("cleared",), {"by": "form"}),
    "product_matrix": ((), {"rows": "plant", "columns": "form"}),
    "drawing": (("fern",), {}),
    "source_table": ((), {}),
    "newest_sources": ((), {}),
    "finding_list": (("healing",), {}),
    "claim": (("elm2019review/clears-most",), {}),
    "claim_table": ((), {}),
    "next_cohort": (("elm2019review/clears-most",), {}),
    "source_explorer": ((), {}),
    "search_log": ((), {}),
    "search_due": ((), {}),
    "flow_diagram": ((), {}),
    "review_facts": (("living",), {}),
    "eligibility_table": ((), {}),
    "excluded_table": ((), {}),
    "left_out_table": ((), {}),
    "reporting_checklist": (("fern-list",), {}),
    "rebuilt_table": (("elm2019review", "alder2020fern"), {}),
    "appraisal_table": (("list",), {}),
    "certainty_rules": ((), {}),
    "scale_table": (("fever-scale",), {}),
    "glossary": ((), {}),
    "sidenote": (("tea",), {}),
    "trial_table": ((), {}),
    "trial_counts": (("status",), {}),
    "timeline": ((), {}),
}


def named(macro: Macro) -> str:
    """Name a case by its macro."""
    return macro.name


every_macro = pytest.mark.parametrize("macro", MACROS, ids=named)


@pytest.fixture(scope="module")
def given(moss: Library) -> Callable[[], Given]:
    """Make what macros are given, each time with a fresh page: the tiny review, a little richer."""
    library = load_library(REVIEW).library
    assert library is not None
    outcomes = dict(library.review.outcomes)
    outcomes["half-cleared"] = dataclasses.replace(
        outcomes["half-cleared"], part_of="cleared", grades=(1, 2)
    )
    assert moss.review.certainty is not None
    inconsistency = dataclasses.replace(moss.review.certainty.inconsistency, crosses={})
    certainty = dataclasses.replace(
        moss.review.certainty,
        start=StartLevel("high", "No comparison is asked for.", ("elm2019review",)),
        cohorts=CohortRules(("a",), (), 0.9, ("cleared",), ("full-text",), ("secondary",)),
        inconsistency=inconsistency,
        judgements=(),
    )
    rows = tuple(
        SummaryRow(outcome, {}, None, None, None, "patients", "are well")
        for outcome in ("cleared", "lasting")
    )
    healing = dataclasses.replace(library.review.topics["healing"], summary=rows)
    review = library.sources["elm2019review"]
    figure = dataclasses.replace(
        library.sources["alder2020fern"].results[0].figure,
        events=None, total=None, estimate=0.5, statistic="pooled", low=0.4, high=0.6,
    )  # fmt: skip
    published = dataclasses.replace(
        library.sources["alder2020fern"].results[0], source=review.key, figure=figure
    )
    sources = {
        **library.sources,
        review.key: dataclasses.replace(review, results=(published,)),
    }
    item = ReportingItem(
        "1",
        "Title",
        "Title",
        "A title.",
        "yes",
        ("x.md",),
        None,
        Spot("references/reporting.yml", 1),
    )
    fern_list = ReportingChecklist("fern-list", "Fern list", review.key, None, (item,))
    term = Term("tea", "Tea", None, (), "Leaves in water.", ("elm2019review",), ("tea",))
    rich: Library = dataclasses.replace(
        library,
        sources=sources,
        reporting=Reporting((), (), {"fern-list": fern_list}),
        review=dataclasses.replace(
            library.review,
            outcomes=outcomes,
            certainty=certainty,
            topics={**library.review.topics, "healing": healing},
            checklists={"list": Checklist("list", "List", "elm2019review", {"a": "Is it?"})},
        ),
        glossary=Glossary("words", (GlossarySection("drinks", "Drinks", (term,)),), ()),
    )
    pooled = pooled_estimates(rich)

    def fresh() -> Given:
        page = Page("x.md", "x/", "X")
        page.rebuilds("elm2019review", ("alder2020fern",))
        return Given(rich, page, pooled, {"fern": FERN})

    return fresh


def error(given: Given, call: str) -> str:
    """Run a call that must fail; return what is said."""
    out, (problem,) = render_page("{{ " + call + " }}", "docs/x.md", build_macros(given))
    assert out.text == ""
    return problem.message


# ---- every macro ------------------------------------------------------------------------------


@every_macro
def test_macro_says_what_it_shows_and_takes(macro: Macro) -> None:
    """The first line of the docstring is a sentence; the rest names each argument."""
    first, *rest = macro.text.splitlines()
    assert first[0].isupper()
    assert first.endswith(".")
    written = [
        argument.name.removesuffix("s")
        if argument.kind is argument.VAR_POSITIONAL
        else argument.name
        for argument in macro.signature.parameters.values()
        if argument.kind is not argument.VAR_KEYWORD
        and argument.name != "title"  # explained once for all
        and not (macro.form == "bound" and argument.kind is argument.KEYWORD_ONLY)
    ]
    words = " ".join(rest)
    assert [name for name in written if f"`{name}`" not in words and f"`{name}=" not in words] == []


@every_macro
def test_macro_has_the_template_of_its_name(macro: Macro) -> None:
    """What a macro selects is phrased by the template of its name; a value has none."""
    assert (f"{macro.name}.html" in _templates().list_templates()) is (macro.form != "value")


@every_macro
def test_page_cannot_reach_what_a_macro_is_given(macro: Macro) -> None:
    """The first parameter is by position only, so that no argument of a page can take its place."""
    first = next(iter(inspect.signature(macro.select).parameters.values()))
    assert (first.name, first.kind) == ("given", inspect.Parameter.POSITIONAL_ONLY)


def unplain(value: object) -> list[object]:
    """Return what is no plain value: neither text, number, container nor frozen dataclass."""
    if value is None or isinstance(value, str | int | float):
        return []
    if isinstance(value, Mapping):
        return [bad for pair in value.items() for part in pair for bad in unplain(part)]
    if isinstance(value, list | tuple):
        return [bad for part in value for bad in unplain(part)]
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return [bad for field in fields for bad in unplain(getattr(value, field.name))]
    return [value]


@every_macro
def test_macro_selects_plain_data(macro: Macro, given: Callable[[], Given]) -> None:
    """A macro returns names with plain values, and its template takes each of them."""
    arguments, named = CALLS[macro.name]
    found = macro.select(given(), *arguments, **named)
    assert unplain(found) == []
    if macro.form == "value":
        assert macro.show(given(), *arguments, **named) == found
    else:
        assert isinstance(found, dict)
        assert not isinstance(found, Markup)
        assert "\n" not in macro.show(given(), *arguments, **named)


ENDS: dict[str, tuple[Macro, tuple[Any, ...]]] = {
    "references": (reference_list, ({"alder2020fern": {"cite-alder2020fern-1": "Tea works."}},)),
    "foot": (page_foot, ("https://example.org/commits/",)),
    "further": (further_sources, (frozenset({"healing"}),)),
}


@pytest.mark.parametrize("case", ENDS)
def test_end_of_a_page_is_made_as_a_macro_is(case: str, given: Callable[[], Given]) -> None:
    """What is appended to pages is plain data in a template of its name, and no page calls it."""
    macro, arguments = ENDS[case]
    assert unplain(macro.select(given(), *arguments)) == []
    assert "\n" not in macro.show(given(), *arguments)
    assert (macro.form, macro in MACROS) == ("end", False)


@every_macro
def test_block_begins_with_an_element_of_its_own(macro: Macro, given: Callable[[], Given]) -> None:
    """A block macro makes a block of HTML, the others make words in a sentence."""
    if macro.form != "value":
        arguments, named = CALLS[macro.name]
        made = str(macro.show(given(), *arguments, **named))
        assert made.startswith(("<span", "<a ")) is (macro.form != "block")


def test_names_are_unique() -> None:
    """No macro hides another of its name."""
    assert len({macro.name for macro in MACROS}) == len(MACROS) == len(CALLS)


# ---- calls ------------------------------------------------------------------------------------

WRONG = {
    'sidenote("a", "b")': "sidenote() takes 1 positional argument but 2 were given",
    'result("a", "b", "c")': "result() takes 2 positional arguments but 3 were given",
    "claim_table(1)": "claim_table() takes 0 positional arguments but 1 was given",
    'count("a", "b", "c")': "count() takes from 1 to 2 positional arguments but 3 were given",
    "result()": "result() missing 2 required positional arguments: 'key' and 'outcome'",
    "estimate_of()": "estimate_of() missing 1 required positional argument: 'outcome'",
    'evidence_map("cleared")': "evidence_map() missing 1 required keyword-only argument: 'by'",
    "newest_sources(most=1)": "newest_sources() got an unexpected keyword argument 'most'",
    'result_of("a", "b", show="c")': "result_of() got an unexpected keyword argument 'show'",
    "sidenote(given=1)": "sidenote() got an unexpected keyword argument 'given'",
    'sidenote("a", term="b")': "sidenote() got multiple values for argument 'term'",
}


@pytest.mark.parametrize("call", WRONG)
def test_wrong_call_is_told_by_the_arguments_of_the_page(
    given: Callable[[], Given], call: str
) -> None:
    """A call with other arguments than documented is told as Python does, in the macro's name."""
    assert error(given(), call) == f"must call macros as documented ({WRONG[call]})"


@pytest.mark.parametrize("name", ["given", "self", "caller"])
def test_any_name_can_be_asked_for_as_a_facet(given: Callable[[], Given], name: str) -> None:
    """What a macro is given is no argument: its name is a facet like any other."""
    assert error(given(), f'outcome_table("cleared", {name}="x")').startswith(
        f"facet must be known (got {name!r}"
    )


def test_fault_inside_a_macro_is_not_told_as_a_wrong_call(given: Callable[[], Given]) -> None:
    """A TypeError of the code keeps its own words when the call was right."""

    @inline
    def broken(given: Given, /) -> dict[str, Any]:
        """Break."""
        return {"a": 1 + "x"}  # type: ignore[operator]

    with pytest.raises(TypeError, match="unsupported operand"):
        _call(broken, given())()
    with pytest.raises(TypeError, match=r"broken\(\) takes 0 positional arguments but 1 was given"):
        _call(broken, given())(1)


# ---- what is noted on the page ----------------------------------------------------------------


def test_link_notes_nothing_and_source_link_notes_its_source(given: Callable[[], Given]) -> None:
    """A page knows the sources it leads to from the macros, not from addresses."""
    made = given()
    assert made.page.link("sources/by-year/2020/") == "../sources/by-year/2020/"
    assert made.page.linked == set()
    assert made.source_link("alder2020fern", "r") == "../sources/alder2020fern/#r"
    assert made.page.linked == {"alder2020fern"}


# ---- one aspect of a figure -------------------------------------------------------------------

ASPECTS = [
    # counts, estimate, bounds, unit; show; text
    ((10, 20, 0.5, 0.3, 0.7, None), "figure", "10/20 (50%)"),
    ((10, 20, 0.5, 0.3, 0.7, None), "interval", "30–70"),
    ((10, 20, 0.5, 0.3, 0.7, None), "estimate", "50%"),
    ((10, 20, None, 0.3, 0.7, None), "interval", "30–70"),
    ((None, None, 0.5, 0.3, None, None), "interval", "30–not reached"),
    ((None, None, 5.0, 3.5, 7.0, "months (median)"), "estimate", "5 months (median)"),
    ((None, None, 5.0, 3.5, 7.0, "months (median)"), "interval", "3.5–7"),
    ((None, None, 5.0, 3.5, 7.0, "%"), "estimate", "5%"),
]


@pytest.mark.parametrize(("numbers", "show", "text"), ASPECTS)
def test_aspect_of_a_figure_comes_from_its_numbers(
    given: Callable[[], Given], numbers: tuple[Any, ...], show: str, text: str
) -> None:
    """The estimate and the interval are read from the figure, whatever its text looks like."""
    events, total, estimate, low, high, unit = numbers
    made = given()
    source = made.library.sources["birch2021fern"]
    (old,) = source.results
    figure: Figure = dataclasses.replace(
        old.figure, events=events, total=total, estimate=estimate, low=low, high=high, unit=unit
    )
    changed = dataclasses.replace(source, results=(dataclasses.replace(old, figure=figure),))
    library = dataclasses.replace(made.library, sources={"birch2021fern": changed})
    macros = build_macros(dataclasses.replace(made, library=library))
    result = macros["result"].call
    assert f">{text}</a>" in html.unescape(result("birch2021fern", "cleared", show=show))


# ---- the reference ----------------------------------------------------------------------------

TEXTS = {
    "cite": 'cite("key", …)',
    "result_of": 'result_of("key", "outcome", at=, group=, window=, population=, statistic=)',
    "estimate": 'estimate("outcome", show="figure", …facets)',
    "count": 'count("what", "outcome", …)',
    "above": 'above("outcome", "other", cohorts=2, …facets)',
    "less_in_each": 'less_in_each("outcome", "than", "key", …)',
    "statement": "{% call statement(condition) %}words{% endcall %}",
    "evidence_map": 'evidence_map("outcome", …, by="…", title="")',
    "newest_sources": "newest_sources(limit=5)",
    "next_cohort": 'next_cohort("path", patients=10)',
    "source_explorer": "source_explorer()",
}


@pytest.mark.parametrize("name", TEXTS)
def test_call_is_written_from_the_signature(name: str) -> None:
    """Values are in quotation marks, named arguments have what they are by themselves."""
    (macro,) = (macro for macro in MACROS if macro.name == name)
    assert call_text(macro) == TEXTS[name]


def test_reference_of_this_review_is_current(root: Path) -> None:
    """What stands between the marks of each macro is what the code says today."""
    committed = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    assert committed == filled_reference(committed), "run `make schema` and commit what it wrote"
    for macro in MACROS:
        assert f"### {macro.name} {{ #macro-{macro.name.replace('_', '-')} }}\n\n" in committed
        assert f"<!-- macro {macro.name}: " in committed


def test_only_what_is_between_marks_is_written() -> None:
    """The rest of a page stays; a second run changes nothing."""
    page = "# A\n<!-- macro claim_table: x -->\nold\n<!-- end of macro -->\n\nmine\n"
    filled = filled_reference(page)
    assert filled.startswith("# A\n<!-- macro claim_table: x -->\n\n<pre><code>claim_table()<")
    assert filled.endswith("\n<!-- end of macro -->\n\nmine\n")
    assert "old" not in filled
    assert filled_reference(filled) == filled


def test_mark_of_no_macro_names_the_nearest() -> None:
    """A misspelt name in a mark is told with the macro that is meant."""
    with pytest.raises(MacroError, match=r"macro must be known .*did you mean 'claim_table'"):
        filled_reference("<!-- macro claim_tabel -->\n<!-- end of macro -->\n")


def test_schema_command_writes_the_reference_of_a_review_that_has_one(tmp_path: Path) -> None:
    """`livingreview schema` fills the marks, and stops at a mark that names no macro."""
    shutil.copytree(REVIEW, tmp_path, dirs_exist_ok=True)
    run = ["--root", str(tmp_path), "schema"]
    without = CliRunner().invoke(main, run, catch_exceptions=False)
    assert (without.exit_code, "docs/" in without.output) == (0, False)
    page = tmp_path / "docs" / "reference.md"
    page.write_text("<!-- macro cite -->\n<!-- end of macro -->\n", encoding="utf-8")
    assert CliRunner().invoke(main, run, catch_exceptions=False).exit_code == 0
    assert 'cite("key", …)' in page.read_text(encoding="utf-8")
    page.write_text("<!-- macro cit -->\n<!-- end of macro -->\n", encoding="utf-8")
    wrong = CliRunner().invoke(main, run, catch_exceptions=False)
    assert wrong.exit_code == 2
    assert (
        "docs/reference.md: macro must be known (got 'cit'; did you mean 'cite'?)" in wrong.output
    )

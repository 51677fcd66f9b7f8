"""The words a page can use, each on the tiny review: what it shows, and what it says in error."""

import dataclasses
import html
import re

import pytest

from livingreview.library.loading import load_library
from livingreview.macros.citations import further_sources, reference_list
from livingreview.macros.macro import Given
from livingreview.macros.page import Page
from livingreview.macros.registry import build_macros
from livingreview.model.library import Library
from livingreview.pages.citing import Site
from livingreview.pages.expansion import expand_pages
from livingreview.pages.page_html import PageEngine
from livingreview.rendering.holding import put_back
from livingreview.rendering.page_language import PageMacro, render_page
from livingreview.synthesis.estimates import pooled_estimates
from places import REVIEW


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


def given_on(library: Library, page: Page) -> Given:
    """Return what the macros of a page are given."""
    return Given(library, page, pooled_estimates(library), {})


def macros_of(library: Library, page: Page) -> dict[str, PageMacro]:
    """Make the macros of a page."""
    return build_macros(given_on(library, page))


def shown(library: Library, call: str, page: Page | None = None) -> str:
    """Run one call on a page; return its HTML."""
    page = page or Page("x.md", "x/", "X")
    out, problems = render_page("{{ " + call + " }}", "docs/x.md", macros_of(library, page))
    assert problems == ()
    return put_back(out.text, out.held).strip()


def references(library: Library, page: Page) -> str:
    """Write the references of a page, each citation with a sentence."""
    sentences = {
        key: {anchor: f"Why {anchor}." for anchor in anchors}
        for key, anchors in page.citations.items()
    }
    return str(reference_list.show(given_on(library, page), sentences))


def words(made: str) -> str:
    """Return the text of HTML as a reader sees it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", made))).strip()


def error(library: Library, call: str) -> str:
    """Run one call that must fail; return what is said."""
    macros = macros_of(library, Page("x.md", "x/", "X"))
    out, problems = render_page("{{ " + call + " }}", "docs/x.md", macros)
    assert out.text == ""
    (problem,) = problems
    assert (problem.path, problem.line) == ("docs/x.md", 1)
    return problem.message


# ---- cite, reference_list ---------------------------------------------------------------------


def test_cite_numbers_by_first_citation(library: Library) -> None:
    """Sources are numbered in the order of first citation and keep their number."""
    page = Page("x.md", "x/", "X")
    calls = [
        'cite("birch2021fern")',
        'cite("alder2020fern", "birch2021fern")',
        'cite("alder2020fern")',
    ]
    assert [words(shown(library, call, page)) for call in calls] == [
        "[ 1 ]",
        "[ 1 , 2 ]",
        "[ 2 ]",
    ]


def test_cite_takes_an_earlier_key_and_names_a_source_once(library: Library) -> None:
    """An alias cites its source; one source named twice stands once."""
    made = shown(library, 'cite("birch21", "birch2021fern")')
    assert made.count("<a ") == 1
    assert 'href="#ref-birch2021fern"' in made
    assert 'id="cite-birch2021fern-1"' in made


def test_reference_list_links_back_to_every_citation(library: Library) -> None:
    """Each reference stands once, with the links to the places that cite it."""
    page = Page("x.md", "x/", "X")
    for call in ('cite("cedar2022balm", "alder2020fern")', 'cite("alder2020fern")'):
        shown(library, call, page)
    made = references(library, page)
    assert re.findall(r'<li id="ref-(\w+)" value="(\d)"', made) == [
        ("cedar2022balm", "1"),
        ("alder2020fern", "2"),
    ]
    assert re.findall(r'href="#(cite-alder[\w-]+)" aria', made) == [
        "cite-alder2020fern-1",
        "cite-alder2020fern-2",
    ]
    assert '<a href="#cite-alder2020fern-2">Why cite-alder2020fern-2.</a>' in made
    assert 'href="https://doi.org/10.5555/fern.1"' in made
    assert 'href="../sources/alder2020fern/"' in made
    assert "Alder A, Ash B. Fern tea for grey fever." in words(made)


# ---- result, estimate, count ------------------------------------------------------------------

RESULTS = {
    'result("alder2020fern", "cleared", at="week 4")': "12/20 (60%)",
    'result("alder2020fern", "cleared", window="late")': "14/20 (70%)",
    'result("birch21", "cleared")': "10/17 (59%)",
    'result("alder2020fern", "half-cleared")': "3/5 (60%)",
    'result("alder2020fern", "half-cleared", group="the oldest")': "3/5 (60%)",
    'result("alder2020fern", "lasting")': "8.5 weeks (6.1–not reached)",
    'result("alder2020fern", "lasting", show="estimate")': "8.5 weeks",
    'result("alder2020fern", "lasting", show="interval")': "6.1–not reached",
    'result("birch2021fern", "cleared", show="counts")': "10 of 17",
    'result("birch2021fern", "cleared", show="percent")': "59%",
    'result("birch2021fern", "cleared", show="events")': "10",
    'result("birch2021fern", "cleared", show="total")': "17",
    'result("cedar2022balm", "lasting")': "not reported",
    'estimate("cleared")': "54% (95% CI 40–67; 2 cohorts, 50 patients)",
    'estimate("cleared", show="percent")': "54%",
    'estimate("cleared", show="interval")': "40–67%",
    'estimate("cleared", form="tea")': "60% (95% CI 36–81; 1 cohort, 20 patients)",
    'estimate("half-cleared")': "not estimable (no cohort with counts)",
    'count("sources")': "6",
    'count("sources", kind="trial")': "3",
    'count("sources", kind="trial", read="abstract")': "1",
    'count("sources", topic="background")': "1",
    'count("sources", form="tea")': "2",
    'count("sources", status="excluded")': "0",
    'count("results")': "9",
    'count("findings")': "5",
    'count("claims")': "3",
    'count("outcomes")': "4",
    'count("trials")': "2",
    'count("trials", status="recruiting")': "1",
    'count("cohorts")': "4",
    'count("cohorts", "cleared")': "2",
    'count("patients", "cleared")': "50",
    'count("patients", "cleared", form="tea")': "20",
}


@pytest.mark.parametrize("call", RESULTS)
def test_number_in_prose_is_the_data_s_own(library: Library, call: str) -> None:
    """Results, estimates and counts print what the entries hold."""
    assert words(shown(library, call)) == RESULTS[call]


def test_result_links_to_its_row_and_says_its_locator(library: Library) -> None:
    """A number leads to its line on the source's page and names where it was read."""
    made = shown(library, 'result("alder2020fern", "cleared", at="week 4")')
    assert 'href="../sources/alder2020fern/#r-cleared-week-4"' in made
    assert "Alder 2020: Fever cleared, week 4 (Table 2; read: full text" in made


def test_links_are_relative_to_the_depth_of_the_page(library: Library) -> None:
    """From the home page and from a page two folders down the same place is reached."""
    call = 'estimate("cleared")'
    home = shown(library, call, Page("index.md", "", "Home"))
    deep = shown(library, call, Page("a/b.md", "a/b/", "B"))
    assert 'href="healing/#outcome-cleared"' in home
    assert 'href="../../healing/#outcome-cleared"' in deep


# ---- tables, findings, claims, lists ----------------------------------------------------------


def test_outcome_table_has_a_row_for_each_source_with_a_figure(library: Library) -> None:
    """Every included source that reports the outcome has its row, with all its figures."""
    made = shown(library, 'outcome_table("cleared")')
    assert 'id="outcome-cleared"' in made
    rows = [words(row) for row in re.findall("<tr>.*?</tr>", made)]
    found = {row.split(" 20")[0] for row in rows}
    assert {"Alder", "Birch", "Cedar", "Fir"} <= found
    alder = next(row for row in rows if row.startswith("Alder"))
    assert "12/20 (60%)" in alder
    assert "14/20 (70%)" in alder
    assert "week 8, after 57 days" in alder


def test_outcome_table_can_be_narrowed_and_widened(library: Library) -> None:
    """Facets leave rows out, further outcomes add columns, a gap is said in words."""
    tea = words(shown(library, 'outcome_table("cleared", form="tea", title="Only tea")'))
    assert "Only tea" in tea
    assert "Alder" in tea
    assert "Cedar" not in tea
    both = words(shown(library, 'outcome_table("cleared", "lasting")'))
    assert "8.5 weeks" in both
    assert "not reported" in both
    assert "not reported" in both


def test_forest_plot_shows_what_was_set_aside_and_why(library: Library) -> None:
    """The plot names each report left out, the one that stands for it, and what decided."""
    made = words(shown(library, 'forest_plot("cleared")'))
    assert "Cedar 2022 Second fern trial 15/30 60% of pool 50% 31–69" in made
    assert "Alder 2020 First fern trial 12/20 40% of pool 60% 36–81" in made
    assert "54%" in made
    assert "Both report one set of patients (First fern trial)." in made
    assert "One hospital and the same months." in made
    assert "fewer evaluable patients (12)" in made


def test_source_table_lists_sources_newest_first(library: Library) -> None:
    """All sources, or those of a topic, kind or facet value, the newest first."""
    made = shown(library, "source_table()")
    assert re.findall(r'row"><a href="../sources/(\w+)/"', made) == [
        "dogwood2023case", "fir2023balm", "cedar2022balm", "birch2021fern", "alder2020fern",
        "elm2019review",
    ]  # fmt: skip
    narrowed = shown(library, 'source_table(topic="healing", kind="trial", form="tea")')
    assert re.findall(r'row"><a href="../sources/(\w+)/"', narrowed) == ["alder2020fern"]


NEWEST = ["fir2023balm", "dogwood2023case", "cedar2022balm", "birch2021fern", "alder2020fern"]


def test_newest_sources_lists_what_entered_last_with_results(library: Library) -> None:
    """The sources with results stand by day of entry, then by publication, up to the limit."""
    made = shown(library, "newest_sources(2)")
    assert re.findall(r'href="../sources/(\w+)/"', made) == NEWEST[:2]
    assert re.findall(r'href="../sources/(\w+)/"', shown(library, "newest_sources()")) == NEWEST


def test_key_numbers_show_what_the_estimate_says(library: Library) -> None:
    """A card has the estimate, its interval, its counts and the way to its plot."""
    page = Page("x.md", "x/", "X")
    made = shown(library, 'key_numbers("cleared", "half-cleared", form="tea")', page)
    assert made.count("<dt>") == 2
    assert "60% 95% CI 36–81% 1 cohort, 20 patients" in words(made)
    assert "not estimable (no cohort with counts)" in words(made)
    assert '#outcome-cleared"' in made
    assert page.estimated == {"cleared", "half-cleared"}


def test_key_numbers_shade_the_claimed_range(library: Library) -> None:
    """Where a founding review claims a range it is drawn and explained; else neither."""
    claimed = shown(library, 'key_numbers("cleared")')
    assert ("lr-band" in claimed, "founding review claims" in claimed) == (True, True)
    other = shown(library, 'key_numbers("half-cleared")')
    assert ("lr-band" in other, "founding review claims" in other) == (False, False)


def test_finding_list_shows_findings_with_their_source(library: Library) -> None:
    """Findings of a question, or of a claim and stance, each with its citation."""
    made = words(shown(library, 'finding_list("healing", "how-often")'))
    assert made == "Fever left the young sooner than the old. [ 1 ]"
    made = words(
        shown(library, 'finding_list(claim="elm2019review/clears-most", stance="qualifies")')
    )
    assert made == "qualifies Half cleared, fewer than the founding review has it. [ 1 ]"


def test_claim_shows_statement_range_estimates_and_findings(library: Library) -> None:
    """A claim's card has all that bears on it, supporting findings before qualifying ones."""
    made = words(shown(library, 'claim("elm2019review/clears-most")'))
    parts = [
        "Claim of Elm 2019",
        "Fern tea clears grey fever in 60–80% of patients.",
        "Compatible",
        "Claimed: 60–80%.",
        "Fever cleared: 54% (95% CI 40–67; 2 cohorts, 50 patients)",
        "Healed: 54%",
    ]
    places = [made.index(part) for part in parts]
    assert places == sorted(places)
    assert "supports Twelve of the twenty" in made
    assert "qualifies Half cleared" in made


def test_claim_without_evidence_says_so(library: Library) -> None:
    """A claim on which nothing bears is shown as such, not left out."""
    made = words(shown(library, 'claim("elm2019review/lasts")'))
    assert "No source read so far addresses this claim." in made


def test_claim_table_counts_findings_in_good_english(library: Library) -> None:
    """Each claim has its row; one finding supports, two qualify; a topic's page is linked."""
    made = shown(library, "claim_table()")
    rows = [words(row) for row in re.findall("<tr>.*?</tr>", made)]
    assert "1 finding supports, 1 finding qualifies" in rows[-3]
    assert "2 findings qualify" in rows[-2]
    assert "not addressed by any source read so far" in rows[-1]
    assert 'href="../">Background' in made
    assert 'href="../healing/">Healing' in made


def test_source_explorer_has_cards_filters_and_years(library: Library) -> None:
    """A small library stands on the page whole; each filter has its values with their counts."""
    made = shown(library, "source_explorer()")
    assert made.count('<li class="lr-card"') == 6
    assert re.search(r'<option value="blue-fever" data-label="[^"]+">[^<]+ \(1\)</option>', made)
    assert 'href="../sources/by-year/2020/">2020</a> (1)' in made
    assert "6 sources</p>" in made


def test_source_explorer_shows_a_part_of_a_large_library(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many sources there are, the page holds some cards; the years count all."""
    monkeypatch.setattr("livingreview.macros.explorer.CARDS", 2)
    made = shown(library, "source_explorer()")
    assert made.count('<li class="lr-card"') == 2
    assert "6 sources, the newest 2 shown" in made
    years = re.findall(r"by-year/[^>]+>[^<]+</a> \((\d+)\)", made)
    assert sum(map(int, years)) == 6


def test_source_explorer_leaves_out_a_filter_that_divides_nothing(library: Library) -> None:
    """A facet with one value in use is no choice."""
    used = {source.read for source in library.sources.values()}
    one = dataclasses.replace(
        library, sources={k: s for k, s in library.sources.items() if s.read == max(used)}
    )
    assert 'name="read"' in shown(library, "source_explorer()")
    assert 'name="read"' not in shown(one, "source_explorer()")


def test_search_log_prints_not_recorded(library: Library) -> None:
    """What a search did not record is said to be not recorded, never zero."""
    made = words(shown(library, "search_log()"))
    assert "fern AND fever Search strings: not recorded Five reports." in made
    assert made.endswith("not recorded not recorded")


@pytest.mark.parametrize("call", ["trial_table()", 'trial_counts("status")', "timeline()"])
def test_trial_macros_show_the_trials(library: Library, call: str) -> None:
    """Registered trials are listed, counted and drawn from their files."""
    made = words(shown(library, call))
    assert "ompleted" in made
    assert "NCT00000001" in made or "trial_table" not in call


# ---- errors -----------------------------------------------------------------------------------

ERRORS = {
    "cite()": "cite must name at least one source",
    'cite("aldr2020fern")': (
        "source must be known (got 'aldr2020fern'; did you mean 'alder2020fern'?)"
    ),
    "cite(1)": (
        "source must be known (got '1'; known: alder2020fern, birch2021fern, "
        "cedar2022balm, dogwood2023case, elm2019review, fir2023balm)"
    ),
    'result("alder2020fern", "cleared")': (
        "result must be one: alder2020fern has 2 for cleared (12/20 (60%) week 4; 14/20 "
        "(70%) week 8, after 57 days); choose with"
    ),
    'result("birch2021fern", "lasting")': (
        "result must exist: birch2021fern has none for lasting (it has: cleared)"
    ),
    'result("alder2020fern", "cleared", at="week 5")': (
        "result must exist: alder2020fern has none for cleared (it has: 12/20 (60%) week "
        "4; 14/20 (70%) week 8, after 57 days)"
    ),
    'result("alder2020fern", "clearred")': (
        "outcome must be known (got 'clearred'; did you mean 'cleared'?)"
    ),
    'result("birch2021fern", "cleared", show="interval")': (
        "show must fit the figure '10/17 (59%)' (got 'interval')"
    ),
    'result("birch2021fern", "cleared", show="all")': (
        "show must be known (got 'all'; known: figure, counts, percent, events, total, "
        "estimate, interval)"
    ),
    'estimate("clearred")': "outcome must be known (got 'clearred'; did you mean 'cleared'?)",
    'estimate("cleared", form="te")': (
        "value of form must be known (got 'te'; did you mean 'tea'?)"
    ),
    'estimate("cleared", shape="round")': (
        "facet must be known (got 'shape'; known: plant, form, disease)"
    ),
    "newest_sources(0)": "limit must be 1 to 50 (got 0)",
    "key_numbers()": "key_numbers must name at least one outcome",
    'key_numbers("cleared", form="te")': (
        "value of form must be known (got 'te'; did you mean 'tea'?)"
    ),
    'count("ferns")': (
        "count must be known (got 'ferns'; known: sources, results, findings, claims, "
        "trials, cohorts, patients, outcomes)"
    ),
    'count("patients")': "count of patients must name an outcome (patients are counted once)",
    'count("sources", kind="trail")': "kind must be known (got 'trail'; did you mean 'trial'?)",
    'count("sources", read="all")': (
        "read must be known (got 'all'; known: full-text, abstract, registry, secondary, metadata)"
    ),
    'count("sources", status="gone")': (
        "status must be known (got 'gone'; known: included, excluded)"
    ),
    'count("claims", "cleared")': (
        "count for an outcome must be known (got 'claims'; known: cohorts, patients)"
    ),
    'count("claims", topic="healing")': "count of claims must not be restricted (got topic)",
    'count("trials", sponsor="x")': "trials must be restricted by known fields (got 'sponsor')",
    "outcome_table()": "outcome_table must name at least one outcome",
    'outcome_table("clearred")': "outcome must be known (got 'clearred'; did you mean 'cleared'?)",
    'source_table(topic="heeling")': (
        "topic must be known (got 'heeling'; did you mean 'healing'?)"
    ),
    'source_table(kind="trail")': "kind must be known (got 'trail'; did you mean 'trial'?)",
    'finding_list("healing", "how-lng")': (
        "question must be known (got 'how-lng'; did you mean 'how-long'?)"
    ),
    'finding_list(question="how-long")': "finding_list must name the topic of its question",
    'finding_list("healing", "how-long")': "finding_list must find at least one finding",
    'finding_list("healing", stance="likes")': (
        "stance must be known (got 'likes'; known: supports, qualifies, contradicts)"
    ),
    'claim("elm2019review/last")': (
        "claim must be known (got 'elm2019review/last'; did you mean 'elm2019review/lasts'?)"
    ),
    'result("alder2020fern")': (
        "must call macros as documented (result() missing 1 required positional "
        "argument: 'outcome')"
    ),
    'count("sources", what="x")': (
        "must call macros as documented (count() got multiple values for argument 'what')"
    ),
}


@pytest.mark.parametrize("call", ERRORS)
def test_error_names_what_there_is_instead(library: Library, call: str) -> None:
    """A call for what the data do not hold says so at its line, with the alternatives."""
    assert error(library, call).startswith(ERRORS[call])


def test_retracted_source_is_marked_wherever_it_is_cited(library: Library) -> None:
    """A citation and a reference of a retracted source say that it was retracted."""
    from dataclasses import replace
    from types import MappingProxyType

    from livingreview.model.sources import Retraction

    alder = replace(
        library.sources["alder2020fern"], retracted=Retraction("2024-04-01", "https://x.example")
    )
    sources = MappingProxyType({**library.sources, "alder2020fern": alder})
    changed = replace(library, sources=sources)
    page = Page("x.md", "x/", "X")
    assert "retracted" in shown(changed, 'cite("alder2020fern")', page)
    assert "Retracted 2024-04-01" in words(references(changed, page))
    assert words(shown(changed, 'estimate("cleared", form="tea")')) == (
        "59% (95% CI 33–82; 1 cohort, 17 patients)"
    )


def test_three_numbers_in_a_row_are_one_range(library: Library) -> None:
    """`[1–3]` keeps the anchor of the source between, `[1, 2]` stays two numbers."""
    page = Page("x.md", "x/", "X")
    keys = '"alder2020fern", "birch2021fern", "cedar2022balm"'
    html = shown(library, f"cite({keys})", page)
    assert words(html).replace(" ", "") == "[1–3]"
    assert 'id="cite-birch2021fern-1"' in html
    two = words(shown(library, 'cite("alder2020fern", "birch2021fern")', page))
    assert two.replace(" ", "") == "[1,2]"


def test_sources_that_nothing_leads_to_are_listed(library: Library) -> None:
    """A topic page ends with the sources on its topic that it neither cites nor shows."""
    page = Page("healing.md", "healing/", "Healing")
    shown(library, 'cite("alder2020fern")', page)
    references(library, page)
    html = words(further_sources.show(given_on(library, page), frozenset({"healing"})))
    assert "Alder 2020" not in html
    assert "Cedar 2022 : Fern balm in thirty patients" in html
    assert further_sources.show(given_on(library, page), frozenset()) == ""


FEET = {
    # what a topic page says, and the day on which its newest source was read
    'Cited {{ cite("alder2020fern") }}.': "2024-02-01",
    'Cited {{ cite("alder2020fern", "fir2023balm") }}.': "2024-03-03",
    'Shown {{ result("birch2021fern", "cleared") }}, {{ cite("alder2020fern") }}.': "2024-02-02",
    '{{ finding_list("healing", "how-often") }}': "2024-02-01",
}


@pytest.mark.parametrize("text", FEET)
def test_foot_says_when_evidence_last_entered_a_page(library: Library, text: str) -> None:
    """Every source that the page leads to is evidence on it, one that is only cited, too."""
    pages, problems = expand_pages(
        library, {"healing.md": text}, Site("S"), pooled_estimates(library), {}, PageEngine()
    )
    assert problems == ()
    (foot,) = (held.html for held in pages["healing.md"].held if 'lr-foot"' in held.html)
    assert f'<time datetime="{FEET[text]}">' in foot
    cited = len(pages["healing.md"].citations)
    assert f"cites {'1 source' if cited == 1 else f'{cited} sources'}." in foot

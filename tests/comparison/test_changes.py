"""What changed between two states of an invented review, and what did not."""

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from changed_review import first_state, second_state
from livingreview.comparison import as_html, as_json, as_markdown, as_text, compare
from livingreview.comparison.changes import Changes
from livingreview.comparison.conclusion import conclusion
from livingreview.comparison.data import ELSEWHERE, KINDS, WHOLES
from livingreview.comparison.estimates import exact
from livingreview.comparison.fields import matched
from livingreview.model import Library
from livingreview.site import read_sides
from livingreview.synthesis import estimate_outcome
from places import DATA, REVIEW


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write both states of the invented review."""
    folder = tmp_path_factory.mktemp("states")
    return first_state(folder / "before"), second_state(folder / "after")


def changes_between(one: Path, other: Path) -> Changes:
    """Read two folders and compare them."""
    return compare(*read_sides(one, other, ("before", "after")))


@pytest.fixture(scope="module")
def changes(states: tuple[Path, Path]) -> Changes:
    """Compare both states."""
    return changes_between(*states)


@pytest.fixture(scope="module")
def taken_back(states: tuple[Path, Path]) -> Changes:
    """Compare them the other way round."""
    return changes_between(*reversed(states))


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Changes]:
    """Give a function that compares the invented review with a copy in which texts are replaced.

    It takes the path of a file with the old and the new text, several times.
    """

    def compare_edited(*edits: tuple[str, str, str]) -> Changes:
        folder = tmp_path / "edited"
        shutil.copytree(DATA / "golden-review", folder)
        for name, old, new in edits:
            path = folder / name
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return changes_between(DATA / "golden-review", folder)

    return compare_edited


def test_conclusion_begins_with_estimates_and_claims(changes: Changes) -> None:
    """The conclusion counts what moves first, then the data, then sentences and pages."""
    assert conclusion(changes) == (
        "Two estimates move, one claim changes from agrees to compatible, the certainty of one "
        "estimate changes, one rating of certainty has other reasons; 1 source added and 2 changed "
        "(1 excluded), 3 results added and 1 changed, 1 finding added and 1 changed, review.yml "
        "changed, 1 cohort added. 1 sentence needs review, 5 pages changed."
    )


def test_estimates_have_the_numbers_of_both_sides(changes: Changes) -> None:
    """A moved estimate has the site's figures before and after, and the source that moved it."""
    (cooled, itch) = changes.estimates
    assert (cooled.before_text, cooled.after_text) == (
        "68% (95% CI 41–86; 3 cohorts, 127 patients)",
        "58% (95% CI 32–80; 4 cohorts, 327 patients)",
    )
    assert (cooled.before.events, cooled.before.total) == (75, 127)
    assert (cooled.after.events, cooled.after.total) == (135, 327)
    assert (cooled.entered, cooled.left, cooled.claimed) == (("nettle2024moss",), (), (0.6, 0.75))
    assert (itch.outcome, itch.movement) == ("itch-3plus", "moves")


def test_claim_has_its_status_before_and_after(changes: Changes, taken_back: Changes) -> None:
    """A claim whose status changed is named; one whose estimate moves within it is not."""
    (claim,) = changes.claims
    assert (claim.path, claim.before, claim.after) == (
        "yew2018review/cools-most", "agrees", "compatible",
    )  # fmt: skip
    (claim,) = taken_back.claims
    assert (claim.before, claim.after) == ("compatible", "agrees")


def test_certainty_is_compared_by_what_domains_do(changes: Changes) -> None:
    """A level that falls is named with the domains that lower it, and a judgement withdrawn."""
    found = {
        rating.outcome: (rating.before, rating.after, [after for _, after in rating.reasons])
        for rating in changes.certainty
    }
    reading = "patients are in reports that do not say how patients were selected"
    assert found == {
        "cooled": ("very low", "very low", [f"Risk of bias −1: 262 of 327 {reading}"]),
        "itch-3plus": (
            "high",
            "low",
            [
                f"Risk of bias −1: 260 of 325 {reading}",
                "Inconsistency −1: a further cohort could lie anywhere between 0.4% and 65%",
                "Imprecision 0: the interval is not wide (2.7% to 20%)",
            ],
        ),
    }


def test_sources_are_compared_field_by_field(changes: Changes) -> None:
    """A new source, corrected fields, and an exclusion with its reason."""
    found = {
        source.key: (source.how, [(f.name, f.before, f.after) for f in source.fields])
        for source in changes.sources
    }
    assert found == {
        "bramble2020moss": ("changed", [("design.age_median", "61", "62")]),
        "kale2023data": (
            "changed",
            [("status", "included", "excluded"), ("reason", None, "off-topic")],
        ),
        "nettle2024moss": ("added", []),
    }


def test_results_are_compared_field_by_field(changes: Changes) -> None:
    """A corrected result is named with its context, its figures and the fields that changed."""
    (bramble, _, nettle) = sorted(changes.sources, key=lambda source: source.key)
    (result,) = bramble.results
    assert (result.outcome, result.context, result.before, result.after) == (
        "Ears cooled", "week 30, after 57 days, of those with: ears cooled",
        "20/26 (77%)", "19/26 (73%)",
    )  # fmt: skip
    assert [(f.name, f.before, f.after) for f in result.fields] == [("events", "20", "19")]
    assert [(r.before, r.after) for r in nettle.results] == [
        (None, "60/200 (30%)"), (None, "not reported"), (None, "40/200 (20%)"),
    ]  # fmt: skip


def test_sentence_leaves_its_condition_and_returns(changes: Changes, taken_back: Changes) -> None:
    """A sentence that the data leave needs review; the other way round it is supported again."""
    (sentence,) = changes.sentences
    assert (sentence.path, sentence.line, sentence.is_supported) == ("cooling.md", 11, False)
    assert sentence.words.startswith("Ears often cool: 58%")
    (sentence,) = taken_back.sentences
    assert sentence.is_supported


def test_pages_tell_what_they_say(changes: Changes) -> None:
    """An edited page is told from one in which only numbers moved, and passages are paired."""
    pages = {page.path: page for page in changes.pages}
    assert {path: page.is_edited for path, page in pages.items()} == {
        "cooling.md": False, "harm.md": True, "index.md": False, "methods.md": False,
        "sources/index.md": False,
    }  # fmt: skip
    assert pages["harm.md"].passages == (
        (
            "It itched badly in 5.6% (95% CI 2.7–11; 3 cohorts, 125 patients).",
            (
                "It itched badly, and that is what matters to those who wear wraps, in 7.7% (95% "
                "CI 2.7–20; 4 cohorts, 325 patients)."
            ),
        ),
    )


def test_nothing_changed_is_one_line(states: tuple[Path, Path]) -> None:
    """Two folders with the same files differ in nothing, in every format for people."""
    same = changes_between(states[0], states[0])
    assert same.is_empty
    assert as_text(same) == "Nothing changed between before and after.\n"
    assert as_markdown(same) == "**Nothing changed between before and after.**\n"


def test_citation_numbers_and_layout_do_not_count(edited: Callable[..., Changes]) -> None:
    """A citation before others, or a comment in an entry, changes nothing that is read."""
    found = edited(
        ("docs/cooling.md", "Ears often cool:", 'Ears often cool {{ cite("yew2018review") }}:'),
        ("references/sources/elder2023north.yml", "kind:", "# nothing\nkind:"),
    )
    (page,) = found.pages
    assert (page.is_edited, page.passages) == (True, ())
    assert conclusion(found) == "No data changed. 1 page changed."


def test_data_that_are_the_same_are_read_once(states: tuple[Path, Path], tmp_path: Path) -> None:
    """Where only pages differ, both sides share the library and differ in their pages."""
    edited = shutil.copytree(states[0], tmp_path / "edited")
    (edited / "docs/harm.md").write_text('# Harm\n\n{{ forest_plot("itch-3plus") }}\n', "utf-8")
    before, after = read_sides(states[0], edited, ("before", "after"))
    assert before.library is after.library
    assert [page.path for page in compare(before, after).pages] == ["harm.md"]


def test_movement_below_the_printed_figure_is_named(tmp_path: Path) -> None:
    """An estimate that moves and is printed as before says so, with the digits that show it."""
    large = tmp_path / "large"
    shutil.copytree(DATA / "golden-review", large)
    entry = large / "references/sources/elder2023north.yml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text.replace("events: 22, total: 25", "events: 2200, total: 2500"), "utf-8")
    more = shutil.copytree(large, tmp_path / "more")
    entry = more / "references/sources/elder2023north.yml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text.replace("events: 2200", "events: 2201"), encoding="utf-8")
    found = {change.outcome: change for change in changes_between(large, more).estimates}
    half = found["half-cooled"]
    assert (half.movement, half.before_text) == ("rounds", half.after_text)
    assert exact(half) == (
        "estimate 88.00% → 88.04%, lower bound 86.66% → 86.70%, upper bound 89.2% → 89.3%"
    )


def test_renamed_source_is_one_source(tmp_path: Path) -> None:
    """A key that moved into the aliases is a renaming; the estimates rest on the same reports."""
    folder = shutil.copytree(DATA / "golden-review", tmp_path / "renamed")
    for ending in (".bib", ".yml"):
        old = folder / f"references/sources/elder2023north{ending}"
        new = old.with_name(f"elder2023dry{ending}")
        text = old.read_text(encoding="utf-8").replace("elder2023north", "elder2023dry")
        if ending == ".yml":
            text = text.replace("kind:", "aliases: [elder2023north]\nkind:")
        old.unlink()
        new.write_text(text, encoding="utf-8")
    found = changes_between(DATA / "golden-review", folder)
    (source,) = found.sources
    assert (source.key, source.former, source.how) == ("elder2023dry", "elder2023north", "changed")
    assert found.estimates == ()


def test_rule_of_pooling_moves_estimates(edited: Callable[..., Changes]) -> None:
    """A change of review.yml is named by its field, with the estimates that follow."""
    found = edited(("references/review.yml", "require: {plant: moss}", "require: {plant: lichen}"))
    (item,) = (item for item in found.data if item.kind == "review.yml")
    assert [(f.name, f.before, f.after) for f in item.fields] == [
        ("pooling.require.plant", "moss", "lichen")
    ]
    assert {change.movement for change in found.estimates} == {"moves", "gone"}


def test_estimates_of_groups_that_pages_show_are_compared(edited: Callable[..., Changes]) -> None:
    """A plot by a facet is compared group by group, though the whole stays."""
    mixed = "{plant: moss, form: mixed}\narms: {wet: 40, dry: 22}"
    entry = "references/sources/currant2022moss.yml"
    found = edited((entry, mixed, "{plant: moss, form: wet}"))
    groups = [(c.outcome, c.group, c.movement) for c in found.estimates]
    assert {("itch", "Mixed", "gone"), ("itch", "Wet wrap", "moves")} <= set(groups)
    assert not any(change.is_whole for change in found.estimates)
    assert "estimates of groups of cohorts change" in conclusion(found)


def test_problems_come_and_go(tmp_path: Path) -> None:
    """A side with problems is compared as far as it was read, and the report says so."""
    folder = shutil.copytree(REVIEW, tmp_path / "faulty")
    shutil.copytree(DATA / "faulty/unknown-outcome", folder, dirs_exist_ok=True)
    found = changes_between(REVIEW, folder)
    assert [problem.field for problem in found.problems] == ["results.0.outcome"]
    assert found.gaps == (
        "after: files with problems were left out or read in part",
        "after: the pages could not be read, because data or settings have problems",
    )
    assert [p.field for p in changes_between(folder, REVIEW).repaired] == ["results.0.outcome"]


@pytest.mark.parametrize(
    "case",
    [
        "review-yml-broken",
        "everything-wrong",
        "half-a-count",
        "no-value-in-a-result",
        "claim-twice-and-unknown-words",
        "events-above-total",
        "logic-in-a-page",
        "front-matter-bomb",
        "unknown-facet",
    ],
)
def test_faulty_side_is_compared_without_a_traceback(case: str, tmp_path: Path) -> None:
    """Whatever is wrong on one side, in either order, the comparison is written and names it."""
    folder = shutil.copytree(REVIEW, tmp_path / "faulty")
    shutil.copytree(DATA / "faulty" / case, folder, dirs_exist_ok=True)
    found = changes_between(REVIEW, folder)
    assert found.problems
    for each in (found, changes_between(folder, REVIEW)):
        for write in (as_text, as_markdown, as_html, as_json):
            assert write(each)


def test_estimates_on_a_side_are_those_of_the_command(states: tuple[Path, Path]) -> None:
    """What is compared is what `estimate` prints of each side."""
    before, after = read_sides(*states, ("before", "after"))
    for side in (before, after):
        assert side.library is not None
        assert side.pooled is not None
        assert side.pooled("cooled") == estimate_outcome(side.library, "cooled")


def test_items_are_paired_by_the_strictest_identity_first() -> None:
    """An item keeps its exact twin, though a looser identity would fit another before it."""
    pairs = matched(["a1", "a2"], ["a2", "a3", "b1"], lambda item: item, lambda item: item[0])
    assert pairs == [("a2", "a2"), ("a1", "a3"), (None, "b1")]


def test_every_part_of_a_library_is_compared() -> None:
    """A field that is added to the library is compared, or named as one that need not be."""
    assert {field.name for field in fields(Library)} == {*KINDS, *WHOLES, *ELSEWHERE}

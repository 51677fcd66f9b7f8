"""What the scripts of the site compute, asked of their modules in a real browser."""

import math
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from livingreview.downloads.folding import FOLD, NAMES, folded
from livingreview.site.assets import ASSETS, joined_script, joined_styles, served
from livingreview.site.build import build_site
from livingreview.site.settings import OVERLAY
from places import REVIEW

FOLDER = OVERLAY / ASSETS
CALL = """async ([module, name, given]) => {
  const found = (await import(new URL(module, location)))[name](...given);
  return typeof found?.next === "function" ? [...found] : found;
}"""
Call = Callable[..., Any]
UP = (True,)


@pytest.fixture(scope="module")
def page(browser: Browser, serve_folder: Callable[[Path], str]) -> Iterator[Page]:
    """Open the folder of the theme's scripts, far from UTC."""
    context = browser.new_context(
        base_url=serve_folder(FOLDER), timezone_id="Pacific/Kiritimati", locale="en-GB"
    )
    page = context.new_page()
    page.goto("")
    yield page
    context.close()


@pytest.fixture(scope="module")
def call(page: Page) -> Call:
    """Give a function that calls a function of a module with plain values."""
    return lambda module, name, *given: page.evaluate(CALL, [module, name, list(given)])


def words(**given: Any) -> dict[str, Any]:
    """Return the words of a review, as in data/synonyms.json."""
    return {"same": [], "near": {}, "names": [], "fold": FOLD, "letters": NAMES} | given


# ---- Texts and spellings ----


@pytest.mark.parametrize(
    ("name", "text", "result"),
    [
        ("unaccented", "Müller’s  T-Cell", "muller’s  t-cell"),
        ("unaccented", "Ōé", "oe"),
        ("normalised", "  Müller’s T-Cell, (2nd) ", "muller s t cell 2nd"),
        ("normalised", "CD7⁺ γδ", "cd7 γδ"),
        ("normalised", "…", ""),
    ],
)
def test_text_is_compared_without_accents(call: Call, name: str, text: str, result: str) -> None:
    """Only the normalised form loses signs and blanks."""
    assert call("text.js", name, text) == result


@pytest.mark.parametrize(
    "text", ["Øyvind", "ﬁbre", "CO₂", "ĲSSEL", "İstanbul", "Straße", "ς𝛾", "𝛤𝚫"]
)
def test_query_is_folded_as_the_build_folds_pages(call: Call, text: str) -> None:
    """A query and the words of a page become the same letters."""
    assert call("search/spelling.js", "folded", text, words()) == folded(text)


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("fern", ["fern"]),
        ("Fern", ["Fern"]),
        ("Straße", ["Straße", "strasse"]),
        ("γδ T", ["γδ T", "gamma delta t"]),
        ("白血病", ["白血病", "白血 血病"]),
    ],
)
def test_query_is_typed_in_other_forms(call: Call, query: str, forms: list[str]) -> None:
    """Folded, with Greek letters by name, in pairs of signs: each only where it differs."""
    assert call("search/spelling.js", "typed", query, words()) == forms


FERN = [["fern", "bracken", "polypod fern"]]


@pytest.mark.parametrize(
    ("query", "given", "spelled"),
    [
        ("moss", {"same": FERN}, {"moss": 1}),
        ("Fern leaf", {"same": FERN},
         {"fern leaf": 1, "bracken leaf": 1, "polypod fern leaf": 1}),
        # the longest spelling in it is replaced, not the shorter one within
        ("polypod fern", {"same": FERN}, {"polypod fern": 1, "fern": 1, "bracken": 1}),
        ("fernery", {"same": FERN}, {"fernery": 1}),
        ("fern moss", {"same": [*FERN, ["moss", "bryophyte"]]},
         {"fern moss": 1, "bracken moss": 1, "polypod fern moss": 1, "fern bryophyte": 1,
          "bracken bryophyte": 1, "polypod fern bryophyte": 1}),
        ("shade", {"near": {"shade": "Woodland"}}, {"shade": 1, "Woodland": 0.3}),
        ("deep shade", {"near": {"shade": "Woodland"}}, {"deep shade": 1, "deep Woodland": 0.3}),
        # a spelling is no related word as well
        ("fern", {"same": [["fern", "bracken"]], "near": {"fern": "Bracken"}},
         {"fern": 1, "Bracken": 1}),
        # a lone letter begins many words
        ("b cell", {"same": [["b cell", "b-cell", "lymphocyte"]]},
         {"b-cell": 1, "cell": 1, "lymphocyte": 1}),
        ("a", {"same": [["a", *"bcdefghijkl"]]}, dict.fromkeys("abcdefgh", 1)),
    ],
)  # fmt: skip
def test_query_has_spellings(
    call: Call, query: str, given: dict[str, Any], spelled: dict[str, float]
) -> None:
    """Each word in each of its spellings, related words with less weight, eight at most."""
    assert dict(call("search/spelling.js", "spellings", query, words(**given))) == spelled


@pytest.mark.parametrize(
    ("query", "is_asked"),
    [
        ("Fern 2020", True),
        ("NCT00000001", True),
        ("Ferngold", True),
        ("ferngold-7", True),
        ("fern", False),
        ("bracken", False),
        ("polypod", True),
        ("polyp", False),
        ("polypods", False),
        ("woodland", False),
        ("cycas", False),  # five letters begin too much
    ],
)
def test_query_asks_for_a_work(call: Call, query: str, *, is_asked: bool) -> None:
    """By a year, a registry number or a product, not by a word of the vocabulary."""
    known = words(
        same=[["fern", "bracken"]],
        near={"woodland": "Wood"},
        names=[
            "Ferngold",
            "ferngold 7",
            "polypod vulgare",
            "bracken mix",
            "woodland mix",
            "cycas revoluta",
        ],
    )
    assert call("search/spelling.js", "asksForWork", query, known) is is_asked


@pytest.mark.parametrize(
    ("text", "word", "is_held"),
    [
        ("the ferns grow", "fern", True),
        ("it relapsed", "relapse", True),
        ("relapses", "relapsing", True),
        ("therapies", "therapy", True),
        ("toxicity", "toxic", True),
        ("a fern", "fernery", False),
        ("zoo", "zzz", False),
        ("CD7", "CD7777", False),
        ("is", "it", False),
        ("tops", "toed", False),
        ("Große", "grosse", True),
    ],
)
def test_text_holds_form_of_word(call: Call, text: str, word: str, *, is_held: bool) -> None:
    """A beginning, or the same word with another ending; not a beginning of what is asked."""
    assert call("search/spelling.js", "holdsFormOf", text, word, words()) is is_held


# ---- Order of results ----


def found(*pairs: tuple[str, float]) -> list[dict[str, Any]]:
    """Return results of the index: ids with scores."""
    return [{"id": id, "score": score} for id, score in pairs]


@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([], []),
        ([[found(("a", 1), ("b", 2)), 1]], ["b", "a"]),
        ([[found(("a", 1)), 1], [found(("a", 9), ("b", 2)), 0.3]], ["a", "b"]),
        ([[found(("a", 1)), 1], [found(("b", 3)), 0.3]], ["a", "b"]),
        ([[found(("a", 5), ("b", 3)), 1], [found(("a", 1)), 0.3]], ["a", "b"]),
        ([[found(("a", 1)), 1], [found(("b", 4)), 0.3]], ["b", "a"]),
        ([[found(("b", 1), ("a", 1)), 1]], ["a", "b"]),
    ],
)
def test_answers_are_joined(call: Call, answers: list[Any], ids: list[str]) -> None:
    """Every page once, by its best weighted score; equal ones by their ids."""
    assert [each["id"] for each in call("search/ranking.js", "joined", answers)] == ids


@pytest.mark.parametrize(
    ("best_first", "kinds"), [(False, ["topic", "source", ""]), (True, ["source", "", "topic"])]
)
def test_results_are_grouped(call: Call, *, best_first: bool, kinds: list[str]) -> None:
    """By the kinds' order or the best match; none twice, none empty, those of no kind last."""
    groups = [
        {"kind": "topic", "results": found(("t", 1))},
        {"kind": "glossary", "results": []},
        {"kind": "source", "results": found(("s", 5), ("r", 1))},
    ]
    everything = found(("s", 5), ("x", 2), ("t", 1), ("r", 1))
    result = call("search/ranking.js", "grouped", groups, everything, best_first)
    assert [group["kind"] for group in result] == kinds
    ids = {group["kind"]: [each["id"] for each in group["results"]] for group in result}
    assert ids == {"topic": ["t"], "source": ["s", "r"], "": ["x"]}


def section(title: str, marks: int, weight: float, anchor: str = "x") -> dict[str, Any]:
    """Return a section as the index finds it, its passage with so many words of the query."""
    excerpt = " ".join(f"<mark>{word}</mark>" for word in ("fern", "leaf", "spore")[:marks])
    return {
        "url": f"/page/#{anchor}", "title": title, "excerpt": excerpt,
        "weighted_locations": [{"balanced_score": weight / 2}] * 2,
    }  # fmt: skip


def test_sections_are_ranked(call: Call) -> None:
    """Headings and addresses with the words, then words in the passage, then weight; four."""
    sections = [
        section("light", 1, 9),
        section("heavy", 1, 10),
        section("many", 2, 1),
        section("Fern  Leaf!", 0, 0),
        section("address", 0, 1, "fern-leaf-2"),
        section("Fernleaf", 0, 50),
    ]
    ranked = call("search/ranking.js", "bestSections", sections, ["fern leaf"])
    assert [each["title"] for each in ranked] == ["address", "Fern  Leaf!", "many", "heavy"]
    assert [each["isNamed"] for each in ranked] == [True, True, False, False]


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abx", 1),
        ("abc", "ac", 1), ("abc", "abcd", 1), ("kitten", "sitting", 3), ("ab", "ba", 2),
        ("flaw", "lawn", 2),
    ],
)  # fmt: skip
def test_distance_of_texts(call: Call, one: str, other: str, steps: int) -> None:
    """Letters changed, added or dropped."""
    assert call("search/ranking.js", "distance", one, other) == steps


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("leukaemiaa", ["leukaemia", "leukemia"]),
        ("Leukaemia", ["leukemia"]),
        ("acute leukaemai", ["leukaemia"]),
        ("fen", ["fern"]),
        ("fe", ["fern"]),
        ("fern", []),
        ("quartz", []),
    ],
)
def test_nearest_terms(call: Call, query: str, near: list[str]) -> None:
    """At most a third of a term differs, from the query or a longer word of it; nearest first."""
    terms = [[term, ""] for term in ("leukemia", "fern", "leukaemia", "lymphoma")]
    result = call("search/ranking.js", "nearestTerms", terms, query)
    assert [each["term"] for each in result] == near


def test_nearest_terms_are_four(call: Call) -> None:
    """No more are offered."""
    terms = [[f"fernery{n}", ""] for n in range(9)]
    assert len(call("search/ranking.js", "nearestTerms", terms, "fernery")) == 4


# ---- The list of sources ----


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ([], "/sources/"),
        ([["q", "  "], ["kind", ""]], "/sources/"),
        ([["q", " a b&c "], ["kind", "trial"], ["sort", ""]], "/sources/?q=a+b%26c&kind=trial"),
    ],
)
def test_view_has_an_address(call: Call, values: list[list[str]], address: str) -> None:
    """Every control with a value, in order, nothing else."""
    assert call("explorer/view.js", "addressOfView", "/sources/", values) == address


@pytest.mark.parametrize(
    ("query", "name", "choices", "value"),
    [
        ("?q=a+b%26c&kind=trial", "q", None, "a b&c"),
        ("?q=a&kind=trial", "kind", ["", "trial"], "trial"),
        ("?kind=gone", "kind", ["", "trial"], ""),
        ("?other=1", "kind", ["", "trial"], ""),
        ("", "q", None, ""),
    ],
)
def test_address_gives_values(
    call: Call, query: str, name: str, choices: list[str] | None, value: str
) -> None:
    """What was kept comes back; a value that is no choice does not."""
    assert call("explorer/view.js", "valueInAddress", query, name, choices) == value


@pytest.mark.parametrize(
    ("chosen", "ids", "totals", "counts"),
    [
        (["", ""], "abc", [3, 3], [{"x": 2, "y": 1}, {"u": 2, "v": 1}]),
        (["x", ""], "ab", [3, 2], [{"x": 2, "y": 1}, {"u": 1, "v": 1}]),
        (["x", "u"], "a", [2, 2], [{"x": 1, "y": 1}, {"u": 1, "v": 1}]),
        (["y", "v"], "", [1, 1], [{"x": 1}, {"u": 1}]),
    ],
)
def test_joined_view_is_counted(
    page: Page, chosen: list[str], ids: str, totals: list[int], counts: list[dict[str, int]]
) -> None:
    """The view keeps its order; a facet counts as if its own choice were not made."""
    result = page.evaluate(
        """async (chosen) => {
          const { countedByChoice } = await import(new URL("explorer/view.js", location));
          const values = [new Map([["a", ["x"]], ["b", ["x"]], ["c", ["y"]]]),
                          new Map([["a", ["u"]], ["b", ["v"]], ["c", ["u"]]])];
          return countedByChoice([{ id: "a" }, { id: "b" }, { id: "c" }], values, chosen);
        }""",
        chosen,
    )
    assert "".join(each["id"] for each in result["found"]) == ids
    assert (result["totals"], result["counts"]) == (totals, counts)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((9, 9, 9), "9 sources"),
        ((9, 9, 3), "9 sources, 3 shown"),
        ((4, 9, 4), "4 of 9 sources"),
        ((4, 9, 3), "4 of 9 sources, 3 shown"),
        ((0, 9, 0), "0 of 9 sources"),
    ],
)
def test_count_is_written(call: Call, counts: tuple[int, int, int], text: str) -> None:
    """How many there are, and how many of them are shown."""
    assert call("explorer/view.js", "countText", *counts) == text


# ---- Tables and dates ----


@pytest.mark.parametrize(
    ("values", "up", "down"),
    [
        ([10, 9, 100], [9, 10, 100], [100, 10, 9]),
        ([math.nan, 2, 1], [1, 2, None], [2, 1, None]),
        (["", "b", "a"], ["a", "b", ""], ["b", "a", ""]),
        (["day 10", "day 9"], ["day 9", "day 10"], ["day 10", "day 9"]),
        ([-1, 0, -2], [-2, -1, 0], [0, -1, -2]),
    ],
)
def test_column_is_sorted(call: Call, values: list[Any], up: list[Any], down: list[Any]) -> None:
    """Numbers by size, texts by the numbers in them; missing values last either way."""
    rows = [{"fixed": False, "value": value} for value in values]
    for order, expected in ((True, up), (False, down)):
        result = [row["value"] for row in call("widgets/sorting.js", "sorted", rows, order)]
        assert [None if value != value else value for value in result] == expected


def test_fixed_rows_keep_their_places(call: Call) -> None:
    """A title of a group and a pooled row stay where they are; equal rows keep their order."""
    rows = [
        {"fixed": name in ("title", "pooled"), "value": value, "name": name}
        for name, value in (("title", 9), ("c", 3), ("a", 1), ("pooled", 0), ("b", 1))
    ]
    result = call("widgets/sorting.js", "sorted", rows, *UP)
    assert [row["name"] for row in result] == ["title", "a", "b", "pooled", "c"]


@pytest.mark.parametrize(
    ("text", "asked", "is_held"),
    [
        ("Doe 2020 Müller", "muller DOE", True),
        ("Doe 2020", "doe 2021", False),
        ("Doe", "", True),
        ("Doe  2020", " 20 ", True),
    ],
)
def test_row_holds_all_words(call: Call, text: str, asked: str, *, is_held: bool) -> None:
    """In any order, also parts of words, without regard to accents."""
    assert call("widgets/row-filter.js", "holdsAll", text, asked) is is_held


@pytest.mark.parametrize(
    ("day", "now", "is_past"),
    [
        ("2026-11-30", "2026-11-29T23:59:59", False),
        ("2026-11-30", "2026-11-30T23:59:59", False),
        ("2026-11-30", "2026-12-01T00:00:00", True),
        ("2026-12-31", "2026-12-31T12:00:00", False),
        ("2026-12-31", "2027-01-01T00:00:00", True),
        ("2028-02-28", "2028-02-29T00:00:00", True),
        ("2028-02-29", "2028-02-29T18:00:00", False),
    ],
)
def test_day_has_passed(page: Page, day: str, now: str, *, is_past: bool) -> None:
    """A day is over at the reader's midnight, also where the date is far from UTC's."""
    script = """async ([day, now]) => {
      const { hasPassed } = await import(new URL("widgets/overdue.js", location));
      return hasPassed(day, new Date(now));
    }"""
    assert page.evaluate(script, [day, now]) is is_past


# ---- The parts joined ----


def test_parts_are_joined_into_one_script() -> None:
    """No import is left, no module is there twice, and no two parts have a name in common."""
    script = joined_script(FOLDER / "livingreview.js")
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", script, re.MULTILINE)
    assert sorted(names) == sorted(set(names))
    parts = list((FOLDER / "widgets").glob("*.js"))
    assert parts
    for part in parts:
        for name in re.findall(r"^export function (\w+)", part.read_text("utf-8"), re.MULTILINE):
            assert name in names, part


def test_style_sheet_has_every_part() -> None:
    """Each part of the page's looks is imported once."""
    imported = re.findall(r'"(.+)"', (FOLDER / "livingreview.css").read_text(encoding="utf-8"))
    parts = [*FOLDER.glob("styles/*.css"), *FOLDER.glob("widgets/*.css")]
    assert sorted(imported) == sorted(path.relative_to(FOLDER).as_posix() for path in parts)
    assert "@import" not in joined_styles(FOLDER / "livingreview.css")


def test_scripts_are_served_without_comments() -> None:
    """Types are for those who change the scripts; a comment beside code stays."""
    for path in FOLDER.rglob("*.js"):
        assert not re.search(r"^ *(/\*.*\*/$| \*|/\*[^/]*$)", served(path), re.MULTILINE), path


def test_scripts_and_pages_name_the_same(tmp_path: Path) -> None:
    """What scripts ask the index for stands in the pages that it indexes."""
    shutil.copytree(REVIEW, tmp_path / "review")
    entry = tmp_path / "review/references/sources/elm2019review.yml"
    retracted = "retracted: {date: 2023-12-31, notice: 'https://fern.example/notice'}\n"
    entry.write_text(entry.read_text(encoding="utf-8") + retracted, encoding="utf-8")
    (tmp_path / "review/docs/sources/index.md").write_text(
        "# S\n\n{{ source_explorer() }}\n", "utf-8"
    )
    build_site(tmp_path / "review", tmp_path / "site")
    pages = {
        path: path.read_text(encoding="utf-8")
        for path in (tmp_path / "site").rglob("*.html")
        if "data-pagefind-body" in path.read_text(encoding="utf-8")
    }
    html = "\n".join(pages.values())

    def named(attribute: str) -> set[str]:
        return set(re.findall(rf'data-pagefind-{attribute}="(\w[^"\[]*)["\[]', html))

    (every,) = set(re.findall(r'data-every="(\w+)"', html))
    (group,) = set(re.findall(r'data-group="(\w+)"', html))
    (listed,) = set(re.findall(r'data-listed="([^"]+)"', html))
    for path, text in pages.items():
        assert f">{every}</span>" in text, path
        assert f'data-pagefind-filter="{group}[data-value]"' in text, path
    assert f'data-pagefind-filter="{group}[data-value]" data-value="{listed}"' in html
    weights = re.search(
        r"metaWeights: (\{[^}]*\})", (FOLDER / "search/index.js").read_text("utf-8")
    )
    assert weights
    assert named("meta") <= set(re.findall(r"(\w+):", weights[1]))
    used = re.findall(
        r"(?<!import\.)\bmeta\.(\w+)", "".join(p.read_text("utf-8") for p in FOLDER.rglob("*.js"))
    )
    assert set(used) - {"title"} <= named("meta")
    explorer = pages[tmp_path / "site/sources/index.html"]
    orders = re.search(r'<select name="sort".*?</select>', explorer, re.DOTALL)
    assert orders
    assert set(re.findall(r'<option value="(\w+)"', orders[0])) == named("sort")
    facets = set(re.findall(r'data-facet="([^"]+)"', explorer))
    assert facets
    assert facets <= named("filter")


def test_style_sheet_is_served_without_what_it_can_do_without(tmp_path: Path) -> None:
    """Comments and spaces go; selectors, and texts in quotation marks, keep theirs."""
    sheet = tmp_path / "a.css"
    sheet.write_text(
        'a :hover , b:not(.c) {\n  content: "x ; /* y */ { z";  /* why */\n  margin: 0 1px;\n}\n'
        "@media (max-width: 9em) { a { color: red; } }\n",
        encoding="utf-8",
    )
    assert served(sheet) == (
        'a :hover ,b:not(.c){content:"x ; /* y */ { z";margin:0 1px}'
        "@media (max-width:9em){a{color:red}}"
    )

"""Hand-written pages are contributed: where macros may stand, and what HTML a page may hold."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from livingreview.library.loading import load_library
from livingreview.model.library import Library
from livingreview.pages.allowlist import CLASSES, ELEMENTS, STATEMENT_CLASSES, refusals
from livingreview.pages.bounds import MAX_DEPTH, PAGE, PARAGRAPH
from livingreview.pages.citing import Site
from livingreview.pages.expansion import ExpandedPage, expand_pages
from livingreview.pages.markdown_html import markdown_engine
from livingreview.pages.page_html import PageEngine
from livingreview.pages.rules import check_pages
from livingreview.problems import Problem
from livingreview.rendering import put_back
from livingreview.site.options import LivingReviewConfig
from livingreview.synthesis.estimates import pooled_estimates
from places import DATA

ENGINE = PageEngine(
    markdown_engine(
        ("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
         "pymdownx.details", "pymdownx.superfences"),
        {"toc": {"permalink": True}},
    )
)  # fmt: skip


# A sentence bound to data, in the source of a page: its condition and its words.
BOUND = re.compile(r"\{% call statement\((.*?)\) %\}(.*?)\{% endcall %\}", re.DOTALL)
CALL = re.compile(r"\{\{.*?\}\}")


def cases(name: str) -> Any:
    """Read a table of cases."""
    return yaml.safe_load((DATA / "pages" / f"{name}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the tiny review."""
    library = load_library(DATA / "review").library
    assert library is not None
    return library


def expand(
    library: Library, text: str, engine: PageEngine = ENGINE
) -> tuple[ExpandedPage | None, tuple[Problem, ...]]:
    """Expand one page; return it and what is wrong."""
    pooled = pooled_estimates(library)
    pages, problems = expand_pages(library, {"x.md": text}, Site("S"), pooled, {}, engine)
    return pages.get("x.md"), problems


# ---- where a citation may be called -----------------------------------------------------------


@pytest.mark.parametrize("case", cases("citations"), ids=lambda case: case["case"])
def test_citation_is_quoted_whole_or_refused_with_its_line(
    library: Library, case: dict[str, str]
) -> None:
    """A citation has the sentence that its reader sees, or a problem says where it cannot stand."""
    page, problems = expand(library, case["text"].replace("CITE", '{{ cite("alder2020fern") }}'))
    if "problem" in case:
        assert any(str(each).startswith(f"docs/x.md:{case['problem']}") for each in problems)
        assert page is None
    else:
        assert problems == ()
        assert page is not None
        assert page.citations == {"alder2020fern": {"cite-alder2020fern-1": case["sentence"]}}


def test_title_of_a_page_is_its_heading_as_read(library: Library) -> None:
    """A heading with Markdown, a sign and a macro names the page by its words."""
    page, _ = expand(library, '# The *fern* & <5% of {{ count("sources") }} `x` { #a }\n')
    assert page is not None
    assert page.title == "The fern & <5% of 6 x"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("A.\n\n<div>\nB", "<div>"),
        ("A.\n\n<details><summary>x</summary>", "<details>"),
        ("A.\n\n<pre>\nx", "<pre>"),
    ],
    ids=["div", "details", "pre"],
)
def test_page_closes_what_it_opens(library: Library, text: str, inside: str) -> None:
    """References and the like are appended to a page, never to a part that it left open."""
    _, problems = expand(library, f'{{{{ cite("alder2020fern") }}}}\n\n{text}')
    assert problems
    assert "must close what it opens" in problems[-1].message
    assert inside in problems[-1].message


def test_figure_between_signs_of_comparison_is_seen(library: Library) -> None:
    """Prose between `<` and `>` is no tag: a typed figure in it is found as elsewhere."""
    text = 'It fell to <5% in 40% of those aged >18 years, <b class="x 30%">all</b> of them.\n'
    pages, _ = expand_pages(
        library, {"healing.md": text}, Site("S"), pooled_estimates(library), {}, ENGINE
    )
    found = [p.message for p in check_pages(library, pages) if p.field == "figure"]
    assert [message.partition("got ")[2] for message in found] == ["'5%')", "'40%')"]


def test_what_is_appended_stands_in_no_paragraph(library: Library) -> None:
    """References, further sources and the box for citing are blocks of the page."""
    page, _ = expand(library, 'Ferns help {{ cite("alder2020fern") }}.\n')
    assert page is not None
    text = page.markdown.rpartition("---\n")[2]
    html = put_back(ENGINE.to_html(text), page.held)
    assert len(page.held) > 2
    assert re.findall(r"<p>\s*<(?!sup|a |em|strong|span)\w+", html) == []


def test_columns_are_aligned_by_attributes() -> None:
    """A style attribute would break the site's policy: columns have `align`, or what is asked."""
    table = "| a |\n|:-:|\n| b |\n"
    assert '<td align="center">' in markdown_engine(("tables",), {})(table)
    options = {"tables": {"use_align_attribute": False}}
    assert "style=" in markdown_engine(("tables",), options)(table)


# ---- what HTML a page may hold ----------------------------------------------------------------


@pytest.mark.parametrize("case", cases("refused"), ids=lambda case: case["text"][:60])
def test_hostile_html_is_a_problem_with_its_line(library: Library, case: dict[str, Any]) -> None:
    """What may not stand on a page is named with its line, however it is disguised."""
    page, problems = expand(library, case["text"])
    assert page is None
    assert any(case["names"] in problem.field for problem in problems), problems
    assert {problem.line for problem in problems} == {case.get("line", 1)}


LIVE = re.compile(
    r"<(?:script|style|iframe|object|embed|base|meta|link|form)\b|<[^>]*\s(?:on\w+|style|srcdoc)="
    r"|(?:href|src)=\"\s*(?:java|vb|data:|//|\\\\)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("case", cases("refused"), ids=lambda case: case["text"][:60])
def test_nothing_hostile_comes_out_of_the_list(case: dict[str, Any]) -> None:
    """What the list lets through runs nothing and asks no other host."""
    html = ENGINE.clean(ENGINE.to_html(case["text"]))
    assert not LIVE.search(html)
    assert not refusals(html, ENGINE.clean(html))


RICH = PageEngine(
    markdown_engine(
        ("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
         "pymdownx.details", "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tabbed",
         "pymdownx.emoji", "pymdownx.arithmatex", "pymdownx.keys", "pymdownx.mark",
         "pymdownx.critic", "pymdownx.caret", "pymdownx.tilde", "pymdownx.highlight"),
        {
            "toc": {"permalink": True},
            "pymdownx.tabbed": {"alternate_style": True},
            "pymdownx.tasklist": {"custom_checkbox": True},
            "pymdownx.arithmatex": {"generic": True},
            "pymdownx.highlight": {"anchor_linenums": True, "pygments_lang_class": True},
            "pymdownx.emoji": {
                "emoji_index": __import__("material.extensions.emoji").extensions.emoji.twemoji,
                "emoji_generator": __import__("material.extensions.emoji").extensions.emoji.to_svg,
            },
        },
    )
)  # fmt: skip


@pytest.mark.parametrize("text", cases("allowed"), ids=lambda text: text[:40])
def test_what_markdown_makes_passes_whole(library: Library, text: str) -> None:
    """What Markdown's extensions make, and plain HTML, is published as it is."""
    page, problems = expand(library, text, RICH)
    assert problems == ()
    assert page is not None


# ---- how large a page may be ------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("bounds"), ids=lambda case: f"{case['unit']!r}")
def test_page_is_made_or_passes_a_bound(library: Library, case: dict[str, Any]) -> None:
    """A page that would take for ever is refused with its line before anything reads it."""
    page, problems = expand(library, case["unit"] * case["times"] + case.get("end", ""))
    if "problem" in case:
        assert page is None
        assert any(str(each).startswith(f"docs/x.md:{case['problem']}") for each in problems)
    else:
        assert problems == ()


# ---- what the reference says ------------------------------------------------------------------


def test_reference_names_every_element_and_bound(root: Path) -> None:
    """The reference lists the elements that pages may hold, and the bounds of a page."""
    text = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    html = text.partition("{ #html }")[2].partition("{ #bounds }")[0]
    listed = ELEMENTS | CLASSES - STATEMENT_CLASSES
    assert [name for name in sorted(listed) if f"`{name}`" not in html] == []
    bounds = text.partition("{ #bounds }")[2].partition("{ #files }")[0]
    numbers = {*PAGE.values(), *PARAGRAPH.values(), MAX_DEPTH}
    assert [number for number in sorted(numbers) if f"{number:,}" not in bounds] == []


def test_reference_names_every_option_of_the_plugin(root: Path) -> None:
    """The reference gives an example of each option that widens what pages may do."""
    text = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    for option in ("allow_html", "allow_files", "policy"):
        assert f"      {option}:" in text
        assert hasattr(LivingReviewConfig, option)


# ---- what is said and what it rests on --------------------------------------------------------


def test_condition_is_no_longer_than_its_sentence(root: Path) -> None:
    """A condition on a page of this review can be read beside the sentence it is bound to."""
    long = []
    for path in sorted((root / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for condition, words in BOUND.findall(text):
            if len(condition) > len(CALL.sub("12/34 (56%)", words)):
                long.append(f"{path.name}: {condition}")
    assert long == []

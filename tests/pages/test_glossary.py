"""The glossary: first uses explained, its macros, this review's own words, and the browser."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from livingreview.macros.macro import Given
from livingreview.macros.page import Page as MacroPage
from livingreview.macros.registry import build_macros
from livingreview.model.glossary import Glossary, GlossarySection, Term
from livingreview.model.library import Library
from livingreview.pages.abbreviations import explained, unknown_abbreviations, words_of
from livingreview.rendering.holding import headings_of, put_back
from livingreview.rendering.page_language import render_page
from livingreview.synthesis.estimates import pooled_estimates

TOPICS = ("efficacy/", "engineering/", "safety/", "future-directions/")


def term(id: str, word: str, *also: str, expansion: str | None = None) -> Term:
    """Make a term with an invented definition that is hostile to attributes."""
    return Term(id, word, expansion, also, f'What "{id}"\n<b>is</b>.', (), ())


TERMS = (
    term("gf", "GF", expansion="grey fever"),
    term("gf-t", "GF-T", "GFT cells"),
    term("r", "GR/GRi", "τGR"),
    term("scfv", "scFv", "IL-7"),
    term("fern", "Fern tea"),
)
GLOSSARY = Glossary("words", (GlossarySection("s", "S", TERMS),), ("NAME-1",))
WORDS = words_of(GLOSSARY)


def linked(text: str) -> list[tuple[str, str]]:
    """Explain a text; return each explained word with its anchor."""
    made = explained(text, WORDS, "../words/")
    assert re.sub(r'<a class="lr-term"[^>]*>(.*?)</a>', r"\1", made) == text
    return re.findall(r'<a class="lr-term" href="\.\./words/#([\w-]+)"[^>]*>(.*?)</a>', made)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>GF and GF.</p><p>GF</p>", [("gf", "GF")]),
        ("<p>grey fever (GF)</p>", [("gf", "GF")]),
        ("<p>GFs, GF-free, anti-GF</p>", [("gf", "GFs")]),
        ("<p>anti-GF</p>", [("gf", "GF")]),
        ("<p>GF-T, GF-T-like</p>", [("gf-t", "GF-T")]),
        ("<p>GF-X X-GF XGF GFX GF7 GF.X GF_1 @GF &GF; #GF</p>", []),
        ("<p>GR/GRi</p>", [("r", "GR/GRi")]),
        ("<p>GF/GRi, scFv, IL-7</p>", [("gf", "GF"), ("scfv", "scFv")]),
        ("<p>IL-7</p>", [("scfv", "IL-7")]),
        ("<p>τGR</p>", [("r", "τGR")]),
        ("<p>Fern tea, GFT cells, gf</p>", []),
        ("<h2>GF</h2><H3>GF</H3><p>GF</p>", [("gf", "GF")]),
        ('<a href="#GF">GF <em>GF</em></a>', []),
        ("<button>GF</button><code>GF</code><pre>GF</pre><script>GF</script>", []),
        ("<style>GF</style><summary>GF</summary><label>GF</label><textarea>GF</textarea>", []),
        ("<svg><text>GF</text><svg><title>GF</title></svg><text>GF</text></svg>", []),
        ("<figcaption><strong>GF</strong> of GR/GRi</figcaption>", [("r", "GR/GRi")]),
        ("<p><strong>GF</strong></p>", [("gf", "GF")]),
        ('<table><th scope="row">GF</th><td>GF</td></table>', [("gf", "GF")]),
        ('<ol class="x lr-references"><li>GF</li></ol><p class="lr-reference">GF</p>', []),
        ("<aside class='lr-sidenote'>GF</aside><span class=lr-cite>GF</span>", []),
        ('<p class="lr-cites" title="lr-cite">GF</p>', [("gf", "GF")]),
        ('<td class="lr-num"><a>1/2</a><span class="lr-cell">GF</span></td>', []),
        ("<!-- GF <a> --><p>GF</p>", [("gf", "GF")]),
        ('<p title="a > GF">GF</p><img alt="GF">', [("gf", "GF")]),
        ("<p>1 < 2 GF</p>", [("gf", "GF")]),
        ("<details><summary>GF</summary>GF</details><p>GF</p>", [("gf", "GF")]),
        ("<a>GF", []),
        ("</a></p>GF<", [("gf", "GF")]),
        ("", []),
    ],
)
def test_first_use_in_running_text_is_explained(text: str, found: list[tuple[str, str]]) -> None:
    """A term is linked once, where it first stands as a word of the text, and nothing is lost."""
    assert linked(text) == found


def test_definition_stands_in_the_link_as_text() -> None:
    """The definition is an attribute in one line, and none of it is read as HTML."""
    made = explained("<p>GF</p>", WORDS, "../words/")
    note = html.unescape(re.findall(r'data-lr-term="([^"<>]*)"', made)[0])
    assert note == 'Grey fever. What "gf" <b>is</b>.'


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 40_000,
        "<a '" * 40_000,
        '<p class="' * 40_000,
        "<p lr-" * 40_000,
        "G" * 400_000,
    ],
    ids=["comments", "quotes", "classes", "open tags", "one word"],
)
def test_hostile_text_ends(text: str) -> None:
    """What never closes costs one pass, not one for each beginning."""
    assert "lr-term" not in explained(text, WORDS, "")
    unknown_abbreviations(text, WORDS)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("<p>GF, GF-T, NAME-1, Long-Term, T-cell, NCT00000000 https://x.org/ABC</p>", ()),
        ("<p>ABC, ABCs, ABC-like, aBc, AB-12</p>", ("ABC", "ABCs", "aBc", "AB-12")),
        ("<p>A&#45;BC and <em>NA</em>ME</p>", ("A-BC", "NA", "ME")),
        ("<code>ABC</code><a>ABC</a>", ()),
    ],
)
def test_unknown_abbreviations_are_found(text: str, unknown: tuple[str, ...]) -> None:
    """What has capitals like an abbreviation and is neither term nor name is named once."""
    assert unknown_abbreviations(text, WORDS) == unknown


def test_review_without_glossary_is_left_as_it_is() -> None:
    """No glossary, no links."""
    assert explained("<p>GF</p>", words_of(Glossary("", (), ())), "") == "<p>GF</p>"


# ---- the macros -------------------------------------------------------------------------------


def shown(library: Library, call: str) -> str:
    """Run one macro on a page; return its HTML."""
    macros = build_macros(
        Given(library, MacroPage("x.md", "x/", "X"), pooled_estimates(library), {})
    )
    out, problems = render_page("{{ " + call + " }}", "docs/x.md", macros)
    assert problems == ()
    return put_back(out.text, out.held).strip()


@pytest.fixture(scope="module")
def tea(moss: Library) -> Library:
    """Give an invented review with a glossary of three terms."""
    words = (
        Term("gf", "GF", "grey fever", ("warm ears",), "A fever.", ("yew2018review",), ("gr",)),
        Term("gr", "GR", None, (), "A grade of it.", (), ("gf",)),
        Term("x", "<b>&{{ 1 }}", "<i>", ("[l](javascript:x)",), "*a* <script>.", (), ()),
    )
    sections = (GlossarySection("s", "<script>& more", words),)
    return replace(moss, glossary=Glossary("words", sections, ()))


def test_glossary_shows_every_term_under_its_anchor(tea: Library) -> None:
    """Each term is a heading with its id, its definition, its sources and its see-also."""
    made = shown(tea, "glossary()")
    assert re.findall(r'<h3 id="([^"]+)">', made) == ["gf", "gr", "x"]
    entry = made.partition('<h3 id="gf">')[2].partition('<div class="lr-entry">')[0]
    assert "Grey fever." in entry
    assert 'href="#ref-yew2018review"' in entry
    assert "Also: warm ears" in entry
    assert '<a href="#gr">GR</a>' in entry


def test_glossary_of_hostile_words_stays_text(tea: Library) -> None:
    """Words of the file are text on the page and in its table of contents."""
    macros = build_macros(
        Given(tea, MacroPage("words.md", "words/", "Words"), pooled_estimates(tea), {})
    )
    out, problems = render_page("{{ glossary() }}", "docs/words.md", macros)
    assert problems == ()
    assert "<" not in out.text
    held = put_back(out.text, out.held)
    assert ("s", "&lt;script&gt;&amp; more") in headings_of(out.held)
    assert "<b>" not in held
    assert "<i>" not in held
    assert "*a* &lt;script&gt;." in held


def test_sidenote_is_a_note_that_leads_to_the_term(tea: Library) -> None:
    """A side note gives the definition and links the entry."""
    made = shown(tea, 'sidenote("gf")')
    assert made.startswith('<aside class="lr-sidenote" role="note"')
    assert '<a href="../words/#gf">GF</a> <strong>Grey fever.</strong> A fever.' in made


def test_sidenote_of_an_unknown_term_names_the_nearest(tea: Library) -> None:
    """A misspelt id is a problem on the page's line."""
    macros = build_macros(Given(tea, MacroPage("x.md", "x/", "X"), pooled_estimates(tea), {}))
    _, (problem,) = render_page('{{ sidenote("gff") }}', "docs/x.md", macros)
    assert (problem.line, "did you mean 'gf'?" in problem.message) == (1, True)


# ---- the living review ------------------------------------------------------------------------


def test_living_terms_are_shown(living_library: Library) -> None:
    """Each term of the living review is a heading with its id, in the order of the file."""
    sections = living_library.glossary.sections
    terms = [term.id for section in sections for term in section.terms]
    assert re.findall(r'<h3 id="([^"]+)">', shown(living_library, "glossary()")) == terms


def test_abbreviations_of_built_pages_are_explained(
    living: Path, built_site: Path, living_library: Library
) -> None:
    """A page links every abbreviation of the glossary that it uses, each once."""
    glossary = f"{living_library.glossary.page}.md"
    pages = sorted(p.relative_to(living / "docs").as_posix() for p in living.glob("docs/**/*.md"))
    missed = {}
    for path in pages:
        url = path.removesuffix(".md").removesuffix("index").rstrip("/")
        built = (built_site / url / "index.html").read_text(encoding="utf-8")
        article = built.partition("<article")[2].partition("</article>")[0]
        links = re.findall(r'<a class="lr-term" href="([^"]+)"', article)
        assert len(links) == len(set(links)), path
        if path == glossary:
            assert links == []
            continue
        again = explained(article, words_of(living_library.glossary), "x")
        linked_here = {link.split("#")[1] for link in links}
        missed[path] = set(re.findall(r'href="x#([^"]+)"', again)) - linked_here
    assert {path: words for path, words in missed.items() if words} == {}


@pytest.mark.parametrize("path", TOPICS)
def test_topic_page_has_two_to_five_side_notes(built_site: Path, path: str) -> None:
    """Each topic page explains some of its concepts beside the text, and none floods it."""
    built = (built_site / path / "index.html").read_text(encoding="utf-8")
    assert 2 <= built.count('<aside class="lr-sidenote"') <= 5


# ---- the browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(built_site: Path, serve_folder: Callable[[Path], str]) -> str:
    """Serve the built site."""
    return serve_folder(built_site)


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the efficacy page."""
    options = {"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(base_url=address, **options)
    page = context.new_page()
    page.goto("efficacy/")
    yield page
    context.close()


def test_term_shows_its_definition_on_hover_focus_and_escape(page: Page) -> None:
    """The definition stands beside the word, is announced, and goes with Escape."""
    word, box = page.locator('.lr-term[href$="#mrd"]'), page.locator("#lr-preview")
    for act in (word.hover, word.focus):
        page.keyboard.press("Shift")  # so that focus counts as the keyboard's
        act()
        expect(box).to_contain_text("Measurable residual disease.")
        expect(word).to_have_attribute("aria-describedby", "lr-preview")
        page.keyboard.press("Escape")
        expect(box).to_be_hidden()
        page.mouse.move(0, 0)


@pytest.mark.parametrize(
    "page", [{"has_touch": True, "viewport": {"width": 390, "height": 800}}], indirect=True
)
def test_first_tap_on_a_term_shows_and_second_goes(page: Page) -> None:
    """On a touch screen the first tap explains, the second opens the glossary at the term."""
    word = page.locator('.lr-term[href$="#mrd"]')
    word.tap()
    expect(page.locator("#lr-preview")).to_contain_text("Measurable residual disease.")
    assert page.url.endswith("efficacy/")
    word.tap()
    page.wait_for_url("**/glossary/#mrd")
    expect(page.locator("#mrd")).to_be_in_viewport()


def test_search_finds_a_term_at_its_anchor(page: Page) -> None:
    """A search leads into the glossary at the term, and its kind says what it is."""
    found = page.evaluate(
        """async () => {
          const { search } = await import("/pagefind/pagefind.js");
          const { results } = await search("myeloablation", { filters: { Kind: "Glossary" } });
          const page = await results[0].data();
          return page.sub_results.map((part) => part.url);
        }"""
    )
    assert "/glossary/#myeloablation" in found


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_term_leads_to_the_glossary_without_javascript(page: Page) -> None:
    """Without a script a term is a plain link."""
    page.locator('.lr-term[href$="#mrd"]').click()
    assert page.url.endswith("/glossary/#mrd")


COLLISIONS = """() => [...document.querySelectorAll(".lr-sidenote")].flatMap((note) => {
  const a = note.getBoundingClientRect();
  return [...document.querySelectorAll(".md-content__inner > *")].filter((other) => {
    const b = other.getBoundingClientRect();
    const away = b.top >= a.bottom || b.bottom <= a.top || b.left >= a.right || b.right <= a.left;
    return other !== note && b.height && !away;
  }).map((other) => `${note.innerText.slice(0, 20)} / ${other.innerText.slice(0, 20)}`);
})"""


@pytest.mark.parametrize("path", TOPICS)
def test_side_note_lies_on_nothing(page: Page, path: str) -> None:
    """Beside the text where there is room, below it where there is none, never on anything."""
    page.goto(path)
    for width in (320, 1300, 1360, 1440, 2000):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(COLLISIONS) == [], width
        note = page.locator(".lr-sidenote").first.bounding_box()
        text = page.locator("p:has(+ .lr-sidenote)").first.bounding_box()
        assert note
        assert text
        if width >= 1360:
            assert note["x"] >= text["x"] + text["width"]
            assert abs(note["y"] - text["y"]) < 8
        else:
            assert note["y"] >= text["y"] + text["height"]

"""The review's built site in a real browser: search, citations, links, numbers."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

import audit
from audit import FOLDER, MADE, WRITTEN
from livingreview.model import Library
from livingreview.rendering import source_facts

TOPICS = ("efficacy/", "engineering/", "safety/", "future-directions/")


@pytest.fixture(scope="module")
def dialogue(browser: Browser, address: str) -> Iterator[Page]:
    """Open the search once: queries follow one another as a reader's do."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    heard = audit.listen(page, address)
    page.goto("")
    page.keyboard.press("/")
    yield page
    context.close()
    assert heard == []


def _search(page: Page, words: str) -> None:
    page.locator("dialog[open] input").fill(words)
    page.locator(".lr-search-count", has_text=re.compile(f"for {re.escape(words)}$")).wait_for()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("fratricide", "engineering/#fratricide"),
        ("CD7 knockout", "engineering/"),
        ("knock-out", "engineering/#gene-editing"),
        ("ICANS", "safety/#crs-neurotoxicity"),
        ("cytokine release syndrome", "safety/#crs-neurotoxicity"),
        ("graft versus host", "safety/#gvhd"),
        ("HLH", "safety/#hlh"),
        ("measurable residual disease", "efficacy/#marrow"),
        ("PEBL", "engineering/#protein-blockers"),
        ("gamma delta", "future-directions/#in-vivo"),
        ("allogeneic", "(efficacy|engineering|safety)/"),
        ("NCT04572308", "trials/NCT04572308/"),
        ("soficabtagene", "(trials|sources)/"),
        ("WU CART 007", "(trials|sources)/"),
        ("WU-CART-007", "(trials|sources)/"),
        ("CART", "(#.*)?$"),
        ("CAR T", "(#.*)?$"),
        ("CAR-T", "(#.*)?$"),
        ("anti-CD7", "(#.*)?$"),
        ("leukemia", "efficacy/#marrow"),
        ("tumor", "engineering/"),
    ],
)
def test_search_gives_the_right_page_first(dialogue: Page, words: str, first: str) -> None:
    """A term leads to the section that explains it, a number or name of a work to its page."""
    _search(dialogue, words)
    link = dialogue.locator("dialog .lr-hit-title a").first
    expect(link).to_have_attribute("href", re.compile(f"^/{FOLDER}/{first}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("leukemia", "leukaemia"), ("tumor", "tumour"), ("CRS", "cytokine release syndrome")],
)
def test_spellings_of_a_word_reach_the_same_pages(dialogue: Page, one: str, other: str) -> None:
    """What the vocabulary takes for one word finds the same results in the same order."""
    _search(dialogue, one)
    links = dialogue.locator("dialog .lr-hit-title a")
    found = links.evaluate_all("all => all.map((a) => a.href)")
    _search(dialogue, other)
    assert found
    assert links.evaluate_all("all => all.map((a) => a.href)") == found


def test_search_shows_key_facts_and_more(page: Page, living_library: Library) -> None:
    """A source is found with kind, patients and a result; "More" shows the next ones."""
    page.goto("")
    page.keyboard.press("/")
    source = living_library.sources["pan2021donor"]
    _search(page, source.short)
    hit = page.locator("dialog .lr-hit").first
    facts = source_facts(living_library, source)
    expect(hit).to_contain_text(" · ".join((source.short, *facts)))
    expect(hit.locator("a.lr-number").first).to_have_attribute(
        "href", re.compile(r"sources/pan2021donor/#\S+")
    )
    _search(page, "fratricide")
    sources = page.get_by_role("region", name="Sources")
    expect(sources.locator(".lr-hit")).to_have_count(4)
    sources.get_by_role("button", name="More").click()
    expect(sources.locator(".lr-hit")).to_have_count(24)
    expect(sources.locator(".lr-hit-title a").nth(4)).to_be_focused()
    sources.get_by_role("link", name="Filter these").click()
    page.wait_for_url("**/sources/?q=fratricide")
    expect(page.get_by_label("Words")).to_have_value("fratricide")


@pytest.mark.parametrize("path", TOPICS)
def test_citation_jumps_to_its_reference_and_back(page: Page, path: str) -> None:
    """The number leads to the reference, whose first back-link leads to the number."""
    page.goto(path)
    link = page.locator("article .lr-cite a").first
    anchor = link.get_attribute("id")
    link.click()
    reference = page.locator(".lr-references li:target")
    expect(reference).to_be_in_viewport()
    assert reference.get_attribute("id") == f"ref-{link.get_attribute('data-lr-ref')}"
    reference.locator(".lr-backlinks a").first.click()
    expect(page.locator(f"[id='{anchor}']:target")).to_be_in_viewport()


@pytest.mark.parametrize("path", WRITTEN)
def test_number_links_land_on_their_row(built_site: Path, path: str) -> None:
    """Every number's link names an anchor that the page it leads to has."""
    html = (built_site / path / "index.html").read_text(encoding="utf-8")
    tags = re.findall(r'<a class="lr-(?:number|estimate)"[^>]*>', html)
    assert tags or path not in TOPICS
    for tag in tags:
        found = re.search(r'href="([^"]*)"', tag)
        assert found
        target, anchor = urldefrag(urljoin(f"/{path}", _text(found[1])))
        there = built_site / unquote(target).lstrip("/") / "index.html"
        assert there.is_file(), found[1]
        assert f'id="{anchor}"' in _text(there.read_text(encoding="utf-8")), found[1]


def _text(html: str) -> str:
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), html)


def test_number_opens_its_row_in_the_browser(page: Page) -> None:
    """A clicked number shows the row of the source's result that it stands for."""
    page.goto("efficacy/")
    number = page.locator("article p a.lr-number").first
    figure = number.inner_text().split(" ")[0]
    number.click()
    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    assert figure in row.inner_text()


@pytest.mark.parametrize(
    "page", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)
@pytest.mark.parametrize("path", ["efficacy/", MADE[0]])
def test_copy_buttons_copy_their_format(page: Page, path: str) -> None:
    """Each of the three buttons puts the text beside it on the clipboard."""
    page.goto(path)
    page.locator(".lr-citethis summary").click()
    formats = page.locator(".lr-citethis .lr-format")
    expect(formats).to_have_count(3)
    for each in formats.all():
        each.get_by_role("button").click()
        each.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == each.locator("pre").inner_text().strip()


def test_number_shows_where_it_was_read(page: Page) -> None:
    """A number's card names source, locator, what was read and who extracted it."""
    page.goto("efficacy/")
    number = page.locator("a.lr-number[data-lr-card]").first
    number.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    card = page.locator("#lr-preview")
    expect(card).to_be_visible()
    expect(card).to_contain_text("read:")
    expect(card).to_contain_text("Extracted 20")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


@pytest.mark.parametrize(("days", "told"), [(-7, 0), (7, 1)])
def test_promised_search_turns_overdue_by_the_readers_clock(
    page: Page, days: int, told: int
) -> None:
    """A site that nobody builds any more still tells that a search is missing."""
    page.goto("methods/")
    line = page.locator(".lr-due")
    due = date.fromisoformat(line.get_attribute("data-lr-due") or "")
    page.clock.set_fixed_time(f"{due + timedelta(days=days)}T12:00:00Z")
    page.reload()
    expect(line).to_contain_text(str(due))
    assert line.inner_text().count("This date has passed") == told

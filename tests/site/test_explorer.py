"""The list of sources of this review in a real browser: filters, counts, address, keyboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from livingreview.model.library import Library
from livingreview.model.sources import Source
from livingreview.rendering.source_cards import ORDERS, facet_values

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CARDS = 30


@pytest.fixture(scope="session")
def library(living_library: Library) -> Library:
    """Give the living review."""
    return living_library


@pytest.fixture(scope="session")
def address(built_site: Path, serve_folder: Callable[[Path], str]) -> str:
    """Serve the built site."""
    return serve_folder(built_site)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page that fails its test on an error."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def having(library: Library, **wanted: str) -> list[Source]:
    """Return the sources with these values, newest first, by the data."""
    return sorted(
        (
            source
            for source in library.sources.values()
            if set(wanted.items()) <= set(facet_values(source))
        ),
        key=ORDERS["year"],
    )


def names(page: Page) -> list[str]:
    """Return the short names on the cards."""
    return page.locator(".lr-card .lr-card-meta strong:first-child").all_inner_texts()


def found(page: Page, text: str) -> None:
    """Wait until the line above the cards holds a text."""
    expect(page.locator(".lr-explorer .lr-found")).to_contain_text(text)


def ready(page: Page, address: str = "sources/") -> None:
    """Open the list and wait until its controls work."""
    page.goto(address)
    expect(page.get_by_label("Words")).to_be_enabled()


def test_list_starts_with_the_newest_and_loads_no_index(page: Page, library: Library) -> None:
    """The first cards stand in the page: nothing but the search's program is asked for."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    ready(page)
    page.wait_for_load_state("networkidle")
    assert names(page) == [source.short for source in having(library)][:CARDS]
    assert [url for url in sent if "fragment" in url or "filter/" in url or "index/" in url] == []


def test_filters_combine_and_count_what_the_data_hold(page: Page, library: Library) -> None:
    """Each filter counts its values under all other choices, as the data say."""
    ready(page)
    page.get_by_label("Cell source").select_option("donor")
    found(page, f"{len(having(library, cells='donor'))} of {len(library.sources)} sources")
    page.get_by_label("Topic").select_option("efficacy")
    both = having(library, cells="donor", topic="efficacy")
    found(page, f"{len(both)} of {len(library.sources)} sources")
    assert names(page) == [source.short for source in both][:CARDS]
    assert 0 < len(both) < len(having(library, cells="donor"))
    for facet, others in {
        "cells": {"topic": "efficacy"},
        "topic": {"cells": "donor"},
        "kind": {"cells": "donor", "topic": "efficacy"},
        "disease": {"cells": "donor", "topic": "efficacy"},
    }.items():
        options = page.locator(f"select[name={facet}] option[data-label]:not([hidden])")
        shown = options.evaluate_all(
            "all => Object.fromEntries(all.map(o => [o.value, +o.text.match(/\\((\\d+)\\)$/)[1]]))"
        )
        values = {v for s in library.sources.values() for f, v in facet_values(s) if f == facet}
        counts = {value: len(having(library, **others, **{facet: value})) for value in values}
        assert shown == {value: count for value, count in counts.items() if count}


def test_order_follows_patients_and_names(page: Page, library: Library) -> None:
    """Most patients first and by name, as the data order them."""
    ready(page)
    for name in ("patients", "name"):
        page.get_by_label("Order").select_option(name)
        expected = [s.short for s in sorted(library.sources.values(), key=ORDERS[name])][:CARDS]
        expect(page.locator(".lr-card .lr-card-meta strong:first-child")).to_have_text(expected)


def test_address_keeps_the_view_and_back_undoes_a_choice(page: Page) -> None:
    """A view is linked by its address; the back button returns to the former one."""
    ready(page)
    page.get_by_label("Cell source").select_option("donor")
    page.get_by_label("Order").select_option("patients")
    page.get_by_label("Words").fill("relapse")
    page.wait_for_url("**/sources/?q=relapse&cells=donor&sort=patients")
    found(page, " of ")
    expect(page.locator(".lr-card mark").first).to_be_visible()
    view = names(page)
    page.reload()
    expect(page.locator(".lr-card .lr-card-meta strong:first-child")).to_have_text(view)
    expect(page.get_by_label("Cell source")).to_have_value("donor")
    expect(page.get_by_label("Words")).to_have_value("relapse")
    page.go_back()
    page.wait_for_url("**/sources/?cells=donor")
    expect(page.get_by_label("Order")).to_have_value("")
    expect(page.get_by_label("Words")).to_have_value("")
    page.go_back()
    expect(page.get_by_label("Cell source")).to_have_value("")
    expect(page.locator(".lr-card")).to_have_count(CARDS)


def test_address_with_an_unknown_value_shows_everything(page: Page, library: Library) -> None:
    """A value that is gone from the vocabulary is no choice."""
    ready(page, "sources/?cells=no-such&sort=no-such&other=1")
    found(page, f"{len(library.sources)} sources")


def test_words_are_ordered_by_match_in_any_spelling(page: Page, library: Library) -> None:
    """The best match comes first; British and American spelling find the same."""
    name = library.sources["pan2021donor"].short
    ready(page, f"sources/?q={quote_plus(name)}")
    expect(page.locator(".lr-card .lr-card-meta strong").first).to_have_text(name)
    expect(page.get_by_label("Order").locator("option").first).to_have_text("Best match")
    lines = []
    for word in ("leukemia", "leukaemia"):
        page.goto(f"sources/?q={word}")
        found(page, " of ")
        lines.append(page.locator(".lr-explorer .lr-found").inner_text())
    assert lines[0] == lines[1]


def test_show_more_adds_cards_and_loads_only_them(page: Page, library: Library) -> None:
    """Each press brings the next cards, one file each, and moves the focus to the first."""
    ready(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("button", name="Show more").press("Enter")
    cards = page.locator(".lr-card")
    expect(cards).to_have_count(2 * CARDS)
    assert names(page) == [source.short for source in having(library)][: 2 * CARDS]
    expect(cards.nth(CARDS).get_by_role("link").first).to_be_focused()
    found(page, f"{len(library.sources)} sources, {2 * CARDS} shown")
    assert len([url for url in sent if "fragment" in url]) == CARDS
    page.reload()
    expect(cards).to_have_count(2 * CARDS)


def test_list_works_from_the_keyboard(page: Page) -> None:
    """Words, filters, clearing and cards are reached and used by keys."""
    ready(page)
    page.get_by_label("Words").focus()
    page.keyboard.type("fratricide")
    found(page, " of ")
    page.keyboard.press("Tab")
    expect(page.locator("select[name=kind]")).to_be_focused()
    page.keyboard.type("Clin")
    page.wait_for_url("**/sources/?q=fratricide&kind=trial")
    page.get_by_role("button", name="Clear all").press("Enter")
    expect(page.get_by_label("Words")).to_be_focused()
    assert page.url.endswith("/sources/")
    expect(page.locator(".lr-card")).to_have_count(CARDS)


def test_filters_are_folded_on_a_phone(browser: Browser, address: str) -> None:
    """On a small screen the cards are near; the button shows the filters."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    ready(page, "sources/?cells=donor")
    fold = page.get_by_role("button", name="Filters (1)")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.locator("select[name=kind]")).to_be_hidden()
    box = page.locator(".lr-card").first.bounding_box()
    assert box
    assert box["y"] < 844
    fold.press("Enter")
    expect(page.locator("select[name=kind]")).to_be_visible()
    context.close()


def test_every_source_is_reached_without_javascript(
    browser: Browser, address: str, library: Library
) -> None:
    """Without JavaScript no dead control shows; lists by year lead to every source."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("sources/")
    expect(page.locator(".lr-explorer .lr-controls")).to_be_hidden()
    expect(page.locator(".lr-explorer-off")).to_be_visible()
    expect(page.locator(".lr-card")).to_have_count(CARDS)
    years = page.locator(".lr-years a").evaluate_all("all => all.map((a) => a.href)")
    linked: set[str] = set()
    for year in years:
        page.goto(year)
        links = page.locator("article li > a:first-child").evaluate_all(
            "all => all.map((a) => a.pathname)"
        )
        linked |= {link.rstrip("/").rpartition("/")[2] for link in links}
    assert linked == set(library.sources)
    context.close()


def test_list_says_where_its_index_is_missing(browser: Browser, address: str) -> None:
    """A site built without search offers no dead controls, and tells why."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto("sources/")
    expect(page.locator(".lr-explorer-off")).to_be_visible()
    expect(page.locator(".lr-explorer .lr-controls")).to_be_hidden()
    expect(page.locator(".lr-card")).to_have_count(CARDS)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["sources/?q=relapse&cells=donor", "sources/by-year/2024/"])
def test_list_is_accessible_and_fits(
    browser: Browser, address: str, path: str, scheme: str
) -> None:
    """Axe finds nothing on a filtered view or a year, and 320 px are enough."""
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 320, "height": 800},
    )
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    if page.get_by_role("button", name=re.compile("Filters")).count():
        page.get_by_role("button", name=re.compile("Filters")).click()
    violations = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()

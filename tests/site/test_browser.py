"""The theme in a real browser: search, previews, tables, paper, and no other host."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, expect

from livingreview.site.assets import ASSETS, served
from livingreview.site.search_index import build_index
from livingreview.site.settings import OVERLAY as THEME

CONFIG = """
site_name: A small review
site_url: http://127.0.0.1/sub/folder/
repo_url: https://example.org/review
theme:
  name: material
  custom_dir: {theme}
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: custom, accent: custom,
       toggle: {{icon: material/weather-sunny, name: Light}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom, accent: custom,
       toggle: {{icon: material/weather-night, name: Dark}}}}
plugins: []
extra_css: [assets/livingreview/livingreview.css]
extra_javascript: [assets/livingreview/livingreview.js]
extra: {{lr_terms: terms.json, lr_kind_order: [Review page, Clinical trial]}}
markdown_extensions: [md_in_html, attr_list]
"""
TOPIC = """
# Outcomes

## Does it work? {#works}

Remission was seen in many <span class="lr-cite">[<a href="#ref-doe2020" id="cite-doe2020-1" \
data-lr-ref="doe2020">1</a>]</span> patients.

<figure class="lr-figure"><figcaption><strong>Remission</strong></figcaption>\
<div class="lr-scroll" role="region" tabindex="0" aria-label="Remission">\
<table class="lr-table" data-lr-sortable data-lr-filterable><thead><tr>\
<th scope="col" data-lr-type="text">Source</th><th scope="col" data-lr-type="number">Patients</th>\
<th scope="col">A column that is wide enough to overflow a telephone</th></tr></thead><tbody>\
<tr><td>Doe 2020</td><td data-sort="9">9</td><td>Antananarivo_Antananarivo_Antananarivo</td></tr>\
<tr><td>Roe 2021</td><td data-sort=""></td><td></td></tr>\
<tr><td>Poe 2022</td><td data-sort="100">100</td><td></td></tr>\
<tr data-lr-fixed><td>Pooled</td><td>109</td><td></td></tr></tbody></table></div></figure>

<section class="lr-citethis"><details open><summary>Cite this page</summary>\
<div class="lr-format"><h3>BibTeX</h3><pre id="lr-cite-bibtex"><code>@misc{small}</code></pre>\
<button type="button" class="lr-copy" data-lr-copy="lr-cite-bibtex" hidden>Copy</button></div>\
</details></section>

## References

<ol class="lr-references"><li id="ref-doe2020" value="1"><span class="lr-reference">Doe J. A \
trial. 2020.</span> <a class="lr-source-link" href="../doe2020/">source page</a> \
<span class="lr-backlinks">cited: <a href="#cite-doe2020-1">a</a></span></li></ol>
"""
SOURCE = """---
title: A remission trial
lr:
  kind: Clinical trial
  head: <meta name="citation_title" content="A remission trial">
  filters: [[Topic, Outcomes], [Kind, Clinical trial], [Disease, 'ALL: "b", c [d]'], [Year, "2020"]]
  facts: [[short, Doe 2020], [facts, "hostile <img src=x onerror=alert(1)>"]]
---
# A remission trial of remission and remission

Remission, remission and remission again, with a hostile `<b>bold</b>`.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build a small site with the theme, serve it in a subfolder, and give its address."""
    root = tmp_path_factory.mktemp("site")
    docs = root / "docs"
    docs.mkdir()
    pages = {
        "outcomes": TOPIC,
        "doe2020": SOURCE,
        "index": "# Overview\n\nText.",
    }
    for name, text in pages.items():
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    (docs / "terms.json").write_text('[["leukaemia", "outcomes/#works"]]', encoding="utf-8")
    (root / "mkdocs.yml").write_text(CONFIG.format(theme=THEME), encoding="utf-8")
    folder = root / "www" / "sub" / "folder"
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(folder)))
    for name in ("livingreview.css", "livingreview.js"):  # as the plugin joins them
        (folder / ASSETS / name).write_text(served(THEME / ASSETS / name), encoding="utf-8")
    assert build_index(folder) == len(pages)
    handler = functools.partial(Quiet, directory=str(root / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sub/folder/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that does not log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Open a page that fails its test on any console error and on any request to another host."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(site) else faults.append(sent.url))
    yield page
    context.close()
    assert faults == []


def search_for(page: Page, words: str) -> None:
    """Type into the open search and wait for its answer."""
    page.locator("dialog[open] input").fill(words)
    page.locator(".lr-search-count", has_text=f"for {words}").wait_for()


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k", None])
def test_search_opens_by_key_and_click_and_closes_with_escape(page: Page, keys: str | None) -> None:
    """Slash, Ctrl+K, Cmd+K and the button open the search with its field focused."""
    page.goto("outcomes/")
    if keys:
        page.keyboard.press(keys)
    else:
        page.get_by_role("button", name="Search").click()
    page.locator("dialog[open] input:focus").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")


def test_search_loads_nothing_before_it_is_opened(page: Page) -> None:
    """A reader who does not search pays nothing for the search."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("outcomes/", wait_until="networkidle")
    assert [url for url in sent if "pagefind" in url or "search" in url] == []


def test_search_groups_pages_that_answer_first_and_links_sections(page: Page) -> None:
    """The section that answers comes before a source whose title repeats the word."""
    page.goto("doe2020/")
    page.keyboard.press("/")
    search_for(page, "remission")
    expect(page.locator("dialog h2")).to_have_text(["Review page in 1 page", "Clinical trial (1)"])
    titles = page.locator("dialog .lr-hit-title a")
    assert titles.first.get_attribute("href") == "/sub/folder/outcomes/#works"
    expect(titles.last).to_have_text("A remission trial of remission and remission")
    expect(page.locator("dialog .lr-card-meta strong")).to_have_text("Doe 2020")
    expect(page.locator("dialog mark").first).to_have_text(re.compile("remission", re.IGNORECASE))


def test_search_shows_what_a_page_says_as_text(page: Page) -> None:
    """Facts and passages of a page are text in the dialogue, whatever stands in them."""
    page.goto("")
    page.keyboard.press("/")
    search_for(page, "hostile")
    expect(page.locator("dialog .lr-card-meta")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("dialog .lr-hit-passage")).to_contain_text("<b>bold</b>")
    assert page.locator("dialog img").count() == 0


def test_index_holds_filters_of_any_characters(page: Page) -> None:
    """Values of filters keep quotes, commas, colons and brackets."""
    page.goto("")
    found = page.evaluate(
        "async () => (await import(location.href + 'pagefind/pagefind.js')).filters()"
    )
    assert found["Disease"] == {'ALL: "b", c [d]': 1}
    assert found["Group"] == {"Clinical trial": 1, "Review page": 2}


def test_search_is_walked_by_keys(page: Page) -> None:
    """Arrows go through results and back to the field; Enter opens the first."""
    page.goto("")
    page.keyboard.press("/")
    search_for(page, "remission")
    page.keyboard.press("ArrowDown")
    links = page.locator("dialog .lr-hit-title a")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/outcomes/#works")


def test_search_without_an_index_says_so(browser: Browser, site: str) -> None:
    """Where the index can't be loaded the dialogue tells it."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto("")
    page.keyboard.press("/")
    expect(page.locator("dialog .lr-search-count")).to_contain_text("could not be loaded")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_search_is_accessible(browser: Browser, site: str, scheme: str) -> None:
    """Axe finds nothing on the dialogue with its results, which fits 320 px."""
    context = browser.new_context(
        base_url=site,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 320, "height": 800},
    )
    page = context.new_page()
    page.goto("")
    page.keyboard.press("/")
    search_for(page, "remission")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": tags}).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_search_without_results_offers_near_terms(page: Page) -> None:
    """A misspelt term leads to the nearest one of the vocabulary."""
    page.goto("404.html")
    page.keyboard.press("/")
    search_for(page, "leukemiaa")
    offer = page.locator(".lr-search-near a")
    expect(offer).to_have_text("leukaemia")
    assert str(offer.evaluate("a => a.href")).endswith("/sub/folder/outcomes/#works")


def test_citation_preview_on_hover_focus_and_escape(page: Page) -> None:
    """The reference shows beside its number, not over it, is announced, and goes with Escape."""
    page.goto("outcomes/")
    link, box = page.locator("#cite-doe2020-1"), page.locator("#lr-preview")
    for act in (link.hover, link.focus):
        page.keyboard.press("Shift")  # so that focus counts as the keyboard's
        act()
        box.wait_for()
        assert "Doe J. A trial." in box.inner_text()
        assert link.get_attribute("aria-describedby") == "lr-preview"
        word, shown = link.bounding_box(), box.bounding_box()
        assert word
        assert shown
        assert shown["y"] >= word["y"] + word["height"] or shown["y"] + shown["height"] <= word["y"]
        page.keyboard.press("Escape")
        assert box.is_hidden()
        page.mouse.move(0, 0)


def test_citation_first_tap_shows_and_second_tap_goes(browser: Browser, site: str) -> None:
    """On a touch screen the first tap previews, the second follows the link."""
    context = browser.new_context(
        base_url=site, has_touch=True, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("outcomes/")
    link = page.locator("#cite-doe2020-1")
    link.tap()
    assert page.locator("#lr-preview").is_visible()
    assert "#" not in page.url
    link.tap()
    page.wait_for_url("**/outcomes/#ref-doe2020")
    context.close()


def test_previews_are_turned_off_by_one_setting(browser: Browser, site: str) -> None:
    """Off means none on any page, by touch too, until the reader turns them on again."""
    context = browser.new_context(base_url=site, has_touch=True)
    page = context.new_page()
    page.goto("")
    page.get_by_role("button", name="Turn previews off").click()
    page.goto("outcomes/")
    link, box = page.locator("#cite-doe2020-1"), page.locator("#lr-preview")
    link.hover()
    link.focus()
    assert box.is_hidden()
    link.tap()
    page.wait_for_url("**/outcomes/#ref-doe2020")
    page.get_by_role("button", name="Turn previews on").click()
    page.mouse.move(0, 0)
    link.hover()
    box.wait_for()
    context.close()


def test_table_sorts_by_number_with_missing_and_pooled_rows_last(page: Page) -> None:
    """A header button sorts both ways and says so; the pooled row keeps its place."""
    page.goto("outcomes/")
    first = page.locator("table.lr-table tbody td:first-child")
    button = page.get_by_role("button", name="Patients")
    button.click()
    assert first.all_inner_texts() == ["Doe 2020", "Poe 2022", "Roe 2021", "Pooled"]
    button.press("Enter")
    assert first.all_inner_texts() == ["Poe 2022", "Doe 2020", "Roe 2021", "Pooled"]
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Patients")


def test_table_filter_counts_what_it_shows(page: Page) -> None:
    """Filtering hides rows, keeps the pooled one, and announces the count."""
    page.goto("outcomes/")
    page.get_by_label("Filter rows").fill("doe")
    shown = page.locator("table.lr-table tbody tr:not([hidden]) td:first-child")
    assert shown.all_inner_texts() == ["Doe 2020", "Pooled"]
    assert page.locator(".lr-found").inner_text() == "1 of 3 rows"


def test_copy_button_copies_the_citation(browser: Browser, site: str) -> None:
    """The button appears, copies its block and says so."""
    context = browser.new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("outcomes/")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "@misc{small}"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "outcomes/", "doe2020/", "404.html"])
def test_page_is_accessible_and_fits_a_small_screen(
    browser: Browser, site: str, path: str, scheme: str
) -> None:
    """Axe finds nothing on WCAG 2.2 AA in either scheme, and 320 px need no sideways scrolling."""
    context = browser.new_context(
        base_url=site,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 320, "height": 800},
    )
    page = context.new_page()
    page.goto(path)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": tags}).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_page_reads_without_javascript_and_says_it_is_no_advice(
    browser: Browser, site: str
) -> None:
    """Without JavaScript nothing dead is offered, and the footer carries the notice."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("outcomes/")
    assert page.locator(".lr-references li").is_visible()
    assert page.locator(".lr-search").is_hidden()
    assert page.locator(".lr-copy").is_hidden()
    assert "medical advice" in page.locator("footer").inner_text()
    context.close()


def test_page_prints_black_on_white_from_the_dark_scheme(browser: Browser, site: str) -> None:
    """Paper has no controls and no dark colours, and carries the page's address."""
    context = browser.new_context(base_url=site, color_scheme="dark")
    page = context.new_page()
    page.goto("outcomes/")
    page.emulate_media(media="print")
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    assert page.locator("article p").first.evaluate(colours) == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]
    assert page.locator(".lr-controls").is_hidden()
    assert page.locator(".lr-address").inner_text() == "http://127.0.0.1/sub/folder/outcomes/"
    context.close()


def test_head_prints_what_the_plugin_prepared(page: Page) -> None:
    """Metadata prepared for a page stand in its head."""
    page.goto("doe2020/")
    title = page.locator("head meta[name=citation_title]")
    assert title.get_attribute("content") == "A remission trial"


def test_theme_stays_small() -> None:
    """The looks cost a reader little: at most 40 kB of styles and 12 kB of script on every page,
    uncompressed and in one file each; search and list of sources, only where they are used, 30 kB.
    """
    assets = THEME / ASSETS

    def size(*patterns: str) -> int:
        paths = (path for pattern in patterns for path in assets.glob(pattern))
        return sum(len(served(path).encode("utf-8")) for path in paths)

    assert 1_000 < size("livingreview.css") <= 40_000
    assert 1_000 < size("livingreview.js") <= 12_000
    assert 1_000 < size("elements.js", "text.js", "search/*", "explorer/*") <= 30_000

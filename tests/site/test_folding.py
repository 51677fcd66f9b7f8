"""Words as people type them: what a page is found by in a real browser, and what finds nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from livingreview.site.build import build_site
from places import DATA

SEARCHES = yaml.safe_load((DATA / "searches.yml").read_text(encoding="utf-8"))
NONSENSE = ["zzzqqq", "qqqzzz", "xyzzyplugh", "wombatonezzz", "CD7777", "fern zzzqqq", "白白白"]
FIND = """async (query) => {
  const { matches } = await import(new URL('/assets/livingreview/search/index.js', location));
  const pages = await Promise.all((await matches(query)).map((hit) => hit.data()));
  return pages.map(({ meta, excerpt }) => [meta.title, excerpt]);
}"""


@pytest.fixture(scope="module")
def page(
    browser: Browser,
    serve_folder: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    """Open the small review with a record for each title."""
    folder = tmp_path_factory.mktemp("searches")
    review = folder / "review"
    shutil.copytree(DATA / "review", review)
    records = [
        f"@article{{a{n}2020{'abcdefghijklmnop'[n]}, author = {{Ash, Bo}}, title = "
        f"{{{case['title']}}}, "
        f"journal = {{J}}, year = {{2020}}}}\n"
        for n, case in enumerate(SEARCHES)
    ]
    (review / "references/more.bib").write_text("".join(records), encoding="utf-8")
    build_site(review, folder / "site")
    context = browser.new_context(base_url=serve_folder(folder / "site"))
    page = context.new_page()
    page.goto("healing/")
    yield page
    context.close()


@pytest.mark.parametrize("case", SEARCHES, ids=lambda case: case["title"])
def test_title_is_found_as_people_type_it(page: Page, case: dict[str, list[str]]) -> None:
    """Parts of compounds, folded letters, letters by name and pairs of signs find their title."""
    wombat = next(word for word in str(case["title"]).split() if word.lower().startswith("wombat"))
    for query in case["found"]:
        hits = page.evaluate(FIND, query)
        # The title of a page is the short name of its source: its text holds the record's title.
        assert any(wombat.lower() in plain(excerpt) for _, excerpt in hits), (query, hits)


def plain(excerpt: str) -> str:
    """Return the words of an excerpt."""
    return excerpt.replace("<mark>", "").replace("</mark>", "").lower()


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_finds_nothing(page: Page, query: str) -> None:
    """A word of no page has no result, whatever its beginning."""
    assert page.evaluate(FIND, query) == []


def test_further_words_are_not_shown(page: Page) -> None:
    """What a page is found by besides its text stands in no excerpt and in no text."""
    for query in ("gamma delta", "Strasse"):
        for _, excerpt in page.evaluate(FIND, query):
            assert "strasse" not in plain(excerpt)
            assert "gamma" not in plain(excerpt)
    assert "strasse" not in page.locator("body").inner_text().lower()

"""Access and comfort in a real browser: the audit's questions, keyboard, motion, paper, storage."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import audit

SAMPLE = (*audit.WRITTEN, *audit.MADE, "404.html")
# What has colours of its own stands on these; `make audit` looks at every page in both schemes.
DARK = ("", "safety/", "engineering/", "trials/", "sources/", audit.MADE[0], audit.MADE[3])
PAPER = 673  # px between the margins of A4
TABLES = (
    "efficacy/",
    "engineering/",
    "safety/",
    "future-directions/",
    "methods/",
    "reporting/",
    "left-out/",
)
WIDER = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
FRAME = "<!doctype html><html lang=en><title>Faulty</title><main><h1>A</h1>"
FAULTY = {
    "axe image-alt": "<img src=data:,>",
    "scrolls sideways": "<p style='width: 2000px'>wide</p>",
    "text is cut off": "<p style='width: 4em; height: 1em; overflow: hidden'>too much to see</p>",
    ".lr-box has contrast": "<svg class=lr-interval><rect class=lr-box fill=#eee></svg>",
}


@pytest.mark.parametrize(
    ("path", "scheme", "width"),
    [*((path, "light", 1440) for path in SAMPLE), *((path, "dark", 390) for path in DARK)],
)
def test_page_passes_its_look(page: Page, path: str, scheme: str, width: int) -> None:
    """Axe finds nothing, nothing is cut off or scrolls sideways, every mark of a plot is seen."""
    assert list(map(str, audit.inspect(page, path, scheme, (width,)))) == []


@pytest.mark.parametrize("rule", FAULTY)
def test_fault_is_found(browser: Browser, rule: str) -> None:
    """Each question of the audit finds a page that is wrong in its way."""
    page = browser.new_page()
    audit.bring_fonts(page)
    page.route(
        "http://faulty.test/",
        lambda route: route.fulfill(content_type="text/html", body=FRAME + FAULTY[rule]),
    )
    found = list(audit.inspect(page, "http://faulty.test/", "light", (390,)))
    assert found
    assert all(rule in finding.rule for finding in found)
    page.close()


def test_page_is_set_in_the_fonts_of_the_tests(page: Page) -> None:
    """Each font is there in both weights, and the two differ as the widest and narrowest do."""
    page.goto("404.html")
    page.evaluate("document.fonts.ready")
    widths = {}
    for family in audit.FONTS:
        audit.wear(page, family)
        widths[family] = page.locator("h1").evaluate(
            """(heading) => ["400", "700"].map((weight) => {
              const span = heading.appendChild(document.createElement("span"));
              span.style.fontWeight = weight;
              span.textContent = "Haematology 12 of 34 ≥3 ⊕";
              const { width } = span.getBoundingClientRect();
              span.remove();
              return width;
            })"""
        )
        loaded = f"[...document.fonts].filter((face) => face.family === 'tests-{family}')"
        assert page.evaluate(f"{loaded}.map((face) => face.status)") == ["loaded", "loaded"]
    wide, narrow = (widths[family] for family in audit.FONTS)
    assert wide[0] < wide[1]
    assert all(1.25 * less < more for less, more in zip(narrow, wide, strict=True))


def test_missing_font_is_named_with_its_repair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a font the run ends in a line that says how to bring it back."""
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    place = "tests/data/fonts/wide.woff2"
    with pytest.raises(FileNotFoundError, match=f"^{place} is missing.*git restore {place}$"):
        audit._faces.__wrapped__("wide")


def test_noise_is_heard(browser: Browser, address: str) -> None:
    """A line on the console, a missing file and another host are findings.

    The site's policy, which forbids other hosts, is out of force here.
    """
    page = browser.new_page(bypass_csp=True)
    heard = audit.listen(page, address)
    page.goto(f"{address}404.html")
    page.evaluate("console.log('a word'); fetch('no-such-file')")
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => null)")
    words = " ".join(heard)
    assert "console: a word" in words
    assert "no-such-file" in words
    assert "request to another host: http://127.0.0.1:9/" in words
    page.close()


def test_links_inside_the_site_lead_somewhere(built_site: Path) -> None:
    """Every link and loaded file of every page exists, and every anchor."""
    assert list(map(str, audit.broken_links(built_site))) == []


def test_broken_link_is_found(tmp_path: Path) -> None:
    """A missing page, a missing anchor and a missing picture are told."""
    (tmp_path / "index.html").write_text(
        '<a id="here" href="#here">a</a><a href="#there">b</a><a href="lost/">c</a>'
        '<img src="d.png">',
        encoding="utf-8",
    )
    assert [finding.place for finding in audit.broken_links(tmp_path)] == [
        "#there",
        "d.png",
        "lost/",
    ]


def test_plots_have_marks_to_ask(page: Page) -> None:
    """The contrasts that the audit asks are those of marks that the pages draw."""
    marks = set()
    for path in ("efficacy/", "safety/", "trials/"):
        page.goto(path)
        page.evaluate(f"() => {{ {audit.SCRIPT} }}")
        marks |= {mark for mark, _, _ in page.evaluate("audit.contrasts()")}
    asked = re.findall(r'^    "(\.lr-[^"]+)":', audit.SCRIPT, re.MULTILINE)
    assert marks == set(asked)


def test_skip_link_comes_first_and_works(page: Page) -> None:
    """The first Tab shows the way past the navigation, Enter takes it."""
    page.goto("efficacy/")
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip:focus")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("h1:target")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize(
    "path", ["", "efficacy/", "sources/", "trials/", audit.MADE[0], "404.html"]
)
def test_focus_is_seen_on_every_kind_of_control(page: Page, path: str) -> None:
    """Whatever takes the keyboard's focus shows it by an outline of enough contrast."""
    page.goto(path)
    page.keyboard.press("Tab")
    page.evaluate(f"() => {{ {audit.SCRIPT}; audit.prepare(); }}")
    unseen = page.evaluate(
        """() => {
          const kinds = new Map();
          const focusable = "a[href], button, input, select, summary, [tabindex='0']";
          for (const each of document.querySelectorAll(focusable))
            if (each.checkVisibility()) kinds.set(each.localName + "." + each.className, each);
          return [...kinds].filter(([, each]) => {
            each.focus();
            if (document.activeElement !== each) return false;
            const shown = each.matches(".md-option") ? each.nextElementSibling : each;
            const { outlineStyle, outlineWidth } = getComputedStyle(shown);
            return outlineStyle === "none" || parseFloat(outlineWidth) < 2;
          }).map(([kind]) => kind);
        }"""
    )
    assert unseen == []


def test_focus_hides_under_no_header(page: Page) -> None:
    """Going backwards through a page, what has the focus is not under the sticky rows."""
    page.goto("efficacy/")
    page.locator(".lr-references a").first.focus()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        covered = page.evaluate(
            """() => {
              const each = document.activeElement, box = each.getClientRects()[0];
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return top?.closest(".md-header, thead") && !each.closest(".md-header, thead");
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("path", ["efficacy/", audit.MADE[0]])
def test_header_row_stays_in_sight(page: Page, path: str) -> None:
    """In the middle of a table that fits its frame its header row is below the site's header."""
    page.goto(path)
    table = page.locator(
        ".lr-scroll:not(details *) > table.lr-table:has(tbody tr:nth-child(8))"
    ).first
    table.scroll_into_view_if_needed()
    expect(table.locator("..")).to_have_class(re.compile("lr-fits"))
    table.locator("tbody tr").nth(6).evaluate("row => row.scrollIntoView({ block: 'start' })")
    head = table.locator("thead th").first
    expect(head).to_be_in_viewport()
    bottom = page.locator(".md-header").bounding_box()
    box = head.bounding_box()
    assert bottom
    assert box
    assert abs(box["y"] - bottom["height"]) <= 2


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_wide_table_scrolls_within_itself(page: Page) -> None:
    """On a phone a frame that is too narrow for its table scrolls, also by keyboard."""
    page.goto("trials/")
    frame = page.locator(".lr-scroll:has(> .lr-trial-table)")
    expect(frame).to_have_attribute("tabindex", "0")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.lr-scroll:has(> .lr-trial-table)').scrollLeft")


@pytest.mark.parametrize(
    ("page", "is_stacked"),
    [
        ({"viewport": {"width": 320, "height": 800}}, True),
        ({"viewport": {"width": 390, "height": 800}}, True),
        ({"viewport": {"width": 1280, "height": 800}}, False),
    ],
    indirect=["page"],
    ids=["small phone", "phone", "desktop"],
)
@pytest.mark.parametrize("path", ["efficacy/", "safety/"])
def test_summary_of_findings_fits_its_column(page: Page, path: str, *, is_stacked: bool) -> None:
    """Nothing of the summary is cut off or wider than the text; on a phone its rows are stacked."""
    page.goto(path)
    table = page.locator(".lr-summary-table")
    table.scroll_into_view_if_needed()
    parts = "t => [t, ...t.querySelectorAll('th, td')].every(e => e.scrollWidth <= e.clientWidth)"
    assert table.evaluate(parts)
    first, second = (table.locator("tbody td").nth(n).bounding_box() for n in (0, 1))
    assert first
    assert second
    assert (second["y"] > first["y"]) is is_stacked
    head = table.locator("tbody td").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert (head != "none") is is_stacked


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
@pytest.mark.parametrize("family", audit.FONTS)
@pytest.mark.parametrize("path", TABLES)
def test_phone_shows_plots_and_stacked_tables_whole(page: Page, path: str, family: str) -> None:
    """No plot, chart or stacked table is wider than its frame; each stacked cell has its head."""
    page.goto(path)
    page.evaluate(f"() => {{ {audit.SCRIPT}; audit.prepare(); }}")
    audit.wear(page, family)
    tables = page.locator("table:is(.lr-lined, .lr-stacked, .lr-next-table)")
    assert tables.count()
    assert tables.evaluate_all(f"all => ({WIDER})(all.flatMap(e => [e, e.parentElement]))") == []
    assert page.locator("figure:is(.lr-forest, .lr-chart, .lr-side)").evaluate_all(WIDER) == []
    heads = page.locator(".lr-stacked tbody td:not([colspan])").evaluate_all(
        "all => all.map(e => [getComputedStyle(e, '::before').content, e.dataset.lrHead])"
    )
    assert all(shown == f'"{head}"' for shown, head in heads)


@pytest.mark.parametrize("page", [{"viewport": {"width": 1280, "height": 800}}], indirect=True)
@pytest.mark.parametrize("path", TABLES)
def test_desktop_shows_tables_whole(page: Page, path: str) -> None:
    """No table is wider than its column, and a stacked cell names the head of its column."""
    page.goto(path)
    page.evaluate(f"() => {{ {audit.SCRIPT}; audit.prepare(); }}")
    audit.wear(page, "narrow")
    assert page.locator(".lr-scroll, table:not([class])").evaluate_all(WIDER) == []
    cells = page.locator(".lr-stacked tbody td:not([colspan])").evaluate_all(
        """all => all.map((cell) => {
          const heads = cell.closest("table").tHead.rows[0].cells;
          return [cell.dataset.lrHead, heads[cell.cellIndex].textContent.trim()];
        })"""
    )
    assert all(said == head for said, head in cells)


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_plain_table_shows_that_there_is_more(page: Page) -> None:
    """A table of Markdown that is cut has the shade of a frame at the hidden edge."""
    page.goto("methods/")
    style = "e => getComputedStyle(e).background"
    plain = page.locator("article table:not([class])").first.evaluate(style)
    assert plain.count("gradient") == 4
    assert plain == page.locator(".lr-scroll").first.evaluate(style)


@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_where_the_reader_asks_for_rest(page: Page) -> None:
    """With reduced motion no transition or animation lasts, and no scrolling glides."""
    page.goto("efficacy/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((each) => {
          const own = getComputedStyle(each);
          const lasts = [own.transitionDuration, own.animationDuration]
            .some((times) => times.split(",").some((time) => parseFloat(time) > 0.001));
          return lasts || own.scrollBehavior !== "auto";
        }).map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_unknown_address_offers_search_and_home(browser: Browser, address: str) -> None:
    """A deep address that does not exist gives a page that looks right, searches and leads home."""
    page = browser.new_page(base_url=address)
    answer = page.goto("sources/no-such-source/deeper/")
    assert answer
    assert answer.status == 404
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--lr-ink')")
    page.locator("article").get_by_role("button", name="Search").click()
    page.locator("dialog[open] input:focus").wait_for()
    page.keyboard.press("Escape")
    page.locator("article").get_by_role("link", name="Start at the overview").click()
    page.wait_for_url(address)
    page.close()


@pytest.mark.parametrize("path", SAMPLE)
def test_page_announces_the_feed(built_site: Path, path: str) -> None:
    """Every page names the Atom feed, which exists."""
    file = built_site / path
    html = (file if file.is_file() else file / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*feed\.xml"', html)
    assert (built_site / "feed.xml").is_file()


def test_nothing_is_stored_but_the_colours(page: Page) -> None:
    """No cookie and no storage but for the colours that a reader chose."""
    for path in ("", "efficacy/", "sources/"):
        page.goto(path)
    page.locator("label.md-header__button[for^=__palette]:visible").first.click()
    stored = "[document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)]"
    assert page.evaluate(stored) == ["", [f"/{audit.FOLDER}/.__palette"], []]


@pytest.mark.parametrize("path", ["", "efficacy/", "sources/", "trials/", audit.MADE[0]])
def test_page_is_useful_without_javascript(browser: Browser, address: str, path: str) -> None:
    """Text, tables and links are there, and nothing that would do nothing is shown."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("article :is(table, .lr-card):visible").first).to_be_visible()
    assert page.locator("article button:visible, article input:visible").count() == 0
    context.close()


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": PAPER, "height": 900}, "color_scheme": "dark"}], indirect=True
)
@pytest.mark.parametrize("path", SAMPLE)
def test_paper_holds_the_page(page: Page, path: str) -> None:
    """On A4 nothing is cut at the right edge; no control, no dark colour, the address is there."""
    page.emulate_media(media="print")
    page.goto(path)
    page.evaluate(f"() => {{ {audit.SCRIPT}; audit.prepare(); }}")
    assert page.evaluate("audit.sideways()") == []
    frames = page.locator(".lr-scroll").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    )
    assert frames == []
    assert page.locator(":is(.md-sidebar, .lr-controls, .md-header):visible").count() == 0
    assert {ratio > 3 for _, _, ratio in page.evaluate("audit.contrasts()")} <= {True}
    expect(page.locator(".lr-advice")).to_be_visible()
    if path != "404.html":
        expect(page.locator(".lr-address")).to_contain_text(f"/{audit.FOLDER}/{path}")

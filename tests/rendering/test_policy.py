"""The Content-Security-Policy: written into every page, kept by the site, and held in a browser."""

import base64
import hashlib
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from livingreview.rendering.policy import content_policy, inline_scripts
from livingreview.site.build import build_site
from places import REVIEW

VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
HOSTILE = """
<script>window.ran = "inline"</script>
<script src="https://evil.example/x.js"></script>
<img src="x.png" onerror="window.ran = 'handler'">
<img src="https://evil.example/pixel.png">
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<a id="tried" href="javascript:window.ran='link'">x</a>
<p id="styled" style="position: fixed">x</p>
<style>#styled { position: fixed }</style>
<base href="https://evil.example/">
<object data="https://evil.example/x.swf"></object>
<form id="sent" action="https://evil.example/"></form>
"""


def build(folder: Path, changes: dict[str, str]) -> Path:
    """Build the small review, with words of its mkdocs.yml changed; give the site's folder."""
    shutil.copytree(REVIEW, folder / "review")
    config = folder / "review" / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")
    build_site(folder / "review", folder / "site")
    return folder / "site"


def policy_of(html: str) -> dict[str, list[str]]:
    """Return the policy of a page by directive."""
    found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    assert len(found) == 1
    parts = [part.split() for part in unescape(found[0]).split(";")]
    return {name: values for name, *values in parts}


def hash_of(script: str) -> str:
    """Return what a policy calls an inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


THEMES = {
    "as it is": {},
    "with a choice of colours": {
        "  font: false": "  font: false\n  palette:\n    - scheme: default\n      toggle: "
        "{icon: material/weather-sunny, name: Dark}\n    - scheme: slate\n      toggle: "
        "{icon: material/weather-night, name: Light}"
    },
    "with fixed colours": {"  font: false": "  font: false\n  palette: {scheme: slate}"},
    "with many features": {
        "  font: false": "  font: false\n  features: [announce.dismiss, content.tabs.link, "
        "navigation.tabs, navigation.top, content.code.copy]"
    },
    "without an address": {"site_url: https://fern.example/\n": ""},
}


@pytest.mark.parametrize("theme", THEMES)
def test_every_page_has_a_policy_that_it_keeps(tmp_path: Path, theme: str) -> None:
    """Each inline script of a page has its hash in the policy; nothing else is inline."""
    site = build(tmp_path, THEMES[theme])
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        html = path.read_text(encoding="utf-8")
        policy = policy_of(html)
        scripts = [hash_of(script) for script in inline_scripts(html)]
        is_former = 'http-equiv="refresh"' in html  # leads on, and has no script
        assert bool(scripts) != is_former
        assert set(scripts) <= set(policy["script-src"]), path
        loads = re.search("<script|<link", html)
        assert loads
        assert html.index("Content-Security-Policy") < loads.start()
        assert not re.search(r"<[a-z][^<>]*\s(?:style|on[a-z]+)=", html), path
        assert "<style" not in html
        assert policy["default-src"] == ["'none'"]
        assert "'unsafe-inline'" not in str(policy)


def test_owner_may_allow_more(tmp_path: Path) -> None:
    """What mkdocs.yml adds stands in the policy of every page."""
    added = "  - livingreview:\n      policy: {img-src: [https://x.example], frame-src: ['self']}"
    site = build(tmp_path, {"  - livingreview": added})
    for page in ("index.html", "404.html", "sources/alder2020fern/index.html"):
        policy = policy_of((site / page).read_text(encoding="utf-8"))
        assert policy["img-src"] == ["'self'", "data:", "https://x.example"]
        assert policy["frame-src"] == ["self"]


def test_none_gives_way_to_what_is_allowed() -> None:
    """'none' stands alone or not at all."""
    policy = content_policy(["x"], {"form-action": ["https://x.example"]})
    assert "form-action https://x.example" in policy
    assert "base-uri 'none'" in policy
    assert hash_of("x") in policy


@pytest.mark.parametrize(
    "path",
    ["", "safety/", "sources/", "sources/lu2022naturally/", "trials/NCT04572308/", "404.html"],
)
def test_site_works_under_its_policy(page: Page, path: str) -> None:
    """Search, colours and previews work, and nothing is asked for that the policy forbids."""
    page.add_init_script(VIOLATIONS)
    page.goto(path)
    before = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("form[data-md-component=palette] label:visible").click()
    page.locator("form[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", str(before))
    page.locator("button[data-lr-search]").first.click()
    page.locator(".lr-dialogue input").fill("remission")
    expect(page.locator(".lr-search-groups a").first).to_be_visible()
    page.locator(".lr-search-close").click()
    for preview in page.locator("[data-lr-card], .lr-term").all()[:1]:
        preview.hover()
        expect(page.locator("#lr-preview")).to_be_visible()
    if path == "sources/":
        page.locator(".lr-controls select:enabled").first.select_option(index=1)
        page.locator(".lr-controls input").fill("remission")
        page.keyboard.press("Enter")
        expect(page.locator(".lr-found")).to_contain_text(" of ")
    page.reload()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", str(before))
    assert page.evaluate("violations") == []


def test_hostile_page_runs_nothing(
    browser: Browser, serve_folder: Callable[[Path], str], tmp_path: Path
) -> None:
    """Even HTML that got round the allow-list runs nothing, and asks no other host."""
    site = build(tmp_path, {})
    for name in ("healing/index.html", "404.html"):
        path = site / name
        html = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(<article[^>]*>)", rf"\1{HOSTILE}", html, count=1), "utf-8")
    address = serve_folder(site)
    page = browser.new_page()
    asked: list[str] = []
    page.route(re.compile("evil"), lambda route: (asked.append(route.request.url), route.abort()))
    page.add_init_script(VIOLATIONS)
    for name in ("healing/", "404.html"):
        page.goto(address + name)
        page.evaluate("document.getElementById('tried').click()")
        page.evaluate("document.getElementById('sent').requestSubmit()")
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
        assert page.evaluate("getComputedStyle(document.getElementById('styled')).position") == (
            "static"
        )
        assert page.evaluate("document.baseURI").startswith(address)
        assert page.url == address + name
        heard = {each.split()[0] for each in page.evaluate("violations")}
        assert heard >= {
            "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "img-src",
            "base-uri", "object-src", "form-action",
        }  # fmt: skip
    page.close()
    assert asked == []

"""Look at built pages in a real browser: `make audit` at all of them, the tests at some.

One way to check a page stands here (with `audit.js`, which asks the page): what axe-core finds,
sideways scrolling, text that is cut off, faint marks in plots, console messages, requests to
another host, links that lead nowhere.
"""

import base64
import functools
import http.server
import json
import multiprocessing
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, sync_playwright

from livingreview.site.build import build_site
from places import ROOT

# Chromium runs as root in containers (no sandbox) and asks nobody for updates.
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FOLDER = "cd7-car-t"  # the site stands in a subfolder, as at its public address
WRITTEN = tuple(
    re.sub(r"(^|/)index/$", r"\1", f"{path.relative_to(ROOT / 'docs').with_suffix('').as_posix()}/")
    for path in sorted((ROOT / "docs").rglob("*.md"))
)
MADE = (
    "sources/lu2022naturally/",
    "sources/pan2021donor/",
    "sources/lu2025soho/",
    "trials/NCT04572308/",
    "trials/NCT05397184/",
    "trials/NCT04689659/",
)
SCHEMES = ("light", "dark")
WIDTHS = (390, 768, 1440)
HEIGHT = 900
NARROW = 320  # WCAG 2.2, 1.4.10: 1280 px at 400%
ZOOMED = 1280  # with letters of twice the size: WCAG 2.2, 1.4.4
COLOURS = ["color-contrast", "link-in-text-block"]  # rules of axe that depend on the scheme
LEAST_CONTRAST = 3.0  # of what is not text: WCAG 2.2, 1.4.11
FONTS = ("wide", "narrow")  # tests/data/fonts: wider and narrower than what systems have
SHARE = 8  # pages that one browser looks at
PROCESSES = 2
# Boxes that cut their text on purpose, and where the whole of it stands.
CUT_ON_PURPOSE = {
    ".md-header *": "the page's h1; the home page's title",
    ".md-sidebar__scrollwrap": "on small screens a drawer whose lists scroll",
    ":is(.lr-trial-table, .lr-source-table) th .lr-cell": "the page that the row links",
}
SCRIPT = AXE_SCRIPT + (ROOT / "tests" / "audit.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong on a page: how the page was looked at, what it is, and where."""

    page: str
    look: str
    rule: str
    place: str

    def __str__(self) -> str:
        """Print it in one line."""
        return f"{self.page or 'home'}: {self.look}: {self.rule}: {self.place}"


def bring_fonts(context: BrowserContext | Page) -> None:
    """Let every page of a context be set in the tests' own fonts, the wide one first.

    No page depends on what fonts a machine has: `wear` changes to another one. Raises
    FileNotFoundError that says how to bring back a font that is missing.
    """
    context.add_init_script(_fonts_script())


@functools.cache
def _faces(family: str) -> str:
    """Return the script that adds the faces of a font to a page."""
    faces = []
    for weight, ending in (("400", ""), ("700", "-bold")):
        path = ROOT / "tests" / "data" / "fonts" / f"{family}{ending}.woff2"
        if not path.is_file():
            place = path.relative_to(ROOT)
            raise FileNotFoundError(
                f"{place} is missing; it comes with the repository: git restore {place}"
            )
        faces.append([weight, base64.b64encode(path.read_bytes()).decode()])
    return f"""for (const [weight, data] of {json.dumps(faces)}) {{
      const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
      const face = new FontFace("tests-{family}", bytes, {{ weight }});
      document.fonts.add(face);
      face.load();
    }}"""


def _fonts_script() -> str:
    return f"""(() => {{
      const sheet = new CSSStyleSheet();
      window.wear = (family) => {{
        const chosen = `font-family: "tests-${{family}}" !important;`;
        sheet.replaceSync(`*, ::before, ::after {{ ${{chosen}} }}`);
        return document.fonts.ready;
      }};
      document.adoptedStyleSheets.push(sheet);
      {_faces(FONTS[0])}
      window.wear({json.dumps(FONTS[0])});
    }})()"""


def wear(page: Page, family: str) -> None:
    """Set an open page in one of the tests' fonts."""
    script = "" if family == FONTS[0] else _faces(family)
    page.evaluate(f"() => {{ {script} return window.wear({json.dumps(family)}); }}")


def inspect(page: Page, path: str, scheme: str, widths: Sequence[int]) -> Iterator[Finding]:
    """Open a page of the context's site in `scheme` and yield what is wrong with it.

    At each of `widths` axe and the marks of plots are asked, in the second scheme about contrast
    alone: nothing else of a page depends on its colours. Sideways scrolling and text that is
    cut off are asked for at 320 px and with letters of twice the size, in a wide and in a narrow
    font, in the first scheme only: colours move nothing.
    """
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)
    page.evaluate(f"() => {{ {SCRIPT}; audit.prepare(); }}")
    least, exceptions = LEAST_CONTRAST, list(CUT_ON_PURPOSE)
    is_first = scheme == SCHEMES[0]
    for width in widths:
        look = f"{scheme}, {width} px"
        _resize(page, width)
        yield from _ask(page, path, look, f"audit.accessible({'' if is_first else COLOURS})")
        yield from _ask(page, path, look, f"audit.faint({least})")
        yield from _ask(page, path, look, "audit.sideways()")
    for width, size in ((NARROW, 1), (ZOOMED, 2)) if is_first else ():
        page.evaluate(f"document.documentElement.style.fontSize = '{size * 125}%'")
        _resize(page, width)
        for family in FONTS:
            wear(page, family)
            page.evaluate("audit.settle()")
            look = f"{scheme}, {width} px, letters × {size}, {family} font"
            yield from _ask(page, path, look, "audit.sideways()")
            yield from _ask(page, path, look, f"audit.cut({exceptions})")


def _resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("audit.settle()")


def _ask(page: Page, path: str, look: str, question: str) -> Iterator[Finding]:
    for rule, place in page.evaluate(question):
        yield Finding(path, look, rule, place)


def listen(page: Page, address: str) -> list[str]:
    """Return a list that grows by what the page tells, asks of other hosts, or does not get."""
    heard: list[str] = []
    page.on("console", lambda line: heard.append(f"console: {line.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))

    def ask(url: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            heard.append(f"request to another host: {url}")

    page.on("request", lambda sent: ask(sent.url))
    page.on("response", lambda got: heard.append(got.url) if got.status >= 400 else None)
    return heard


def broken_links(site: Path) -> Iterator[Finding]:
    """Yield every link and address inside the site that leads to no file or to no anchor."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        pages[file] = _Addresses()
        pages[file].feed(file.read_text(encoding="utf-8"))
    for file, found in pages.items():
        here = f"/{FOLDER}/{file.relative_to(site).as_posix()}"
        for link in sorted(found.links):
            target, anchor = urldefrag(urljoin(here, link))
            if not target.startswith("/"):
                continue
            there = site / unquote(target).removeprefix(f"/{FOLDER}/").partition("?")[0]
            there = there / "index.html" if there.is_dir() else there
            known = pages[there].anchors if there in pages else None
            if not there.is_file() or (anchor and known and unquote(anchor) not in known):
                name = file.relative_to(site).as_posix().removesuffix("index.html")
                yield Finding(name, "every look", "link leads nowhere", link)


class _Addresses(HTMLParser):
    """The anchors of a page and the addresses that it links or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Take what one tag names."""
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.add(value)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as a plain host does, its 404.html for what is not there; give the address."""
    handler = functools.partial(_Host, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Host(http.server.SimpleHTTPRequestHandler):
    """A file server that does not log and has a page for what is not there."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the 404.html of the site that was asked."""
        lost = Path(self.directory) / self.path.split("/")[1] / "404.html"
        if code != 404 or not lost.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(lost.read_bytes())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def look_at(address: str, paths: Sequence[str]) -> list[Finding]:
    """Inspect pages of the site at `address` in every look, in a browser of their own."""
    findings = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=list(ARGUMENTS)
        )
        for scheme in SCHEMES:
            context = browser.new_context(base_url=address)
            bring_fonts(context)
            page = context.new_page()
            heard = listen(page, address)
            for path in paths:
                findings += inspect(page, path, scheme, WIDTHS)
                findings += [Finding(path, scheme, "page says", each) for each in heard]
                heard.clear()
        browser.close()
    return findings


def main() -> int:
    """Build the site, look at every page of it, print what is wrong; return 1 if anything is."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / FOLDER
        build_site(ROOT, site)
        files = [file.relative_to(site).as_posix() for file in sorted(site.rglob("*.html"))]
        paths = [re.sub(r"(^|/)index\.html$", r"\1", file) for file in files]
        findings = list(broken_links(site))
        print(f"{len(paths)} pages, {len(findings)} links that lead nowhere", flush=True)
        context = multiprocessing.get_context("spawn")
        with served(Path(folder)) as host, ProcessPoolExecutor(PROCESSES, context) as pool:
            shares = [paths[first : first + SHARE] for first in range(0, len(paths), SHARE)]
            running = {pool.submit(look_at, f"{host}{FOLDER}/", share): share for share in shares}
            seen = 0
            for done in as_completed(running):
                findings += done.result()
                seen += len(running[done])
                print(f"{seen:5} of {len(paths)} pages, {len(findings)} findings", flush=True)
    for finding in sorted(map(str, findings)):
        print(finding)
    print(f"{len(findings)} findings in {time.perf_counter() - start:.0f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

"""Relocation: every link of a built site leads somewhere, whatever form its addresses have."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from livingreview.site.build import build_site
from places import REVIEW

SITE = "https://fern.example/"
# Pages of each kind of place: below a folder, the page of a folder, a name that is encoded.
PAGES = {
    "more/deep.md": """# Deep

Seen {{ cite("alder2020fern") }}: {{ estimate("cleared") }},
{{ result("birch2021fern", "cleared") }},
[healing](../healing.md), [records](../data/references.bib).

{{ outcome_table("cleared") }}
""",
    "more/README.md": '# More\n\nSeen {{ cite("birch2021fern") }}, [deep](deep.md).\n',
    "with spaces.md": '# Spaces\n\nSeen {{ cite("birch2021fern") }}, [deep](more/deep.md).\n',
    "trials/index.md": "# Trials\n\n{{ trial_table() }}\n",
    "glossary.md": "# Glossary\n\n[Healing](healing.md)\n",
}


@pytest.fixture(scope="module", params=["folders", "files"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the tiny review with more pages, each page a folder or a file."""
    review = tmp_path_factory.mktemp("addresses") / "review"
    shutil.copytree(REVIEW, review)
    for name, text in PAGES.items():
        (review / "docs" / name).parent.mkdir(exist_ok=True)
        (review / "docs" / name).write_text(text, encoding="utf-8")
    is_folders = request.param == "folders"
    config = review / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").partition("nav:")[0]
    if not is_folders:
        text += "use_directory_urls: false\n"
    config.write_text(text, encoding="utf-8")
    site = build_site(review).folder
    for key in ("birch2021fern", "birch21"):  # the second is a former address
        assert (site / "sources" / f"{key}.html").is_file() != is_folders
    return site


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note what a tag leads to and what leads to it."""
        for name, value in attrs:
            if name in ("href", "src", "action", "content") and value:
                link = value.removeprefix("0; url=")  # where a former address leads on
                if name != "content" or link != value or value.startswith(SITE):
                    self.links.append(link)
            elif name == "id" and value:
                self.anchors.add(value)


def read(site: Path) -> dict[str, Links]:
    """Read all pages by their paths."""
    return {
        path.relative_to(site).as_posix(): Links(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
        if path.name != "404.html"
    }


def file_of(site: Path, address: str) -> str:
    """Return the path of the file that a server sends for an address."""
    path = unquote(urlsplit(address).path).lstrip("/")
    if not path or path.endswith("/"):
        path += "index.html"
    return path if (site / path).is_file() else ""


def broken(site: Path, pages: dict[str, Links], page: str, link: str) -> bool:
    """Tell whether a link on a page leads to no file, or to an anchor that is not there."""
    whole = urljoin(f"{SITE}{page.removesuffix('index.html')}", link)
    if not whole.startswith(SITE):
        return False
    path, anchor = file_of(site, whole), unquote(urlsplit(whole).fragment)
    return not path or bool(anchor and path in pages and anchor not in pages[path].anchors)


def test_every_link_leads_to_a_file_and_its_anchor(site: Path) -> None:
    """Links of pages, macros, held blocks, made pages and heads all lead somewhere."""
    pages = read(site)
    found = [
        (page, link)
        for page, links in pages.items()
        for link in links.links
        if broken(site, pages, page, link)
    ]
    assert found == []
    assert sum(len(links.links) for links in pages.values()) > 400


def texts(data: object) -> Iterator[str]:
    """Yield every text of nested data."""
    if isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


def test_every_address_in_a_download_leads_to_a_page(site: Path) -> None:
    """The feed, the map of the site, the words of the search and the cite boxes, too."""
    found = set()
    for path in (site / "feed.xml", site / "sitemap.xml", *site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub("<id>.*?</id>", "", text)  # names of the feed's entries, not addresses
        found |= {link.rstrip(".,;") for link in re.findall(rf"{SITE}[^\s\"'<>&}}]*", text)}
    for path in (site / "data").rglob("*.json"):
        for text in texts(json.loads(path.read_text(encoding="utf-8"))):
            if re.fullmatch(r"(sources|trials|healing)(/|\.html)[\w./?=#-]*", text):
                found.add(SITE + text)
    assert len(found) > 20
    pages = read(site)
    assert [link for link in sorted(found) if broken(site, pages, "index.html", link)] == []


def test_data_package_describes_the_files_as_they_are(site: Path) -> None:
    """Size and hash of every download are those of the file, whatever addresses stand in it."""
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) > 5
    for resource in package["resources"]:
        raw = (site / "data" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(raw), resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}", resource["path"]

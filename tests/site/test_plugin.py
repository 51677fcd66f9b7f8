"""A small review built by the real engine: what the plugin hands over and takes back."""

import csv
import filecmp
import json
import re
import shutil
from html import unescape
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

import pytest

from livingreview.pages import page_kinds
from livingreview.pages.page_kinds import KIND_HEADINGS
from livingreview.site.build import BuildError, build_site
from livingreview.site.site_folder import mark
from places import REVIEW

HOSTILE = "{{ 7*7 }} <script>alert(1)</script> [l](javascript:alert(1)) | a | b | *x* `y` &amp;"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Give a copy of the small review with a plot on its page and a repository."""
    folder = tmp_path / "review"
    shutil.copytree(REVIEW, folder)
    page = folder / "docs" / "healing.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace('{{ outcome_table("cleared") }}', '{{ forest_plot("cleared") }}'),
        encoding="utf-8",
    )
    config = folder / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "font: false", "font: false\n  features: [content.action.edit]"
        )
        + "repo_url: https://github.com/example/fern\nedit_uri: edit/main/docs/\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def site(review: Path, tmp_path: Path) -> Path:
    """Build the small review and give the site's folder."""
    build_site(review, tmp_path / "site")
    return tmp_path / "site"


def read(site: Path, page: str) -> str:
    """Return the HTML of a page."""
    return (site / page / "index.html").read_text(encoding="utf-8")


THEME = Path(str(resources.files("livingreview.site"))) / "theme"
# How scripts and the templates that they read name a kind of page.
NAMED = re.compile(r"""(?:\bGroup"?[:,]\s*|\bkind ===? |\bdata-listed=)"([^"{]+)\"""")


WORD = re.compile(r"\blrevery\w+")


def theme_texts() -> list[str]:
    """Read the theme's scripts and templates."""
    files = [*THEME.rglob("*.js"), *THEME.rglob("*.html")]
    return [path.read_text(encoding="utf-8") for path in files]


def test_kinds_of_pages_have_one_list(site: Path) -> None:
    """What a page says that it is, the search looks for in its order, and the theme asks for."""
    kinds = set()
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        kinds |= set(re.findall(r'="Group\[data-value\]" data-value="([^"]+)"', html))
        order = re.search(r'data-kinds="([^"]+)"', html)
        if order:
            assert json.loads(unescape(order[1])) == list(KIND_HEADINGS)
    assert kinds == set(KIND_HEADINGS) - {page_kinds.GLOSSARY}  # this review shows none
    named = {name for text in theme_texts() for name in NAMED.findall(text)}
    assert page_kinds.SOURCE in named
    assert named <= set(KIND_HEADINGS)


def test_word_of_every_page_is_one_word(site: Path) -> None:
    """All pages of a kind are found by a word that the theme puts on each, and scripts ask for."""
    found = re.search(r'data-pagefind-weight="0">(\w+)<', read(site, "healing"))
    assert found
    assert {word for text in theme_texts() for word in WORD.findall(text)} == {found[1]}


def test_source_page_links_its_entry_and_a_correction(site: Path) -> None:
    """A result leads to its line in the repository and to an issue that is filled in."""
    html = read(site, "sources/alder2020fern")
    repository = "https://github.com/example/fern"
    entry = (REVIEW / "references/sources/alder2020fern.yml").read_text(encoding="utf-8")
    first = next(n for n, line in enumerate(entry.splitlines(), 1) if "outcome: cleared" in line)
    assert f"{repository}/blob/main/references/sources/alder2020fern.yml#L{first}" in html
    assert f"{repository}/issues/new?template=wrong-number.yml" in html
    assert f"{repository}/edit/main/references/sources/alder2020fern.yml" in html


def test_downloads_are_whole(site: Path) -> None:
    """The files under data/ parse, and the data package names them with their sizes."""
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        path = site / "data" / resource["path"]
        assert path.stat().st_size == resource["bytes"]
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    assert {"results.csv", "references.bib"} <= {r["path"] for r in package["resources"]}
    plot = ElementTree.parse(site / "data/plots/cleared.svg").getroot()  # noqa: S314 - our own
    assert "Pooled" in "".join(plot.itertext())
    feed = ElementTree.parse(site / "feed.xml").getroot()  # noqa: S314 - our own
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) > 1


def test_each_page_says_how_to_cite_it(site: Path) -> None:
    """Topic pages cite the review itself, source pages the work, both with machine metadata."""
    topic, source = read(site, "healing"), read(site, "sources/alder2020fern")
    for html in (topic, source):
        assert html.count('data-lr-copy="') == 3
        assert '<script type="application/ld+json">' in html
        ris = re.search(r'id="lr-cite-ris"><code>([^<]*)', html)
        assert ris
        assert ris[1].startswith("TY  - ")
        assert ris[1].endswith("ER  - ")
        assert 'rel="canonical"' in html
    assert '<meta name="citation_title" content="Healing">' in topic
    assert '<meta name="citation_doi" content="10.5555/fern.1">' in source
    assert '<meta name="citation_author" content="Alder, Ann">' in source


def test_text_of_an_entry_stays_text(review: Path, tmp_path: Path) -> None:
    """Jinja, HTML and Markdown in an entry appear letter for letter and do nothing."""
    entry = review / "references/sources/alder2020fern.yml"
    lines = entry.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.strip().startswith("text:"))
    indent = lines[place][: lines[place].index("text:")]
    lines[place] = f"{indent}text: {json.dumps(HOSTILE)}"
    entry.write_text("\n".join(lines) + "\n", encoding="utf-8")
    build_site(review, tmp_path / "site")
    for page in ("healing", "sources/alder2020fern"):
        html = read(tmp_path / "site", page)
        assert HOSTILE in unescape(re.sub(r"<[^>]*>", "", html))
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert "<em>x</em>" not in html


def test_label_and_front_matter_stay_text_in_the_head(review: Path, tmp_path: Path) -> None:
    """A name that would end the title, an attribute or the front matter of its page does not."""
    hostile = f"A \"'></title>{HOSTILE}\n---\n# h\n\nx: y"
    record = review / "references/sources/alder2020fern.bib"
    text = re.sub(r"(?m)^ *author .*\n", "", record.read_text(encoding="utf-8"))
    record.write_text(text, encoding="utf-8")  # the cohort's label names it then
    cohorts = review / "references/cohorts.yml"
    text = cohorts.read_text(encoding="utf-8").replace("First fern trial", json.dumps(hostile))
    cohorts.write_text(text, encoding="utf-8")
    page = review / "docs/index.md"
    front = f"---\ntitle: {json.dumps(hostile)}\ndescription: {json.dumps(hostile)}\n---\n"
    page.write_text(front + page.read_text(encoding="utf-8"), encoding="utf-8")
    build_site(review, tmp_path / "site")
    for name in ("", "sources", "sources/alder2020fern"):
        html = read(tmp_path / "site", name)
        assert "<script>alert" not in html
        head = html.partition("</head>")[0]
        assert head.count("</title>") == 1
        if name != "sources":
            described = re.findall(r'name="description" content="([^"]*)"', head)
            assert " ".join(hostile.split()) in " ".join(unescape(described[0]).split())


def test_link_below_docs_stops_the_build(review: Path, tmp_path: Path) -> None:
    """A symbolic link is refused: it would publish a file from outside the review."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (review / "docs/notes.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(
        BuildError, match=r"docs/notes\.txt: must be an ordinary file \(got a link\)"
    ):
        build_site(review, tmp_path / "site")


def test_cell_of_a_table_is_no_formula(review: Path, tmp_path: Path) -> None:
    """A text that a spreadsheet would run has an apostrophe in front; others stay."""
    entry = review / "references/sources/alder2020fern.yml"
    text = entry.read_text(encoding="utf-8").replace("where: Table 2", "where: '=1+1'")
    entry.write_text(text, encoding="utf-8")
    build_site(review, tmp_path / "site")
    with (tmp_path / "site/data/results.csv").open(encoding="utf-8", newline="") as table:
        wheres = [row["where"] for row in csv.DictReader(table)]
    assert "'=1+1" in wheres
    assert "Table 3" in wheres


def test_retired_review_says_so_on_every_page(review: Path, tmp_path: Path) -> None:
    """A review that is no longer kept carries its notice everywhere."""
    path = review / "references/review.yml"
    text = path.read_text(encoding="utf-8")
    notice = "retired: {date: 2030-01-31, notice: 'Nobody searches <b>any</b> more.'}\n"
    path.write_text(text + notice, encoding="utf-8")
    build_site(review, tmp_path / "site")
    for page in ("", "healing", "sources/alder2020fern"):
        html = read(tmp_path / "site", page)
        assert "Not updated since 2030-01-31." in html
        assert "Nobody searches &lt;b&gt;any&lt;/b&gt; more." in html


def test_failed_build_leaves_the_last_good_site(review: Path, tmp_path: Path) -> None:
    """A problem in the data names its place, and the site of before stays as it was."""
    target = tmp_path / "site"
    mark(target)
    (target / "index.html").write_text("the last good site", encoding="utf-8")
    entry = review / "references/sources/alder2020fern.yml"
    entry.write_text(entry.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"alder2020fern\.yml:\d+:1: nonsense must be a known"):
        build_site(review, target)
    assert (target / "index.html").read_text(encoding="utf-8") == "the last good site"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def test_broken_link_stops_the_build(review: Path, tmp_path: Path) -> None:
    """A link to a source that does not exist is a problem, not a dead end for readers."""
    page = review / "docs/healing.md"
    text = page.read_text(encoding="utf-8") + "\n[gone](sources/nobody2020nothing.md)\n"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match="nobody2020nothing"):
        build_site(review, tmp_path / "site")


def test_same_input_gives_the_same_bytes(review: Path, site: Path, tmp_path: Path) -> None:
    """Two builds differ in the search index only, and that in its names only."""
    again = tmp_path / "again"
    build_site(review, again)

    def files(folder: Path) -> set[str]:
        paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return {str(path) for path in paths if path.parts[0] != "pagefind"}

    names = files(site)
    assert names == files(again)
    _, differing, failed = filecmp.cmpfiles(site, again, sorted(names), shallow=False)
    assert [name for name in differing if not name.endswith(".gz")] == []
    assert failed == []


def test_filled_shell_is_the_page_that_the_theme_makes(
    review: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A made page is the same to the byte as when the whole theme runs for it."""
    whole = tmp_path / "whole"
    monkeypatch.setattr("livingreview.site.made_files.MADE_TEMPLATE", "main.html")
    build_site(review, whole)
    pages = sorted(path.relative_to(site) for path in site.rglob("index.html"))
    kinds = ("sources/alder2020fern", "trials/NCT00000001", "sources/by-year/2020")
    assert {f"{kind}/index.html" for kind in kinds} <= {path.as_posix() for path in pages}
    for path in pages:
        assert (site / path).read_bytes() == (whole / path).read_bytes(), path


def test_former_address_of_a_source_leads_on(review: Path, tmp_path: Path) -> None:
    """The page at an alias leads to the source, with canonical link, out of sitemap and search."""
    entry = review / "references/sources/alder2020fern.yml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text + "aliases: [alder2019fern, alder_old]\n", encoding="utf-8")
    site = tmp_path / "site"
    build_site(review, site)
    for alias in ("alder2019fern", "alder_old"):
        html = read(site, f"sources/{alias}")
        assert '<meta name="robots" content="noindex">' in html
        assert 'rel="canonical" href="https://fern.example/sources/alder2020fern/"' in html
        (target,) = re.findall(r'url=([^"]+)"', html)
        assert f'<a href="{target}">Alder 2020</a>' in html
        assert (site / "sources" / alias / target / "index.html").is_file()
        assert "data-pagefind-body" not in html
        assert f"sources/{alias}" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_no_id_stands_twice_on_a_page(review: Path, tmp_path: Path) -> None:
    """Blocks shown twice, headings that cite and headings in any script have ids of their own."""
    blocks = (
        'forest_plot("cleared")', 'outcome_table("cleared")', 'claim("elm2019review/clears-most")',
        "timeline()", "trial_table()", "flow_diagram()",
    )  # fmt: skip
    twice = "\n".join(f"\n{{{{ {block} }}}}\n" * 2 for block in blocks)
    headings = "".join(
        f"\n## {heading}\n"
        for heading in (
            'It cites {{ cite("alder2020fern") }}',
            "急性",
            "慢性",
            "A+ cells",
            "A− cells",
            "References",
        )
    )
    page = review / "docs/index.md"
    page.write_text(page.read_text(encoding="utf-8") + twice + headings, encoding="utf-8")
    build_site(review, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        ids = re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))
        assert sorted({id for id in ids if ids.count(id) > 1}) == [], path
    assert 'id="it-cites"' in (tmp_path / "site/index.html").read_text(encoding="utf-8")

"""What goes out with a page: the boxes 'Cite this', and the metadata that machines read."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from livingreview.bibliography.addresses import link_label
from livingreview.bibliography.pandoc import run_pandoc
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.records import read_records
from livingreview.library.loading import load_library
from livingreview.pages import citing
from livingreview.pages.source_pages import source_pages
from livingreview.rendering.addresses import licence_address, page_address
from livingreview.rendering.source_cards import ORDERS

SITE = citing.Site("Ferns & 100% of #1_moss {x", url="https://ferns.example/")


@pytest.fixture(scope="module")
def library(root: Path):
    """Read the tiny review."""
    library = load_library(root / "tests/data/review").library
    assert library is not None
    return library


def formats(html: str) -> list[str]:
    """Give what a box offers to copy: text, BibTeX, RIS."""
    return [unescape(found) for found in re.findall(r"<code>(.*?)</code>", html, re.DOTALL)]


def test_cite_page_escapes_what_tex_would_obey(library) -> None:
    """Signs of TeX in titles and names reach a BibTeX reader as letters."""
    page = citing.citable(library, SITE, "Safety_a & 5% {of} #2", "safety/")
    text, bibtex, ris = formats(citing.cite_page(replace(page, maintainers="A & B_c")))
    (item,) = json.loads(run_pandoc(bibtex, ["--from=biblatex", "--to=csljson"]))
    title = "Safety_a & 5% {of} #2 — Ferns & 100% of #1_moss {x"
    assert re.sub("<[^>]*>", "", item["title"]) == title
    assert item["author"] == [{"literal": "A & B_c"}]
    assert title in text
    assert f"TI  - {title}" in ris
    assert {"TY  - ELEC", "AU  - A & B_c"} <= set(ris.splitlines())


def test_cite_page_encodes_spaces_in_the_address(library) -> None:
    """The address of a page with spaces works wherever it is pasted."""
    page = citing.citable(library, SITE, "My page", "My page with spaces/")
    boxes = formats(citing.cite_page(page))
    assert all("https://ferns.example/My%20page%20with%20spaces/" in box for box in boxes)
    assert not any("My page with" in box for box in boxes)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-NC-SA 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://ferns.example/terms", "https://ferns.example/terms"),
        ("All rights reserved", {"@type": "CreativeWork", "name": "All rights reserved"}),
    ],
)
def test_page_head_states_the_licence_of_the_review(library, licence, expected) -> None:
    """Machines read the licence that review.yml gives, and no other."""
    page = replace(citing.citable(library, SITE, "Page", "page/"), licence=licence)
    head = citing.page_head(library, page, "A page.", "data/")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', head)[1])
    assert data["license"] == expected
    assert licence_address(licence) == (expected if isinstance(expected, str) else "")


def test_cite_source_holds_the_resolved_record(library) -> None:
    """The box of a source is read without the file that the record came from."""
    for source in library.sources.values():
        _, bibtex, ris = formats(citing.cite_source(source.record))
        records, problems = parse_bib(bibtex, "box.bib")
        assert problems == ()
        assert [record.key for record in records] == [source.key]
        assert f"ID  - {source.key}" in ris


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://arxiv.org/abs/2301.00001", "arXiv"),
        ("https://www.biorxiv.org/content/1", "bioRxiv"),
        ("https://clinicaltrials.gov/study/NCT00000000", "ClinicalTrials.gov"),
        ("https://ferns.example/arxiv.org", "Web page"),
    ],
)
def test_link_is_called_by_its_kind(url, label) -> None:
    """A link's label says where it leads."""
    assert link_label(url) == label


def test_source_page_labels_its_links(library) -> None:
    """A preprint's link is called by its archive, and no link is shown twice."""
    key, source = next(iter(library.sources.items()))
    urls = {"https://arxiv.org/abs/2301.00001": 1, "https://doi.org/10.5555/1": 0}
    for url, times in urls.items():
        record = replace(source.record, url=url, doi="10.5555/1")
        changed = replace(library, sources={key: replace(source, record=record)})
        (page,) = source_pages(changed, {}, SITE)
        links = re.search(r'<p class="lr-links">.*?</p>', page.html())[0]
        assert links.count(">arXiv</a>") == times
        assert links.count(">DOI</a>") == 1
        assert "Publisher" not in links


def test_source_page_counts_patients_by_the_words_of_the_review(library) -> None:
    """A characteristic is shown under its label of review.yml, as a count or a printed share."""
    key, source = next(iter(library.sources.items()))
    for counts, shown in (
        ({"fever-before": 0}, ["0 of 20"]),
        ({"fever-before": 0.5}, ["50%"]),
        ({}, []),
    ):
        design = replace(source.design, characteristics=counts)
        changed = replace(library, sources={key: replace(source, design=design)})
        (page,) = source_pages(changed, {}, SITE)
        assert re.findall(r"<dt>Fever before</dt>\s*<dd[^>]*>([^<]+)</dd>", page.html()) == shown


def test_newest_first_knows_months(library) -> None:
    """Of one year the later month comes first, an unknown month last; a season is no month."""
    dates = {
        "may": "2020-05",
        "late": "2020-12-31",
        "none": "2020",
        "old": "2019-12",
        "s": "2020-23",
    }
    text = "\n".join(
        f"@article{{a2020{key}, title={{T {key}}}, date={{{date}}}}}" for key, date in dates.items()
    )
    records = read_records(parse_bib(text, "x.bib")[0], {}, "apa")[0]
    source = next(iter(library.sources.values()))
    sources = [replace(source, key=key, record=record) for key, record in records.items()]
    ordered = [source.key for source in sorted(sources, key=ORDERS["year"])]
    assert ordered == ["a2020late", "a2020may", "a2020none", "a2020s", "a2020old"]


def test_page_address_without_a_site() -> None:
    """Where the site's address is not known, no page has one."""
    assert (page_address("", "a/"), page_address("https://a.b/", "")) == ("", "https://a.b/")

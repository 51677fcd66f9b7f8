"""What leaves the site: RIS, CSL-JSON and BibTeX, read back by other programs."""

import json
import re

import pytest
import rispy
import yaml

from livingreview.bibliography import exchange
from livingreview.bibliography.bibtex import as_tex, write_entry
from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.csl_text import whole_family
from livingreview.bibliography.pandoc import run_pandoc
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.records import read_records
from places import DATA

BIBTEX = DATA / "bibtex"
EXPORTS = yaml.safe_load((BIBTEX / "exports.yml").read_text(encoding="utf-8"))
TYPES = yaml.safe_load((BIBTEX / "references.yml").read_text(encoding="utf-8"))
RIS_TYPES = {
    "article": {"JOUR", "UNPB"}, "artwork": {"ART"}, "audio": {"SOUND"}, "book": {"BOOK"},
    "bookinbook": {"CHAP"}, "booklet": {"PAMP"}, "collection": {"BOOK"}, "conference": {"CONF"},
    "dataset": {"DATA"}, "electronic": {"ELEC"}, "image": {"ART"}, "inbook": {"CHAP"},
    "incollection": {"CHAP"}, "inproceedings": {"CONF"}, "inreference": {"ENCYC"},
    "jurisdiction": {"CASE"}, "legislation": {"STAT"}, "letter": {"PCOMM"}, "manual": {"BOOK"},
    "mastersthesis": {"THES"}, "misc": {"GEN"}, "movie": {"VIDEO"}, "music": {"SOUND"},
    "mvbook": {"BOOK"}, "mvcollection": {"BOOK"}, "mvproceedings": {"BOOK"},
    "mvreference": {"BOOK"}, "online": {"ELEC"}, "patent": {"PAT"}, "performance": {"SLIDE"},
    "periodical": {"JFULL"}, "phdthesis": {"THES"}, "preprint": {"UNPB"}, "proceedings": {"BOOK"},
    "reference": {"BOOK"}, "report": {"RPRT"}, "review": {"JOUR"}, "software": {"COMP"},
    "standard": {"STAND"}, "suppbook": {"CHAP"}, "suppcollection": {"CHAP"},
    "suppperiodical": {"JOUR"}, "techreport": {"RPRT"}, "thesis": {"THES"},
    "unpublished": {"UNPB"}, "video": {"VIDEO"}, "www": {"ELEC"},
}  # fmt: skip


def read(text):
    """Read BibTeX text to records, as the site has them."""
    records, problems = parse_bib(text, "exports.bib", foreign_keys=True)
    assert problems == ()
    return list(read_records(records, {}, "nlm-citation-sequence")[0].values())


@pytest.fixture(scope="module")
def library():
    """Read all cases of every entry type as one library."""
    texts = (case["bib"].replace("{", f"{{c{n}x", 1) for n, case in enumerate(TYPES))
    return read("\n".join(texts))


@pytest.mark.parametrize("case", EXPORTS, ids=[case["name"] for case in EXPORTS])
def test_export(case):
    """A record leaves whole, in each format, under the site's key."""
    record = read(case["bib"])[0]
    item = exchange.csl_item(record)
    ris = exchange.to_ris([item]).splitlines()
    assert [line for line in case.get("ris", ()) if line not in ris] == []
    assert [line for line in ris if line[:2] in case.get("no_ris", ())] == []
    assert {name: item.get(name) for name in case.get("csl", {})} == case.get("csl", {})
    bibtex = record.bibtex.splitlines()
    assert [line for line in case.get("bibtex", ()) if line not in bibtex] == []


def test_export_keeps_one_key(library):
    """The three formats call a work by one key."""
    keys = [record.key for record in library]
    items = [exchange.csl_item(record) for record in library]
    assert [item["id"] for item in items] == keys
    assert re.findall(r"^ID  - (.*)$", exchange.to_ris(items), re.MULTILINE) == keys
    bibtex = "\n".join(record.bibtex for record in library)
    assert re.findall(r"^@\w+\{(.*),$", bibtex, re.MULTILINE) == keys


def test_bibtex_reads_back_to_the_same_meaning(library):
    """An exported BibTeX file, read again, means the same in every field."""
    text = "\n".join(record.bibtex for record in library)
    records, problems = parse_bib(text, "again.bib")
    assert problems == ()
    again = to_csl(records)[0]
    # @preprint leaves as @misc, which is what BibTeX and biber take it for.
    expected = {
        record.key: dict(record.csl) | ({"type": "document"} if record.type == "preprint" else {})
        for record in library
    }
    assert again == expected


def test_bibtex_is_read_by_pandoc(library):
    """Another reader finds each work, its title and its people."""
    text = "\n".join(record.bibtex for record in library)
    found = json.loads(run_pandoc(text, ["--from=biblatex", "--to=csljson"]))
    assert [item["id"] for item in found] == [record.key for record in library]
    for item, record in zip(found, library, strict=True):
        for role in ("author", "editor", "translator"):
            assert len(item.get(role, ())) == len(record.csl.get(role, ())), record.key
        assert item.get("DOI") == record.csl.get("DOI")
        assert item.get("issued", {}).get("date-parts") == record.csl["issued"]["date-parts"]


def test_ris_is_read_back_in_every_field(library):
    """RIS holds the people, titles, numbers, dates and addresses of each work."""
    items = [exchange.csl_item(record) for record in library]
    found = json.loads(run_pandoc(exchange.to_ris(items), ["--from=ris", "--to=csljson"]))
    assert len(found) == len(items)
    for got, item in zip(found, items, strict=True):
        assert re.sub("<[^>]*>", "", got["title"]) == item["title"]
        for role in ("author", "editor"):
            assert _families(got.get(role, ())) == _families(item.get(role, ())), item["id"]
        assert got["issued"]["date-parts"][0][0] == item["issued"]["date-parts"][0][0]
        for name in ("DOI", "URL", "volume", "publisher"):
            assert got.get(name) == item.get(name), item["id"]


def _families(names):
    """Give each name's last word: pandoc takes a group in RIS for a person."""
    return [(name.get("literal") or whole_family(name)).split()[-1] for name in names]


def test_ris_types(library):
    """Each entry type has a type that RIS knows, the nearest there is."""
    for record in library:
        kind = rispy.loads(exchange.to_ris([exchange.csl_item(record)]))[0]["type_of_reference"]
        assert kind in rispy.TYPE_OF_REFERENCE_MAPPING
        assert kind in RIS_TYPES[record.type], record.key


def test_label_for_a_missing_title():
    """Without a title, our label leaves in brackets."""
    records, _ = parse_bib("@article{doe2020x, journal={J}, year={2020}}", "x.bib")
    record = read_records(records, {"doe2020x": "report <of> 2020"}, "apa")[0]["doe2020x"]
    assert exchange.csl_item(record)["title"] == "[report <of> 2020]"
    assert "TI  - [report <of> 2020]" in exchange.to_ris([exchange.csl_item(record)])


@pytest.mark.parametrize(
    "text", ["A & B", "100% #1 a_b", "open { brace", "C:\\temp ~x^2", "5 $ and }", "plain"]
)
def test_entry_of_plain_text_reads_back(text):
    """Any text is escaped so that it reads back letter for letter."""
    entry = write_entry("misc", "page2020", {"title": f"{{{as_tex(text)}}}", "year": "2020"})
    found = json.loads(run_pandoc(entry, ["--from=biblatex", "--to=csljson"]))
    assert re.sub("<[^>]*>", "", found[0]["title"]).replace("\xa0", " ") == text


def test_real_library_leaves_as_it_came(root):
    """Every record of a real review, written as BibTeX, reads back to the same meaning."""
    text = (root / "tests/data/bibtex/of-2026-11-25.bib").read_text(encoding="utf-8")
    library = read(text)
    assert len(library) == text.count("\n@")
    again, problems = parse_bib("\n".join(record.bibtex for record in library), "again.bib")
    assert problems == ()
    assert to_csl(again)[0] == {record.key: dict(record.csl) for record in library}

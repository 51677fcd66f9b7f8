"""What becomes of fields: cases in `data/bibtex/fields.yml`, and no field without an answer."""

import pytest
import yaml

from livingreview.bibliography import tex
from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.fields import (
    KEPT_FIELDS,
    LEFT_OUT_FIELDS,
    TEXT_FIELDS,
    near_field,
    printed_texts,
)
from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.printing import format_references
from livingreview.bibliography.records import read_records
from livingreview.bibliography.rules import record_problems
from places import DATA

CASES = yaml.safe_load((DATA / "bibtex/fields.yml").read_text(encoding="utf-8"))
# The fields of BibTeX's and biblatex's manuals (2.2.2 to 2.2.5), but for custom ones.
STANDARD = """
    abstract addendum address afterword annotation annotator annote author authortype bookauthor
    bookpagination booksubtitle booktitle booktitleaddon chapter commentator crossref date doi
    edition editor editora editorb editorc editortype eid entryset entrysubtype eprint eprintclass
    eprinttype eventdate eventtitle eventtitleaddon execute file foreword gender holder howpublished
    ids indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue
    issuesubtitle issuetitle iswc journal journalsubtitle journaltitle key keywords label langid
    language library location mainsubtitle maintitle maintitleaddon month nameaddon note number
    options organization origdate origlanguage origlocation origpublisher origtitle pages pagetotal
    pagination part presort publisher pubstate related relatedoptions relatedstring relatedtype
    reprinttitle school series shortauthor shorteditor shorthand shortjournal shortseries shorttitle
    sortkey sortname sorttitle sortyear subtitle title titleaddon translator type url urldate venue
    version volume volumes xdata xref year
""".split()  # noqa: SIM905 - a list a line would fill the screen


# Fields that reference managers, publishers and databases write beside these.
EXPORTED = """
    adsnote adsurl affiliation affiliations author-email author_keywords category chemicals
    citation-subset citedby coden collaboration comment contributor copyright
    correspondence_address created creationdate da date-added date-modified day document_type
    earlyaccessdate eissn funding groups hashid hyphenation id issue-date issue_date journal-iso
    keywords-plus langidopts lastchecked lccn license lista local-url mendeley-groups mendeley-tags
    modificationdate mrclass mrnumber numpages owner pdf primaryclass priority publication_stage
    ranking rating readstatus references refid reportnumber research-areas review reviewer rights
    shorthandintro slaccitation sortshorthand source status subtype tags time times-cited timestamp
    ty unique-id usera userb userc userd usere userf verba web-of-science-categories zblnumber
    afterwordtype editoratype editorbtype editorctype issuetitleaddon journaltitleaddon
    translatortype
""".split()  # noqa: SIM905 - a list a line would fill the screen
# biblatex's localisation keys, by the field in which they stand for words.
LOCALISED = {
    "type": {
        "bathesis": "Bachelor’s thesis", "mathesis": "Master’s thesis",
        "mastersthesis": "Master’s thesis", "phdthesis": "PhD thesis",
        "candthesis": "Candidate thesis", "techreport": "technical report",
        "resreport": "research report", "software": "computer software", "datacd": "CD-ROM",
        "audiocd": "audio CD", "patent": "patent", "patentde": "German patent",
        "patenteu": "European patent", "patentfr": "French patent", "patentuk": "British patent",
        "patentus": "U.S. patent", "patreq": "patent request",
        "patreqde": "German patent request", "patreqeu": "European patent request",
        "patreqfr": "French patent request", "patrequk": "British patent request",
        "PatReqUS": "U.S. patent request",
    },
    "location": {
        "countryde": "Germany", "countryeu": "European Union", "countryep": "European Union",
        "countryfr": "France", "countryuk": "United Kingdom",
        "countryus": "United States of America",
    },
    "address": {"countryfr": "France"},
    "series": {
        "newseries": "new series", "oldseries": "old series", "newser": "new series",
        "oldser": "old series",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def printed():
    """All cases as one library: their items, and their references in NLM style."""
    text = "\n".join(case["bib"].replace("x2020y", f"x2020y{n}", 1) for n, case in enumerate(CASES))
    records, problems = parse_bib(text, "cases.bib")
    items, more = to_csl(records)
    assert (problems, more) == ((), ())
    return items, format_references(items, "nlm-citation-sequence")


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["bib"] for case in CASES])
def test_fields_of_a_record(printed, number):
    """A record is printed, and means, what its case says."""
    case, key = CASES[number], f"x2020y{number}"
    items, references = printed
    assert {name: items[key].get(name) for name in case.get("csl", {})} == case.get("csl", {})
    assert references[key] == case.get("printed", references[key])


def test_tex_of_a_field_is_decoded_once(monkeypatch):
    """What a record means and how it is printed comes from the text that parsing made."""
    decoded = []

    def counted(source, depth, simplified=tex._simplified):
        decoded.append(source)
        return simplified(source, depth)

    monkeypatch.setattr(tex, "_simplified", counted)
    (record,), problems = parse_bib(
        r"@article{doe2020word, author={D{\'o}e, Jane}, title={A w{\o}rd}, journal={J. of~Words},"
        r" year={2020}, month={3}, pubstate={inpress}, keywords={a, b}, abstract={50\% \foo}}",
        "a.bib",
    )
    assert problems == ()
    assert (record.text("title"), record.text("journal")) == ("A wørd", "J. of Words")
    assert [name.family for name in record.names("author").names] == ["Dóe"]
    assert record.text("abstract") == ""
    before = sorted(decoded)
    list(record_problems(record, foreign=False))
    read_records([record], {}, "apa")
    assert sorted(decoded) == before
    assert len(set(before)) == len(before) - 1  # a list of one name is read whole and as a name


def test_every_standard_field_has_an_answer():
    """Each field of the manuals is in one of the tables, and in one only."""
    tables = (TEXT_FIELDS, KEPT_FIELDS, LEFT_OUT_FIELDS)
    assert [name for name in STANDARD if sum(name in table for table in tables) != 1] == []
    assert sum(map(len, tables)) == len(TEXT_FIELDS | KEPT_FIELDS | LEFT_OUT_FIELDS)


@pytest.mark.parametrize("name", EXPORTED)
def test_field_of_an_export_is_left_alone(name):
    """What programs write for themselves is no misspelt field, and may hold letters gone wrong."""
    text = f"@misc{{a2020b, title = {{T}}, year = {{2020}}, {name} = {{fÃ©rn \\foo}}}}"
    (record,), problems = parse_bib(text, "x.bib")
    assert problems == ()
    assert record.text(name) == ""


@pytest.mark.parametrize(
    ("field", "key"), [(field, key) for field, words in LOCALISED.items() for key in words]
)
def test_localisation_key_becomes_words(field, key):
    """A key of biblatex's is printed as the words that it stands for."""
    (record,), _ = parse_bib(f"@patent{{a2020b, {field} = {{{key}}}}}", "x.bib")
    assert printed_texts(record)[field] == LOCALISED[field][key]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yeer", "year"), ("autor", "author"), ("tittle", "title"), ("jounal", "journal"),
        ("volum", "volume"), ("authors", "author"), ("keyword", "keywords"), ("url2", "url"),
        ("year", ""), ("abstract", ""), ("zeta", ""), ("bdsk-url-1", ""), ("numpages", ""),
        ("issue_title", "issuetitle"),
    ],
)  # fmt: skip
def test_field_that_is_nearly_known(typed, meant):
    """A misspelt field is a problem in a pair, with the field that was meant; none elsewhere."""
    assert near_field(typed) == meant
    text = f"@misc{{a2020b,\n{typed} = {{2023}}}}"
    _, problems = parse_bib(text, "x.bib")
    assert [f"did you mean {meant}?" in p.message for p in problems] == [True] * bool(meant)
    _, problems = parse_bib(text, "x.bib", foreign_keys=True)
    assert not any("did you mean" in p.message for p in problems)

"""The use of each field of a record: printed, kept as metadata, or left out on purpose.

The three tables hold every field of BibTeX and biblatex, and those that reference managers and
publishers add; `docs/reference.md` shows them. `printed_fields` returns what a style receives.
"""

import re
from difflib import get_close_matches

from livingreview.bibliography.names import NAME_FIELDS
from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.tex import plain
from livingreview.bibliography.tex_symbols import hide

# Fields whose TeX is read for printing; each style prints some of them.
TEXT_FIELDS = frozenset((
    *NAME_FIELDS, "title", "subtitle", "titleaddon", "shorttitle", "booktitle", "booksubtitle",
    "booktitleaddon", "maintitle", "mainsubtitle", "maintitleaddon", "journal", "journaltitle",
    "journalsubtitle", "shortjournal", "series", "eventtitle", "venue", "edition", "volume", "part",
    "volumes", "number", "issue", "pages", "pagetotal", "chapter", "publisher", "institution",
    "school", "organization", "address", "location", "howpublished", "note", "addendum", "type",
    "version", "eid", "article-number", "articleno", "articlenumber", "elocation-id",
))  # fmt: skip

# Fields that are dates, identifiers, addresses or links between records.
KEPT_FIELDS = frozenset((
    "date", "year", "month", "pubstate", "urldate", "eventdate", "origdate", "doi", "url", "eprint",
    "eprinttype", "archiveprefix", "issuetitle", "pmid", "pmcid", "pmc", "keywords", "crossref",
    "xdata",
))  # fmt: skip

# Fields that no page shows.
LEFT_OUT_FIELDS = frozenset((
    # BibTeX and biblatex
    "abstract", "afterword", "afterwordtype", "annotation", "annotator", "annote", "authortype",
    "bookpagination", "commentator", "day", "editora", "editorb", "editorc", "editoratype",
    "editorbtype", "editorctype", "editortype", "entryset", "entrysubtype", "eprintclass",
    "execute", "file", "foreword", "gender", "hashid", "holder", "hyphenation", "ids",
    "indexsorttitle", "indextitle", "introduction", "isan", "isbn", "ismn", "isrn", "issn",
    "issuesubtitle", "issuetitleaddon", "iswc", "journaltitleaddon", "key", "label",
    "langid", "langidopts", "language", "lccn", "library", "lista", "nameaddon", "options",
    "origlanguage", "origlocation", "origpublisher", "origtitle", "pagination", "pdf", "presort",
    "primaryclass", "related", "relatedoptions", "relatedstring", "relatedtype", "reprinttitle",
    "shortauthor", "shorteditor", "shorthand", "shorthandintro", "shortseries", "sortkey",
    "sortname", "sortshorthand", "sorttitle", "sortyear", "subtype", "time", "eventtitleaddon",
    "translatortype", "xref", "usera", "userb", "userc", "userd", "usere", "userf", "verba",
    # reference managers and publishers
    "adsnote", "adsurl", "affiliation", "affiliations", "author_keywords", "author-email",
    "category", "chemicals", "citedby", "citation-subset", "coden", "collaboration", "comment",
    "contributor", "copyright", "correspondence_address", "created", "creationdate", "da",
    "date-added", "date-modified", "document_type", "earlyaccessdate", "eissn", "funding", "groups",
    "id", "issue_date", "issue-date", "journal-iso", "keywords-plus", "lastchecked", "license",
    "local-url", "mendeley-groups", "mendeley-tags", "modificationdate", "mrclass", "mrnumber",
    "numpages", "owner", "priority", "publication_stage", "rating", "ranking", "readstatus",
    "refid", "references", "reportnumber", "research-areas", "review", "reviewer", "rights",
    "slaccitation", "source", "status", "times-cited", "timestamp", "tags", "ty", "unique-id",
    "web-of-science-categories", "zblnumber",
))  # fmt: skip

_NEAR = 0.75  # how similar two names must be, as `yeer` and `year` are
_JOURNALS = ("journal", "journaltitle", "shortjournal", "series")
_IN_JOURNALS = frozenset(("article", "periodical", "review", "suppperiodical"))
_ARTICLE_NUMBERS = ("eid", "article-number", "articleno", "articlenumber", "elocation-id")
_MAIN_TITLES = ("maintitle", "mainsubtitle", "maintitleaddon")
_WHOLE_ARTICLE = re.compile(r"1\s*[-–—]+\s*\d+")
# Where a space belongs in a name that is written without spaces.
_CLOSED_UP = re.compile(r"(?<=\w[.])(?=[{}]*\w)|(?<=\w[.])(?=\\?&)|(?<=&)(?=\w)|(?<=:)(?=\w)")
_COUNTRY = re.compile(r"\b(?:U\.S\.S\.R|U\.S\.A|U\.S|U\.K)\.?$")

# The localisation keys of biblatex (section 4.9.2 of its manual), and the words they mean.
_KEYS = {
    "bathesis": "Bachelor’s thesis", "mathesis": "Master’s thesis", "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis", "candthesis": "Candidate thesis",
    "techreport": "technical report", "resreport": "research report",
    "software": "computer software", "datacd": "CD-ROM", "audiocd": "audio CD",
    "patent": "patent", "patentde": "German patent",
    "patenteu": "European patent", "patentfr": "French patent", "patentuk": "British patent",
    "patentus": "U.S. patent", "patreq": "patent request", "patreqde": "German patent request",
    "patreqeu": "European patent request", "patreqfr": "French patent request",
    "patrequk": "British patent request", "patrequs": "U.S. patent request",
    "countryde": "Germany", "countryeu": "European Union", "countryep": "European Union",
    "countryfr": "France", "countryuk": "United Kingdom", "countryus": "United States of America",
    "newseries": "new series", "oldseries": "old series", "newser": "new series",
    "oldser": "old series",
}  # fmt: skip
_KEYED = ("type", "location", "address", "series")


def printed_fields(record: BibRecord) -> dict[str, str]:
    """Return the fields that a citation style receives, as simplified TeX, without the names.

    Localisation keys become words, and the names of journals get a space after each abbreviated
    word. An article number is used as the pages, and an issue as the number if there is no
    number. The series of a journal is put before its volume, and the main title of a book before
    its series.
    """
    sent = {
        field.name: field.tex
        for field in record.fields
        if field.name in TEXT_FIELDS - frozenset(NAME_FIELDS)
    }
    for name in _KEYED:
        if sent.get(name, "").lower() in _KEYS:
            sent[name] = _KEYS[sent[name].lower()]
    if "type" in sent:  # pandoc takes it letter by letter
        sent["type"] = hide(plain(sent["type"]))
    for name in _JOURNALS:
        if name in sent:
            sent[name] = spaced(sent[name])
    numbers = [sent.pop(name) for name in _ARTICLE_NUMBERS if name in sent]
    if number := next(filter(None, numbers), ""):
        sent["pages"] = _located(number, sent.get("pages", ""))
    if sent.get("issue") and sent.get("number", "") in ("", sent["issue"]):
        sent["number"] = sent.pop("issue")
    if record.type in _IN_JOURNALS and (series := sent.pop("series", "")):
        series = f"ser. {series}" if series.isdigit() else series
        sent["volume"] = ", ".join(filter(None, (series, sent.get("volume"))))
    main = [text for name in _MAIN_TITLES if (text := sent.pop(name, ""))]
    if main:
        sent["series"] = ". ".join(filter(None, (*main, sent.get("series"))))
    return {name: text for name, text in sent.items() if text}


def printed_texts(record: BibRecord) -> dict[str, str]:
    """Return the fields that a citation style receives, as plain text."""
    return {name: plain(text) for name, text in printed_fields(record).items()}


def spaced(journal: str) -> str:
    """Return a journal's name with a space after each abbreviated word: `Phys. Rev. D`.

    Styles that drop periods would print a name without spaces as one word. Initials
    (`J.R.R. Tolkien`, `U.S. News`) and hosts (`arXiv.org`) get no space.
    """
    return " ".join(map(_spaced, journal.split(" ")))


def _spaced(word: str) -> str:
    pieces = word.strip("{}.").split(".")
    is_host = pieces[-1].islower() and not word.rstrip("{}").endswith(".")
    is_initials = max(map(len, pieces)) < 2 and not (pieces[0] == "J" and len(pieces) == 2)
    if len(pieces) < 2 or is_host or is_initials:
        return word
    country = _COUNTRY.search(word)
    tail = country.group() if country else ""
    parted = _CLOSED_UP.sub(" ", word.removesuffix(tail))
    return f"{parted} {tail}" if tail else parted


def _located(number: str, pages: str) -> str:
    """Return the place of an article in its volume: its article number, its pages, or both."""
    if not pages or _WHOLE_ARTICLE.fullmatch(pages) or number in pages:
        return pages if pages and number in pages else number
    return f"{number}, {pages}"


def near_field(name: str) -> str:
    """Return the printed or kept field most similar to an unknown name, or an empty text."""
    used = sorted(TEXT_FIELDS | KEPT_FIELDS)
    known = name in LEFT_OUT_FIELDS or name in used or not name[:1].isalpha()
    near = [] if known else get_close_matches(name, used, n=1, cutoff=_NEAR)
    return near[0] if near else ""

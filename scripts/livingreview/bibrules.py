"""Rules on one bibliography record: what its fields must hold; one rule, one function."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from livingreview.bibdates import date_problems
from livingreview.bibnames import NAME_FIELDS, name_problems
from livingreview.bibrecord import BibField, BibRecord
from livingreview.characters import fault, hidden_at
from livingreview.problems import Problem, shown
from livingreview.tex import simplify

# Types of BibTeX and biblatex, and those that Zotero and publishers write.
KNOWN_TYPES = frozenset((
    "article", "artwork", "audio", "bibnote", "book", "bookinbook", "booklet", "collection",
    "conference", "dataset", "electronic", "image", "inbook", "incollection", "inproceedings",
    "inreference", "jurisdiction", "legal", "legislation", "letter", "manual", "mastersthesis",
    "misc", "movie", "music", "mvbook", "mvcollection", "mvproceedings", "mvreference", "online",
    "patent", "performance", "periodical", "phdthesis", "preprint", "proceedings", "reference",
    "report", "review", "set", "software", "standard", "suppbook", "suppcollection",
    "suppperiodical", "techreport", "thesis", "unpublished", "video", "www", "xdata",
))  # fmt: skip

# The fields whose TeX is read for printing; others are kept as they stand.
TEXT_FIELDS = frozenset((
    "author", "editor", "translator", "bookauthor", "title", "subtitle", "titleaddon", "shorttitle",
    "booktitle", "booksubtitle", "maintitle", "journal", "journaltitle", "journalsubtitle",
    "shortjournal", "series", "eventtitle", "venue", "edition", "volume", "number", "issue",
    "pages", "pagetotal", "chapter", "publisher", "institution", "school", "organization",
    "address", "location", "howpublished", "note", "type", "version",
))  # fmt: skip

MOST_CHARACTERS = 100_000  # an abstract, or 3,000 authors
MOST_PRINTED = 10_000  # any other printed value; the longest real titles have some 500
MOST_NESTED = 30  # braces in braces; real titles have four at most

_SHORT_FIELDS = TEXT_FIELDS - frozenset(NAME_FIELDS)
_SWALLOWED = re.compile(r",\s*([A-Za-z]+)\s*=\s*[{\"]")
_ADDRESS = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_&%#~{}$^])(?:\{\})?")


def record_problems(record: BibRecord) -> Iterator[Problem]:
    """Run every rule over one record."""
    for rule in _RULES:
        yield from rule(record)


def within_bounds(field: BibField, owner: str, path: str) -> tuple[BibField, tuple[Problem, ...]]:
    """Empty a value that is too long or too deep to be meant, and say so."""
    depth, most = 0, 0
    for brace in re.findall(r"[{}]", field.value):
        depth += 1 if brace == "{" else -1
        most = max(most, depth)
    most_characters = MOST_PRINTED if field.name in _SHORT_FIELDS else MOST_CHARACTERS
    if len(field.value) > most_characters:
        message = f"must have at most {most_characters} characters (got {len(field.value)})"
    elif most > MOST_NESTED:
        message = f"must nest at most {MOST_NESTED} braces (got {most})"
    else:
        return field, ()
    problem = Problem(path, field.line, field.column, f"{owner}.{field.name}", message)
    return BibField(field.name, "", field.line, field.column), (problem,)


def address(value: str) -> str:
    r"""Give the working web address in a value: `\url{}` taken off, TeX escapes undone."""
    match = _ADDRESS.fullmatch(value.strip())
    return _ESCAPED.sub(r"\1", match[1] if match else value).strip().strip("{}<>")


def bare_doi(value: str) -> str:
    """Give a DOI without its resolver's address or `doi:`, TeX escapes undone."""
    return _DOI_PREFIX.sub("", _ESCAPED.sub(r"\1", _strip_command(value)).strip().strip("{}"))


def is_web(link: str) -> bool:
    """Say whether an address is http or https, without spaces or control characters."""
    return re.fullmatch(r"https?://[^\s\x00-\x1f\x7f/][^\s\x00-\x1f\x7f]*", link, re.I) is not None


def check_type(record: BibRecord) -> Iterator[Problem]:
    """The type must be one that BibTeX, biblatex or Zotero knows; another is read as misc."""
    if record.type not in KNOWN_TYPES:
        close = get_close_matches(record.type, sorted(KNOWN_TYPES), n=1)
        hint = f"; did you mean @{close[0]}?" if close else "; it is read as @misc"
        message = f"must have a known type (got @{record.type}{hint})"
        yield Problem(record.path, record.line, 0, record.alias or record.key, message)


def check_characters(record: BibRecord) -> Iterator[Problem]:
    """No value must hold a hidden character: a control, a direction, private use, a lost letter."""
    for field in record.fields:
        if (offset := hidden_at(field.value)) is not None:
            yield _problem_at(record, field, offset, fault(field.value, offset))


def check_tex(record: BibRecord) -> Iterator[Problem]:
    """Printed fields must hold only TeX that we can read, so that nothing vanishes in silence."""
    for field in record.fields:
        if field.name in TEXT_FIELDS and ("\\" in field.value or "$" in field.value):
            for fault in simplify(field.value).faults:
                yield _problem_at(record, field, fault.offset, fault.message)


def check_swallowed(record: BibRecord) -> Iterator[Problem]:
    """A printed value must not hold another field: a brace or quote is missing before it."""
    for field in record.fields:
        if field.name in TEXT_FIELDS and (match := _SWALLOWED.search(field.value)):
            message = f"must be closed before the field {match[1]} (a brace or quote is missing)"
            yield _problem_at(record, field, match.start(), message)


def check_links(record: BibRecord) -> Iterator[Problem]:
    """Links must start with http:// or https://."""
    if record.find("url") and not is_web(address(record.get("url"))):
        message = f"must be an http or https address (got {shown(record.get('url'))})"
        yield record.problem("url", message)
    for field in record.fields:
        for match in _ADDRESS.finditer(field.value) if field.name in TEXT_FIELDS else ():
            if not is_web(address(match[1])):
                message = f"must link to http or https addresses (got {shown(match[1])})"
                yield _problem_at(record, field, match.start(), message)


def check_doi(record: BibRecord) -> Iterator[Problem]:
    """A DOI must read `10.…/…`, with or without https://doi.org/ before it."""
    if record.find("doi") and not _DOI.fullmatch(bare_doi(record.get("doi"))):
        yield record.problem("doi", f"must be 10.…/… (got {shown(record.get('doi'))})")


_RULES: tuple[Callable[[BibRecord], Iterator[Problem]], ...] = (
    check_type,
    check_characters,
    check_tex,
    check_swallowed,
    check_links,
    check_doi,
    name_problems,
    date_problems,
)


def _problem_at(record: BibRecord, field: BibField, offset: int, message: str) -> Problem:
    """Say what is wrong at an offset of a value; the column only where the value is one piece."""
    line, column = field.line, 0
    if field.column:
        before = field.value[:offset]
        line += before.count("\n")
        start = 0 if "\n" in before else field.column + 1
        column = start + len(before) - (before.rfind("\n") + 1) + (0 if start else 1)
    return Problem(record.path, line, column, f"{record.alias or record.key}.{field.name}", message)


def _strip_command(value: str) -> str:
    match = _ADDRESS.fullmatch(value.strip())
    return match[1] if match else value

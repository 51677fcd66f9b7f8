"""The rules that the fields of one bibliography record must keep, one function per rule."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from livingreview.bibliography.dates import date_problems
from livingreview.bibliography.fields import LEFT_OUT_FIELDS, TEXT_FIELDS, near_field
from livingreview.bibliography.names import NAME_FIELDS
from livingreview.bibliography.record import BibField, BibRecord
from livingreview.bibliography.verbatim import LINK_COMMAND, address, bare_doi, is_doi, is_web
from livingreview.files import fault, hidden_at
from livingreview.problems import Problem, shown

# The types of BibTeX and biblatex, and those that Zotero and publishers write.
KNOWN_TYPES = frozenset((
    "article", "artwork", "audio", "bibnote", "book", "bookinbook", "booklet", "collection",
    "conference", "dataset", "electronic", "image", "inbook", "incollection", "inproceedings",
    "inreference", "jurisdiction", "legal", "legislation", "letter", "manual", "mastersthesis",
    "misc", "movie", "music", "mvbook", "mvcollection", "mvproceedings", "mvreference", "online",
    "patent", "performance", "periodical", "phdthesis", "preprint", "proceedings", "reference",
    "report", "review", "set", "software", "standard", "suppbook", "suppcollection",
    "suppperiodical", "techreport", "thesis", "unpublished", "video", "www", "xdata",
))  # fmt: skip

MOST_CHARACTERS = 100_000  # an abstract, or 3,000 authors
MOST_PRINTED = 10_000  # any other printed value; the longest real titles have some 500
MOST_NESTED = 30  # braces inside braces; real titles have four at most

_LONG_FIELDS = LEFT_OUT_FIELDS | frozenset(NAME_FIELDS)
_SWALLOWED = re.compile(r",\s*([A-Za-z]+)\s*=\s*[{\"]")
_LOST = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")  # M?ntyl?, after a conversion to ASCII
# UTF-8 that was read as Windows-1252: é as Ã©, α as Î±, a dash as â€“.
_MISREAD = re.compile(
    "[ÂÃÎÏ][\u00a0-\u00bf€‚-†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf‚-†‡“”•–—˜™š›œžŸ]"
)


def record_problems(record: BibRecord, *, foreign: bool) -> Iterator[Problem]:
    """Yield the problems of one record; a foreign library may have types and fields of its own."""
    for rule in _RULES:
        if not (foreign and rule in (check_type, check_fields)):
            yield from rule(record)


def within_bounds(field: BibField, owner: str, path: str) -> tuple[BibField, tuple[Problem, ...]]:
    """Return a field and its problems; a value that is too long or nested too deep is emptied."""
    most_characters = MOST_CHARACTERS if field.name in _LONG_FIELDS else MOST_PRINTED
    if len(field.value) > most_characters:
        message = f"must have at most {most_characters} characters (got {len(field.value)})"
    elif (most := _depth(field.value)) > MOST_NESTED:
        message = f"must nest at most {MOST_NESTED} braces (got {most})"
    else:
        return field, ()
    problem = Problem(path, field.line, field.column, f"{owner}.{field.name}", message)
    return BibField(field.name, "", field.line, field.column), (problem,)


def _depth(value: str) -> int:
    depth, most = 0, 0
    for brace in re.findall(r"[{}]", value):
        depth += 1 if brace == "{" else -1
        most = max(most, depth)
    return most


def check_type(record: BibRecord) -> Iterator[Problem]:
    """A record in references/sources/ must have a type that BibTeX, biblatex or Zotero knows."""
    if record.type not in KNOWN_TYPES:
        close = get_close_matches(record.type, sorted(KNOWN_TYPES), n=1)
        hint = f"; did you mean @{close[0]}?" if close else "; it is read as @misc"
        message = f"must have a known type (got @{record.type}{hint})"
        yield Problem(record.path, record.line, 0, record.alias or record.key, message)


def check_fields(record: BibRecord) -> Iterator[Problem]:
    """A field in references/sources/ must not be a misspelling of a known field (`yeer`)."""
    for field in record.fields:
        if near := near_field(field.name):
            message = f"must be a known field; did you mean {near}?"
            yield record.problem(field.name, message)


def check_characters(record: BibRecord) -> Iterator[Problem]:
    """A value must hold no hidden character, such as a control, and no lost one (`U+FFFD`)."""
    for field in record.fields:
        if (offset := hidden_at(field.value)) is not None:
            yield _problem_at(record, field, offset, fault(field.value, offset))


def check_conversion(record: BibRecord) -> Iterator[Problem]:
    """A printed value must hold no letters that a wrong conversion of its file lost or changed."""
    for field in record.fields:
        if field.name in LEFT_OUT_FIELDS:
            continue
        if field.name in NAME_FIELDS and (match := _LOST.search(field.value)):
            got = shown(field.value[max(0, match.start() - 10) : match.end() + 10])
            message = f"must hold the letters of its source, which a conversion lost (got {got})"
            yield _problem_at(record, field, match.start(), message)
        elif match := _MISREAD.search(field.value):
            meant = match[0].encode("cp1252", "replace").decode(errors="replace")
            message = f"must be UTF-8 throughout; did you mean {meant}? (got {shown(match[0])})"
            yield _problem_at(record, field, match.start(), message)


def check_tex(record: BibRecord) -> Iterator[Problem]:
    """A printed field must hold only TeX that can be read, so that no text is lost unnoticed."""
    for field in record.fields:
        if field.name in TEXT_FIELDS:
            for wrong in field.faults:
                yield _problem_at(record, field, wrong.offset, wrong.message)


def check_swallowed(record: BibRecord) -> Iterator[Problem]:
    """A printed value must not hold another field, as it does if a brace or quote is missing."""
    for field in record.fields:
        if field.name in TEXT_FIELDS and (match := _SWALLOWED.search(field.value)):
            message = f"must be closed before the field {match[1]} (a brace or quote is missing)"
            yield _problem_at(record, field, match.start(), message)


def check_links(record: BibRecord) -> Iterator[Problem]:
    """A link must start with http:// or https:// and hold no TeX that cannot be decoded."""
    if record.find("url") and not is_web(link := address(record.get("url"))):
        advice = "with spaces and signs percent-encoded " if link.lower().startswith("http") else ""
        message = f"must be an http or https address {advice}(got {shown(record.get('url'))})"
        yield record.problem("url", message)
    for field in record.fields:
        for match in LINK_COMMAND.finditer(field.value) if field.name in TEXT_FIELDS else ():
            if not is_web(address(match[1])) and not is_doi(bare_doi(match[1])):
                message = f"must link to http or https addresses (got {shown(match[1])})"
                yield _problem_at(record, field, match.start(), message)


def check_doi(record: BibRecord) -> Iterator[Problem]:
    """A DOI must have the form `10.…/…`, with or without https://doi.org/ before it."""
    if record.find("doi") and not is_doi(bare_doi(record.get("doi"))):
        yield record.problem("doi", f"must be 10.…/… (got {shown(record.get('doi'))})")


def name_problems(record: BibRecord) -> Iterator[Problem]:
    """A list of names must join them by `and`, and each name must be readable in one way only."""
    for field in NAME_FIELDS:
        for message in record.names(field).faults:
            yield record.problem(field, message)


_RULES: tuple[Callable[[BibRecord], Iterator[Problem]], ...] = (
    check_type,
    check_fields,
    check_characters,
    check_conversion,
    check_tex,
    check_swallowed,
    check_links,
    check_doi,
    name_problems,
    date_problems,
)


def _problem_at(record: BibRecord, field: BibField, offset: int, message: str) -> Problem:
    """Return a problem at an offset of a value, without a column if the value has several parts."""
    line, column = field.line, 0
    if field.column:
        before = field.value[:offset]
        line += before.count("\n")
        start = 0 if "\n" in before else field.column + 1
        column = start + len(before) - (before.rfind("\n") + 1) + (0 if start else 1)
    return Problem(record.path, line, column, f"{record.alias or record.key}.{field.name}", message)

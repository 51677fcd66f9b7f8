"""The writer of BibTeX: records with resolved values, escaped for BibTeX and biber.

A record is written with the field names that both programs know: `journal`, `year`, `month`.
A date that says more than year and month is written as `date` as well, which biber prefers.
"""

import re
from collections.abc import Iterator, Mapping

from livingreview.bibliography.dates import issued
from livingreview.bibliography.fields import TEXT_FIELDS
from livingreview.bibliography.grammar import MONTHS
from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.verbatim import address, bare_doi

# The order in which fields are written; all others follow, sorted by name.
_FIRST_FIELDS = (
    "author", "editor", "title", "subtitle", "booktitle", "journal", "shortjournal", "series",
    "edition", "year", "month", "date", "volume", "number", "issue", "eid", "pages", "publisher",
    "institution", "school", "organization", "howpublished", "address", "doi", "pmid", "pmcid",
    "eprint", "eprinttype", "url", "urldate",
)  # fmt: skip
# Names that only biblatex knows, and the names that both programs know.
_SHARED_NAMES = {"journaltitle": "journal", "location": "address"}
_DATES = frozenset(("year", "month", "date", "day"))
_VERBATIM = {"doi": bare_doi, "url": address}
# Pieces of a value in which no sign may be escaped: addresses, math, escaped signs.
_KEPT = re.compile(
    r"\\(?:url|href)\s*\{[^{}]*\}|\\ensuremath\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\.|\$[^$]*\$", re.DOTALL
)
_BARE = re.compile(r"[&%#_$]")
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$",
})  # fmt: skip


def write_record(record: BibRecord, kind: str = "") -> str:
    """Return one record as BibTeX, under the key that the site uses; `kind` is another type."""
    fields = dict(_dates(record))
    for field in record.fields:
        name = _SHARED_NAMES.get(field.name, field.name)
        if field.name in _DATES and "year" in fields:
            continue
        fields.setdefault(name, _value(field.name, field.value))
    # Neither BibTeX nor biblatex has a type for preprints.
    known = "misc" if record.type == "preprint" else record.type
    return write_entry(kind or known, record.key, fields)


def write_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Return a BibTeX entry from values that are TeX or addresses; empty ones are left out."""

    def place(name: str) -> tuple[int, str]:
        known = name in _FIRST_FIELDS
        return (_FIRST_FIELDS.index(name) if known else len(_FIRST_FIELDS), name)

    lines = [
        f"  {name} = {value if name == 'month' and value in MONTHS else f'{{{value}}}'},\n"
        for name in sorted(fields, key=place)
        if (value := " ".join(fields[name].split()))
    ]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def as_tex(text: str) -> str:
    """Return a plain text escaped, so that TeX prints each of its characters."""
    return text.translate(_TEX)


def _value(name: str, value: str) -> str:
    """Return a value with its bare signs escaped; a DOI or a web address in its working form."""
    if name in _VERBATIM:
        return _VERBATIM[name](value)
    if name not in TEXT_FIELDS:
        return value
    at, pieces = 0, []
    for kept in _KEPT.finditer(value):
        pieces += [_BARE.sub(r"\\\g<0>", value[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*pieces, _BARE.sub(r"\\\g<0>", value[at:])])


def _dates(record: BibRecord) -> Iterator[tuple[str, str]]:
    """Yield the fields of a publication date, as BibTeX and biber read them."""
    dates = issued(record)
    if not dates:
        return
    year, *rest = dates[0]
    yield "year", str(year)
    if rest and rest[0] <= len(MONTHS) and len(dates) == 1:
        yield "month", MONTHS[rest[0] - 1]
    if len(dates) > 1 or rest[1:] or (rest and rest[0] > len(MONTHS)):
        ends = ("-".join(f"{part:02d}" for part in date) for date in dates)
        yield "date", "/".join(ends)

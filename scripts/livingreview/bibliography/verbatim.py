r"""The working DOI, web address or identifier in fields such as `doi`, `url` and `eprint`.

TeX (`{\_}`, `\ensuremath{<}`), HTML entities (`&lt;`) and, in a DOI, percent-encoding are decoded
once. A value that still holds TeX afterwards passes neither `is_doi` nor `is_web`.
"""

import re
from urllib.parse import unquote

from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.tex import verbatim_tex

LINK_COMMAND = re.compile(r"\\(?:url|href|nolinkurl|path|doi)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s{}\\$‐‑–—−]+")
_DOI_PREFIX = re.compile(
    r"(?:(?:https?:)?(?://)?(?:(?:dx|www)\.)?doi\.org/+|urn:doi:|info:doi/|doi\s*[:=]?)\s*", re.I
)
_SECOND = re.compile(r"[,;|](?:https?://|doi:|10\.\d{4,9}/)", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f/{}\\$][^\s\x00-\x1f\x7f{}\\$]*", re.IGNORECASE)
_SOLE_LINK = re.compile(rf"\s*(?:{LINK_COMMAND.pattern}|https?://[^\s{{}}\\]\S*)\s*", re.IGNORECASE)
_PMID = re.compile(
    r"(?:pmid\s*:\s*|https?://(?:www\.)?(?:pubmed\.ncbi|ncbi)\.nlm\.nih\.gov/(?:pubmed/)?)?"
    r"([0-9]+)/?",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:pmcid\s*:\s*|https?://\S*nlm\.nih\.gov/(?:pmc/)?articles/)?(?:pmc)?([0-9]+(?:\.[0-9]+)?)/?",
    re.IGNORECASE,
)
_ARXIV = re.compile(r"(?:arxiv\s*:\s*|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)", re.IGNORECASE)
_ARXIV_PAGE = re.compile(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([^?#\s]+?)(?:\.pdf)?$", re.IGNORECASE
)
_ARXIV_DOI = "10.48550/arxiv."
_VERSION = re.compile(r"v[0-9]+$")
_PAIRS = {")": "(", "]": "[", ">": "<"}

# The address of an archive, before the number of an `eprint`.
_ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/", "jstor": "https://www.jstor.org/stable/",
    "hdl": "https://hdl.handle.net/", "hal": "https://hal.science/",
    "googlebooks": "https://books.google.com/books?id=",
}  # fmt: skip


def address(value: str) -> str:
    r"""Return the working web address in a value, without `\url{}`, TeX and HTML entities."""
    typed = _decoded(value)
    return typed[1:-1] if typed[:1] == "<" and typed[-1:] == ">" else typed.rstrip(".,")


def bare_doi(value: str) -> str:
    """Return a DOI, decoded, without `https://doi.org/` or `doi:` before it."""
    doi = _decoded(value)
    if doi[:1] == "<" and doi[-1:] == ">":
        doi = doi[1:-1].strip()
    if _ENCODED.search(doi):
        doi = unquote(doi)
    while match := _DOI_PREFIX.match(doi):
        doi = doi[match.end() :]
    return _without_tail(doi)


def is_doi(doi: str) -> bool:
    """Return whether a text is one DOI that holds no TeX and no percent-encoding."""
    return _DOI.fullmatch(doi) is not None and not (_ENCODED.search(doi) or _SECOND.search(doi))


def is_web(link: str) -> bool:
    """Return whether a text is one http or https address without spaces, controls and TeX."""
    return _WEB.fullmatch(link) is not None and not _SECOND.search(link)


def sole_link(value: str) -> str:
    r"""Return a value that is only a web address or a `\url{…}`; for others, an empty text."""
    return value if _SOLE_LINK.fullmatch(value) else ""


def pmid(record: BibRecord) -> str:
    """Return the PMID of a record, from `pmid` or an `eprint` of that kind, as a bare number."""
    typed = record.text("pmid") or _eprint(record, "pubmed", "pmid", "medline")
    return match[1] if (match := _PMID.fullmatch(typed)) else typed


def pmcid(record: BibRecord) -> str:
    """Return the PMCID of a record, from `pmcid`, `pmc` or an `eprint` of that kind."""
    typed = record.text("pmcid") or record.text("pmc") or _eprint(record, "pmcid", "pmc")
    return f"PMC{match[1]}" if (match := _PMCID.fullmatch(typed)) else typed


def arxiv(record: BibRecord) -> str:
    """Return the arXiv number of a record, without version, from its eprint, DOI or address."""
    typed = _eprint(record, "arxiv")
    doi = bare_doi(record.get("doi"))
    found = (
        _ARXIV.sub("", typed, count=1)
        or (doi[len(_ARXIV_DOI) :] if doi.lower().startswith(_ARXIV_DOI) else "")
        or (match[1] if (match := _ARXIV_PAGE.match(address(record.get("url")))) else "")
    )
    return _VERSION.sub("", found.strip().lower())


def link(record: BibRecord) -> str:
    """Return the web address of a record, from `url`, `howpublished` or `eprint`."""
    found = address(record.get("url")) or address(sole_link(record.get("howpublished")))
    kind = (record.get("eprinttype") or record.get("archiveprefix")).strip().lower()
    number = address(record.get("eprint"))
    if not found and number and kind in _ARCHIVES:
        number = _ARXIV.sub("", number) if kind == "arxiv" else number
        found = number if is_web(number) else _ARCHIVES[kind] + number
    return found if is_web(found) else ""


def _eprint(record: BibRecord, *kinds: str) -> str:
    kind = (record.get("eprinttype") or record.get("archiveprefix")).strip().lower()
    return record.text("eprint") if kind in kinds else ""


def _decoded(value: str) -> str:
    match = LINK_COMMAND.match(value.strip())
    return verbatim_tex(match[1] if match else value)


def _without_tail(doi: str) -> str:
    """Return a DOI without punctuation after it: full stops, commas, brackets never opened."""
    while doi and (
        doi[-1] in ".,;:\"'" or doi.count(_PAIRS.get(doi[-1], doi[-1])) < doi.count(doi[-1])
    ):
        doi = doi[:-1]
    return doi

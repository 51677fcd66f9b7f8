"""The identifier of a work or a trial, as people type or paste it."""

import re
from dataclasses import dataclass

from livingreview.bibliography import bare_doi, is_doi
from livingreview.library import is_registration

KNOWN_FORMS = (
    "a DOI (10.1182/blood.2021014498), a PMID (35500125), a PMCID (PMC9305107), an arXiv number "
    "(2101.00001) or a trial number (NCT04572308)"
)
_PREFIX = re.compile(r"(?P<kind>doi|pmid|pubmed|pmcid|pmc id|arxiv|nct)\s*[:=]\s*", re.IGNORECASE)
_PAGES = (
    (
        "pmid",
        re.compile(r"https?://(?:www\.)?(?:pubmed\.)?ncbi\.nlm\.nih\.gov/(?:pubmed/)?(\d+)/?"),
    ),
    ("pmcid", re.compile(r"https?://\S*nlm\.nih\.gov/(?:pmc/)?articles/(PMC\d+)/?", re.I)),
    ("arxiv", re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(\S+?)(?:\.pdf)?/?")),
    ("nct", re.compile(r"https?://(?:www\.)?clinicaltrials\.gov/\S*?(NCT\d{8})\S*", re.I)),
)
_FORMS = (
    ("nct", re.compile(r"(NCT\d{8})", re.IGNORECASE)),
    ("pmcid", re.compile(r"(PMC[1-9]\d*)(?:\.\d+)?", re.IGNORECASE)),
    ("arxiv", re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)),
    ("pmid", re.compile(r"([1-9]\d{0,7})")),
)
_ISBN = re.compile(r"(?:ISBN[\s:=]*)?((?:97[89][-\s]?)?\d[-\d\s]{7,14}[\dX])", re.IGNORECASE)
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]", re.IGNORECASE)


class IdentifierError(ValueError):
    """Raised when a text is not one known identifier; its message says what to do."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier: `kind` is doi, pmid, pmcid, arxiv or nct; `value` is its plain form."""

    kind: str
    value: str

    def __str__(self) -> str:
        label = {"doi": "DOI ", "pmid": "PMID ", "arxiv": "arXiv:"}.get(self.kind, "")
        return label + self.value


def read_identifier(text: str) -> Identifier:
    """Return the identifier in a text; raise `IdentifierError` if there is none, or several."""
    typed = " ".join(text.split()).strip("<>\"'., ")
    for kind, page in _PAGES:
        if found := page.fullmatch(typed.partition("?")[0].partition("#")[0]):
            return _checked(kind, found[1])
    named = _PREFIX.match(typed)
    rest = typed[named.end() :] if named else typed
    kind = {"pubmed": "pmid", "pmc id": "pmcid"}.get(named["kind"].lower(), named["kind"].lower()) \
        if named else ""  # fmt: skip
    if " " in rest and not kind and not _ISBN.fullmatch(typed):
        raise IdentifierError(f"ID must be one identifier without spaces (got {text!r})")
    if kind in ("", "doi") and is_doi(doi := bare_doi(rest)):
        return Identifier("doi", doi)
    for form_kind, form in _FORMS:
        if kind in ("", form_kind) and (found := form.fullmatch(rest)):
            return _checked(form_kind, found[1])
    if kind == "pmcid" and rest.isdigit():
        return _checked("pmcid", f"PMC{rest}")
    raise IdentifierError(_advice(typed))


def _checked(kind: str, value: str) -> Identifier:
    """Return an identifier in the form that its service uses."""
    if kind in ("nct", "pmcid"):
        value = value.upper()
    if kind == "arxiv":
        value = re.sub(r"v\d+$", "", value.lower())
    return Identifier(kind, value)


def _advice(typed: str) -> str:
    """Return a message that says why a text is not a known identifier, and what to do instead."""
    if is_registration(typed):
        return (
            f"{typed} is a registry number, but only ClinicalTrials.gov (NCT…) provides records: "
            f"write references/trials/{typed}.yml by hand, like the files there"
        )
    if _ISSN.fullmatch(typed):
        return f"ID must name a work (got {typed!r}, an ISSN, which names a journal)"
    if _ISBN.fullmatch(typed) and len(re.sub(r"[^\dXx]", "", typed.upper())) in (10, 13):
        return (
            f"ID must be {KNOWN_FORMS} (got {typed!r}, an ISBN): no service provides books; "
            "export the record from a library's catalogue or Zotero and run livingreview import"
        )
    if re.fullmatch(r"10\.\d{4,9}", typed) or typed.startswith("10."):
        return f"ID must be a whole DOI, 10.…/… (got {typed!r})"
    return f"ID must be {KNOWN_FORMS} (got {typed!r})"

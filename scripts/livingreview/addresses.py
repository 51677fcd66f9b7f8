"""Addresses of works, pages and licences, and what links to them are called."""

import re
from urllib.parse import quote, urlsplit

# Hosts of preprints and archives, by the name that readers know them by.
_NAMES = {
    "arxiv.org": "arXiv", "biorxiv.org": "bioRxiv", "medrxiv.org": "medRxiv",
    "clinicaltrials.gov": "ClinicalTrials.gov", "zenodo.org": "Zenodo", "osf.io": "OSF",
    "pubmed.ncbi.nlm.nih.gov": "PubMed", "pmc.ncbi.nlm.nih.gov": "PMC", "doi.org": "DOI",
}  # fmt: skip

_LICENCE = re.compile(r"CC[ -](BY(?:-(?:NC|ND|SA))*)[ -](\d\.\d)", re.IGNORECASE)
_CC_ZERO = re.compile(r"CC[ -]?0(?:[ -]1\.0)?", re.IGNORECASE)


def doi_address(doi: str) -> str:
    """Return the address that leads to a DOI's work."""
    return f"https://doi.org/{quote(doi, safe='/()')}"


def pubmed_address(pmid: str) -> str:
    """Return the address of a work in PubMed."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/"


def pmc_address(pmcid: str) -> str:
    """Return the address of a work in PubMed Central."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid)}/"


def link_label(url: str) -> str:
    """Return what a link to an address is called: the archive's name, or that it is a page."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return _NAMES.get(host, "Web page")


def page_address(root: str, path: str) -> str:
    """Return the whole address of a page, from the site's and its path there (spaces encoded)."""
    return root + quote(path, safe="/#%") if root else ""


def licence_address(licence: str) -> str:
    """Return the address of a Creative Commons licence by its name, or of one given as such."""
    if found := _LICENCE.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    if _CC_ZERO.fullmatch(licence.strip()):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return licence if licence.startswith(("https://", "http://")) else ""

"""Addresses of works, pages and licences, and what links to them are called."""

from urllib.parse import quote, urlsplit

# Hosts of preprints and archives, by the name that readers know them by.
_NAMES = {
    "arxiv.org": "arXiv", "biorxiv.org": "bioRxiv", "medrxiv.org": "medRxiv",
    "clinicaltrials.gov": "ClinicalTrials.gov", "zenodo.org": "Zenodo", "osf.io": "OSF",
    "pubmed.ncbi.nlm.nih.gov": "PubMed", "pmc.ncbi.nlm.nih.gov": "PMC", "doi.org": "DOI",
}  # fmt: skip


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

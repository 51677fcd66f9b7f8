"""Web addresses of works, and the texts of links to them."""

from urllib.parse import quote, urlsplit

# Hosts of preprints and archives, with the names that readers know.
_NAMES = {
    "arxiv.org": "arXiv", "biorxiv.org": "bioRxiv", "medrxiv.org": "medRxiv",
    "clinicaltrials.gov": "ClinicalTrials.gov", "zenodo.org": "Zenodo", "osf.io": "OSF",
    "pubmed.ncbi.nlm.nih.gov": "PubMed", "pmc.ncbi.nlm.nih.gov": "PMC", "doi.org": "DOI",
}  # fmt: skip


def doi_address(doi: str) -> str:
    """Return the web address of a DOI."""
    return f"https://doi.org/{quote(doi, safe='/()')}"


def pubmed_address(pmid: str) -> str:
    """Return the web address of a work in PubMed."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/"


def pmc_address(pmcid: str) -> str:
    """Return the web address of a work in PubMed Central."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid)}/"


def link_label(url: str) -> str:
    """Return the text of a link to an address: the name of the archive, or "Web page"."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return _NAMES.get(host, "Web page")

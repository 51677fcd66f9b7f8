"""What people type as ID: the forms that are understood, and what is said of the others."""

import pytest

from livingreview.intake import IdentifierError, read_identifier


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("10.5555/fern.77", "doi", "10.5555/fern.77"),
        ("https://doi.org/10.5555/Fern.77", "doi", "10.5555/Fern.77"),
        (" doi: 10.5555/fern.77. ", "doi", "10.5555/fern.77"),
        ("40000077", "pmid", "40000077"),
        ("PMID: 40000077", "pmid", "40000077"),
        ("https://pubmed.ncbi.nlm.nih.gov/40000077/?from=x", "pmid", "40000077"),
        ("pmc7700077", "pmcid", "PMC7700077"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7700077/", "pmcid", "PMC7700077"),
        ("arXiv:2401.00044v2", "arxiv", "2401.00044"),
        ("https://arxiv.org/abs/hep-th/9901001", "arxiv", "hep-th/9901001"),
        ("nct00000044", "nct", "NCT00000044"),
        ("https://clinicaltrials.gov/study/NCT00000044?cond=x", "nct", "NCT00000044"),
    ],
)
def test_identifier_is_understood(typed: str, kind: str, value: str) -> None:
    """A bare number, a prefix, and the address of a page name the same work."""
    found = read_identifier(typed)
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "ID must be a DOI"),
        ("fern", r"ID must be a DOI .* \(got 'fern'\)"),
        ("10.5555/a 10.5555/b", "ID must be one identifier without spaces"),
        ("10.5555", "ID must be a whole DOI"),
        ("0000-0019", "an ISSN, which names a journal"),
        ("978-0-306-40615-7", "an ISBN.*livingreview import"),
        ("ChiCTR2200000001", "write references/trials/ChiCTR2200000001.yml by hand"),
        ("pmid: 2401.00044", "ID must be a DOI"),
    ],
)
def test_other_text_is_refused_with_the_way_on(typed: str, said: str) -> None:
    """What no service answers is named, with what to do instead."""
    with pytest.raises(IdentifierError, match=said):
        read_identifier(typed)

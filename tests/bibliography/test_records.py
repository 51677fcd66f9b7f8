"""Bibliography records joined with their meaning and their printed reference."""

from livingreview.bibliography.parsing import parse_bib
from livingreview.bibliography.records import read_records


def test_reference_links_each_identifier_once() -> None:
    """An address that is part of another link is not made a link inside it."""
    text = """@article{doe2020tea,
      author = {Doe, Jane}, title = {Fern tea}, journal = {Journal of Examples}, year = {2020},
      doi = {10.5555/12(3)45}, pmid = {123}, pmcid = {PMC99},
      url = {https://pmc.ncbi.nlm.nih.gov/articles/PMC99},
    }"""
    records, problems = parse_bib(text, "references/sources/doe2020tea.bib")
    assert problems == ()
    read, problems = read_records(records, {}, "nlm-citation-sequence")
    assert problems == ()
    reference = read["doe2020tea"].reference_html
    assert '<a href="https://doi.org/10.5555/12(3)45">doi:10.5555/12(3)45</a>' in reference
    assert '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC99/">PMCID: PMC99</a>' in reference
    assert reference.count("<a ") == reference.count("</a>") == 3
    assert 'href="<a' not in reference

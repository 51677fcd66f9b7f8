"""Verbatim fields: cases in `data/bibtex/addresses.yml`, each as typed and as it works."""

import pytest
import yaml

from livingreview.bibliography.csl import to_csl
from livingreview.bibliography.parsing import parse_bib
from places import DATA

CASES = yaml.safe_load((DATA / "bibtex/addresses.yml").read_text(encoding="utf-8"))
VARIABLES = {"doi": "DOI", "url": "URL", "pmid": "PMID", "pmcid": "PMCID"}


def pandoc(text):
    """Answer with one bare item, as if pandoc had read the record."""
    assert text.count("@misc{") == 1
    return '[{"id": "r0"}]'


@pytest.mark.parametrize(
    ("field", "typed", "working"),
    [(field, typed, working) for field in CASES for typed, working in CASES[field].items()],
)
def test_verbatim_field(field, typed, working):
    """A field works as its case says, or is one problem with its place and passes nothing on."""
    records, problems = parse_bib(f"@misc{{a2020b,\n{field} = {{{typed}}}}}", "x.bib")
    items, _ = to_csl(records, pandoc)
    assert items["a2020b"].get(VARIABLES[field]) == working
    assert [(p.line, p.field) for p in problems] == ([] if working else [(2, f"a2020b.{field}")])


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ("eprint = {arXiv:2001.00001v2}, archiveprefix = {arXiv}", "https://arxiv.org/abs/2001.00001v2"),
        ("eprint = {https://arxiv.org/abs/hep-th/9901001}, eprinttype = {arxiv}", "https://arxiv.org/abs/hep-th/9901001"),
        ("eprint = {12345}, eprinttype = {jstor}", "https://www.jstor.org/stable/12345"),
        (r"howpublished = {\url{http://a.org/b{\_}c}}", "http://a.org/b_c"),
        (r"url = {http://a.org}, eprint = {1}, eprinttype = {jstor}", "http://a.org"),
    ],
)  # fmt: skip
def test_address_of_a_record(fields, address):
    """The address is `url`, else a link as `howpublished`, else that of the archive."""
    records, problems = parse_bib(f"@misc{{a2020b, {fields}}}", "x.bib")
    assert problems == ()
    assert to_csl(records, pandoc)[0]["a2020b"]["URL"] == address

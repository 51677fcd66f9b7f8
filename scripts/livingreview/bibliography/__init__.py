"""Bibliographic records: reading `.bib` files, printing references, exporting other formats.

read_bib, BibRecord:
    the records of a file, each with its place, and every fault found
read_records:
    the content and the printed reference of each record, joined into `model.Record`
to_ris, csl_item:
    export to the formats of reference managers
write_entry, as_tex:
    export to BibTeX
first_and_last:
    the first and the last page of a range
DEFAULT_STYLE, style_names, style_path:
    citation styles by name
is_key, KEY_PATTERN, LONGEST_KEY, RESERVED_KEYS:
    the rule for keys
is_doi:
    the form of a DOI
doi_address, pubmed_address, pmc_address, link_label:
    addresses of works, and the texts of links to them
"""

from livingreview.bibliography.addresses import doi_address, link_label, pmc_address, pubmed_address
from livingreview.bibliography.bibtex import as_tex, write_entry
from livingreview.bibliography.exchange import csl_item, first_and_last, to_ris
from livingreview.bibliography.keys import KEY_PATTERN, LONGEST_KEY, RESERVED_KEYS, is_key
from livingreview.bibliography.parsing import read_bib
from livingreview.bibliography.printing import DEFAULT_STYLE, style_names, style_path
from livingreview.bibliography.record import BibRecord
from livingreview.bibliography.records import read_records
from livingreview.bibliography.verbatim import is_doi

__all__ = [
    "DEFAULT_STYLE",
    "KEY_PATTERN",
    "LONGEST_KEY",
    "RESERVED_KEYS",
    "BibRecord",
    "as_tex",
    "csl_item",
    "doi_address",
    "first_and_last",
    "is_doi",
    "is_key",
    "link_label",
    "pmc_address",
    "pubmed_address",
    "read_bib",
    "read_records",
    "style_names",
    "style_path",
    "to_ris",
    "write_entry",
]

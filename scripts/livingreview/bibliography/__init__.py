"""Bibliographic records: `.bib` files in, meaning, printed references and exports out.

read_bib, BibRecord:
    a file's records, each with its place, and every fault
read_records:
    what records mean and how they are printed, joined into `model.Record`
to_ris, csl_item:
    the formats of reference managers
write_entry, as_tex:
    BibTeX out
first_and_last:
    the ends of a range of pages
DEFAULT_STYLE, style_names, style_path:
    citation styles by name
is_key, KEY_PATTERN, LONGEST_KEY, RESERVED_KEYS:
    the rule for keys
is_doi:
    the form of a DOI
doi_address, pubmed_address, pmc_address, link_label:
    addresses of works, and what links to them are called
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

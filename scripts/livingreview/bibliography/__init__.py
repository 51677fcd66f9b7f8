"""Bibliographic records: reading `.bib` files, printing references, exporting other formats.

read_bib, BibRecord, BibField:
    the records of a file, each with its place, and every fault found
read_records:
    the content and the printed reference of each record, joined into `model.Record`
to_ris, csl_item:
    export to the formats of reference managers
parse_bib, made_key, told_apart:
    the records of a text, and the key that a record gets by our rule
from_ris:
    the entries of RIS
write_entry, write_record, as_tex:
    export to BibTeX
read_names, bare_doi, is_doi, is_web:
    single values
first_and_last:
    the first and the last page of a range
DEFAULT_STYLE, style_names, style_path:
    citation styles by name
is_key, KEY_PATTERN, LONGEST_KEY, RESERVED_KEYS:
    the rule for keys
Works, identifiers, title_and_year, title_words, GENERIC_WORDS, NEARLY_THE_SAME:
    which work a record is, and an index in which the record of the same work can be found
doi_address, pubmed_address, pmc_address, link_label:
    addresses of works, and the texts of links to them
"""

from livingreview.bibliography.addresses import doi_address, link_label, pmc_address, pubmed_address
from livingreview.bibliography.bibtex import as_tex, write_entry, write_record
from livingreview.bibliography.exchange import csl_item, first_and_last, from_ris, to_ris
from livingreview.bibliography.identity import (
    GENERIC_WORDS,
    NEARLY_THE_SAME,
    Works,
    identifiers,
    title_and_year,
    title_words,
)
from livingreview.bibliography.keys import (
    KEY_PATTERN,
    LONGEST_KEY,
    RESERVED_KEYS,
    is_key,
    made_key,
    told_apart,
)
from livingreview.bibliography.names import read_names
from livingreview.bibliography.parsing import parse_bib, read_bib
from livingreview.bibliography.printing import DEFAULT_STYLE, style_names, style_path
from livingreview.bibliography.record import BibField, BibRecord
from livingreview.bibliography.records import read_records
from livingreview.bibliography.verbatim import bare_doi, is_doi, is_web

__all__ = [
    "DEFAULT_STYLE",
    "GENERIC_WORDS",
    "KEY_PATTERN",
    "LONGEST_KEY",
    "NEARLY_THE_SAME",
    "RESERVED_KEYS",
    "BibField",
    "BibRecord",
    "Works",
    "as_tex",
    "bare_doi",
    "csl_item",
    "doi_address",
    "first_and_last",
    "from_ris",
    "identifiers",
    "is_doi",
    "is_key",
    "is_web",
    "link_label",
    "made_key",
    "parse_bib",
    "pmc_address",
    "pubmed_address",
    "read_bib",
    "read_names",
    "read_records",
    "style_names",
    "style_path",
    "title_and_year",
    "title_words",
    "to_ris",
    "told_apart",
    "write_entry",
    "write_record",
]

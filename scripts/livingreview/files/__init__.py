"""The safe reading of contributed files, and the safe writing of CSV.

read_text, read_bytes, decoded, file_problems:
    read a file of a review, with checks of its kind, size, encoding and hidden characters
hidden_at, fault, without_hidden:
    find or remove the characters that no contributed text may hold
read_yaml, parse_yaml, YamlDocument, Location:
    read YAML with the place of each value
csv_text, csv_rows:
    write a table in which a spreadsheet runs no cell as a formula, and read it back
"""

from livingreview.files.characters import fault, hidden_at, without_hidden
from livingreview.files.csvtext import csv_rows, csv_text
from livingreview.files.textfile import decoded, file_problems, read_bytes, read_text
from livingreview.files.yamlfile import Location, YamlDocument, parse_yaml, read_yaml

__all__ = [
    "Location",
    "YamlDocument",
    "csv_rows",
    "csv_text",
    "decoded",
    "fault",
    "file_problems",
    "hidden_at",
    "parse_yaml",
    "read_bytes",
    "read_text",
    "read_yaml",
    "without_hidden",
]

"""Contributed text files, opened and read with care.

read_text, read_bytes, decoded, file_problems:
    open a file of a review: its kind, size, encoding and hidden characters are checked
hidden_at, fault:
    the characters that no contributed text may hold
read_yaml, parse_yaml, YamlDocument, Location:
    YAML with the place of each value
csv_text:
    a table in which no cell runs as a formula
"""

from livingreview.files.characters import fault, hidden_at
from livingreview.files.csvtext import csv_text
from livingreview.files.textfile import decoded, file_problems, read_bytes, read_text
from livingreview.files.yamlfile import Location, YamlDocument, parse_yaml, read_yaml

__all__ = [
    "Location",
    "YamlDocument",
    "csv_text",
    "decoded",
    "fault",
    "file_problems",
    "hidden_at",
    "parse_yaml",
    "read_bytes",
    "read_text",
    "read_yaml",
]

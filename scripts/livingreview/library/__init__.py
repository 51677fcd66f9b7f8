"""The reading and checking of the folder of a review, from which one `Library` is made.

load_library, Loaded:
    read all data files below the root of a review
check_library:
    apply every rule on the data
read_bibliography, Bibliography:
    the records of a review alone, without what they mean
is_registration:
    whether a number has the form of a registry of trials
GLOSSARY, SOURCES, TRIALS, REVIEW:
    paths in a review's folder
json_schemas, schema_files:
    the shapes of the files, for downloads and documentation
FrontMatter, validate:
    the shape of the front matter of a page
text_problems:
    the problems of a text as an entry or a trial
"""

from livingreview.library.checks import check_library
from livingreview.library.checks.identity import is_registration
from livingreview.library.folder import GLOSSARY, REVIEW, SOURCES, TRIALS, Loaded
from livingreview.library.loading import load_library
from livingreview.library.record_files import Bibliography, read_bibliography
from livingreview.library.schema import json_schemas, text_problems, validate
from livingreview.library.schema.documentation import schema_files
from livingreview.library.schema.front_matter import FrontMatter

__all__ = [
    "GLOSSARY",
    "REVIEW",
    "SOURCES",
    "TRIALS",
    "Bibliography",
    "FrontMatter",
    "Loaded",
    "check_library",
    "is_registration",
    "json_schemas",
    "load_library",
    "read_bibliography",
    "schema_files",
    "text_problems",
    "validate",
]

"""The reading and checking of the folder of a review, from which one `Library` is made.

load_library, Loaded:
    read all data files below the root of a review
check_library:
    apply every rule on the data
GLOSSARY:
    the path of the glossary, which the rules on pages name
json_schemas, schema_files:
    the shapes of the files, for downloads and documentation
FrontMatter, validate:
    the shape of the front matter of a page
"""

from livingreview.library.checks import check_library
from livingreview.library.folder import GLOSSARY, Loaded
from livingreview.library.loading import load_library
from livingreview.library.schema import json_schemas, validate
from livingreview.library.schema.documentation import schema_files
from livingreview.library.schema.front_matter import FrontMatter

__all__ = [
    "GLOSSARY",
    "FrontMatter",
    "Loaded",
    "check_library",
    "json_schemas",
    "load_library",
    "schema_files",
    "validate",
]

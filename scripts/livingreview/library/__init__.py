"""The folder of a review, read and checked: one `Library` comes out.

load_library, Loaded:
    read everything below a review's root
check_library:
    apply every rule on the data
GLOSSARY:
    the path of the glossary, which page rules name
json_schemas, schema_files:
    the shapes of the files, for downloads and documentation
FrontMatter, validate:
    the shape of what a page says of itself
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

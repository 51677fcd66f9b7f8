"""The files for other programs: data files, the feed, plots, and words for the search.

downloads, data_package:
    every file, by its path in the site, and the package that describes them
further_words:
    words that a page's text contains only in a form that the search would not find
"""

from livingreview.downloads.files import data_package, downloads
from livingreview.downloads.folding import further_words

__all__ = [
    "data_package",
    "downloads",
    "further_words",
]

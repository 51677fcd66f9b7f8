"""What other programs read: data files, feed, plots, words for the search.

downloads, data_package:
    every file, by its path in the site, and the package that describes them
further_words:
    words by which the search finds what it would cut or fold otherwise
"""

from livingreview.downloads.files import data_package, downloads
from livingreview.downloads.folding import further_words

__all__ = [
    "data_package",
    "downloads",
    "further_words",
]

"""What other programs read: data files, feed, plots, words for the search.

downloads:
    every file, by its path in the site
further_words:
    words by which the search finds what it would cut or fold otherwise
"""

from livingreview.downloads.files import downloads
from livingreview.downloads.folding import further_words

__all__ = [
    "downloads",
    "further_words",
]

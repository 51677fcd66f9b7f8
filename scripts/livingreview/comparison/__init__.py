"""Two states of a review, side by side: what changed in data, estimates, claims and pages.

opened, since_parting, PlaceError:
    a revision of a repository, or a folder, to read a review from
Side, Notebook:
    one review as it was read, and the estimates that its pages asked for
compare:
    what changed between two sides
as_text, as_markdown, as_html, as_json:
    the changes, written for people and programs
"""

from livingreview.comparison.changes import compare
from livingreview.comparison.formats import as_html, as_json, as_markdown, as_text
from livingreview.comparison.revisions import PlaceError, opened, since_parting
from livingreview.comparison.side import Notebook, Side

__all__ = [
    "Notebook",
    "PlaceError",
    "Side",
    "as_html",
    "as_json",
    "as_markdown",
    "as_text",
    "compare",
    "opened",
    "since_parting",
]

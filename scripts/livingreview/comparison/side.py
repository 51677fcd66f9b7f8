"""One side of a comparison: a review as it was read, as far as it could be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from livingreview.model import Library
from livingreview.pages import ExpandedPage
from livingreview.problems import Problem
from livingreview.synthesis import Estimate, Pooled

# An outcome, and the values of facets to which it is narrowed.
Asked = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Notebook:
    """The estimates of a library, with a note of each that was asked for.

    After the pages were expanded, the notes are the estimates that the site shows.
    """

    pooled: Pooled
    asked: set[Asked] = field(default_factory=set)

    def __call__(self, outcome: str, /, **facets: str) -> Estimate:
        """Return the estimate and note that it was asked for."""
        self.asked.add((outcome, tuple(sorted(facets.items()))))
        return self.pooled(outcome, **facets)


@dataclass(frozen=True, slots=True)
class Side:
    """A review with its name for readers, such as a branch or "the working tree".

    `library` is None where it could not be read. `pages` are those that could be expanded, `unread`
    says why any is missing. `problems` are those of the data, the settings and the pages.
    """

    name: str
    library: Library | None
    pooled: Notebook | None
    pages: Mapping[str, ExpandedPage]
    unread: str
    problems: tuple[Problem, ...]

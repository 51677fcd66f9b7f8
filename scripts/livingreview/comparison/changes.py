"""Everything that changed between two sides of a review."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from livingreview.comparison.certainty import CertaintyChange, changed_certainty
from livingreview.comparison.data import changed_data
from livingreview.comparison.estimates import (
    ClaimChange,
    EstimateChange,
    changed_claims,
    changed_estimates,
)
from livingreview.comparison.fields import ItemChange
from livingreview.comparison.pages import (
    PageChange,
    SentenceChange,
    changed_pages,
    changed_sentences,
)
from livingreview.comparison.side import Side
from livingreview.comparison.sources import SourceChange, changed_sources
from livingreview.problems import Problem


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between `base` and `head`, the names of the two sides.

    `gaps` are sentences that say what could not be compared, and why. `problems` are new,
    `repaired` those that went away.
    """

    base: str
    head: str
    gaps: tuple[str, ...]
    estimates: tuple[EstimateChange, ...]
    claims: tuple[ClaimChange, ...]
    certainty: tuple[CertaintyChange, ...]
    sentences: tuple[SentenceChange, ...]
    sources: tuple[SourceChange, ...]
    data: tuple[ItemChange, ...]
    pages: tuple[PageChange, ...]
    problems: tuple[Problem, ...]
    repaired: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed, as far as it could be compared."""
        return not any((
            self.estimates, self.claims, self.certainty, self.sentences, self.sources, self.data,
            self.pages, self.problems, self.repaired,
        ))  # fmt: skip


def compare(base: Side, head: Side) -> Changes:
    """Compare two sides of a review, as far as both could be read."""
    both = base.library and head.library
    pages = {p: base.pages[p] for p in base.pages if not _is_lost(p, head)}
    new_pages = {p: head.pages[p] for p in head.pages if not _is_lost(p, base)}
    return Changes(
        base=base.name,
        head=head.name,
        gaps=tuple(_gaps(base, head)),
        estimates=tuple(changed_estimates(base, head)) if both else (),
        claims=tuple(changed_claims(base, head)) if both else (),
        certainty=tuple(changed_certainty(base, head)) if both else (),
        sentences=tuple(changed_sentences(pages, new_pages)),
        sources=tuple(changed_sources(base.library, head.library))
        if base.library and head.library
        else (),
        data=tuple(changed_data(base.library, head.library))
        if base.library and head.library
        else (),
        pages=tuple(changed_pages(pages, new_pages)),
        problems=_more(head.problems, base.problems),
        repaired=_more(base.problems, head.problems),
    )


def _is_lost(path: str, side: Side) -> bool:
    """Return whether a page is missing on a side because not every page could be read there."""
    return bool(side.unread) and path not in side.pages


def _gaps(base: Side, head: Side) -> Iterable[str]:
    for side in (base, head):
        if side.library is None:
            yield f"{side.name}: the data could not be read"
        elif any(p.path.startswith(("references/", "seeds/")) for p in side.problems):
            yield f"{side.name}: files with problems were left out or read in part"
        if side.unread:
            yield f"{side.name}: {side.unread}"


def _more(problems: Iterable[Problem], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that are not among those known; the line does not tell them apart.

    Sentences that the data no longer support are listed as such.
    """
    left = Counter(_telling(problem) for problem in known)
    found = []
    for problem in problems:
        if problem.field == "statement":
            continue
        left[_telling(problem)] -= 1
        if left[_telling(problem)] < 0:
            found.append(problem)
    return tuple(found)


def _telling(problem: Problem) -> tuple[str, str, str]:
    return problem.path, problem.field, problem.message

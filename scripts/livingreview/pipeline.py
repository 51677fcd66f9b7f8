"""The stages that turn a review's folder into pages and files, without MkDocs.

The stages are load, check, pool, expand and make, one function each. `site` runs all of them,
`cli` the first ones; `build_review` runs those that follow the check.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from livingreview.downloads import downloads
from livingreview.library import Loaded, check_library, load_library
from livingreview.model import Library
from livingreview.pages import (
    ExpandedPage,
    MadePage,
    PageEngine,
    Site,
    alias_pages,
    check_files,
    check_pages,
    expand_pages,
    source_pages,
    trial_pages,
    year_pages,
)
from livingreview.problems import Problem
from livingreview.rendering import load_drawings
from livingreview.synthesis import Pooled, pooled_estimates


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The hand-written part of a review, and how it is published.

    `texts` are the pages by their path below `docs`; `allowed_files` are the files and patterns of
    files that the owner allows among the pages; `engine` turns pages into HTML. With
    `strict_statements`, a sentence that the data no longer support stops the build.
    """

    docs: Path
    texts: Mapping[str, str]
    allowed_files: tuple[str, ...]
    engine: PageEngine
    site: Site
    strict_statements: bool = False


@dataclass(frozen=True, slots=True)
class BuiltReview:
    """A review with its expanded pages, the pages made from data, and its files.

    `files` holds a function that makes each file, by its path in the site, so that a rehearsal
    need not make them; `former` holds the redirecting page at each former address of a source.
    `departures` are the problems that the rules on pages find.
    """

    library: Library
    expanded: Mapping[str, ExpandedPage]
    made: tuple[MadePage, ...]
    files: Mapping[str, Callable[[], str]]
    former: Mapping[str, str]
    departures: tuple[Problem, ...]


def load_review(root: Path) -> Loaded:
    """Read everything below a review's root; files with faults are left out and reported."""
    return load_library(root)


def check_data(loaded: Loaded) -> tuple[Problem, ...]:
    """Return the problems of the files that were read and those that the rules find, sorted."""
    return tuple(sorted({*loaded.problems, *check_library(loaded)}))


def pool_outcomes(library: Library) -> Pooled:
    """Return the function that pools each outcome once."""
    return pooled_estimates(library)


def expand_manuscript(
    library: Library, manuscript: Manuscript, pooled: Pooled
) -> tuple[dict[str, ExpandedPage], tuple[Problem, ...]]:
    """Run the macros of every page; return the expanded pages and the problems."""
    strangers = check_files(manuscript.docs, manuscript.allowed_files)
    drawings, unsound = load_drawings(manuscript.docs)
    expanded, found = expand_pages(
        library, manuscript.texts, manuscript.site, pooled, drawings, manuscript.engine
    )
    return expanded, tuple(sorted({*strangers, *unsound, *found}))


def check_manuscript(
    library: Library, manuscript: Manuscript, expanded: Mapping[str, ExpandedPage]
) -> tuple[Problem, ...]:
    """Return what the rules on pages find, with the severity that the owner wants."""
    found = check_pages(library, expanded)
    if manuscript.strict_statements:
        return tuple(replace(problem, severity="error") for problem in found)
    return found


def make_review(
    library: Library, manuscript: Manuscript, expanded: dict[str, ExpandedPage], pooled: Pooled
) -> BuiltReview:
    """Return the review with the pages and files that are made from its data."""
    site = manuscript.site
    return BuiltReview(
        library=library,
        expanded=expanded,
        made=(
            *source_pages(library, expanded, site),
            *trial_pages(library, site),
            *year_pages(library, site),
        ),
        files=downloads(library, expanded, site, pooled),
        former=alias_pages(library, site),
        departures=check_manuscript(library, manuscript, expanded),
    )


def build_review(
    library: Library, manuscript: Manuscript
) -> tuple[BuiltReview | None, tuple[Problem, ...]]:
    """Run the stages after the check; return the review, or None and the problems of its pages."""
    pooled = pool_outcomes(library)
    expanded, problems = expand_manuscript(library, manuscript, pooled)
    if problems:
        return None, problems
    return make_review(library, manuscript, expanded, pooled), ()

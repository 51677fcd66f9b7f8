"""Rules on expanded pages: sentences that left their condition, links to tables nowhere shown.

One rule, one generator; its docstring is the rule as a writer of pages reads it.
"""

from collections.abc import Iterator, Mapping

from livingreview.expansion import ExpandedPage
from livingreview.model import Library
from livingreview.problems import Problem


def check_pages(library: Library, pages: Mapping[str, ExpandedPage]) -> tuple[Problem, ...]:
    """Run every rule on the expanded pages."""
    return tuple(problem for rule in PAGE_RULES for problem in rule(library, pages))


def check_statements(
    library: Library,  # noqa: ARG001
    pages: Mapping[str, ExpandedPage],
) -> Iterator[Problem]:
    """A sentence bound to data by `statement` holds: its condition is true today."""
    for page in pages.values():
        for departure in page.departures:
            yield Problem(
                f"docs/{page.path}",
                departure.line,
                field="statement",
                message=f"must hold today ({departure.reason}): {departure.words!r}",
            )


def check_outcome_tables(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """An outcome that an `estimate` names is shown as a `forest_plot` on its topic's page."""
    topics = library.review.topics
    by_page = {page.path: page.shown for page in pages.values()}
    for page in pages.values():
        for outcome in sorted(page.estimated):
            home = f"{topics[library.review.outcomes[outcome].topics[0]].page}.md"
            if home in by_page and f"outcome-{outcome}" not in by_page[home]:
                yield Problem(
                    f"docs/{page.path}",
                    field="estimate",
                    message=f'must have its table: add {{{{ forest_plot("{outcome}") }}}} to '
                    f"docs/{home}",
                )


PAGE_RULES = (check_statements, check_outcome_tables)

"""Rules on expanded pages: false statements, hand-typed figures, retractions, abbreviations.

Each rule is a generator; its docstring is the rule in the words that writers of pages read.
"""

import re
from collections.abc import Iterator, Mapping

from livingreview.library import GLOSSARY
from livingreview.model import Library, detail
from livingreview.pages.abbreviations import abbreviations, unknown_abbreviations, words_of
from livingreview.pages.expansion import ExpandedPage
from livingreview.pages.front_matter import split_front_matter
from livingreview.problems import Problem, nearest, shown


def check_pages(library: Library, pages: Mapping[str, ExpandedPage]) -> tuple[Problem, ...]:
    """Return the problems that the rules find on the expanded pages."""
    return tuple(problem for rule in PAGE_RULES for problem in rule(library, pages))


def check_statements(
    library: Library,  # noqa: ARG001
    pages: Mapping[str, ExpandedPage],
) -> Iterator[Problem]:
    """The condition of every `statement` is true with the present data."""
    for page in pages.values():
        for departure in page.departures:
            yield Problem(
                f"docs/{page.path}",
                departure.line,
                field="statement",
                message=f"must hold with these data ({departure.reason}): {departure.words!r}; "
                "write it anew, or leave it: its page marks it as in need of review",
                severity="warning",
            )


def check_outcome_tables(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """An outcome that an `estimate` or a card names has its plot on its topic's page."""
    topics = library.review.topics
    by_page = {page.path: page.shown for page in pages.values()}
    for page in pages.values():
        for outcome in sorted(page.estimated):
            home = f"{topics[library.review.outcomes[outcome].topics[0]].page}.md"
            if home in by_page and f"outcome-{outcome}" not in by_page[home]:
                named = re.search(rf"""(["']){re.escape(outcome)}\1""", page.source)
                yield Problem(
                    f"docs/{page.path}",
                    page.source.count("\n", 0, named.start()) + 1 if named else 1,
                    field="estimate",
                    message="must have its plot: add {{ "
                    f'{_plot_of(library, outcome)}("{outcome}") }}}} to docs/{home}',
                )


def _plot_of(library: Library, outcome: str) -> str:
    """Return the macro that shows an outcome."""
    found = library.review.outcomes[outcome]
    if found.measure == "time-to-event":
        return "time_plot"
    return "side_by_side" if found.not_pooled else "forest_plot"


def check_reporting_places(
    library: Library, pages: Mapping[str, ExpandedPage]
) -> Iterator[Problem]:
    """Each place that a reporting checklist names must be a page in docs/, and an anchor on it."""
    for checklist in library.reporting.checklists.values():
        for item in checklist.items:
            for place in item.where:
                path, _, anchor = place.partition("#")
                if path not in pages:
                    message = (
                        f"must be a page below docs/ (got {shown(place)}{nearest(path, pages)})"
                    )
                elif anchor and anchor not in (there := set(_ID.findall(pages[path].html))):
                    near = nearest(anchor, there)
                    message = f"must be an anchor of docs/{path} (got {shown(place)}{near})"
                else:
                    continue
                yield Problem(item.spot.path, item.spot.line, field=item.item, message=message)


def check_typed_figures(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """A figure that states a result on a topic page is printed by a macro, not typed by hand.

    An exception is marked on its line, with a reason: `<!-- figure: why -->`.
    """
    topic_pages = {f"{topic.page}.md" for topic in library.review.topics.values()}
    for page in pages.values():
        if page.path not in topic_pages:
            continue
        for line, prose in _prose_lines(page.source):
            for typed in _typed_figures(prose):
                yield Problem(
                    f"docs/{page.path}",
                    line,
                    field="figure",
                    message=f"must come from a macro, so that it follows the data (got {typed!r})",
                )


def check_retracted(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """A line that cites a retracted source contains the word "retracted"."""
    retracted = {
        name
        for source in library.sources.values()
        if source.retracted
        for name in (source.key, *source.aliases)
    }
    for page in pages.values() if retracted else ():
        for number, line in enumerate(page.source.splitlines(), 1):
            for key in sorted(name for name in retracted if f'"{name}"' in line):
                if "retracted" not in line.lower():
                    sentence = re.sub(r"\{\{.*?\}\}", "…", line).strip()
                    message = f"must say that {key} was retracted: {shown(sentence, 120)}"
                    yield Problem(f"docs/{page.path}", number, field="cite", message=message)


def check_glossary(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """The page that the glossary names shows the glossary."""
    path = f"{library.glossary.page}.md"
    if library.glossary.sections and (path not in pages or "glossary" not in pages[path].shown):
        message = f"must show the glossary: add {{{{ glossary() }}}} to docs/{path}"
        yield Problem(GLOSSARY, 1, field="page", message=message)


def check_abbreviations(library: Library, pages: Mapping[str, ExpandedPage]) -> Iterator[Problem]:
    """Every abbreviation on a page is in the glossary, as a term or a name, or is a product."""
    words = words_of(library.glossary, _product_names(library))
    for page in pages.values() if library.glossary.sections else ():
        front = split_front_matter(page.source)[0].count("\n")
        lines: dict[str, int] = {}
        for number, line in list(_prose_lines(page.source))[front:]:
            for word in abbreviations(line):
                lines.setdefault(word, number)
        for word in unknown_abbreviations(page.html, words):
            printed = (held.line for held in page.held if word in held.html and held.line)
            number = lines.get(word) or next(printed, 1)
            origin = "" if word in lines else ", from the data"
            message = (
                f"must be explained{origin}: add it to {GLOSSARY}, as a term or, if it is a "
                f"name, under names (got {shown(word)})"
            )
            yield Problem(f"docs/{page.path}", number, field="abbreviation", message=message)


def _product_names(library: Library) -> set[str]:
    products = (
        *(detail(source, "product") for source in library.sources.values()),
        *(trial.product for trial in library.trials.values()),
    )
    return {word for product in products if product for word in abbreviations(product)}


_ID = re.compile(r' id="([^"]+)"')
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s?%"
    r"|\b\d+\s?/\s?\d+\b"
    r"|\b\d+ of (?:the )?\d+\b"
    r"|\b\d+ (?:patients|cohorts|reports|studies|deaths|children|adults|sources|cases)\b"
    r"|\b\d+\.\d+ (?:months|days|weeks|years)\b"
    r"|\bmedian (?:of )?\d+",
    re.IGNORECASE,
)
# Patterns that look like a result but are not, each with the reason.
FIGURE_EXCEPTIONS = {
    r"95% (?:CI|interval|confidence|prediction)": "the level of an interval",
    r"[Pp]hase 1/2": "a trial's phase",
}
_MARKED = re.compile(r"<!-- figure: \S.*-->")


def _typed_figures(prose: str) -> Iterator[str]:
    """Yield each text in a line that looks like a result and is not one of the exceptions."""
    if _MARKED.search(prose):
        return
    excepted = [found.span() for form in FIGURE_EXCEPTIONS for found in re.finditer(form, prose)]
    for found in _FIGURE.finditer(prose):
        if not any(low <= found.start() and found.end() <= high for low, high in excepted):
            yield found[0]


def _prose_lines(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page, numbered, without macro calls, code, addresses and tags."""
    calls = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|`[^`]*`|\]\([^)]*\)|</?[a-zA-Z][^<>]*>", re.DOTALL)
    plain = calls.sub(lambda found: "\n" * found[0].count("\n"), source)
    yield from enumerate(plain.splitlines(), 1)


PAGE_RULES = (
    check_statements,
    check_outcome_tables,
    check_reporting_places,
    check_typed_figures,
    check_retracted,
    check_glossary,
    check_abbreviations,
)

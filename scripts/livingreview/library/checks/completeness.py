"""No pool depends on how a report prints its counts: what follows from them is in the entry."""

from collections.abc import Iterator

from livingreview.library.folder import Loaded, at
from livingreview.library.implications import Implied, families, implied_counts, impossible, members
from livingreview.model import Library, Result, Source
from livingreview.problems import Problem
from livingreview.synthesis import reason_against_source


def check_grades(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Counts that hang together can all be true: grades fit any grade, parts fit their whole."""
    for source in library.sources.values():
        for result, told in impossible(library.review, source):
            message = (
                f"must fit the other counts of the report: {_counts((*told, result))} "
                "cannot all be right"
            )
            yield at(loaded, source.spot.path, ("results", result.index), message)


def check_complete(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A count that follows from others is written down, or the entry says why it is declined.

    It is a result with `derivation: implied` or `summed` and a note. To decline it, give the
    outcome `missing: not-derivable` with the reason as its note.
    """
    for source in _poolable_sources(library):
        declined = {r.outcome for r in source.results if r.figure.missing == "not-derivable"}
        for implied in _wanted(library, source):
            if implied.outcome in declined:
                continue
            message = (
                f"must have {implied.outcome} too: {implied.events} of {implied.total} follows "
                f"from {_counts(implied.results)}; add it with derivation: implied or summed, or "
                "say why not with missing: not-derivable and a note"
            )
            yield at(loaded, source.spot.path, ("results", implied.results[0].index), message)


def check_answered(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A report that counts some grades of an event says of each pooled grade what it knows.

    It gives the number, or why there is none (`missing`): what a report leaves open is listed.
    The same holds for an outcome counted among some patients and over all of them (`over_all`).
    """
    outcomes = library.review.outcomes
    for source in _poolable_sources(library):
        named = {result.outcome for result in source.results}
        named |= {implied.outcome for implied in _wanted(library, source)}
        asked: dict[str, Result] = {}
        for family in families(library.review, source):
            first = family.results[0]
            if first.window != "late":
                for id in (family.whole, *members(library.review, family.whole)):
                    asked.setdefault(id, first)
        for result in source.results:
            outcome = outcomes.get(result.outcome)
            if outcome and outcome.over_all and result.of and not result.group:
                asked.setdefault(outcome.over_all, result)
        for id, result in asked.items():
            if id not in named and _is_pooled(library, id):
                message = (
                    f"must have {id} too, as {result.outcome} is counted: give its number, or "
                    "missing: not-reported"
                )
                yield at(loaded, source.spot.path, ("results", result.index), message)


def check_reasons(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A number that is not printed says in its note what it comes from, or why it is declined."""
    for source in library.sources.values():
        for result in source.results:
            figure, message = result.figure, ""
            if figure.missing == "not-derivable":
                message = "must have a note that says why the number is not derived"
            elif figure.derivation != "printed":
                message = f"must have a note that says from what it is {figure.derivation}"
            if message and not figure.note:
                yield at(loaded, source.spot.path, ("results", result.index), message)


def _poolable_sources(library: Library) -> Iterator[Source]:
    for source in library.sources.values():
        if source.status == "included" and reason_against_source(library, source) is None:
            yield source


def _wanted(library: Library, source: Source) -> tuple[Implied, ...]:
    """Return the counts of pooled outcomes that follow from poolable results, each once."""
    excluded = library.review.pooling.exclude_derivations
    usable = [
        result
        for result in source.results
        if result.figure.derivation not in excluded and result.window != "late"
    ]
    found = implied_counts(library.review, source, usable)
    once = {(implied.outcome, implied.events, implied.total): implied for implied in found}
    return tuple(implied for implied in once.values() if _is_pooled(library, implied.outcome))


def _is_pooled(library: Library, id: str) -> bool:
    outcome = library.review.outcomes.get(id)
    return outcome is not None and outcome.measure == "proportion" and not outcome.not_pooled


def _counts(results: tuple[Result, ...]) -> str:
    return ", ".join(f"{r.outcome} {r.figure.events}/{r.figure.total}" for r in results)

"""The rules on counts that follow from other counts, so that every pooled count is in its entry."""

from collections.abc import Iterator

from livingreview.library.folder import Loaded, at
from livingreview.library.implications import Implied, families, implied_counts, impossible, members
from livingreview.model import Library, Result, Source, is_pooled_outcome
from livingreview.problems import Problem
from livingreview.synthesis import reason_against_source


def check_grades(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """The counts of a report for grades of one event, or for parts of a whole, must be consistent.

    Each count must be possible together with the counts before it.
    """
    for source in library.sources.values():
        for result, told in impossible(library.review, source):
            message = (
                f"must be consistent with the other counts: {_counts((*told, result))} "
                "cannot all be right"
            )
            yield at(loaded, source.spot.path, ("results", result.index), message)


def check_complete(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A count that follows from other counts must be in the entry, or be declined with a reason.

    Such a count is a result with `derivation: implied` or `summed` and a note. To decline it, add
    a result for the outcome with `missing: not-derivable` and the reason as its note.
    """
    for source in _poolable_sources(library):
        declined = {r.outcome for r in source.results if r.figure.missing == "not-derivable"}
        for implied in _wanted(library, source):
            if implied.outcome in declined:
                continue
            message = (
                f"must have {implied.outcome} too: {implied.events} of {implied.total} follows "
                f"from {_counts(implied.results)}; add it with derivation: implied or summed, or "
                "give the reason against it in a note with missing: not-derivable"
            )
            yield at(loaded, source.spot.path, ("results", implied.results[0].index), message)


def check_answered(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """An entry with counts of some grades of an event must have a result for each pooled grade.

    The result is a number, or `missing` with the reason for having none. The same holds for the
    outcome over all patients (`over_all`) of an outcome that is counted among some of them.
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
    """A number that is derived, or declined as not derivable, must have a note with the reason."""
    for source in library.sources.values():
        for result in source.results:
            figure, message = result.figure, ""
            if figure.missing == "not-derivable":
                message = "must have a note that says why the number is not derived"
            elif figure.derivation != "printed":
                message = f"must have a note that says what it is {figure.derivation} from"
            if message and not figure.note:
                yield at(loaded, source.spot.path, ("results", result.index), message)


def _poolable_sources(library: Library) -> Iterator[Source]:
    for source in library.sources.values():
        if source.status == "included" and reason_against_source(library, source) is None:
            yield source


def _wanted(library: Library, source: Source) -> tuple[Implied, ...]:
    """Return the counts of pooled outcomes that follow from usable results, each once."""
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
    return outcome is not None and is_pooled_outcome(outcome)


def _counts(results: tuple[Result, ...]) -> str:
    return ", ".join(f"{r.outcome} {r.figure.events}/{r.figure.total}" for r in results)

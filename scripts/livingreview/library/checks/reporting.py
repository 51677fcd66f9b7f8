"""What the review says of its own making: works left out, and items of reporting checklists."""

import re
from collections.abc import Iterator

from livingreview.bibliography import is_doi
from livingreview.library.checks.identity import PMID, is_registration
from livingreview.library.folder import EXCLUDED, REPORTING, Loaded, at
from livingreview.model import ExcludedWork, Library
from livingreview.problems import Problem, allowed, nearest, shown


def check_excluded(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A work that was left out must be listed once, with a known reason, and must have no entry."""
    entered = _entered(library)
    first: dict[tuple[str, str], int] = {}
    for n, work in enumerate(library.reporting.excluded):
        yield from _reason(library, loaded, work.reason, ("works", n, "reason"))
        for name, value in _identifiers(work):
            place = ("works", n, name)
            if owner := entered.get((name, value)):
                message = f"must not be that of {owner} (got {shown(value)})"
                yield at(loaded, EXCLUDED, place, message)
            elif first.setdefault((name, value), n) != n:
                yield at(loaded, EXCLUDED, place, f"must be unique (got {shown(value)} again)")


def check_numbers_of_excluded(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each DOI, PMID and registry number of a work that was left out must have its usual form."""
    for n, work in enumerate(library.reporting.excluded):
        if work.doi and not is_doi(work.doi):
            message = f"must be a DOI such as 10.1000/182 (got {shown(work.doi)})"
            yield at(loaded, EXCLUDED, ("works", n, "doi"), message)
        if work.pmid and not re.fullmatch(PMID, work.pmid):
            message = f"must be a number of PubMed (got {shown(work.pmid)})"
            yield at(loaded, EXCLUDED, ("works", n, "pmid"), message)
        if work.registration and not is_registration(work.registration):
            message = (
                f"must be a registry number such as NCT04572308 (got {shown(work.registration)})"
            )
            yield at(loaded, EXCLUDED, ("works", n, "registration"), message)


def check_left_out(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A fact that was left out must name a source that exists and a known reason."""
    for n, fact in enumerate(library.reporting.left_out):
        if fact.source not in library.sources:
            near = nearest(fact.source, library.sources)
            message = f"must be a source (got {shown(fact.source)}{near})"
            yield at(loaded, EXCLUDED, ("facts", n, "source"), message)
        yield from _reason(library, loaded, fact.reason, ("facts", n, "reason"))


def check_reporting(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each item of a checklist must be unique, and name the place of its answer or what is missing.

    An item with `answered: yes` or `partly` must have `where`, one with `partly` or `no` a `note`.
    """
    for id, checklist in library.reporting.checklists.items():
        base = ("checklists", id)
        if checklist.source not in library.sources:
            near = nearest(checklist.source, library.sources)
            message = f"must be a source (got {shown(checklist.source)}{near})"
            yield at(loaded, REPORTING, (*base, "source"), message)
        numbers: set[str] = set()
        for n, item in enumerate(checklist.items):
            place = (*base, "items", n)
            if item.item in numbers:
                message = f"must be unique (got {shown(item.item)} again)"
                yield at(loaded, REPORTING, (*place, "item"), message)
            numbers.add(item.item)
            if item.answered != "no" and not item.where:
                message = f"must say where it is answered (got answered: {item.answered})"
                yield at(loaded, REPORTING, place, message)
            if item.answered != "yes" and not item.note:
                message = f"must have a note that says what is missing (got {item.answered})"
                yield at(loaded, REPORTING, place, message)


def _reason(
    library: Library, loaded: Loaded, reason: str, place: tuple[str | int, ...]
) -> Iterator[Problem]:
    known = library.review.exclusion_reasons
    if reason not in known:
        message = f"must be one of exclusion_reasons (got {shown(reason)}{allowed(reason, known)})"
        yield at(loaded, EXCLUDED, place, message)


def _identifiers(work: ExcludedWork) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a work in one spelling, and its name where it has none."""
    found = {"doi": (work.doi or "").lower(), "pmid": work.pmid, "registration": work.registration}
    given = [(name, value) for name, value in found.items() if value]
    yield from given or [("what", work.what.casefold())]


def _entered(library: Library) -> dict[tuple[str, str], str]:
    """Return what has each identifier in the review, a source or a trial, with the repair."""
    found: dict[tuple[str, str], str] = {}
    for source in library.sources.values():
        record = source.record
        title = record.title.casefold() if record.has_title else ""
        pairs = (("doi", (record.doi or "").lower()), ("pmid", record.pmid), ("what", title))
        owner = f"{source.key}, which has an entry; take it out here, or exclude it there by status"
        found |= {(name, value): owner for name, value in pairs if value}
    for trial in library.trials.values():
        owner = f"{trial.id}, which has a trial file; take out one of the two"
        found |= {("registration", number): owner for number in (trial.id, *trial.aliases)}
    return found

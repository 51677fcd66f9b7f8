"""The rules against contradictions: between reports of the same patients, dates, and word lists."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from livingreview.files import Location
from livingreview.library.folder import COHORTS, REVIEW, Loaded, at
from livingreview.model import DISEASE, Library, Source
from livingreview.problems import Problem


def check_agreement(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Reports of one cohort must agree in their counts, or be listed under `disagreements`.

    Counts are compared if they have the same outcome, window and total and are not about a group.
    """
    told: dict[str, list[frozenset[str]]] = defaultdict(list)
    for disagreement in library.disagreements:
        told[disagreement.outcome].append(frozenset(disagreement.reports))
    by_cohort: dict[str, list[Source]] = defaultdict(list)
    for source in library.sources.values():
        for cohort in source.cohorts:
            by_cohort[cohort].append(source)
    for cohort, sources in by_cohort.items():
        for outcome, counts in _counts(sources):
            differing = (
                f"{one} and {other}"
                for (one, mine), (other, theirs) in combinations(counts, 2)
                if one != other
                and mine != theirs
                and not any({one, other} <= reports for reports in told[outcome])
            )
            for pair in differing:
                message = f"must agree or be under `disagreements`: {pair} differ in {outcome}"
                yield at(loaded, COHORTS, ("cohorts", cohort), message)


def check_dates(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """No date in an entry, and no year of a record, may be after the day of extraction."""
    for source in library.sources.values():
        if source.extracted is None:
            continue
        day, path = source.extracted.date, source.spot.path
        dates: list[tuple[Location, str | None]] = [
            (("design", "data_cut"), source.design.data_cut)
        ]
        dates += [(("design", "accrual", n), date) for n, date in enumerate(source.design.accrual)]
        if source.via:
            dates.append((("via", "seen"), source.via.seen))
        if source.retracted:
            dates.append((("retracted", "date"), source.retracted.date))
        for location, date in dates:
            if date and date > day:
                message = f"must not be after the day of extraction, {day} (got {date})"
                yield at(loaded, path, location, message)
        if source.record.year and str(source.record.year) > day[:4]:
            spot = source.record.spot
            message = f"must not be after the day of extraction, {day} (got {source.record.year})"
            yield Problem(spot.path, spot.line, 0, f"{source.key}.year", message)


def check_words_used(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each kind, outcome and facet value of review.yml must be used, so that lists stay short."""
    if loaded.problems:
        return  # a file with a fault, which was left out, may use it
    review = library.review
    sources, trials = library.sources.values(), library.trials.values()
    kinds = {source.kind for source in sources}
    outcomes = {result.outcome for source in sources for result in source.results}
    outcomes |= {claim.outcome for claim in library.claims.values() if claim.outcome}
    outcomes |= {o.part_of for o in review.outcomes.values() if o.part_of}
    outcomes |= {o.over_all for o in review.outcomes.values() if o.over_all}
    outcomes |= {o.id for o in review.outcomes.values() if o.counts}
    values = {pair for source in sources for pair in source.facets.items()}
    values |= {pair for trial in trials for pair in trial.facets.items()}
    values |= set(review.pooling.require.items())
    values |= {(DISEASE, id) for source in sources for id in source.design.diseases}
    values |= {(DISEASE, id) for trial in trials for id in trial.diseases}
    unused: list[Location] = [("kinds", kind) for kind in review.kinds if kind not in kinds]
    unused += [("outcomes", id) for id in review.outcomes if id not in outcomes]
    unused += [
        ("facets", facet.id, "values", value)
        for facet in review.facets.values()
        for value in facet.values
        if (facet.id, value) not in values
    ]
    for location in unused:
        yield at(loaded, REVIEW, location, "must be used by a source or a trial, or be removed")


def _counts(sources: Iterable[Source]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield each outcome with differing events per source among the same number of patients."""
    found: dict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)
    for source in sources:
        for result in source.results:
            if result.figure.events is not None and not result.group:
                key = (result.outcome, result.window, result.of, result.figure.total)
                found[key].append((source.key, result.figure.events))
    for (outcome, *_), counts in found.items():
        if len({events for _, events in counts}) > 1:
            yield str(outcome), counts

"""Results side by side, without pooling: which are shown, how long patients were followed, and
which of them share patients.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from livingreview.model import DAYS, Library, Result, Source, follow_up_days, has_facets
from livingreview.synthesis.estimates import reason_against_source
from livingreview.synthesis.independence import relation_between, selection

# A time point as reports print it, from its beginning: `24 months`, `5 years after relapse`.
_TIME = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|year)s?\b")
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Shared:
    """Another result shown with this one whose patients are certainly or probably among these.

    `relation` is same, certain or probable.
    """

    source: str
    short: str
    relation: str


@dataclass(frozen=True, slots=True)
class SideResult:
    """A result of whole cohorts, shown by itself.

    `months` is its time point, if it is printed in months or years; `days` how long patients
    were followed, 0 if that is not known: to the end of its window, else as the design says.
    """

    source: Source
    result: Result
    months: float | None
    days: float
    is_window: bool
    shares: tuple[Shared, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A result that is named beside the others and not drawn with them, and why."""

    source: Source
    result: Result
    reason: str


def side_results(
    library: Library, outcome: str, facets: Mapping[str, str]
) -> tuple[tuple[SideResult, ...], tuple[LeftOut, ...]]:
    """Return the results for an outcome that are shown side by side, the longest follow-up first.

    They are of sources with the facets that pooling requires. Results of sources that may never
    be pooled, and of parts of the patients, are returned apart.
    """
    shown: list[SideResult] = []
    left: list[LeftOut] = []
    for source in library.sources.values():
        wanted = {**library.review.pooling.require, **facets}
        if source.status != "included" or not has_facets(source, wanted):
            continue
        for result in source.results:
            if result.outcome != outcome or result.figure.missing:
                continue
            reason = reason_against_source(library, source)
            if reason is None and result.group:
                part = "comparator arm" if result.group.arm else "part of the patients"
                reason = f"{part}: {result.group.label}"
            if reason:
                left.append(LeftOut(source, result, reason))
            else:
                shown.append(_side_result(source, result))
    shown.sort(key=lambda item: (-item.days, -(item.result.figure.total or 0), item.source.key))
    return tuple(shown), tuple(left)


def independent_shares(
    library: Library,
    outcome: str,
    facets: Mapping[str, str],
    *,
    at: str | None = None,
    window: str | None = None,
    of_all: bool = False,
) -> tuple[SideResult, ...]:
    """Return the shares of patients that unselected cohorts report, each patient counted once.

    `at` (a time point as printed, or the same number of months) and `window` choose among the
    results; with `of_all`, those of only the patients with another outcome are left out. Of
    results that share patients the one with the longest follow-up is kept; figures that were
    worked back are left out as in pooling.
    """
    declined = library.review.pooling.exclude_derivations
    fitting = [
        item
        for item in side_results(library, outcome, facets)[0]
        if share_of(item.result) is not None
        and item.result.figure.derivation not in declined
        and (at in (None, item.result.at) or (item.months and item.months == months_of(at)))
        and window in (None, item.result.window)
        and not (of_all and item.result.of)
        and selection(library, item.source) is None
    ]
    by_source: dict[str, SideResult] = {}
    for item in fitting:
        by_source.setdefault(item.source.key, item)
    marked = with_shares(library, list(by_source.values()))
    return tuple(item for item in marked if not item.shares)


def share_of(result: Result) -> float | None:
    """Return the share of patients (0–1) that a result gives, or None if it gives none."""
    figure = result.figure
    if figure.events is not None and figure.total:
        return figure.events / figure.total
    return figure.estimate if not figure.unit else None


def with_shares(library: Library, items: Sequence[SideResult]) -> tuple[SideResult, ...]:
    """Note on each result which of the results before it are of the same patients."""
    return tuple(
        SideResult(
            item.source, item.result, item.months, item.days, item.is_window,
            tuple(_shared(library, item, items[:place])),
        )
        for place, item in enumerate(items)
    )  # fmt: skip


def months_of(at: str | None) -> float | None:
    """Return the months of a time point that is printed in months or years, else None."""
    found = _TIME.match(at or "")
    if found is None or found[2] not in ("month", "year"):
        return None
    return float(found[1]) * (MONTHS_IN_A_YEAR if found[2] == "year" else 1)


def _side_result(source: Source, result: Result) -> SideResult:
    end = (result.window_days or (None, None))[1]
    days = follow_up_days(source.design.follow_up) if end is None else end * DAYS["days"]
    return SideResult(source, result, months_of(result.at), days, is_window=end is not None)


def _shared(library: Library, item: SideResult, others: Iterable[SideResult]) -> Iterable[Shared]:
    for key in dict.fromkeys(other.source.key for other in others):
        relation = relation_between(library, item.source.key, key)
        if relation and key != item.source.key:
            yield Shared(key, library.sources[key].short, relation)

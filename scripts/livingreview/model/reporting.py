"""What a review left out, and how it answers checklists of reporting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from livingreview.model.vocabulary import Spot

Answer = Literal["yes", "partly", "no"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class ExcludedWork:
    """A work that was looked at and has no entry; `reason` is an id of `review.yml`.

    `registration` is its number where the work is a record of a registry.
    """

    what: str
    doi: str | None
    pmid: str | None
    registration: str | None
    url: str | None
    reason: str
    note: str | None
    where: str | None
    date: str


@dataclass(frozen=True, slots=True)
class LeftOutFact:
    """A fact of a source that its entry does not hold in this form, with the reason.

    `instead` is what is recorded, or where.
    """

    source: str
    fact: str
    reason: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class ReportingItem:
    """An item of a reporting checklist and how the review answers it.

    `where` are places of hand-written pages, such as `methods.md#searching`.
    """

    item: str
    section: str
    topic: str
    asks: str
    answered: Answer
    where: tuple[str, ...]
    note: str | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class ReportingChecklist:
    """A checklist of what a review should report, item by item; `note` is about all of it."""

    id: str
    label: str
    source: str
    note: str | None
    items: tuple[ReportingItem, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the review reports of itself: works and facts left out, and its checklists by id."""

    excluded: tuple[ExcludedWork, ...]
    left_out: tuple[LeftOutFact, ...]
    checklists: Mapping[str, ReportingChecklist]

"""Cohorts, trials and claims, and the library that holds all data of a review."""

from collections.abc import Mapping
from dataclasses import dataclass

from livingreview.model.glossary import Glossary
from livingreview.model.reporting import Reporting
from livingreview.model.sources import Source
from livingreview.model.vocabulary import Review, Spot


@dataclass(frozen=True, slots=True)
class Cohort:
    """A set of patients that one or several sources report.

    `selected` states how the patients were selected, if by events after the treatment or by the
    course of disease before it: their results do not represent all patients treated.
    """

    id: str
    label: str
    registrations: tuple[str, ...]
    patients: int | None
    selected: str | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two cohorts that share patients; `certainty` is certain or probable."""

    cohorts: tuple[str, str]
    certainty: str
    because: str


@dataclass(frozen=True, slots=True)
class Separation:
    """Two cohorts that share a registration but count as different patients."""

    cohorts: tuple[str, str]
    because: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Reports of the same patients that give different numbers."""

    reports: tuple[str, ...]
    outcome: str
    because: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A registered trial, as its registry showed it on the day `seen`.

    `differs` holds, by facet, the reason for a value other than that of its reports or product.
    """

    id: str
    title: str | None
    aliases: tuple[str, ...]
    phase: str | None
    status: str | None
    seen: str | None
    updated: str | None
    enrolled: int | None
    start: str | None
    sponsor: str | None
    countries: tuple[str, ...]
    diseases: tuple[str, ...]
    product: str | None
    purpose: str
    setting: str
    facets: Mapping[str, str]
    differs: Mapping[str, str]
    notes: str | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of a founding review; `path` is seed/id, and `range` is 0–1."""

    path: str
    seed: str
    id: str
    topics: tuple[str, ...]
    statement: str
    outcome: str | None
    broader: str | None
    range: tuple[float, float] | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Library:
    """All data of one review, immutable; sources, trials, cohorts and claims by their ids.

    `last_evidence` is the day on which evidence was last added (never today's date).
    """

    review: Review
    sources: Mapping[str, Source]
    aliases: Mapping[str, str]
    cohorts: Mapping[str, Cohort]
    overlaps: tuple[Overlap, ...]
    separations: tuple[Separation, ...]
    disagreements: tuple[Disagreement, ...]
    trials: Mapping[str, Trial]
    claims: Mapping[str, Claim]
    glossary: Glossary
    reporting: Reporting
    last_evidence: str

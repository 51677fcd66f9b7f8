"""A source: its bibliographic record and what was extracted from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livingreview.model.vocabulary import Spot


@dataclass(frozen=True, slots=True)
class Person:
    """An author; a group has only `family`."""

    family: str
    given: str


@dataclass(frozen=True, slots=True)
class Record:
    """A bibliographic record, as read and as printed.

    `title` is plain text, `title_html` may hold i, sub and sup; `reference_html` is the whole
    reference in the review's style; `has_title` is false where `title` is our own label. `csl`
    is all that the record means, as a CSL-JSON item; `bibtex` is the record as exports hold it.
    """

    key: str
    type: str
    title: str
    title_html: str
    has_title: bool
    authors: tuple[Person, ...]
    authors_open: bool
    container: str | None
    year: int | None
    issued: tuple[int, ...]
    volume: str | None
    issue: str | None
    pages: str | None
    publisher: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    keywords: tuple[str, ...]
    csl: Mapping[str, Any]
    reference_html: str
    bibtex: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the patients, or a comparator arm."""

    label: str
    of: str | None
    arm: str | None
    patients: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a source prints it; see `Result`."""

    events: int | None
    total: int | None
    estimate: float | None
    statistic: str | None
    unit: str | None
    low: float | None
    high: float | None
    range: tuple[float, float] | None
    studies: int | None
    patients: int | None
    i_squared: float | None
    where: str
    read: str
    derivation: str
    note: str | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """A number for one outcome in one source, tied to the line of its entry.

    `index` counts from 0 in the entry; `anchor` is its row on the source's page. `of` names the
    outcome whose patients are the denominator.
    """

    source: str
    index: int
    outcome: str
    figure: Figure
    at: str | None
    window: str | None
    window_days: tuple[int | None, int | None] | None
    group: Group | None
    of: str | None
    population: str | None
    also_reported: tuple[Figure, ...]
    anchor: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement of a source in our own words; `claim` is seed/id."""

    source: str
    claim: str | None
    stance: str | None
    topic: str | None
    question: str | None
    text: str
    where: str
    read: str
    anchor: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long patients were followed, in the report's own unit."""

    median: float | None
    mean: float | None
    maximum: float | None
    unit: str
    range: tuple[float, float] | None
    start: str | None


@dataclass(frozen=True, slots=True)
class Design:
    """How a study was made; the fields of an entry's `design`."""

    phase: str | None
    study: str | None
    centres: str | int | None
    countries: tuple[str, ...]
    planned: int | None
    enrolled: int | None
    treated: int | None
    evaluable: int | None
    stopped: str | None
    diseases: Mapping[str, int | None]
    age_median: float | None
    age_range: tuple[float, float] | None
    prior_lines_median: float | None
    prior_lines_range: tuple[float, float] | None
    characteristics: Mapping[str, int | float]
    accrual: tuple[str, ...]
    data_cut: str | None
    studies: int | None
    patients: int | None
    follow_up: FollowUp | None
    population: str | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A further fact in the words of a source, and where it is printed if that is noted."""

    text: str
    where: str | None


@dataclass(frozen=True, slots=True)
class Via:
    """What was read, where that is not the work itself."""

    what: str
    url: str | None
    seen: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Who read or checked a source, and when."""

    date: str
    by: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A report held against a checklist: item to yes, no, unclear or not-applicable."""

    tool: str
    answers: Mapping[str, str]
    note: str | None


@dataclass(frozen=True, slots=True)
class Retraction:
    """When and where a source was retracted."""

    date: str
    notice: str


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, abstract or record: its bibliography and what was extracted from it.

    `short` is how the source is called in tables: "Lu 2022". A source without an entry
    (`spot` is its record's) has no results and no kind. `facets` holds what its cohort's other
    reports say as well; `inherited` gives for each of those facets the key of that report.
    """

    key: str
    short: str
    record: Record
    kind: str | None
    aliases: tuple[str, ...]
    topics: tuple[str, ...]
    cohorts: tuple[str, ...]
    registrations: tuple[str, ...]
    distinct_from: tuple[str, ...]
    facets: Mapping[str, str]
    inherited: Mapping[str, str]
    arms: Mapping[str, int]
    design: Design
    details: Mapping[str, Detail]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    appraisal: Appraisal | None
    read: str
    via: Via | None
    extracted: Reading | None
    checked: Reading | None
    incomplete: tuple[str, ...]
    status: str
    reason: str | None
    retracted: Retraction | None
    notes: str | None
    spot: Spot

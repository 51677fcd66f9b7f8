"""A source: its bibliographic record and the data that were extracted from it."""

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
    """A bibliographic record, with its printed reference and its export formats.

    `title` is plain text; `title_html` may hold i, sub and sup. `has_title` is false if `title` is
    our own label. `reference_html` is the whole reference in the citation style of the review.
    `csl` is the record as a CSL-JSON item, and `bibtex` is the record as exports have it.
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
    """A number as a source prints it, without the outcome, which its `Result` has."""

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
    """A number for one outcome in one source, with its line in the entry.

    `index` is its place in the entry, from 0; `anchor` is that of its row on the source's page.
    `of` is the outcome whose patients are the denominator.
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
    """The length of follow-up, in the unit of the report."""

    median: float | None
    mean: float | None
    maximum: float | None
    unit: str
    range: tuple[float, float] | None
    start: str | None


@dataclass(frozen=True, slots=True)
class Design:
    """The design of a study and its patients, as in `design` of an entry."""

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
    """The text that was read instead of the work itself."""

    what: str
    url: str | None
    seen: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The person who read or checked a source, and the day."""

    date: str
    by: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The appraisal of a report by a checklist: yes, no, unclear or not-applicable per item."""

    tool: str
    answers: Mapping[str, str]
    note: str | None


@dataclass(frozen=True, slots=True)
class Retraction:
    """The retraction of a source: its day, and the address of its notice."""

    date: str
    notice: str


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, an abstract or a registry record, with the data that were extracted from it.

    `short` is its name in tables: "Lu 2022". A source without an entry has no results and no kind,
    and `spot` is the place of its record. `facets` also holds those inherited from other reports
    of its cohort; `inherited` maps each of these to the key of the report that states it.
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

"""A review's words, rules and log, and places in its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from livingreview.model.certainty import CertaintyRules, SummaryRow

# What was read of a source, best first; the first three are the source's own.
ReadLevel = Literal["full-text", "abstract", "registry", "secondary", "metadata"]
READ_LEVELS: tuple[ReadLevel, ...] = get_args(ReadLevel)
FIRST_HAND = READ_LEVELS[:3]

TrialStatus = Literal[
    "recruiting", "not-yet-recruiting", "active-not-recruiting", "enrolling-by-invitation",
    "suspended", "withdrawn", "terminated", "completed", "unknown",
]  # fmt: skip
TrialPhase = Literal["early 1", "1", "1/2", "2", "2/3", "3", "4", "not applicable"]
TrialPurpose = Literal["treatment", "follow-up"]
TrialSetting = Literal["malignant", "non-malignant"]
# The words by which trials are narrowed, by the field of the trial.
TRIAL_WORDS: Mapping[str, tuple[str, ...]] = {
    "status": get_args(TrialStatus),
    "phase": get_args(TrialPhase),
    "purpose": get_args(TrialPurpose),
    "setting": get_args(TrialSetting),
}

# The facet whose values the field `diseases` of entries and trials holds.
DISEASE = "disease"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file of the review: path from the root, line from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """A section of a topic page."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic page and its questions; `page` is the file under docs/ without .md.

    `summary` are the rows of its summary of findings.
    """

    id: str
    label: str
    page: str
    questions: tuple[Question, ...]
    summary: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source; only results of pooled kinds may enter an estimate."""

    id: str
    label: str
    pooled: bool
    peer_reviewed: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to sort sources: value id to label, and other words readers search for.

    `single`: one value a source; `column`: tables show it.
    """

    id: str
    label: str
    single: bool
    column: bool
    values: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome; `counts` are the narrower outcomes that answer it, best first.

    `over_all` is what a count of this outcome among some patients is over all of them.
    """

    id: str
    label: str
    short: str
    topics: tuple[str, ...]
    measure: str
    better: str
    definition: str
    grading: str | None
    counts: tuple[str, ...]
    not_pooled: str | None
    part_of: str | None
    grades: tuple[int, ...]
    over_all: str | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A grading scale and the source that defines it."""

    id: str
    label: str
    source: str
    grades: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist by which reports are appraised: item to question."""

    id: str
    label: str
    source: str
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pooling:
    """What may be pooled: facet values a source must have, derivations kept out."""

    require: Mapping[str, str]
    exclude_derivations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """One search of the literature as it was recorded; None: not recorded."""

    date: str
    where: str
    what: str
    found: str
    screened: int | None
    excluded: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Retirement:
    """The end of a living review: since when, and what a reader should know."""

    date: str
    notice: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review's words, rules and log; `products` by name, each with its other names."""

    title: str
    subtitle: str
    seed: str | None
    maintainers: str
    started: str
    licence: str
    citation_style: str
    topics: Mapping[str, Topic]
    kinds: Mapping[str, Kind]
    pooling: Pooling
    facets: Mapping[str, Facet]
    products: Mapping[str, tuple[str, ...]]
    characteristics: Mapping[str, str]
    details: Mapping[str, str]
    populations: Mapping[str, str]
    scales: Mapping[str, Scale]
    checklists: Mapping[str, Checklist]
    certainty: CertaintyRules | None
    outcomes: Mapping[str, Outcome]
    synonyms: Mapping[str, tuple[str, ...]]
    interval_months: int | None
    searches: tuple[Search, ...]
    retired: Retirement | None

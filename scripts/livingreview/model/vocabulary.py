"""The vocabulary, the rules and the log of a review, and places in its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from livingreview.model.certainty import CertaintyRules, SummaryRow
from livingreview.model.making import Declarations, Eligibility, Extraction, Living

# What was read of a source, best first; the first three are texts of the source itself.
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
# The words by which trials can be filtered, by field of the trial.
TRIAL_WORDS: Mapping[str, tuple[str, ...]] = {
    "status": get_args(TrialStatus),
    "phase": get_args(TrialPhase),
    "purpose": get_args(TrialPurpose),
    "setting": get_args(TrialSetting),
}

# Facts of a report that a table of cohorts can show in every review.
COHORT_FACTS = (
    "patients", "countries", "phase", "study", "centres", "accrual", "diseases", "age",
    "prior_lines", "follow_up", "read",
)  # fmt: skip

# The facet whose values the field `diseases` of entries and trials holds.
DISEASE = "disease"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: its path, relative to the root of the review, and a line from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """A section of a topic page."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic page and its questions; `page` is the file below docs/, without .md.

    `summary` holds the rows of its summary of findings.
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
    """A property by which sources and trials are sorted, with its values and their labels.

    `single` means one value per source, `column` that tables show it. `synonyms` holds, per value,
    other words that readers search for.
    """

    id: str
    label: str
    single: bool
    column: bool
    values: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome that sources report.

    `counts` lists outcomes with a narrower definition whose results may be used for this one, best
    first. `part_of` is the outcome of any grade of which this one has the `grades`. A count of
    this outcome among some of the patients is a count of `over_all` among all of them.
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
    """A checklist by which reports are appraised, with the question of each item."""

    id: str
    label: str
    source: str
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pooling:
    """The rules of pooling: facet values that a source must have, and excluded derivations."""

    require: Mapping[str, str]
    exclude_derivations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """One search of the literature, as recorded in the log; None means "not recorded".

    `strings` are the search strings, exactly as they were logged.
    """

    date: str
    where: str
    what: str
    strings: tuple[str, ...]
    found: str
    screened: int | None
    excluded: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Retirement:
    """The end of a living review: the day, and a sentence for readers."""

    date: str
    notice: str


@dataclass(frozen=True, slots=True)
class Review:
    """The title, the vocabulary, the rules and the log of a review.

    `products` maps the name of each product to its other names.
    `cohort_table` maps the headings of the table of cohorts to the facts below each.
    """

    title: str
    subtitle: str
    seed: str | None
    maintainers: str
    contact: str | None
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
    cohort_table: Mapping[str, tuple[str, ...]]
    populations: Mapping[str, str]
    scales: Mapping[str, Scale]
    checklists: Mapping[str, Checklist]
    certainty: CertaintyRules | None
    outcomes: Mapping[str, Outcome]
    synonyms: Mapping[str, tuple[str, ...]]
    exclusion_reasons: Mapping[str, str]
    declarations: Declarations
    eligibility: Eligibility
    extraction: Extraction
    living: Living
    interval_months: int | None
    searches: tuple[Search, ...]
    retired: Retirement | None

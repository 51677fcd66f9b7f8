"""How certain the evidence is rated: the rules of a review, and what people judged otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

CertaintyLevel = Literal["high", "moderate", "low", "very low"]
CERTAINTY_LEVELS: tuple[CertaintyLevel, ...] = get_args(CertaintyLevel)
# The domains of GRADE that can lower a rating, in its order, with their names.
CertaintyDomain = Literal[
    "risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias"
]
CERTAINTY_DOMAINS: Mapping[CertaintyDomain, str] = {
    "risk-of-bias": "Risk of bias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication-bias": "Publication bias",
}


@dataclass(frozen=True, slots=True)
class StartLevel:
    """The level from which every rating starts, with the reason and the sources for it."""

    level: CertaintyLevel
    because: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CohortRules:
    """How the risk of bias of one cohort is judged.

    `selection` and `completeness` are items of checklists; `counted` is the share of those
    enrolled that must be counted where the checklist leaves it open, except for outcomes
    `among_some`. What was read is at low or high risk by `read_low` and `read_high`.
    """

    selection: tuple[str, ...]
    completeness: tuple[str, ...]
    counted: float
    among_some: tuple[str, ...]
    read_low: tuple[str, ...]
    read_high: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """From where a rating is lowered by one level, and by two (None: never by two)."""

    serious: float
    very_serious: float | None


@dataclass(frozen=True, slots=True)
class InconsistencyRules:
    """How far cohorts may differ: width of the prediction interval, τ², lines not to cross.

    With fewer than `few_cohorts` cohorts the rating is lowered by one level at most.
    """

    prediction_width: Steps
    tau2: Steps
    crosses: Mapping[str, float]
    few_cohorts: int


@dataclass(frozen=True, slots=True)
class ImprecisionRules:
    """The width of the interval above which, and the numbers below which, a rating is lowered."""

    width: Steps
    patients: Steps
    events: Steps


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """The share of patients in reports without peer review, and why the rest is not rated."""

    not_reviewed: Steps
    otherwise: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's step in one domain of one estimate, in place of the rule's.

    `index` counts from 0 in review.yml.
    """

    index: int
    outcome: str
    facets: Mapping[str, str]
    domain: CertaintyDomain
    step: int
    because: str
    by: str
    date: str


@dataclass(frozen=True, slots=True)
class CertaintyRules:
    """How certain the evidence of each estimate is rated, domain by domain."""

    start: StartLevel
    cohorts: CohortRules
    risk_of_bias: Steps
    inconsistency: InconsistencyRules
    indirectness: Steps
    imprecision: ImprecisionRules
    publication_bias: PublicationRules
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of a topic's summary of findings.

    `happens` says in the plural what happens to patients (`reach remission`), `among` to whom;
    `at` and `window` choose the results of an outcome that is not pooled.
    """

    outcome: str
    facets: Mapping[str, str]
    at: str | None
    window: str | None
    label: str | None
    among: str
    happens: str

"""How a review is made: what enters it, who read, how it is kept up, what is declared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule of eligibility: what the review includes, and what of it is pooled."""

    included: str
    pooled: str | None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The rules by which works enter the review; None: not stated."""

    population: Criterion | None
    intervention: Criterion | None
    comparator: Criterion | None
    outcomes: Criterion | None
    designs: Criterion | None
    languages: Criterion | None
    dates: Criterion | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """How data were taken from sources; None: not stated.

    `tools` says which automated tools helped, such as language models.
    """

    selection: str | None
    readers: str | None
    tools: str | None


@dataclass(frozen=True, slots=True)
class Living:
    """How the review is kept up; None: not stated."""

    why: str | None
    trigger: str | None
    retirement: str | None


@dataclass(frozen=True, slots=True)
class Declarations:
    """What readers ask of any review; None: not stated."""

    protocol: str | None
    registration: str | None
    funding: str | None
    interests: str | None

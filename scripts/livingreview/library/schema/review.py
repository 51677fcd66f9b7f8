"""The shapes of review.yml, cohorts.yml, trials/ID.yml and seeds/KEY.yml."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from livingreview.library.schema.certainty import CertaintyEntry, SummaryEntry
from livingreview.library.schema.fields import (
    Count,
    Country,
    Day,
    Grade,
    Id,
    Ids,
    Key,
    Many,
    Pair,
    Phase,
    Shape,
    Share,
    Short,
    Some,
    Text,
    Topics,
    described,
    required,
)
from livingreview.model import TrialPurpose, TrialSetting, TrialStatus


class Cohort(Shape):
    """A set of patients that one or several sources report."""

    label: Short = required("its name")
    registrations: Annotated[tuple[Short, ...], Many] = described("registry numbers", ())
    patients: Count | None = described("how many patients, null if not known")
    selected: Short = described(
        "by what they were selected, where that happened later or is a course of disease that "
        "others did not have: only those who had surgery later. Shown, and not in the main pool",
        None,
    )


class Overlap(Shape):
    """Two cohorts that share patients; each pair stands once."""

    cohorts: Annotated[tuple[Id, ...], Pair] = required("the two cohorts")
    certainty: Literal["certain", "probable"] = required("probable counts as overlap too")
    because: Text = required("why we think so")


class Separation(Shape):
    """Cohorts that share a registration and still count as different patients."""

    cohorts: Annotated[tuple[Id, ...], Pair] = required("the two cohorts")
    because: Text = required("why they are counted apart")


class Disagreement(Shape):
    """Reports of the same patients that give different figures."""

    reports: Annotated[tuple[Key, ...], Some] = required("the sources")
    outcome: Id = required("the outcome")
    because: Text = required("how they differ, and why if that is known")


class Cohorts(Shape):
    """All cohorts, with what they share and where their reports differ."""

    cohorts: Mapping[Id, Cohort] = required("id to cohort")
    overlaps: Annotated[tuple[Overlap, ...], Many] = described("pairs that share patients", ())
    separate: Annotated[tuple[Separation, ...], Many] = described(
        "pairs that do not, though they seem to", ()
    )
    disagreements: Annotated[tuple[Disagreement, ...], Many] = described("figures that differ", ())


class Trial(Shape):
    """A registered trial."""

    title: Text | None = described("the registered title; null if not seen")
    aliases: Annotated[tuple[Short, ...], Many] = described("its numbers in other registries", ())
    phase: Phase | None = described("trial phase")
    status: TrialStatus | None = described(
        "as the registry says; unknown is its own word for a lapsed record"
    )
    seen: Day | None = described("the day of the registry data")
    updated: Day | None = described("last update posted in the registry")
    enrolled: Count | None = described("patients, planned or actual")
    start: Day | None = described("start of the study")
    sponsor: Short | None = described("sponsor")
    countries: Annotated[tuple[Country, ...], Many] = described("ISO 3166 codes", ())
    diseases: Ids = described("values of the facet disease", ())
    product: Short | None = described("product, as the registry names it")
    purpose: TrialPurpose = described("treatment or follow-up only", "treatment")
    setting: TrialSetting = described("kind of disease", "malignant")
    facets: Mapping[Id, Id] = described("values of the facets of review.yml", {})
    differs: Mapping[Id, Text] = described(
        "facet to the reason why it is not as in the trial's reports or its product", {}
    )
    notes: Text | None = described("anything else")


class ClaimEntry(Shape):
    """A statement of a founding review that we track."""

    id: Id = required("its id")
    topics: Topics = required("topic pages it belongs to")
    statement: Text = required("the claim in our own words")
    outcome: Id | None = described("the outcome that tests it")
    broader: Id | None = described("a broader reading of that outcome")
    range: Annotated[tuple[Share, Share], Field(strict=False)] | None = described(
        "claimed range, 0–1"
    )


class Seed(Shape):
    """The claims of one founding review."""

    source: Key = required("the source's key")
    claims: Annotated[tuple[ClaimEntry, ...], Some] = required("its claims")


class TopicEntry(Shape):
    """A topic, its page and the questions of that page."""

    label: Short = required("its name")
    page: Id = required("the page under docs/ without .md")
    questions: Mapping[Id, Short] = described("the sections of the page", {})
    summary: Annotated[tuple[SummaryEntry, ...], Many] = described(
        "rows of its summary of findings, in their order", ()
    )


class KindEntry(Shape):
    """A kind of source."""

    label: Short = required("its name")
    pooled: bool = required("whether its results may be pooled")
    peer_reviewed: bool = required("whether it is a peer-reviewed article")


class FacetEntry(Shape):
    """A way to sort sources and trials."""

    label: Short = required("its name")
    single: bool = required("true: one value a source, and subgroups may be formed by it")
    column: bool = described("whether tables show it as a column", default=False)
    values: Mapping[Id, Short] = required("id to label")
    synonyms: Mapping[Id, Annotated[tuple[Short, ...], Many]] = described(
        "other words readers search for", {}
    )


class OutcomeEntry(Shape):
    """An outcome."""

    label: Short = required("its name")
    short: Short = required("its name in a table's head")
    topics: Topics = required("topics it belongs to")
    measure: Literal["proportion", "time-to-event", "continuous"] = required("kind of figure")
    better: Literal["higher", "lower", "neither"] = required("which way is better for patients")
    definition: Text = required("what it means")
    grading: Id | None = described("a scale")
    counts: Ids = described("narrower outcomes that answer it, best first", ())
    not_pooled: Text | None = described("why it is shown side by side and never pooled")
    part_of: Id | None = described("the outcome of which it is some grades")
    grades: Annotated[tuple[Grade, ...], Some] | None = described(
        "those grades, one after the other: [3, 4, 5]"
    )
    over_all: Id | None = described(
        "the outcome that a count of this one among some patients (`of`) is over all of them"
    )


class ScaleEntry(Shape):
    """A grading scale."""

    label: Short = required("its name")
    source: Key = required("the source that defines it")
    grades: Mapping[Short, Text] = described("grade to meaning", {})


class ChecklistEntry(Shape):
    """A checklist by which reports are appraised."""

    label: Short = required("its name")
    source: Key = required("the source that defines it")
    items: Mapping[Id, Text] = required("item to question, in our own words")


class Pooling(Shape):
    """What may be pooled."""

    require: Mapping[Id, Id] = described("facet values that a source must have", {})
    exclude_derivations: Annotated[
        tuple[Literal["summed", "implied", "worked-back"], ...], Many
    ] = described("derivations that are shown but not pooled", ())
    exclude_groups: Literal[True] = described(
        "subgroups are never pooled with whole cohorts", default=True
    )


class SearchEntry(Shape):
    """One search of the literature, as it was recorded."""

    date: Day = required("the day")
    where: Text = required("databases and places")
    what: Text = required("terms")
    found: Text = required("what came of it")
    screened: Count | None = described("records screened; null: not recorded")
    excluded: Count | None = described("records excluded; null: not recorded")
    note: Text | None = described("anything else")


class Interval(Shape):
    """How often the search is promised to be repeated."""

    months: Annotated[int, Field(ge=1, le=60)] = required("months between searches")


class Retirement(Shape):
    """The end of a living review: it stays readable and says that nobody keeps it."""

    date: Day = required("the day from which it is no longer kept")
    notice: Text = required("what a reader should know, in a sentence")


class Review(Shape):
    """A review: its words, its rules and its log."""

    title: Short = required("short title")
    subtitle: Text = required("one line that says what it is")
    seed: Key | None = described("the founding review")
    maintainers: Short = required("who answers for it")
    started: Day = required("the day it began")
    licence: Short = described("licence of the content", "CC BY 4.0")
    citation_style: Id = described("a CSL style", "american-medical-association")
    topics: Mapping[Id, TopicEntry] = required("id to topic")
    kinds: Mapping[Id, KindEntry] = required("id to kind")
    pooling: Pooling = described("what may be pooled", Pooling())
    facets: Mapping[Id, FacetEntry] = described("id to facet", {})
    products: Mapping[Short, Annotated[tuple[Short, ...], Many]] = described(
        "a product that goes by a name of its own, and its other names: its trials and reports "
        "agree in their facets",
        {},
    )
    characteristics: Mapping[Id, Short] = described(
        "what a design counts of its patients beside the common fields, with labels", {}
    )
    details: Mapping[Id, Short] = described("keys of an entry's details, with labels", {})
    populations: Mapping[Id, Short] = described("analysis sets of trials, with labels", {})
    scales: Mapping[Id, ScaleEntry] = described("id to grading scale", {})
    checklists: Mapping[Id, ChecklistEntry] = described("id to checklist", {})
    certainty: CertaintyEntry | None = described(
        "how certain the evidence of each estimate is rated; without it nothing is rated"
    )
    outcomes: Mapping[Id, OutcomeEntry] = required("id to outcome")
    synonyms: Mapping[Short, Annotated[tuple[Short, ...], Some]] = described(
        "a word, and its other spellings and names that the search takes for the same", {}
    )
    interval: Interval | None = described("promised interval between searches")
    retired: Retirement | None = described("when the review is no longer kept up")
    searches: Annotated[tuple[SearchEntry, ...], Many] = described("log of searches", ())

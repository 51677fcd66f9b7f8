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
from livingreview.library.schema.reporting import Declarations, Eligibility, Extraction, Living
from livingreview.model import COHORT_FACTS, TrialPurpose, TrialSetting, TrialStatus


class Cohort(Shape):
    """A set of patients that one or several sources report."""

    label: Short = required("its name")
    registrations: Annotated[tuple[Short, ...], Many] = described("registry numbers", ())
    patients: Count | None = described("number of patients; null: unknown")
    selected: Short = described(
        "how the patients were selected, if by later events or by a course of disease that other "
        "patients did not have (only those with later surgery); their results are shown but are "
        "not in the main estimate",
        None,
    )


class Overlap(Shape):
    """Two cohorts that share patients; each pair is listed once."""

    cohorts: Annotated[tuple[Id, ...], Pair] = required("the two cohorts")
    certainty: Literal["certain", "probable"] = required("how sure it is; both count as overlaps")
    because: Text = required("the evidence for the overlap")


class Separation(Shape):
    """Two cohorts that share a registration but count as different patients."""

    cohorts: Annotated[tuple[Id, ...], Pair] = required("the two cohorts")
    because: Text = required("why they count as different patients")


class Disagreement(Shape):
    """Reports of the same patients that give different numbers."""

    reports: Annotated[tuple[Key, ...], Some] = required("keys of the sources")
    outcome: Id = required("the outcome")
    because: Text = required("how the numbers differ, and why, if that is known")


class Cohorts(Shape):
    """All cohorts, their overlaps, and the differences between their reports."""

    cohorts: Mapping[Id, Cohort] = required("the cohorts by id")
    overlaps: Annotated[tuple[Overlap, ...], Many] = described(
        "pairs of cohorts that share patients", ()
    )
    separate: Annotated[tuple[Separation, ...], Many] = described(
        "pairs of cohorts that seem to share patients but do not", ()
    )
    disagreements: Annotated[tuple[Disagreement, ...], Many] = described(
        "numbers that differ between reports", ()
    )


class Trial(Shape):
    """A registered trial."""

    title: Text | None = described("the registered title; null: unknown")
    aliases: Annotated[tuple[Short, ...], Many] = described("its numbers in other registries", ())
    phase: Phase | None = described("trial phase")
    status: TrialStatus | None = described(
        "status in the registry, where `unknown` means that the record was not kept up to date"
    )
    seen: Day | None = described("the day on which the registry was read")
    updated: Day | None = described("the day of the last update in the registry")
    enrolled: Count | None = described("number of patients, planned or actual")
    start: Day | None = described("start of the study")
    sponsor: Short | None = described("sponsor")
    countries: Annotated[tuple[Country, ...], Many] = described(
        "countries, as ISO 3166 codes of two letters", ()
    )
    diseases: Ids = described("values of the facet disease", ())
    product: Short | None = described("the product, as the registry names it")
    purpose: TrialPurpose = described("treatment, or follow-up only", "treatment")
    setting: TrialSetting = described("kind of disease", "malignant")
    facets: Mapping[Id, Id] = described("values of the facets of review.yml", {})
    differs: Mapping[Id, Text] = described(
        "facets that differ from those of the trial's reports or product, each with the reason", {}
    )
    notes: Text | None = described("anything else that a reader should know")


class ClaimEntry(Shape):
    """A statement of a founding review, which this review tests."""

    id: Id = required("its id")
    topics: Topics = required("the topic pages on which it is shown")
    statement: Text = required("the claim, in our own words")
    outcome: Id | None = described("the outcome that tests it")
    broader: Id | None = described(
        "an outcome with a broader definition, whose estimate is shown as well"
    )
    range: Annotated[tuple[Share, Share], Field(strict=False)] | None = described(
        "the claimed range, 0–1"
    )


class Seed(Shape):
    """The claims of one founding review."""

    source: Key = required("the key of the founding review")
    claims: Annotated[tuple[ClaimEntry, ...], Some] = required("its claims")


class TopicEntry(Shape):
    """A topic, its page and the questions of that page."""

    label: Short = required("its name")
    page: Id = required("the page below docs/, without .md")
    questions: Mapping[Id, Short] = described("the headings of the page's sections, by id", {})
    summary: Annotated[tuple[SummaryEntry, ...], Many] = described(
        "the rows of its summary of findings, in their order", ()
    )


class KindEntry(Shape):
    """A kind of source."""

    label: Short = required("its name")
    pooled: bool = required("whether its results may be pooled")
    peer_reviewed: bool = required("whether it is a peer-reviewed article")


class FacetEntry(Shape):
    """A property by which sources and trials are sorted."""

    label: Short = required("its name")
    single: bool = required("true: one value per source, so that it may form subgroups")
    column: bool = described("whether tables show it as a column", default=False)
    values: Mapping[Id, Short] = required("the labels of its values, by id")
    synonyms: Mapping[Id, Annotated[tuple[Short, ...], Many]] = described(
        "other words that readers search for, by value", {}
    )


class OutcomeEntry(Shape):
    """An outcome that sources report."""

    label: Short = required("its name")
    short: Short = required("its name in the header of a table")
    topics: Topics = required("the topics that it belongs to")
    measure: Literal["proportion", "time-to-event", "continuous"] = required("kind of value")
    better: Literal["higher", "lower", "neither"] = required("the direction better for patients")
    definition: Text = required("its definition")
    grading: Id | None = described("the scale by which it is graded")
    counts: Ids = described(
        "outcomes with a narrower definition whose results may be used for this one, best first",
        (),
    )
    not_pooled: Text | None = described("why its results are shown but never pooled")
    part_of: Id | None = described("the outcome of any grade that this one is some grades of")
    grades: Annotated[tuple[Grade, ...], Some] | None = described(
        "the grades of `part_of` that it has, in order and without a gap: [3, 4, 5]"
    )
    over_all: Id | None = described(
        "for counts of this outcome among some of the patients (`of`): the outcome that is the "
        "same count among all patients"
    )


class ScaleEntry(Shape):
    """A grading scale."""

    label: Short = required("its name")
    source: Key = required("the source that defines it")
    grades: Mapping[Short, Text] = described("the meaning of each grade", {})


class ChecklistEntry(Shape):
    """A checklist by which reports are appraised."""

    label: Short = required("its name")
    source: Key = required("the source that defines it")
    items: Mapping[Id, Text] = required("the question of each item, in our own words")


class Pooling(Shape):
    """The rules on which results may be pooled."""

    require: Mapping[Id, Id] = described("facet values that a source must have", {})
    exclude_derivations: Annotated[
        tuple[Literal["summed", "implied", "worked-back"], ...], Many
    ] = described("derivations of results that are shown but not pooled", ())
    exclude_groups: Literal[True] = described(
        "subgroups are never pooled with whole cohorts", default=True
    )


class SearchEntry(Shape):
    """One search of the literature, as recorded in the log."""

    date: Day = required("the day of the search")
    where: Text = required("the databases and other places searched")
    what: Text = required("the search terms")
    strings: Annotated[tuple[Text, ...], Many] = described(
        "the search strings, exactly as they were logged", ()
    )
    found: Text = required("the outcome of the search")
    screened: Count | None = described("number of records screened; null: not recorded")
    excluded: Count | None = described("number of records excluded; null: not recorded")
    note: Text | None = described("anything else that a reader should know")


class Interval(Shape):
    """The promised interval between searches."""

    months: Annotated[int, Field(ge=1, le=60)] = required("number of months between searches")


class Retirement(Shape):
    """The end of a living review: its pages remain, with a notice that it is no longer updated."""

    date: Day = required("the day from which it is no longer updated")
    notice: Text = required("one sentence for readers, shown on every page")


class Review(Shape):
    """A review: its title, its vocabulary, its rules and its log."""

    title: Short = required("short title")
    subtitle: Text = required("a description in one line")
    seed: Key | None = described("the key of the founding review")
    maintainers: Short = required("the people responsible for the review")
    contact: Short | None = described(
        "an address for questions, which is sent to services that are asked for records"
    )
    started: Day = required("the day on which the review began")
    licence: Short = described("licence of the content", "CC BY 4.0")
    citation_style: Id = described("a CSL style", "american-medical-association")
    topics: Mapping[Id, TopicEntry] = required("the topics by id")
    kinds: Mapping[Id, KindEntry] = required("the kinds of source by id")
    pooling: Pooling = described("the rules on which results may be pooled", Pooling())
    facets: Mapping[Id, FacetEntry] = described("the facets by id", {})
    products: Mapping[Short, Annotated[tuple[Short, ...], Many]] = described(
        "the other names of each product with a name of its own; all its trials and reports must "
        "have the same facets",
        {},
    )
    characteristics: Mapping[Id, Short] = described(
        "the labels of further characteristics of patients that entries may count, by id", {}
    )
    details: Mapping[Id, Short] = described("the labels of further facts in entries, by id", {})
    cohort_table: Mapping[Short, Annotated[tuple[Id, ...], Some]] = described(
        "the columns of the table of cohorts: each heading with the facts below it, which are "
        f"{', '.join(COHORT_FACTS)}, facets, characteristics, details, or an outcome (the time at "
        "which it was assessed)",
        {},
    )
    populations: Mapping[Id, Short] = described("the labels of analysis sets of trials, by id", {})
    scales: Mapping[Id, ScaleEntry] = described("the grading scales by id", {})
    checklists: Mapping[Id, ChecklistEntry] = described("the checklists by id", {})
    certainty: CertaintyEntry | None = described(
        "the rules by which the certainty of each estimate is rated; without them nothing is rated"
    )
    outcomes: Mapping[Id, OutcomeEntry] = required("the outcomes by id")
    synonyms: Mapping[Short, Annotated[tuple[Short, ...], Some]] = described(
        "other spellings and names per word, which the search treats as the same word", {}
    )
    exclusion_reasons: Mapping[Id, Short] = described(
        "the labels of reasons for leaving out a work or a fact, by id", {}
    )
    declarations: Declarations = described("protocol, funding, interests", Declarations())
    eligibility: Eligibility = described("the rules by which works enter", Eligibility())
    extraction: Extraction = described("how works were chosen and read", Extraction())
    living: Living = described("how the review is kept up to date", Living())
    interval: Interval | None = described("the promised interval between searches")
    retired: Retirement | None = described("the end of the review, if it is no longer updated")
    searches: Annotated[tuple[SearchEntry, ...], Many] = described("the log of searches", ())

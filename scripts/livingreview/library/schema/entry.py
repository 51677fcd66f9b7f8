"""The shape of references/sources/KEY.yml: the data extracted from one source."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from livingreview.library.schema.fields import (
    Alias,
    ClaimPath,
    Count,
    Country,
    Day,
    Id,
    Ids,
    Key,
    Link,
    Many,
    Pair,
    Phase,
    Shape,
    Share,
    Short,
    Text,
    Topics,
    described,
    required,
)
from livingreview.model import ReadLevel


class Via(Shape):
    """The text that was read instead of the work itself."""

    what: Short = required("what it is, in a few words: company release, review table")
    url: Link | None = described("its web address")
    seen: Day | None = described("the day on which it was read")


class Reading(Shape):
    """The person who read or checked the source, and the day."""

    date: Day = required("the day")
    by: Short = required("the name of the person, or 'maintainers' until a person signs")


class FollowUp(Shape):
    """The length of follow-up, in the unit of the report (never converted)."""

    median: float | None = described("the median", ge=0)
    mean: float | None = described("the mean", ge=0)
    maximum: float | None = described("the longest, if only that is reported", ge=0)
    unit: Literal["days", "weeks", "months", "years"] = required("the unit, as printed")
    range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "the shortest and the longest"
    )
    from_: Short | None = described("the start of follow-up: first dose, diagnosis", alias="from")


class Design(Shape):
    """The design of the study and its patients."""

    phase: Phase | None = described("trial phase, as printed")
    study: Short | None = described(
        "the kind of study in one or two words: retrospective, case series"
    )
    centres: Literal["single", "multi"] | Annotated[int, Field(ge=1)] | None = described(
        "single, multi, or the number of centres"
    )
    countries: Annotated[tuple[Country, ...], Many] = described(
        "countries, as ISO 3166 codes of two letters", ()
    )
    planned: Count | None = described("number of patients planned")
    enrolled: Count | None = described("number of patients enrolled")
    treated: Count | None = described("number of patients treated")
    evaluable: Count | None = described("number of patients evaluable for response")
    stopped: Text | None = described("whether and why the study stopped early")
    diseases: Mapping[Id, Count | None] = described(
        "number of patients per disease (null: not reported)", {}
    )
    age_median: float | None = described("median age in years", ge=0, le=120)
    age_range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "ages of the youngest and the oldest patient, in years"
    )
    prior_lines_median: float | None = described("median number of earlier treatment lines", ge=0)
    prior_lines_range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "fewest and most earlier treatment lines"
    )
    characteristics: Mapping[Id, Count | Share] = described(
        "number of patients per characteristic of review.yml, or their share (0.38) where only "
        "that is printed",
        {},
    )
    accrual: Annotated[tuple[Day, ...], Pair] | None = described(
        "dates of the first and the last enrolment"
    )
    data_cut: Day | None = described("the date of data cut-off")
    studies: Count | None = described("number of studies in a review or meta-analysis")
    patients: Count | None = described("number of patients in a review or meta-analysis")
    follow_up: FollowUp | None = described("the length of follow-up")
    population: Text | None = described("the patients treated, in a few words of our own")


class Group(Shape):
    """A part of the patients, or a comparator arm; never pooled with whole cohorts."""

    label: Short = required("the group in a few words: first relapse")
    of: Short | None = described("the patients that the group is part of: treated, responders")
    arm: Literal["comparator"] | None = described("comparator, for an arm without the product")
    patients: Count | None = described("number of patients in the group")


class Figure(Shape):
    """A number as a source prints it."""

    events: Count | None = described("number of patients with the outcome")
    total: Annotated[int, Field(ge=1, le=10_000_000)] | None = described(
        "number of patients evaluable for it"
    )
    estimate: float | None = described("a number printed without counts; a proportion is 0–1")
    statistic: (
        Literal["proportion", "probability", "median", "mean", "maximum", "range", "pooled"] | None
    ) = described("the kind of value in `estimate` or `range`")
    unit: Short | None = described("the unit of an estimate that is not a proportion")
    ci: Annotated[tuple[float, float | None], Field(strict=False)] | None = described(
        "the 95% confidence interval, as printed; null as upper bound: not reached"
    )
    range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "the lowest and the highest value, over patients or studies"
    )
    studies: Count | None = described("number of studies in a pooled number")
    patients: Count | None = described("number of patients in a pooled number")
    i_squared: Share | None = described("I² of a pooled number, 0–1")
    where: Short = required("its place in the source: abstract, Table 2, Fig 3B")
    read: ReadLevel | None = described("what was read for this number, if not `read` of the entry")
    derivation: Literal["printed", "summed", "implied", "worked-back"] = described(
        "printed; summed from printed parts; implied by the text around it; worked back from a "
        "percentage",
        "printed",
    )
    note: Text | None = described("what a reader should know about this number")
    missing: (
        Literal["not-reported", "not-assessed", "not-applicable", "not-extracted", "not-derivable"]
        | None
    ) = described(
        "why there is no number (zero is `events: 0`); not-derivable: a number seems to follow "
        "from printed ones but does not, for the reason in `note`"
    )


class Result(Figure):
    """A number for one outcome; unique by outcome, at, window, group and population."""

    outcome: Id = required("an outcome of review.yml")
    at: Short | None = described("the time point, as printed")
    window: Literal["early", "late"] | None = described(
        "early or late events, if the source reports them separately"
    )
    window_days: Annotated[tuple[int | None, int | None], Field(strict=False)] | None = described(
        "the first and the last day of the window; null: open"
    )
    group: Group | None = described("the part of the patients that the number is about")
    of: Id | None = described("the outcome whose patients are the denominator")
    population: Id | None = described(
        "the analysis set of a trial, by its id in review.yml, if the source uses several"
    )
    also_reported: Annotated[tuple[Figure, ...], Many] = described(
        "other numbers for the same result, each with its own place in the source", ()
    )


class Finding(Shape):
    """A statement of a source in our own words, about a claim or a question of a page."""

    claim: ClaimPath | None = described("the claim that it is about: seed/id")
    stance: Literal["supports", "qualifies", "contradicts"] | None = described(
        "its effect on the claim"
    )
    topic: Id | None = described("the topic page on which it is shown")
    question: Id | None = described("the question of that page")
    text: Text = required("one or two sentences in our own words")
    where: Short = required("its place in the source")
    read: ReadLevel | None = described("what was read for it, if not `read` of the entry")


class Retraction(Shape):
    """A retraction: the source enters no estimate and is marked wherever it is cited."""

    date: Day = required("the day of the retraction")
    notice: Link = required("the web address of the notice")


class Appraisal(Shape):
    """The appraisal of a report by a checklist, from the text that was read."""

    tool: Id = required("a checklist of review.yml")
    answers: Mapping[Id, Literal["yes", "no", "unclear", "not-applicable"]] = required(
        "the answer per item; unclear: not reported in the text that was read"
    )
    note: Text | None = described("the basis of the answers")


class Detail(Shape):
    """A further fact in the words of the source, and where it is printed."""

    text: Text = required("the fact")
    where: Short | None = described("the locator, where it is not that of the other facts")


def _text_as_detail(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Entry(Shape):
    """The data that we extracted from one source."""

    kind: Id = required("a kind of review.yml, which decides whether the results may be pooled")
    aliases: Annotated[tuple[Alias, ...], Many] = described("earlier keys of the source", ())
    distinct_from: Annotated[tuple[Key, ...], Many] = described(
        "keys of other works with nearly the same title and the same year", ()
    )
    label: Short | None = described("a short name of our own, if the title is unknown")
    topics: Topics = required("topics of review.yml")
    cohort: Ids = described("the patients: an id of cohorts.yml, or a list of ids", ())
    registrations: Annotated[tuple[Short, ...], Many] = described("registry numbers", ())
    facets: Mapping[Id, Id] = described("values of the facets of review.yml", {})
    arms: Mapping[Id, Count] = described("number of patients per value of a mixed facet", {})
    design: Design = described("the design of the study", Design())
    details: Mapping[
        Id,
        Annotated[Detail, BeforeValidator(_text_as_detail, json_schema_input_type=Text | Detail)],
    ] = described(
        "further facts, by the keys of review.yml: a text, or a text with its locator", {}
    )
    results: Annotated[tuple[Result, ...], Many] = described("the numbers", ())
    findings: Annotated[tuple[Finding, ...], Many] = described("statements in our own words", ())
    appraisal: Appraisal | None = described("the appraisal of the report by a checklist")
    read: ReadLevel = required("what was read of the source")
    via: Via | None = described("what was read, if it is not the work itself")
    extracted: Reading = required("who extracted the data, and when")
    checked: Reading | None = described("who checked them as a second reader, or null")
    incomplete: Ids = described("fields that the record lacks because they are unknown", ())
    status: Literal["included", "excluded"] = described("included or excluded", "included")
    reason: Id | None = described("why it was excluded: one of exclusion_reasons in review.yml")
    retracted: Retraction | None = described("when and where the source was retracted")
    notes: Text | None = described("anything else that a reader of the source's page should know")

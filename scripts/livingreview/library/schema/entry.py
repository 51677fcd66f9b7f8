"""The shape of references/sources/KEY.yml: what was extracted from one source."""

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
    """What was read, where that is not the work itself."""

    what: Short = required("what it is, in a few words: company release, review table")
    url: Link | None = described("its address")
    seen: Day | None = described("when it was read")


class Reading(Shape):
    """Who read or checked the source, and when."""

    date: Day = required("the day")
    by: Short = required("a name, or 'maintainers' until a person signs")


class FollowUp(Shape):
    """How long patients were followed, in the report's own unit (never converted)."""

    median: float | None = described("the median", ge=0)
    mean: float | None = described("the mean", ge=0)
    maximum: float | None = described("the longest, where only that is told", ge=0)
    unit: Literal["days", "weeks", "months", "years"] = required("the unit as printed")
    range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "shortest, longest"
    )
    from_: Short | None = described("counted from: first dose, diagnosis", alias="from")


class Design(Shape):
    """How the study was made, and whom it treated."""

    phase: Phase | None = described("trial phase, as printed")
    study: Short | None = described(
        "the kind of study in a word or two: retrospective, case series"
    )
    centres: Literal["single", "multi"] | Annotated[int, Field(ge=1)] | None = described(
        "single, multi, or how many"
    )
    countries: Annotated[tuple[Country, ...], Many] = described("ISO 3166 codes of two letters", ())
    planned: Count | None = described("patients planned")
    enrolled: Count | None = described("patients enrolled")
    treated: Count | None = described("patients treated")
    evaluable: Count | None = described("patients evaluable for response")
    stopped: Text | None = described("whether and why the study stopped early")
    diseases: Mapping[Id, Count | None] = described(
        "patients per disease (null: number not reported)", {}
    )
    age_median: float | None = described("median age in years", ge=0, le=120)
    age_range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "youngest and oldest, in years"
    )
    prior_lines_median: float | None = described("median number of earlier lines", ge=0)
    prior_lines_range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "fewest and most earlier lines"
    )
    characteristics: Mapping[Id, Count | Share] = described(
        "patients with a characteristic that review.yml names; their share, with a decimal point, "
        "where only that is printed",
        {},
    )
    accrual: Annotated[tuple[Day, ...], Pair] | None = described("first and last enrolment")
    data_cut: Day | None = described("the day on which the data were closed")
    studies: Count | None = described("studies in a review or meta-analysis")
    patients: Count | None = described("patients in a review or meta-analysis")
    follow_up: FollowUp | None = described("how long patients were followed")
    population: Text | None = described("who was treated, in a few words of our own")


class Group(Shape):
    """A part of the patients, or a comparator arm; never pooled with whole cohorts."""

    label: Short = required("the group in a few words: first relapse")
    of: Short | None = described("what it is a part of: treated, responders")
    arm: Literal["comparator"] | None = described("comparator, for an arm without the product")
    patients: Count | None = described("patients in the group")


class Figure(Shape):
    """A number as a source prints it."""

    events: Count | None = described("patients with the outcome")
    total: Annotated[int, Field(ge=1, le=10_000_000)] | None = described(
        "patients evaluable for it"
    )
    estimate: float | None = described("the figure without counts; a proportion is 0–1")
    statistic: (
        Literal["proportion", "probability", "median", "mean", "maximum", "range", "pooled"] | None
    ) = described("what `estimate` or `range` is")
    unit: Short | None = described("the unit of an estimate that is not a proportion")
    ci: Annotated[tuple[float, float | None], Field(strict=False)] | None = described(
        "95% confidence interval as printed; null above: not reached"
    )
    range: Annotated[tuple[float, float], Field(strict=False)] | None = described(
        "lowest and highest, over patients or studies"
    )
    studies: Count | None = described("studies behind a pooled figure")
    patients: Count | None = described("patients behind a pooled figure")
    i_squared: Share | None = described("I² of a pooled figure, 0–1")
    where: Short = required("the locator: abstract, Table 2, Fig 3B")
    read: ReadLevel | None = described("what was read for this figure, if not as the entry says")
    derivation: Literal["printed", "summed", "implied", "worked-back"] = described(
        "printed; summed from printed parts; implied by silence; worked back from a percentage",
        "printed",
    )
    note: Text | None = described("what a reader should know about this figure")
    missing: (
        Literal["not-reported", "not-assessed", "not-applicable", "not-extracted", "not-derivable"]
        | None
    ) = described(
        "why there is no number (zero is `events: 0`); not-derivable, with the reason as note: "
        "printed figures seem to give one and do not"
    )


class Result(Figure):
    """A number for one outcome; unique by outcome, at, window, group and population."""

    outcome: Id = required("an outcome of review.yml")
    at: Short | None = described("the time point, as printed")
    window: Literal["early", "late"] | None = described("early or late events, where told apart")
    window_days: Annotated[tuple[int | None, int | None], Field(strict=False)] | None = described(
        "first and last day of the window; null: open"
    )
    group: Group | None = described("the part of the patients that the figure is about")
    of: Id | None = described("the outcome whose patients are the denominator")
    population: Id | None = described(
        "which analysis set of a trial, by its name in review.yml, where several are in use"
    )
    also_reported: Annotated[tuple[Figure, ...], Many] = described(
        "a second figure for the same thing, with its own locator", ()
    )


class Finding(Shape):
    """A statement of a source in our own words, for a claim or for a question of a page."""

    claim: ClaimPath | None = described("the claim it bears on: seed/id")
    stance: Literal["supports", "qualifies", "contradicts"] | None = described(
        "what it does to the claim"
    )
    topic: Id | None = described("the topic page it belongs to")
    question: Id | None = described("the question of that page")
    text: Text = required("one or two sentences of our own")
    where: Short = required("the locator")
    read: ReadLevel | None = described("what was read for it, if not as the entry says")


class Retraction(Shape):
    """A retraction: the source leaves every estimate and is marked wherever it is cited."""

    date: Day = required("when it was retracted")
    notice: Link = required("the address of the notice")


class Appraisal(Shape):
    """How a report stands up to a checklist, as far as what was read can tell."""

    tool: Id = required("a checklist of review.yml")
    answers: Mapping[Id, Literal["yes", "no", "unclear", "not-applicable"]] = required(
        "item to answer; unclear where what was read does not tell"
    )
    note: Text | None = described("what the answers rest on")


class Detail(Shape):
    """A further fact in the words of the source, and where it is printed."""

    text: Text = required("the fact")
    where: Short | None = described("the locator, where it is not that of the other facts")


def _text_as_detail(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Entry(Shape):
    """What we extracted from one source."""

    kind: Id = required("a kind of review.yml; says whether its results may be pooled")
    aliases: Annotated[tuple[Alias, ...], Many] = described("earlier keys of the source", ())
    distinct_from: Annotated[tuple[Key, ...], Many] = described(
        "keys of other works with nearly the same title and year", ()
    )
    label: Short | None = described("our own short name, if even the title was not seen")
    topics: Topics = required("topics of review.yml")
    cohort: Ids = described("the patients: an id of cohorts.yml, or a list", ())
    registrations: Annotated[tuple[Short, ...], Many] = described("registry numbers", ())
    facets: Mapping[Id, Id] = described("values of the facets of review.yml", {})
    arms: Mapping[Id, Count] = described("patients a value, for a facet that is mixed", {})
    design: Design = described("how the study was made", Design())
    details: Mapping[
        Id,
        Annotated[Detail, BeforeValidator(_text_as_detail, json_schema_input_type=Text | Detail)],
    ] = described(
        "further facts, by the keys of review.yml: a text, or a text with its locator", {}
    )
    results: Annotated[tuple[Result, ...], Many] = described("numbers", ())
    findings: Annotated[tuple[Finding, ...], Many] = described("statements in our own words", ())
    appraisal: Appraisal | None = described("the report held against a checklist")
    read: ReadLevel = required("what was read of the source")
    via: Via | None = described("only where what was read is not the work itself")
    extracted: Reading = required("who extracted it, and when")
    checked: Reading | None = described("a second reader, or null")
    incomplete: Ids = described("what the record lacks because it was not seen", ())
    status: Literal["included", "excluded"] = described("included or excluded", "included")
    reason: Text | None = described("why it was excluded")
    retracted: Retraction | None = described("when and where it was retracted")
    notes: Text | None = described("anything else a reader of the source's page should know")

"""The shape of the rules by which review.yml has the certainty of evidence rated."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from livingreview.library.schema.fields import (
    Count,
    Day,
    Id,
    Ids,
    Key,
    Many,
    Shape,
    Share,
    Short,
    Text,
    described,
    required,
)
from livingreview.model import CertaintyDomain, CertaintyLevel, ReadLevel


class StartEntry(Shape):
    """Where every rating starts."""

    level: CertaintyLevel = required("the level from which domains take steps down")
    because: Text = required("why: which kind of question the estimates answer")
    sources: Annotated[tuple[Key, ...], Many] = described("keys of the sources that say so", ())


class CohortRulesEntry(Shape):
    """How the risk of bias of one cohort is judged: low, unclear or high."""

    selection: Ids = described(
        "items of the checklist on whom a report includes: all yes is low, any no is high", ()
    )
    completeness: Ids = described("items of the checklist on whether all are counted", ())
    counted: Share = required(
        "share of those enrolled that must be counted, where the checklist leaves it unclear"
    )
    among_some: Ids = described(
        "outcomes that only some patients can have, for which those counted are not compared "
        "with those enrolled",
        (),
    )
    read_low: Annotated[tuple[ReadLevel, ...], Many] = required(
        "what has to be read for a low risk that the reading misleads"
    )
    read_high: Annotated[tuple[ReadLevel, ...], Many] = described(
        "what gives a high risk when it is all that was read", ()
    )


class ShareSteps(Shape):
    """Shares (0–1) from which a rating is lowered."""

    serious: Share = required("by one level")
    very_serious: Share | None = described("by two levels; null: never by two")


class VarianceSteps(Shape):
    """Values of τ² from which a rating is lowered."""

    serious: Annotated[float, Field(ge=0)] = required("by one level")
    very_serious: float | None = described("by two levels; null: never by two", ge=0)


class CountSteps(Shape):
    """Numbers of patients below which a rating is lowered."""

    serious: Count = required("by one level")
    very_serious: Count | None = described("by two levels; null: never by two")


class InconsistencyEntry(Shape):
    """How far cohorts may differ; the strictest of these decides."""

    prediction_width: ShareSteps = required("width of the prediction interval")
    tau2: VarianceSteps = required("variance between cohorts on the log-odds scale")
    crosses: Mapping[Id, Share] = described(
        "outcome to a share; one level if the prediction interval lies on both sides of it", {}
    )
    few_cohorts: Count = required(
        "with fewer cohorts at most one level, because the prediction interval is then rough"
    )


class ImprecisionEntry(Shape):
    """How exact an estimate has to be; the strictest of these decides."""

    width: ShareSteps = required("width of the 95% confidence interval")
    patients: CountSteps = required("number of patients")
    events: CountSteps = required("number of patients with the outcome")


class PublicationEntry(Shape):
    """What data can say of results that were never published in full."""

    not_reviewed: ShareSteps = required("share of patients in reports that are not peer-reviewed")
    otherwise: Short = required("why the domain is not rated where that share is smaller")


class JudgementEntry(Shape):
    """A person's judgement of one domain of one estimate, in place of the rule's."""

    outcome: Id = required("the outcome")
    facets: Mapping[Id, Id] = described("facet values to which the estimate is narrowed", {})
    domain: CertaintyDomain = required("the domain that is judged")
    step: Literal[0, 1, 2] = required("levels by which it lowers the rating")
    because: Short = required("why, in words that a reader of the page understands")
    by: Short = required("who judged: a name")
    date: Day = required("the day")


class CertaintyEntry(Shape):
    """How certain the evidence of each estimate is rated, after the domains of GRADE.

    Shares are shares of the patients of an estimate.
    """

    start: StartEntry = required("where every rating starts")
    cohorts: CohortRulesEntry = required("how the risk of bias of one cohort is judged")
    risk_of_bias: ShareSteps = required(
        "serious: share of patients in cohorts that are not at low risk; very_serious: in cohorts "
        "at high risk"
    )
    inconsistency: InconsistencyEntry = required("how far cohorts may differ")
    indirectness: ShareSteps = required(
        "share of patients whose report counts a narrower outcome, or who were selected"
    )
    imprecision: ImprecisionEntry = required("how exact an estimate has to be")
    publication_bias: PublicationEntry = required("what data can say of unpublished results")
    judgements: Annotated[tuple[JudgementEntry, ...], Many] = described(
        "domains that a person judges otherwise than the rule", ()
    )


class SummaryEntry(Shape):
    """A row of a topic's summary of findings."""

    outcome: Id = required("the outcome")
    facets: Mapping[Id, Id] = described("facet values to which it is narrowed", {})
    at: Short | None = described("for an outcome that is not pooled: the time point, as printed")
    window: Literal["early", "late"] | None = described(
        "for an outcome that is not pooled: early or late events"
    )
    label: Short | None = described("its name in the table, if not that of the outcome")
    among: Short = described("whom the outcome can concern, in the plural", "patients")
    happens: Short = required(
        "what happens to them, with a verb in the plural: reach complete remission"
    )

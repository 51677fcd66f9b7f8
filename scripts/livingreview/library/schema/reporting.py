"""The shapes of excluded.yml and reporting.yml, and of what review.yml says of its making."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from livingreview.library.schema.fields import (
    Day,
    Id,
    Key,
    Link,
    Many,
    Shape,
    Short,
    Some,
    Text,
    described,
    one_or_more,
    required,
)
from livingreview.model import Answer


class Criterion(Shape):
    """A rule of eligibility."""

    included: Text = required("what the review includes")
    pooled: Text | None = described("what of it is pooled")


class Eligibility(Shape):
    """The rules by which works enter the review; what is missing is shown as not stated."""

    population: Criterion | None = described("the people")
    intervention: Criterion | None = described("the treatment")
    comparator: Criterion | None = described("the comparison")
    outcomes: Criterion | None = described("the outcomes, and the figures for them")
    designs: Criterion | None = described("kinds of report")
    languages: Criterion | None = described("languages of reports")
    dates: Criterion | None = described("dates of publication")


class Extraction(Shape):
    """How works were chosen and read; what is missing is shown as not stated."""

    selection: Text | None = described("who chose the works, and how many did so independently")
    readers: Text | None = described("who read each source, and how many did so independently")
    tools: Text | None = described("automated tools that helped, such as language models")


class Living(Shape):
    """How the review is kept up; what is missing is shown as not stated."""

    why: Text | None = described("why it is a living review")
    trigger: Text | None = described("what brings an update before it is due")
    retirement: Text | None = described("what would end the updates")


class Declarations(Shape):
    """What readers ask of any review; what is missing is shown as not stated."""

    protocol: Text | None = described("where the protocol is, or that there is none")
    registration: Text | None = described("where the review is registered, or that it is not")
    funding: Text | None = described("who paid for the review, and what they decided")
    interests: Text | None = described("the interests of its authors")


class ExcludedWork(Shape):
    """A work that was looked at and has no entry.

    A work with an entry is excluded there, by `status`, so that its page stays.
    """

    what: Short = required("its title, or what it is")
    doi: Short | None = described("DOI")
    pmid: Short | None = described("number in PubMed")
    registration: Short | None = described("its number, where it is a record of a registry")
    url: Link | None = described("an address of the work itself")
    reason: Id = required("why it was left out: one of exclusion_reasons in review.yml")
    note: Text | None = described("the reason in this case")
    where: Short | None = described("where it was found")
    date: Day = required("the day on which it was left out")


class LeftOutFact(Shape):
    """A fact of a source that its entry does not hold in this form."""

    source: Key = required("the source's key")
    fact: Text = required("the fact")
    reason: Id = required("why: one of exclusion_reasons in review.yml")
    instead: Text | None = described("what is recorded instead, or where")


class Excluded(Shape):
    """The works and facts that were left out."""

    works: Annotated[tuple[ExcludedWork, ...], Many] = described("works without an entry", ())
    facts: Annotated[tuple[LeftOutFact, ...], Many] = described("facts of sources", ())


class ReportingItem(Shape):
    """An item of a reporting checklist, and how the review answers it."""

    item: Short = required("its number in the checklist")
    section: Short = required("the part of a report to which it belongs")
    topic: Short = required("its topic")
    asks: Text = required("what it asks for, in our own words")
    answered: Answer = required("whether the review reports it")
    where: Annotated[tuple[Short, ...], Field(strict=False, max_length=20), one_or_more(Short)] = (
        described("where it is answered: pages with anchors, such as methods.md#searching", ())
    )
    note: Text | None = described("what is missing, or a remark")


class ReportingChecklist(Shape):
    """A checklist of what a review should report."""

    label: Short = required("its name")
    source: Key = required("the source that defines it")
    note: Text | None = described("a remark about all of it")
    items: Annotated[tuple[ReportingItem, ...], Some] = required("its items, in order")


class Reporting(Shape):
    """How the review answers checklists of reporting."""

    checklists: Mapping[Id, ReportingChecklist] = required("id to checklist")

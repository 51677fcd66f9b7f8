"""What a review says of its own making: rules, declarations, what was left out, checklists."""

from collections import Counter
from dataclasses import fields
from pathlib import PurePosixPath

from livingreview.bibliography import doi_address, pubmed_address
from livingreview.macros.citations import cite
from livingreview.macros.lookup import known
from livingreview.macros.macro import Given, Values, block
from livingreview.model import ANSWERS, ExcludedWork, Library, ReportingItem, Source, plural, slug
from livingreview.rendering import registry_address

PARTS = ("declarations", "extraction", "living")


@block
def review_facts(given: Given, /, part: str) -> Values:
    """What `review.yml` says of how the review is made; what it does not say is not stated.

    `part` is `declarations` (protocol, registration, funding, interests), `extraction` (who read
    the sources, and which tools helped) or `living` (how the review is kept up).
    """
    review = given.library.review
    facts = getattr(review, known(part, PARTS, "part"))
    entries = [source for source in given.library.sources.values() if source.extracted]
    return {
        "part": part,
        "facts": [(field.name, getattr(facts, field.name)) for field in fields(facts)],
        "extracted": sorted(Counter(_signed(s.extracted) for s in entries).items()),
        "checked": sorted(Counter(_signed(s.checked) for s in entries if s.checked).items()),
        "entries": len(entries),
        "months": review.interval_months,
        "started": review.started,
        "retired": review.retired,
    }


@block
def eligibility_table(given: Given, /) -> Values:
    """The rules by which works enter the review and its pools, as `review.yml` states them."""
    eligibility = given.library.review.eligibility
    return {
        "criteria": [
            (field.name, getattr(eligibility, field.name)) for field in fields(eligibility)
        ]
    }


@block
def excluded_table(given: Given, /) -> Values:
    """The works that were left out, each with its identifiers, the reason and where it was found.

    They are those of `references/excluded.yml`, and the sources whose entry excludes them.
    """
    library = given.library
    reasons = library.review.exclusion_reasons
    sources = [source for source in library.sources.values() if source.status == "excluded"]
    return {
        "rows": [
            *(_source_row(given, source, reasons[source.reason or ""]) for source in sources),
            *(_work_row(work, reasons[work.reason]) for work in library.reporting.excluded),
        ]
    }


@block
def left_out_table(given: Given, /) -> Values:
    """The facts of sources that their entries do not hold in this form, with the reason."""
    library = given.library
    return {
        "groups": [
            (
                label,
                [
                    {
                        "short": library.sources[fact.source].short,
                        "href": given.source_link(fact.source),
                        "fact": fact.fact,
                        "instead": fact.instead,
                    }
                    for fact in library.reporting.left_out
                    if fact.reason == id
                ],
            )
            for id, label in library.review.exclusion_reasons.items()
        ],
        "count": len(library.reporting.left_out),
    }


@block
def reporting_checklist(given: Given, /, checklist: str) -> Values:
    """The items of a reporting checklist, how the review answers each, and where.

    `checklist` is its id in `references/reporting.yml`.
    The counts above the table come from the data.
    """
    checklists = given.library.reporting.checklists
    found = checklists[known(checklist, checklists, "checklist")]
    given.page.shows(found.id)
    sections = dict.fromkeys(item.section for item in found.items)
    answers = Counter(item.answered for item in found.items)
    return {
        "id": found.id,
        "label": found.label,
        "cite": cite.show(given, found.source),
        "note": found.note,
        "count": plural(len(found.items), "item"),
        "answers": [(answer, answers[answer]) for answer in ANSWERS],
        "sections": [
            (
                section,
                [_item_row(given, found.id, i) for i in found.items if i.section == section],
            )
            for section in sections
        ],
    }


def _signed(reading: object) -> str:
    return str(getattr(reading, "by", ""))


def _source_row(given: Given, source: Source, reason: str) -> Values:
    return {
        "what": source.record.title,
        "href": given.source_link(source.key),
        "identifiers": [],
        "reason": reason,
        "note": source.notes,
        "where": None,
        "date": source.extracted.date if source.extracted else None,
    }


def _work_row(work: ExcludedWork, reason: str) -> Values:
    identifiers = [
        (f"DOI {work.doi}", doi_address(work.doi)) if work.doi else None,
        (f"PubMed {work.pmid}", pubmed_address(work.pmid)) if work.pmid else None,
        (work.registration, registry_address(work.registration)) if work.registration else None,
        ("Web page", work.url) if work.url else None,
    ]
    return {
        "what": work.what,
        "href": None,
        "identifiers": [pair for pair in identifiers if pair],
        "reason": reason,
        "note": work.note,
        "where": work.where,
        "date": work.date,
    }


def _item_row(given: Given, checklist: str, item: ReportingItem) -> Values:
    return {
        "anchor": slug(checklist, item.item),
        "item": item.item,
        "topic": item.topic,
        "asks": item.asks,
        "answered": item.answered,
        "where": [
            (_place_name(given.library, place), given.page.link(_address(place)))
            for place in item.where
        ],
        "note": item.note,
    }


def _address(place: str) -> str:
    """Return the address of a place of a page: `methods.md#searching` -> `methods/#searching`."""
    path, sign, anchor = place.partition("#")
    plain = PurePosixPath(path).with_suffix("")
    plain = plain.parent if plain.name == "index" else plain
    return ("" if str(plain) == "." else f"{plain}/") + sign + anchor


def _place_name(library: Library, place: str) -> str:
    """Name a place of a page for a link: `methods.md#search-log` -> `Methods: search log`.

    Plots and questions of topics are named by their labels.
    """
    path, _, anchor = place.partition("#")
    plain = PurePosixPath(path).with_suffix("")
    stem = (plain.parent.name or "home") if plain.name == "index" else plain.name
    labels = {f"outcome-{id}": outcome.label for id, outcome in library.review.outcomes.items()}
    for topic in library.review.topics.values():
        if f"{topic.page}.md" == path:
            labels |= {question.id: question.label for question in topic.questions}
    page, part = stem.replace("-", " ").capitalize(), labels.get(anchor, anchor.replace("-", " "))
    return f"{page}: {part}" if part else page

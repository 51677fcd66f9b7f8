"""The claims of a founding review, and the findings of sources in words."""

from collections.abc import Iterable

from livingreview.macros.citations import cite
from livingreview.macros.lookup import claim_of, known
from livingreview.macros.macro import Given, Values, block
from livingreview.model import Claim, Finding, Library, percent, plural
from livingreview.rendering import (
    MacroError,
    estimate_text,
    interval,
    outcome_address,
    topic_address,
)
from livingreview.synthesis import Variant, claim_status, with_next_cohort

# The verb for one finding on a claim, and the verb for several.
STANCES = {"supports": "support", "qualifies": "qualify", "contradicts": "contradict"}
# The largest further cohort that is tried, with one column per number of events.
MOST_NEXT = 20
STATUS = {
    "agrees": "Agrees: the pooled estimate lies inside the claimed range.",
    "compatible": "Compatible: the pooled estimate lies outside the claimed range, "
    "but its 95% interval overlaps it.",
    "departs": "Departs: the 95% interval of the pooled estimate does not overlap "
    "the claimed range.",
    "untested": "Untested: fewer than two independent cohorts give counts.",
    "tracked": "Tracked: no figure is claimed; the findings below bear on it.",
}  # fmt: skip


@block
def finding_list(
    given: Given,
    /,
    topic: str | None = None,
    question: str | None = None,
    claim: str | None = None,
    *,
    stance: str | None = None,
) -> Values:
    """Findings in words, each with its citation.

    The findings are those on a `question` of a `topic`, or those on a `claim`, named by its path.
    `stance` (`supports`, `qualifies` or `contradicts`) restricts them to findings of that stance.
    """
    library = given.library
    if topic is not None:
        known(topic, library.review.topics, "topic")
    if question is not None:
        if topic is None:
            raise MacroError("finding_list must name the topic of its question")
        asked = [question.id for question in library.review.topics[topic].questions]
        known(question, asked, "question")
    path = claim_of(library, claim).path if claim else None
    if stance is not None:
        known(stance, STANCES, "stance")
    found = [
        finding
        for finding in _findings(library)
        if (topic is None or finding.topic == topic)
        and (question is None or finding.question == question)
        and (path is None or finding.claim == path)
        and (stance is None or finding.stance == stance)
    ]
    if not found:
        raise MacroError("finding_list must find at least one finding")
    return {"findings": _listed(given, found)}


@block
def claim(given: Given, /, path: str) -> Values:
    """A claim of the founding review with its status, the estimate that tests it, and findings.

    `path` is the key of the founding review, a slash and the claim's id.
    The findings are those for and against the claim; those against it come first.
    """
    library = given.library
    shown = claim_of(library, path)
    status = claim_status(shown, given.pooled)
    findings = [finding for finding in _findings(library) if finding.claim == shown.path]
    order = {stance: index for index, stance in enumerate(STANCES)}
    findings.sort(key=lambda finding: (order[finding.stance or "qualifies"], finding.source))
    seed = library.sources.get(shown.seed)
    return {
        "anchor": f"claim-{shown.id}",
        "statement": shown.statement,
        "seed": seed.short if seed else shown.seed,
        "seed_href": given.source_link(shown.seed),
        "claimed": interval(*shown.range) if shown.range else "",
        "status": status,
        "status_text": STATUS[status],
        "evidence": _evidence(given, shown),
        "findings": _listed(given, findings),
    }


@block
def claim_table(given: Given, /) -> Values:
    """All claims, one per row, with their status, the estimates that test them, and findings."""
    library = given.library
    rows = [
        {
            "statement": claim.statement,
            "topics": [
                {
                    "label": library.review.topics[topic].label,
                    "href": given.page.link(topic_address(library, topic)),
                }
                for topic in claim.topics
            ],
            "status": claim_status(claim, given.pooled),
            "evidence": _evidence(given, claim),
            "stances": _stances(library, claim),
        }
        for claim in library.claims.values()
    ]
    return {"rows": rows}


@block
def next_cohort(given: Given, /, path: str, *, patients: int = 10) -> Values:
    """The effect that one further cohort would have on the estimate that tests a claim.

    `path` names the claim: the key of the founding review, a slash and the claim's id.
    The pooled result is shown for every number of events that a cohort of that many `patients`
    could have, and marked if it is inside the claimed range.
    """
    library = given.library
    found = claim_of(library, path)
    if found.outcome is None or found.range is None:
        raise MacroError(f"next_cohort must name a claim with a range (got {path!r})")
    if isinstance(patients, bool) or not 1 <= patients <= MOST_NEXT:
        raise MacroError(f"patients must be 1 to {MOST_NEXT} (got {patients!r})")
    now = given.pooled(found.outcome)
    return {
        "label": library.review.outcomes[found.outcome].label,
        "patients": patients,
        "now": estimate_text(now),
        "href": given.page.link(outcome_address(library, found.outcome)),
        "claimed": interval(*found.range),
        "cells": [
            _next_cell(number, variant, found.range)
            for number, variant in enumerate(with_next_cohort(now, patients))
        ],
    }


def _listed(given: Given, findings: Iterable[Finding]) -> list[Values]:
    """Return each finding with its citation."""
    return [
        {
            "text": finding.text,
            "stance": finding.stance if finding.claim else None,
            "cite": cite.show(given, finding.source),
        }
        for finding in findings
    ]


def _next_cell(number: int, variant: Variant, claimed: tuple[float, float]) -> Values:
    found = variant.pooled
    share = found.proportion if found else None
    return {
        "events": number,
        "text": percent(share) if share is not None else "–",
        "interval": interval(found.low, found.high) if found else "",
        "inside": share is not None and claimed[0] <= share <= claimed[1],
    }


def _findings(library: Library) -> Iterable[Finding]:
    for source in library.sources.values():
        if source.status == "included":
            yield from source.findings


def _evidence(given: Given, claim: Claim) -> list[Values]:
    """Return the pooled estimates of a claim's outcome and of its broader outcome, if given."""
    shown = []
    for outcome in (claim.outcome, claim.broader):
        if outcome:
            given.page.estimates(outcome)
            shown.append(
                {
                    "label": given.library.review.outcomes[outcome].label,
                    "text": estimate_text(given.pooled(outcome)),
                    "href": given.page.link(outcome_address(given.library, outcome)),
                }
            )
    return shown


def _stances(library: Library, claim: Claim) -> str:
    findings = [finding for finding in _findings(library) if finding.claim == claim.path]
    counts = [
        f"{plural(number, 'finding')} {stance if number == 1 else several}"
        for stance, several in STANCES.items()
        if (number := sum(finding.stance == stance for finding in findings))
    ]
    return ", ".join(counts)

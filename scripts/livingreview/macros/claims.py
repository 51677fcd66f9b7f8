"""What a founding review claims, and what sources say in words."""

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from livingreview.macros.citations import citation_macros
from livingreview.macros.lookup import claim_of, known
from livingreview.macros.page import Page
from livingreview.model import Claim, Finding, Library
from livingreview.rendering import (
    MacroError,
    estimate_text,
    interval,
    outcome_address,
    percent,
    plural,
    render_template,
    source_address,
    topic_address,
)
from livingreview.synthesis import Pooled, Variant, claim_status, with_next_cohort

# What one finding does to a claim, and what several do.
STANCES = {"supports": "support", "qualifies": "qualify", "contradicts": "contradict"}


# The largest further cohort that is tried out, a column a number of events.
MOST_NEXT = 20


STATUS = {
    "agrees": "Agrees: the pooled estimate lies inside the claimed range.",
    "compatible": "Compatible: the estimate lies outside the claimed range, its interval meets it.",
    "departs": "Departs: the 95% interval of the pooled estimate does not meet the claimed range.",
    "untested": "Untested: fewer than two independent cohorts give counts.",
    "tracked": "Tracked: no figure is claimed; the findings below bear on it.",
}  # fmt: skip


def claim_macros(library: Library, page: Page, pooled: Pooled) -> dict[str, Callable[..., Any]]:
    """Make the macros that show claims and findings."""
    cite = citation_macros(library, page)["cite"]

    def shown(findings: Iterable[Finding]) -> list[dict[str, Any]]:
        return [
            {
                "text": finding.text,
                "stance": finding.stance if finding.claim else None,
                "cite": cite(finding.source),
                "href": page.link(source_address(finding.source, finding.anchor)),
            }
            for finding in findings
        ]

    def finding_list(
        topic: str | None = None,
        question: str | None = None,
        claim: str | None = None,
        *,
        stance: str | None = None,
    ) -> Markup:
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
        return render_template("finding_list", findings=shown(found))

    def claim(path: str) -> Markup:
        return _card(library, page, claim_of(library, path), pooled, shown)

    def claim_table() -> Markup:
        rows = [
            {
                "statement": claim.statement,
                "topics": [
                    {
                        "label": library.review.topics[topic].label,
                        "href": page.link(topic_address(library, topic)),
                    }
                    for topic in claim.topics
                ],
                "status": claim_status(claim, pooled),
                "evidence": _evidence(library, page, claim, pooled),
                "stances": _stances(library, claim),
            }
            for claim in library.claims.values()
        ]
        return render_template("claim_table", rows=rows)

    def next_cohort(path: str, *, patients: int = 10) -> Markup:
        found = claim_of(library, path)
        if found.outcome is None or found.range is None:
            raise MacroError(f"next_cohort must name a claim with a range (got {path!r})")
        if isinstance(patients, bool) or not 1 <= patients <= MOST_NEXT:
            raise MacroError(f"patients must be 1 to {MOST_NEXT} (got {patients!r})")
        low, high = found.range
        variants = list(with_next_cohort(pooled(found.outcome), patients))
        return render_template(
            "next_cohort",
            label=library.review.outcomes[found.outcome].label,
            patients=patients,
            now=estimate_text(pooled(found.outcome)),
            href=page.link(outcome_address(library, found.outcome)),
            claimed=interval(low, high),
            cells=[
                _next_cell(number, variant, found.range) for number, variant in enumerate(variants)
            ],
        )

    return {
        "next_cohort": next_cohort,
        "finding_list": finding_list,
        "claim": claim,
        "claim_table": claim_table,
    }


def _next_cell(number: int, variant: Variant, claimed: tuple[float, float]) -> dict[str, Any]:
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


def _card(
    library: Library,
    page: Page,
    claim: Claim,
    pooled: Pooled,
    shown: Callable[..., list[dict[str, Any]]],
) -> Markup:
    status = claim_status(claim, pooled)
    findings = [finding for finding in _findings(library) if finding.claim == claim.path]
    order = {stance: index for index, stance in enumerate(STANCES)}
    findings.sort(key=lambda finding: (order[finding.stance or "qualifies"], finding.source))
    return render_template(
        "claim",
        anchor=f"claim-{claim.id}",
        statement=claim.statement,
        seed=library.sources[claim.seed].short if claim.seed in library.sources else claim.seed,
        seed_href=page.link(source_address(claim.seed)),
        claimed=interval(*claim.range) if claim.range else "",
        status=status,
        status_text=STATUS[status],
        evidence=_evidence(library, page, claim, pooled),
        findings=shown(findings),
    )


def _evidence(library: Library, page: Page, claim: Claim, pooled: Pooled) -> list[dict[str, str]]:
    """Give the pooled estimate of a claim's outcome, and of its broader reading."""
    page.estimated.update(outcome for outcome in (claim.outcome, claim.broader) if outcome)
    return [
        {
            "label": library.review.outcomes[outcome].label,
            "text": estimate_text(pooled(outcome)),
            "href": page.link(outcome_address(library, outcome)),
        }
        for outcome in (claim.outcome, claim.broader)
        if outcome
    ]


def _stances(library: Library, claim: Claim) -> str:
    findings = [finding for finding in _findings(library) if finding.claim == claim.path]
    counts = [
        f"{plural(number, 'finding')} {stance if number == 1 else several}"
        for stance, several in STANCES.items()
        if (number := sum(finding.stance == stance for finding in findings))
    ]
    return ", ".join(counts)

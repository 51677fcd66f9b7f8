"""Estimates and claims as rows of plain values, for downloads, and as text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from livingreview.files import csv_text
from livingreview.model import Library, facet_value_label, percent, plural
from livingreview.rendering.certainty import certainty_row, domain_text
from livingreview.rendering.wording import interval
from livingreview.synthesis import (
    Certainty,
    Estimate,
    Pooled,
    Report,
    claim_status,
    estimate_numbers,
    estimate_outcome,
    is_low_risk,
    judge_bias,
    rate_certainty,
    shared_patients,
)

COLUMNS = (
    "outcome", "group", "proportion", "low", "high", "prediction_low", "prediction_high", "tau2",
    "i_squared", "cohorts", "events", "patients", "method", "sources", "certainty",
    "certainty_reasons",
)  # fmt: skip


# Why a report does not enter an estimate from cohorts at low risk.
NOT_LOW_RISK = "not at low risk of bias"


def estimates_by(
    library: Library, outcome: str, by: str | None, *, low_risk: bool = False
) -> Iterator[tuple[str, Estimate]]:
    """Yield the estimate over all reports, then one per value of a facet that has reports.

    With `low_risk`, only cohorts at low risk of bias enter, and the labels say so.
    """
    part = "low risk of bias only" if low_risk else ""
    keep = partial(is_low_risk, library) if low_risk else None

    def pooled(facets: dict[str, str]) -> Estimate:
        """Pool the outcome, narrowed to facets."""
        return estimate_outcome(library, outcome, facets, keep=keep, otherwise=NOT_LOW_RISK)

    yield part, pooled({})
    if by:
        for value in library.review.facets[by].values:
            estimate = pooled({by: value})
            if estimate.k:
                label = facet_value_label(library, by, value)
                yield ", ".join(filter(None, (label, part))), estimate


def estimate_row(library: Library, label: str, estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as a row with the names of `COLUMNS`; proportions are 0–1."""
    values = (
        asdict(estimate_numbers(estimate))
        | {
            "outcome": estimate.outcome,
            "group": label,
            "cohorts": estimate.k,
            "patients": estimate.total,
            "sources": " ".join(report.source for report in estimate.reports),
        }
        | certainty_row(rate_certainty(library, estimate))
    )
    return {name: values[name] for name in COLUMNS}


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as CSV; an empty cell means unknown."""
    return csv_text(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])


def as_json(library: Library, rows: Sequence[tuple[str, Estimate]]) -> str:
    """Return estimates as JSON, with ratings, reports, and those set aside or not pooled."""
    found = [
        estimate_row(library, label, estimate)
        | {
            "certainty_domains": _domains(rate_certainty(library, estimate)),
            "reports": [_report(library, report) for report in estimate.reports],
            "set_aside": [
                {
                    "source": aside.report.source,
                    "instead": aside.instead,
                    "because": aside.because,
                    "decided_by": aside.decided_by,
                }
                for aside in estimate.set_aside
            ],
            "not_pooled": [
                {"source": kept.source, "outcome": kept.result.outcome, "reason": kept.reason}
                for kept in estimate.not_pooled
            ],
        }
        for label, estimate in rows
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _domains(certainty: Certainty | None) -> list[dict[str, Any]]:
    return [
        {
            "domain": domain.domain,
            "step": domain.step,
            "rated": domain.is_rated,
            "because": domain.because,
            "judged_by": domain.judgement.by if domain.judgement else None,
        }
        for domain in (certainty.domains if certainty else ())
    ]


def _report(library: Library, report: Report) -> dict[str, Any]:
    rules = library.review.certainty
    marks = judge_bias(library, rules.cohorts, report).marks if rules else ()
    return {
        "source": report.source,
        "answers": report.answers,
        "events": report.events,
        "total": report.total,
        "risk_of_bias": {mark.aspect: mark.risk for mark in marks},
    }


def as_text(
    library: Library, rows: Sequence[tuple[str, Estimate]], *, set_aside: bool
) -> Iterator[str]:
    """Yield the lines of estimates for people: estimate, reports, and patients counted twice."""
    for label, estimate in rows:
        name = library.review.outcomes[estimate.outcome].label
        shared = shared_patients(library, estimate.reports)
        unit = "report" if shared else "cohort"
        yield f"{name}{f', {label}' if label else ''}: {_summary(estimate, unit)}"
        if certainty := rate_certainty(library, estimate):
            by = "" if certainty.is_signed else ", by rule alone"
            yield f"  certainty: {certainty.level} (starts at {certainty.start}{by})"
            yield from (f"    {domain_text(domain)}" for domain in certainty.domains)
        for report in estimate.reports:
            word = f" ({report.answers})" if report.answers != estimate.outcome else ""
            share = percent(report.events / report.total)
            counts = f"{report.events}/{report.total}"
            yield f"  {report.source:<28}{counts:>8} {share:>6}{word}"
        for one, other, because in shared:
            yield f"  shared patients, counted twice: {one.source} and {other.source} ({because})"
        if set_aside:
            for aside in estimate.set_aside:
                yield (
                    f"  set aside: {aside.report.source} for {aside.instead} "
                    f"({aside.because} {aside.decided_by})"
                )
            for kept in estimate.not_pooled:
                yield f"  not pooled: {kept.source} {kept.result.outcome} ({kept.reason})"


def claim_rows(library: Library, pooled: Pooled) -> list[dict[str, Any]]:
    """Return a row per claim, with its status and the estimate that tests it."""
    return [_claim_row(library, path, pooled) for path in library.claims]


def _claim_row(library: Library, path: str, pooled: Pooled) -> dict[str, Any]:
    claim = library.claims[path]
    findings = [
        finding
        for source in library.sources.values()
        for finding in source.findings
        if finding.claim == path
    ]
    return {
        "claim": path,
        "statement": claim.statement,
        "topics": list(claim.topics),
        "outcome": claim.outcome,
        "range": list(claim.range) if claim.range else None,
        "status": claim_status(claim, pooled),
        "estimate": estimate_row(library, "", pooled(claim.outcome)) if claim.outcome else None,
        "findings": {
            stance: sorted({f.source for f in findings if f.stance == stance})
            for stance in ("supports", "qualifies", "contradicts")
        },
    }


def _summary(estimate: Estimate, unit: str) -> str:
    found = estimate.pooled
    if found is None:
        return "nothing to pool (no cohort qualifies)"
    point = percent(found.proportion) if found.proportion is not None else "not estimable"
    return (
        f"{point} (95% CI {interval(found.low, found.high)}; "
        f"{plural(found.k, unit)}, {plural(found.total, 'patient')}; {found.method})"
    )


def estimate_text(estimate: Estimate, show: str = "figure") -> str:
    """Return an estimate in words: `88% (95% CI 63–97; 3 cohorts, 86 patients)`.

    Without an estimate, the words say why there is none. `show` may be `percent` or `interval`, to
    return only that part.
    """
    found = estimate.pooled
    if found is None:
        return "not estimable (no cohort with counts)"
    patients = f"{plural(found.k, 'cohort')}, {plural(found.total, 'patient')}"
    bounds = interval(found.low, found.high)
    if found.proportion is None:
        return f"not estimable (the cohorts differ too much: {bounds}%; {patients})"
    if show == "percent":
        return percent(found.proportion)
    if show == "interval":
        return f"{bounds}%"
    if show == "bare":
        return f"{percent(found.proportion)} ({bounds})"
    return f"{percent(found.proportion)} (95% CI {bounds}; {patients})"

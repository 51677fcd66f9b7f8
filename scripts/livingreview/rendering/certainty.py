"""Certainty and what it means in 100 patients, as words and signs."""

from collections.abc import Mapping
from typing import Any

from livingreview.model import CERTAINTY_DOMAINS, CERTAINTY_LEVELS, SummaryRow
from livingreview.rendering.wording import capitalised
from livingreview.statistics import PooledProportion
from livingreview.synthesis import Certainty, DomainRating

# How sure a sentence is, by the level; at the lowest it says so itself.
_SURE: Mapping[str, str] = {"high": "will", "moderate": "probably", "low": "may"}


def certainty_values(certainty: Certainty) -> dict[str, Any]:
    """Return what a template shows of a rating: level, circles, signature and reasons.

    `circles` are the four of GRADE's sign, each full or not: two are full at low certainty.
    """
    below = CERTAINTY_LEVELS.index(certainty.level)
    return {
        "level": certainty.level,
        "circles": [n < len(CERTAINTY_LEVELS) - below for n in range(len(CERTAINTY_LEVELS))],
        "is_signed": certainty.is_signed,
        "reasons": [_reason(d) for d in certainty.domains if d.step or d.judgement],
    }


def certainty_row(certainty: Certainty | None) -> dict[str, Any]:
    """Return a rating for programs: its level, and its reasons in one text."""
    if certainty is None:
        return {"certainty": None, "certainty_reasons": None}
    reasons = "; ".join(domain_text(domain) for domain in certainty.domains)
    return {"certainty": certainty.level, "certainty_reasons": reasons}


def domain_text(domain: DomainRating) -> str:
    """Return a domain with its step and its reason: `Imprecision −1: only 35 patients`."""
    step = _step(domain) if domain.is_rated else "not rated"
    signed = f" ({signature})" if (signature := _signature(domain)) else ""
    return f"{CERTAINTY_DOMAINS[domain.domain]} {step}: {domain.because}{signed}"


def in_hundred(share: float) -> str:
    """Return a share as a whole number of 100 patients; not 0 or 100 for what is neither.

    >>> in_hundred(0.879), in_hundred(0.0047), in_hundred(0.998), in_hundred(0)
    ('88', 'fewer than 1', 'more than 99', '0')
    """
    if 0 < share < 0.01:
        return "fewer than 1"
    return "more than 99" if 0.99 < share < 1 else str(round(share * 100))


def expected_text(pooled: PooledProportion) -> str:
    """Return how many of 100 patients are expected, with the interval: `88 (63 to 97)`."""
    bounds = f"{round(pooled.low * 100)} to {round(pooled.high * 100)}"
    return bounds if pooled.proportion is None else f"{in_hundred(pooled.proportion)} ({bounds})"


def summary_sentence(row: SummaryRow, pooled: PooledProportion, level: str | None) -> str:
    """Return one sentence with what an estimate means, as sure as its certainty allows.

    Without a rating the sentence is as unsure as at the lowest level but one.
    """
    low, high = round(pooled.low * 100), round(pooled.high * 100)
    if pooled.proportion is None:
        return f"The cohorts differ too much to say how many {row.among} {row.happens}."
    sure = _SURE.get(level or "low")
    if sure is None:
        estimate = f"the estimate is {in_hundred(pooled.proportion)} ({low} to {high})"
        return f"We are very uncertain how many of 100 {row.among} {row.happens}; {estimate}."
    if pooled.proportion == 0:
        number = f"{high} or fewer"
    elif pooled.proportion == 1:
        number = f"{low} or more"
    else:
        found = in_hundred(pooled.proportion)
        number = f"{'about ' if found.isdigit() else ''}{found} ({low} to {high})"
    return f"Of 100 {row.among}, {number} {sure} {row.happens}."


def listed_sentence(row: SummaryRow, cohorts: int) -> str:
    """Return one sentence on how many cohorts report an outcome that is not pooled."""
    if cohorts == 0:
        return f"No cohort gives a figure for how many {row.among} {row.happens}."
    reports = "One cohort reports" if cohorts == 1 else f"{cohorts} cohorts report"
    return f"{reports} how many {row.among} {row.happens}."


def _reason(domain: DomainRating) -> dict[str, Any]:
    return {
        "domain": CERTAINTY_DOMAINS[domain.domain],
        "step": _step(domain),
        "because": capitalised(domain.because),
        "signature": _signature(domain),
    }


def _step(domain: DomainRating) -> str:
    return f"−{domain.step}" if domain.step else "0"


def _signature(domain: DomainRating) -> str:
    judged = domain.judgement
    return f"judged by {judged.by}, {judged.date}" if judged else ""

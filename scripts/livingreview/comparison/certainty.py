"""What changed in how certain estimates are."""

from collections.abc import Iterator
from dataclasses import dataclass

from livingreview.comparison.estimates import asked, estimate_on, name_of
from livingreview.comparison.side import Asked, Side
from livingreview.model import CERTAINTY_DOMAINS
from livingreview.rendering import domain_text
from livingreview.synthesis import Certainty, DomainRating, rate_certainty


@dataclass(frozen=True, slots=True)
class CertaintyChange:
    """An estimate that is rated otherwise; None where a side does not rate it.

    `reasons` are the domains that lower it by more or fewer steps, or are judged otherwise, in
    words, before and after.
    """

    outcome: str
    label: str
    group: str
    before: str | None
    after: str | None
    reasons: tuple[tuple[str | None, str | None], ...]


def changed_certainty(before: Side, after: Side) -> Iterator[CertaintyChange]:
    """Yield each estimate whose level differs, or any step of its domains."""
    for each in asked(before, after):
        old, new = (_rated(side, each) for side in (before, after))
        reasons = tuple(_reasons(old, new))
        levels = (old.level if old else None, new.level if new else None)
        if reasons or levels[0] != levels[1]:
            label, group = name_of(before, after, each)
            yield CertaintyChange(each[0], label, group, *levels, reasons)


def _rated(side: Side, each: Asked) -> Certainty | None:
    estimate = estimate_on(side, each)
    return rate_certainty(side.library, estimate) if side.library and estimate else None


def _reasons(
    old: Certainty | None, new: Certainty | None
) -> Iterator[tuple[str | None, str | None]]:
    domains = [{d.domain: d for d in rated.domains} if rated else {} for rated in (old, new)]
    for id in CERTAINTY_DOMAINS:
        one, other = (each.get(id) for each in domains)
        if _decided(one) != _decided(other):
            yield domain_text(one) if one else None, domain_text(other) if other else None


def _decided(domain: DomainRating | None) -> tuple[int, bool, bool] | None:
    """Return what a domain does to a rating; its reason holds numbers that move with every one."""
    if domain is None:
        return None
    return domain.step, domain.is_rated, domain.judgement is not None

"""What changed in estimates and in the status of claims."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from livingreview.comparison.side import Asked, Side
from livingreview.model import Library, claimed_range, facet_value_label
from livingreview.rendering import estimate_text
from livingreview.synthesis import Estimate, EstimateNumbers, claim_status, estimate_numbers

# `rounds`: it moves, and the printed figure stays; `reports`: the numbers stay, from others.
Movement = Literal["new", "gone", "moves", "rounds", "reports"]


@dataclass(frozen=True, slots=True)
class EstimateChange:
    """An estimate before and after, in numbers and as the site prints it.

    `group` are the values of facets to which it is narrowed, "" for all reports; `entered` and
    `left` are the sources that only one of them rests on. `claimed` is the range (0–1) that a
    founding review claims.
    """

    outcome: str
    label: str
    group: str
    movement: Movement
    before: EstimateNumbers
    after: EstimateNumbers
    before_text: str
    after_text: str
    entered: tuple[str, ...]
    left: tuple[str, ...]
    claimed: tuple[float, float] | None

    @property
    def is_whole(self) -> bool:
        """Return whether the estimate is over all reports."""
        return not self.group


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim whose status changed; None where a side has no such claim."""

    path: str
    statement: str
    range: tuple[float, float] | None
    before: str | None
    after: str | None
    estimate: str


def changed_estimates(before: Side, after: Side) -> Iterator[EstimateChange]:
    """Yield each estimate that differs, over all reports or as a page of either side shows it."""
    for outcome, facets in _asked(before, after):
        old, new = (_estimate(side, (outcome, facets)) for side in (before, after))
        movement = _movement(old, new)
        if movement is None:
            continue
        library = after.library if _knows(after.library, (outcome, facets)) else before.library
        assert library is not None  # noqa: S101 - a side that is asked has a library
        entered, left = _sources(new) - _sources(old), _sources(old) - _sources(new)
        yield EstimateChange(
            outcome=outcome,
            label=library.review.outcomes[outcome].label,
            group=", ".join(facet_value_label(library, *facet) for facet in facets),
            movement=movement,
            before=_numbers(old),
            after=_numbers(new),
            before_text=_text(old),
            after_text=_text(new),
            entered=tuple(sorted(entered)),
            left=tuple(sorted(left)),
            claimed=claimed_range(library, outcome),
        )


def changed_claims(before: Side, after: Side) -> Iterator[ClaimChange]:
    """Yield each claim whose status differs."""
    sides = [(side.library, side.pooled) for side in (before, after)]
    paths = dict.fromkeys(
        path for library, _ in reversed(sides) if library for path in library.claims
    )
    for path in paths:
        old, new = (
            claim_status(library.claims[path], pooled)
            if library and pooled and path in library.claims
            else None
            for library, pooled in sides
        )
        if old == new:
            continue
        library, pooled = sides[1] if new else sides[0]
        assert library is not None and pooled is not None  # noqa: S101, PT018 - it has a status
        claim = library.claims[path]
        yield ClaimChange(
            path=path,
            statement=claim.statement,
            range=claim.range,
            before=old,
            after=new,
            estimate=estimate_text(pooled(claim.outcome)) if claim.outcome else "",
        )


def exact(change: EstimateChange) -> str:
    """Return a movement that rounding hides, with as many digits as it needs to be seen."""
    pairs = [
        (words, old, new)
        for words, old, new in (
            ("estimate", change.before.proportion, change.after.proportion),
            ("lower bound", change.before.low, change.after.low),
            ("upper bound", change.before.high, change.after.high),
        )
        if old is not None and new is not None and old != new
    ]
    return ", ".join(f"{words} {_digits(old, new)}" for words, old, new in pairs)


def _digits(old: float, new: float) -> str:
    for digits in range(1, 5):
        texts = [f"{value * 100:.{digits}f}%" for value in (old, new)]
        if texts[0] != texts[1]:
            break
    return " → ".join(texts)


def _asked(before: Side, after: Side) -> list[Asked]:
    """Return what to compare: every outcome that is pooled, and the groups that pages show."""
    found: dict[Asked, None] = {}
    for side in (after, before):
        if side.library and side.pooled:
            outcomes = side.library.review.outcomes
            for outcome in outcomes.values():
                if outcome.measure == "proportion" and not outcome.not_pooled:
                    found[(outcome.id, ())] = None
    for side in (after, before):
        found |= dict.fromkeys(sorted(side.pooled.asked) if side.pooled else ())
    return sorted(found, key=lambda asked: bool(asked[1]))


def _knows(library: Library | None, asked: Asked) -> bool:
    if library is None:
        return False
    facets = library.review.facets
    return asked[0] in library.review.outcomes and all(
        facet in facets and value in facets[facet].values for facet, value in asked[1]
    )


def _estimate(side: Side, asked: Asked) -> Estimate | None:
    """Return an estimate, None where the side has no such outcome, group or report."""
    if side.pooled is None or not _knows(side.library, asked):
        return None
    found = side.pooled.pooled(asked[0], **dict(asked[1]))
    return found if found.k else None


def _movement(old: Estimate | None, new: Estimate | None) -> Movement | None:
    if old is None or new is None:
        return None if old is new else "new" if old is None else "gone"
    if estimate_numbers(old) != estimate_numbers(new):
        return "moves" if estimate_text(old) != estimate_text(new) else "rounds"
    return None if _rests_on(old) == _rests_on(new) else "reports"


def _rests_on(estimate: Estimate) -> frozenset[tuple[str, str]]:
    return frozenset((report.source, report.answers) for report in estimate.reports)


def _sources(estimate: Estimate | None) -> set[str]:
    return {report.source for report in estimate.reports} if estimate else set()


def _numbers(estimate: Estimate | None) -> EstimateNumbers:
    return estimate_numbers(estimate) if estimate else EstimateNumbers()


def _text(estimate: Estimate | None) -> str:
    return estimate_text(estimate) if estimate else "none"

"""What changed in estimates and in the status of claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from livingreview.comparison.side import Asked, Side
from livingreview.model import Claim, Library, claimed_range, facet_value_label
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
    keys = after.library.aliases if after.library else {}  # a renamed source is the same one
    for outcome, facets in asked(before, after):
        old, new = (estimate_on(side, (outcome, facets)) for side in (before, after))
        reports, new_reports = (_reports(estimate, keys) for estimate in (old, new))
        movement = _movement(old, new, is_same=reports == new_reports)
        if movement is None:
            continue
        label, group = name_of(before, after, (outcome, facets))
        library = after.library or before.library
        sources, new_sources = ({key for key, _ in found} for found in (reports, new_reports))
        yield EstimateChange(
            outcome=outcome,
            label=label,
            group=group,
            movement=movement,
            before=_numbers(old),
            after=_numbers(new),
            before_text=_text(old),
            after_text=_text(new),
            entered=tuple(sorted(new_sources - sources)),
            left=tuple(sorted(sources - new_sources)),
            claimed=claimed_range(library, outcome) if library else None,
        )


def changed_claims(before: Side, after: Side) -> Iterator[ClaimChange]:
    """Yield each claim whose status differs."""
    sides = (before, after)
    libraries = [side.library for side in (after, before) if side.library]
    for path in dict.fromkeys(path for library in libraries for path in library.claims):
        old, new = (_status(side, path) for side in sides)
        if old is None and new is None:
            continue
        claim, status_before, estimate_before = old or (None, None, "")
        shown, status, estimate = new or (claim, None, estimate_before)
        if status != status_before and shown:
            yield ClaimChange(
                path=path,
                statement=shown.statement,
                range=shown.range,
                before=status_before,
                after=status,
                estimate=estimate,
            )


def _status(side: Side, path: str) -> tuple[Claim, str, str] | None:
    """Return a claim with its status and the estimate that tests it, None without such a claim."""
    library, pooled = side.library, side.pooled
    if library is None or pooled is None or path not in library.claims:
        return None
    claim = library.claims[path]
    if claim.outcome is None:
        return claim, claim_status(claim, pooled), ""
    if claim.outcome not in library.review.outcomes:
        return None
    return claim, claim_status(claim, pooled), estimate_text(pooled(claim.outcome))


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


def asked(before: Side, after: Side) -> list[Asked]:
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
    return sorted(found, key=lambda each: bool(each[1]))


def estimate_on(side: Side, each: Asked) -> Estimate | None:
    """Return an estimate, None where the side has no such outcome, group or report."""
    if side.pooled is None or not _knows(side.library, each):
        return None
    found = side.pooled.pooled(each[0], **dict(each[1]))
    return found if found.k else None


def name_of(before: Side, after: Side, each: Asked) -> tuple[str, str]:
    """Return the labels of an outcome and of the group to which it is narrowed, "" for all."""
    outcome, facets = each
    library = after.library if _knows(after.library, each) else before.library
    assert library is not None  # noqa: S101 - a side that is asked has a library
    group = ", ".join(facet_value_label(library, *facet) for facet in facets)
    return library.review.outcomes[outcome].label, group


def _knows(library: Library | None, each: Asked) -> bool:
    if library is None:
        return False
    facets = library.review.facets
    return each[0] in library.review.outcomes and all(
        facet in facets and value in facets[facet].values for facet, value in each[1]
    )


def _movement(old: Estimate | None, new: Estimate | None, *, is_same: bool) -> Movement | None:
    """Return how an estimate differs; `is_same` says whether it rests on the same reports."""
    if old is None or new is None:
        return None if old is new else "new" if old is None else "gone"
    if estimate_numbers(old) != estimate_numbers(new):
        return "moves" if estimate_text(old) != estimate_text(new) else "rounds"
    return None if is_same else "reports"


def _reports(estimate: Estimate | None, keys: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the reports of an estimate: each source, by its newest key, and what it answers."""
    reports = estimate.reports if estimate else ()
    return {(keys.get(report.source, report.source), report.answers) for report in reports}


def _numbers(estimate: Estimate | None) -> EstimateNumbers:
    return estimate_numbers(estimate) if estimate else EstimateNumbers()


def _text(estimate: Estimate | None) -> str:
    return estimate_text(estimate) if estimate else "none"

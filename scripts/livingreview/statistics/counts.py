"""Counts of events among patients, checked before anything is computed from them."""

from collections.abc import Sequence
from operator import index
from typing import SupportsIndex

# Beyond this the likelihood, a sum of terms of this size in double precision, loses the
# digits that are printed; no cohort of patients comes near it.
LARGEST_TOTAL = 10**9


def checked_counts(
    events: Sequence[SupportsIndex], totals: Sequence[SupportsIndex]
) -> tuple[tuple[int, int], ...]:
    """Return the studies as sorted pairs of events and patients.

    Sorted, so that the order in which studies are given can't move the last digit of a result.

    Parameters
    ----------
    events, totals : sequence of int, shape (k,)
        Patients with the event, and patients, one value a study; numpy integers as well.

    Returns
    -------
    tuple of (int, int), shape (k,)
        Events and total of each study, by size.

    Raises
    ------
    ValueError
        When the lengths differ or are 0, a value is no integer (a bool is none, nor is 3.0),
        a total is below 1 or above `LARGEST_TOTAL`, or events are below 0 or above their total.

    Examples
    --------
    >>> checked_counts([18, 2], [20, 3])
    ((2, 3), (18, 20))
    """
    if len(events) != len(totals):
        raise ValueError(
            f"events and totals must have one length (got {len(events)} and {len(totals)})"
        )
    if len(events) == 0:
        raise ValueError("events and totals must hold at least one study (got none)")
    pairs = zip(events, totals, strict=True)
    return tuple(sorted((checked_pair(x, n) for x, n in pairs), key=lambda pair: pair[::-1]))


def checked_pair(events: SupportsIndex, total: SupportsIndex) -> tuple[int, int]:
    """Return one study's events and total as plain integers, or raise as `checked_counts`."""
    x, n = _integer("events", events), _integer("total", total)
    if not 1 <= n <= LARGEST_TOTAL:
        raise ValueError(f"total must be from 1 to {LARGEST_TOTAL} (got {n})")
    if not 0 <= x <= n:
        raise ValueError(f"events must be from 0 to the total {n} (got {x})")
    return x, n


def checked_level(level: float) -> float:
    """Return a level of confidence, or raise ValueError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be above 0 and below 1 (got {level!r})")
    return float(level)


def _integer(name: str, value: SupportsIndex) -> int:
    if isinstance(value, bool):
        raise ValueError(f"{name} must be an integer (got {value!r})")
    try:
        return index(value)
    except TypeError as error:
        raise ValueError(f"{name} must be an integer (got {value!r})") from error

"""The checks on counts of events and patients before anything is computed from them."""

from collections.abc import Sequence
from operator import index
from typing import SupportsIndex

# Above this total the likelihood, a sum of terms of that size in double precision, loses digits
# that are printed. No cohort is nearly as large.
LARGEST_TOTAL = 10**9


def checked_counts(
    events: Sequence[SupportsIndex], totals: Sequence[SupportsIndex]
) -> tuple[tuple[int, int], ...]:
    """Return the studies as sorted pairs of events and total.

    They are sorted so that the order of the input cannot change the last digit of a result.

    Parameters
    ----------
    events, totals : sequence of int, shape (k,)
        Patients with the event, and all patients, one value per study; also numpy integers.

    Returns
    -------
    tuple of (int, int), shape (k,)
        Events and total of each study, sorted by total, then by events.

    Raises
    ------
    ValueError
        If the lengths differ or are 0, if a value is not an integer (neither True nor 3.0 is
        one), if a total is below 1 or above `LARGEST_TOTAL`, or if events are below 0 or above
        their total.

    Examples
    --------
    >>> checked_counts([18, 2], [20, 3])
    ((2, 3), (18, 20))
    """
    if len(events) != len(totals):
        raise ValueError(
            f"events and totals must have the same length (got {len(events)} and {len(totals)})"
        )
    if len(events) == 0:
        raise ValueError("events and totals must hold at least one study (got none)")
    pairs = zip(events, totals, strict=True)
    return tuple(sorted((checked_pair(x, n) for x, n in pairs), key=lambda pair: pair[::-1]))


def checked_pair(events: SupportsIndex, total: SupportsIndex) -> tuple[int, int]:
    """Return the events and total of one study as integers, or raise ValueError.

    The conditions are those of `checked_counts`.
    """
    x, n = _integer("events", events), _integer("total", total)
    if not 1 <= n <= LARGEST_TOTAL:
        raise ValueError(f"total must be from 1 to {LARGEST_TOTAL} (got {n})")
    if not 0 <= x <= n:
        raise ValueError(f"events must be from 0 to the total {n} (got {x})")
    return x, n


def checked_level(level: float) -> float:
    """Return a level of confidence; raise ValueError unless 0 < level < 1."""
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

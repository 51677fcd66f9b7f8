"""Where results end: what lies beyond the last decimal depends on the processor."""

from typing import TypeVar

# Kernels of BLAS, the instructions of a processor and its mathematics library move results by
# some 10⁻¹²; no reader and no printed figure needs more than a millionth.
DECIMALS = 6

Number = TypeVar("Number", float, float | None)


def rounded(value: Number) -> Number:
    """Round a result to `DECIMALS` decimal places, None to None.

    Parameters
    ----------
    value : float or None
        Any result: a proportion, a variance on the scale of log-odds, a tail probability.

    Returns
    -------
    float or None
        The nearest multiple of 10⁻⁶, never −0.

    Notes
    -----
    Exponential, logarithm and their kin need not be rounded correctly (ieee2019arithmetic, 9.2),
    so that two processors may differ in the last bits of a result.

    References
    ----------
    ieee2019arithmetic

    Examples
    --------
    >>> rounded(0.30000000000000004), rounded(-1e-17)
    (0.3, 0.0)
    """
    return None if value is None else round(value, DECIMALS) + 0.0

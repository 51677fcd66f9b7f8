"""The rounding of results, since digits beyond the last decimal place depend on the processor."""

from typing import TypeVar

# BLAS kernels, processor instructions and mathematics libraries change results by some 10⁻¹²;
# no reader and no printed number needs more than a millionth.
DECIMALS = 6

Number = TypeVar("Number", float, float | None)


def rounded(value: Number) -> Number:
    """Return a result rounded to `DECIMALS` decimal places; None remains None.

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
    The standard does not require functions such as the exponential and the logarithm to be rounded
    correctly (ieee2019arithmetic, 9.2), so two processors may differ in the last bits of a result.

    References
    ----------
    ieee2019arithmetic

    Examples
    --------
    >>> rounded(0.30000000000000004), rounded(-1e-17)
    (0.3, 0.0)
    """
    return None if value is None else round(value, DECIMALS) + 0.0

"""How numbers are written in every wing, so that no number is printed in two ways."""


def percent(share: float, *, sign: bool = True) -> str:
    """Return a proportion (0–1) in percent: a whole number from 10%, with one decimal below.

    >>> percent(0.879), percent(0.0053), percent(0, sign=False)
    ('88%', '0.5%', '0')
    """
    value = share * 100
    text = f"{value:.1f}".removesuffix(".0") if 0 < value < 9.95 else f"{value:.0f}"
    return text + ("%" if sign else "")

"""How numbers and counts are written in every wing, so that none is printed in two ways."""


def percent(share: float, *, sign: bool = True) -> str:
    """Return a proportion (0–1) in percent: a whole number from 10%, with one decimal below.

    >>> percent(0.879), percent(0.0053), percent(0, sign=False)
    ('88%', '0.5%', '0')
    """
    value = share * 100
    text = f"{value:.1f}".removesuffix(".0") if 0 < value < 9.95 else f"{value:.0f}"
    return text + ("%" if sign else "")


def plural(count: int, word: str) -> str:
    """Return a count with its noun: `1 cohort`, `3 cohorts`, `2 studies`, `28 days`."""
    if count == 1:
        return f"{count} {word}"
    ends_in_ies = word.endswith("y") and word[-2] not in "aeiou"
    return f"{count:,} {word[:-1] + 'ies' if ends_in_ies else word + 's'}"

"""The words and numbers that pages print: percentages, intervals, figures, labels.

All functions return plain text; it is escaped where it enters HTML.
"""

from collections.abc import Iterable

from babel import Locale

from livingreview.model import Figure, Library, Result, Source, Term, Trial, percent, plural

MISSING = {
    "not-reported": "not reported",
    "not-assessed": "not assessed",
    "not-applicable": "not applicable",
    "not-extracted": "not yet extracted",
    "not-derivable": "not derivable from what is printed",
}
READ = {
    "full-text": "full text",
    "abstract": "abstract",
    "registry": "registry record",
    "secondary": "secondary source",
    "metadata": "bibliographic record only",
}
DERIVATION = {
    "printed": "as printed",
    "summed": "summed from printed parts",
    "implied": "implied, not printed",
    "worked-back": "counts worked back from a percentage",
}


def interval(low: float, high: float | None) -> str:
    """Return an interval of proportions (0–1) in percent, without the sign: `63–97`."""
    upper = percent(high, sign=False) if high is not None else "not reached"
    return f"{percent(low, sign=False)}–{upper}"


def number(value: float) -> str:
    """Return a number without needless decimals: 5.0 becomes 5, 8.5 is kept."""
    return f"{value:,.10g}"


def figure_text(figure: Figure) -> str:
    """Return a figure in short form: `19/20 (95%)`, `8.5 months (6.1–15.6)`, `not reported`."""
    if figure.missing:
        return MISSING[figure.missing]
    if figure.events is not None and figure.total is not None:
        return f"{figure.events}/{figure.total} ({percent(figure.events / figure.total)})"
    if figure.estimate is None:
        assert figure.range is not None  # noqa: S101 - the schema's check promises one of them
        return _range_text(figure)
    point, bounds = figure_parts(figure)
    return f"{point} ({bounds})" if bounds else point


def figure_parts(figure: Figure) -> tuple[str, str]:
    """Return the estimate of a figure and its bounds, "" if unknown: `8.5 months`, `6.1–15.6`."""
    if figure.unit:
        unit = figure.unit if figure.unit == "%" else f" {figure.unit}"
        point = "" if figure.estimate is None else f"{number(figure.estimate)}{unit}"
        return point, _plain_bounds(figure)
    point = "" if figure.estimate is None else percent(figure.estimate)
    return point, interval(figure.low, figure.high) if figure.low is not None else ""


def figure_kind(figure: Figure) -> str:
    """Return the kind of a figure without counts: median, mean, pooled; "" for a proportion."""
    words = {"median": "median", "mean": "mean", "maximum": "longest", "range": "range",
             "pooled": "pooled"}  # fmt: skip
    return words.get(figure.statistic or "", "")


def result_context(library: Library, result: Result) -> str:
    """Return what a result is limited to: time point, time window, group, population."""
    parts = [
        result.at,
        _window_text(result),
        result.group.label if result.group else None,
        library.review.populations[result.population] if result.population else None,
    ]
    return ", ".join(part for part in parts if part)


def facet_label(library: Library, source: Source, facet: str) -> str:
    """Return the label of a source's value of a facet, with its origin if it is inherited."""
    value = source.facets.get(facet)
    if value is None:
        return "not stated"
    label = library.review.facets[facet].values.get(value, value)
    if facet in source.inherited:
        return f"{label} (as in {library.sources[source.inherited[facet]].short})"
    return label


def trial_status(trial: Trial) -> str:
    """Return a trial's status in its registry, in words."""
    if trial.status == "unknown":
        return "unknown (record lapsed)"
    return (trial.status or "not reported").replace("-", " ")


def full_context(library: Library, result: Result) -> str:
    """Return what a result is limited to, with the patients that form its denominator."""
    of = library.review.outcomes[result.of].label.lower() if result.of else ""
    parts = (result_context(library, result), f"of those with: {of}" if of else "")
    return ", ".join(part for part in parts if part)


def figure_origin(library: Library, source: Source, result: Result) -> str:
    """Return the origin of a figure: source, outcome, context, locator and what was read."""
    context = full_context(library, result)
    label = library.review.outcomes[result.outcome].label
    return (
        f"{source.short}: {label}{f', {context}' if context else ''} "
        f"({result.figure.where}; read: {READ[result.figure.read]})"
    )


def provenance(source: Source) -> str:
    """Return sentences that say who extracted a source and whether a second reader checked it."""
    parts = []
    if source.extracted:
        parts.append(f"Extracted {source.extracted.date} by {source.extracted.by}.")
    if source.checked:
        parts.append(f"Checked {source.checked.date} by {source.checked.by}.")
    else:
        parts.append("Not yet checked by a second reader.")
    return " ".join(parts)


def country_names(codes: Iterable[str]) -> list[str]:
    """Return the English names, sorted, of countries given by their two-letter ISO 3166 codes."""
    names = Locale("en").territories
    return sorted(names.get(code, code) for code in codes)


def country_code(name: str) -> str | None:
    """Return the ISO 3166 code of a country by its English name, or None if none is known.

    `Turkey (Türkiye)` and `Hong Kong`, for `Hong Kong SAR China`, are understood as well.
    """
    codes = {
        known.casefold(): code
        for code, known in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha()
    }
    whole = name.casefold().strip()
    parts = [whole, *(part.strip() for part in whole.rstrip(")").split("("))]
    return next(
        (codes[p] for part in parts for p in (part, f"{part} sar china") if p in codes), None
    )


def first_day(date: str) -> str:
    """Return a date that may lack its day or month as the first day of its month or year."""
    return f"{date}-01-01"[:10] if len(date) == len("2026") else f"{date}-01"[:10]


def _range_text(figure: Figure) -> str:
    low, high = figure.range or (0.0, 0.0)
    if figure.unit:
        return f"{number(low)}–{number(high)} {figure.unit}"
    return f"{percent(low, sign=False)}–{percent(high)}"


def _plain_bounds(figure: Figure) -> str:
    if figure.low is not None:
        high = number(figure.high) if figure.high is not None else "not reached"
        return f"{number(figure.low)}–{high}"
    if figure.range:
        return f"{number(figure.range[0])}–{number(figure.range[1])}"
    return ""


def _window_text(result: Result) -> str | None:
    if result.window is None:
        return None
    low, high = result.window_days or (None, None)
    if high is not None and low:
        return f"days {low}–{high}"
    if high is not None:
        return f"within {high} days"
    return f"after {low} days" if low is not None else f"{result.window} events"


def summary(library: Library) -> str:
    """Return one line with the numbers of a library's sources, results, trials and claims."""
    results = sum(len(source.results) for source in library.sources.values())
    parts = [
        (len(library.sources), "source"), (results, "result"), (len(library.trials), "trial"),
        (len(library.claims), "claim"),
    ]  # fmt: skip
    return ", ".join(plural(count, word) for count, word in parts)


def definition(term: Term) -> str:
    """Return a term's definition on one line: the expansion of an abbreviation, then the text."""
    text = " ".join(term.text.split())
    if term.expansion is None:
        return text
    return f"{capitalised(term.expansion)}. {text}"


def capitalised(words: str) -> str:
    """Return words with a capital first letter and everything else unchanged."""
    return words[:1].upper() + words[1:]

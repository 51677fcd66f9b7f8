"""What a report says of its design and its patients, one fact at a time, as words."""

from collections.abc import Callable, Mapping

from livingreview.model import (
    COHORT_FACTS,
    Design,
    Detail,
    FollowUp,
    Library,
    Source,
    percent,
    plural,
)
from livingreview.rendering.wording import READ, capitalised, country_names, number
from livingreview.synthesis import SideResult

# How facts of every review are called, where their name in files is not a word for readers.
_LABELS = {"accrual": "Enrolment", "prior_lines": "Earlier lines", "follow_up": "Follow-up"}


def age_text(design: Design) -> str:
    """Write the age of patients: `median 22 years, 3–47 years`, or the part that is known."""
    median = f"median {number(design.age_median)} years" if design.age_median is not None else ""
    span = f"{_range(design.age_range)} years" if design.age_range else ""
    return ", ".join(part for part in (median, span) if part)


def prior_lines_text(design: Design) -> str:
    """Write how many earlier lines of treatment patients had: `median 5 (1–9)`."""
    median = design.prior_lines_median
    parts = [f"median {number(median)}" if median is not None else ""]
    if design.prior_lines_range:
        span = _range(design.prior_lines_range)
        parts.append(span if median is None else f"({span})")
    return " ".join(part for part in parts if part)


def follow_up_text(follow_up: FollowUp | None) -> str:
    """Write how long patients were followed: `median 27 months (24–29), from first dose`."""
    if follow_up is None:
        return ""
    lengths = (
        ("median", follow_up.median), ("mean", follow_up.mean), ("up to", follow_up.maximum)
    )  # fmt: skip
    length = next((f"{word} {number(value)}" for word, value in lengths if value is not None), "")
    span = f" ({_range(follow_up.range)})" if follow_up.range else ""
    start = f", from {follow_up.start}" if follow_up.start else ""
    return f"{length} {follow_up.unit}{span}{start}".strip()


def followed_text(item: SideResult) -> str:
    """Write how long patients were followed for a result: to the end of its window, or at all."""
    if item.is_window:
        return f"first {plural(round(item.days), 'day')}"
    return follow_up_text(item.source.design.follow_up)


def detail_text(detail: Detail) -> str:
    """Write a detail, with its locator where that is noted."""
    return f"{detail.text} ({detail.where})" if detail.where else detail.text


def fact_label(library: Library, name: str) -> str:
    """Return how a fact of the table of cohorts is called; of an outcome, when it was assessed."""
    review = library.review
    labels = {id: facet.label for id, facet in review.facets.items()}
    labels |= {**review.characteristics, **review.details}
    labels |= {id: f"{outcome.short} assessed" for id, outcome in review.outcomes.items()}
    return labels.get(name) or _LABELS.get(name) or capitalised(name)


def fact_text(library: Library, source: Source, name: str) -> str:
    """Write one fact of a report, or nothing where it is not known."""
    design, review = source.design, library.review
    if name in COHORT_FACTS:
        return _COMMON[name](source)
    if name in review.facets:
        value = source.facets.get(name)
        arms = ", ".join(f"{arm} {count}" for arm, count in source.arms.items())
        label = review.facets[name].values.get(value, value) if value else ""
        is_divided = arms and set(source.arms) <= set(review.facets[name].values)
        return f"{label} ({arms})" if is_divided else label
    if name in review.characteristics:
        count = design.characteristics.get(name)
        if isinstance(count, float):
            return percent(count)
        return (
            "" if count is None else f"{count} of {_most(design)}" if _most(design) else f"{count}"
        )
    if name in review.details:
        return detail_text(source.details[name]) if name in source.details else ""
    return _times(library, source, name)


def _times(library: Library, source: Source, outcome: str) -> str:
    """Write when an outcome, or one that answers it, was assessed in all patients."""
    ids = (outcome, *library.review.outcomes[outcome].counts)
    times = (
        result.at
        for result in source.results
        if result.outcome in ids and result.at and not result.group and result.window != "late"
    )
    return "; ".join(dict.fromkeys(times))


def _patients(source: Source) -> str:
    design = source.design
    if design.treated is not None:
        of = design.enrolled is not None and design.enrolled != design.treated
        return f"{design.treated} treated" + (f" of {design.enrolled} enrolled" if of else "")
    return f"{design.enrolled} enrolled" if design.enrolled is not None else ""


def _diseases(source: Source) -> str:
    return ", ".join(
        name if count is None else f"{name} {count}"
        for name, count in source.design.diseases.items()
    )


def _centres(source: Source) -> str:
    centres = source.design.centres
    return {"single": "one", "multi": "several"}.get(
        str(centres), "" if centres is None else str(centres)
    )


_COMMON: Mapping[str, Callable[[Source], str]] = {
    "patients": _patients,
    "countries": lambda source: ", ".join(country_names(source.design.countries)),
    "phase": lambda source: source.design.phase or "",
    "study": lambda source: source.design.study or "",
    "centres": _centres,
    "accrual": lambda source: " to ".join(source.design.accrual),
    "diseases": _diseases,
    "age": lambda source: age_text(source.design),
    "prior_lines": lambda source: prior_lines_text(source.design),
    "follow_up": lambda source: follow_up_text(source.design.follow_up),
    "read": lambda source: READ[source.read],
}


def _most(design: Design) -> int | None:
    return design.treated or design.enrolled


def _range(bounds: tuple[float, float]) -> str:
    return "–".join(map(number, bounds))

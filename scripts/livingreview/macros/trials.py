"""Registered trials: a table, counts by a field, and a timeline by start and status."""

from collections import Counter
from collections.abc import Iterable

from livingreview.macros.lookup import known
from livingreview.macros.macro import Given, Values, block
from livingreview.model import (
    DISEASE,
    TRIAL_WORDS,
    Library,
    Trial,
    column_facets,
    facet_value_label,
    has_facets,
    reports_by_trial,
)
from livingreview.rendering import (
    MacroError,
    country_names,
    draw_timeline,
    trial_address,
    trial_status,
)

FIELDS = (*TRIAL_WORDS, "country", "start")


@block
def trial_table(given: Given, /, *, title: str = "Registered trials", **wanted: str) -> Values:
    """Registered trials, one per row, with the reports that name them.

    `status`, `phase`, `purpose`, `setting` and facets restrict them.
    """
    library = given.library
    reported = reports_by_trial(library)
    trials = sorted(
        chosen_trials(library, wanted), key=lambda trial: (trial.start or "9999", trial.id)
    )
    return {
        "title": title,
        "rows": [_trial_row(given, trial, reported.get(trial.id, ())) for trial in trials],
        "facets": [facet.label for facet in column_facets(library)],
    }


@block
def trial_counts(given: Given, /, by: str, *, title: str = "", **wanted: str) -> Values:
    """The number of registered trials for each value of a field, as bars.

    `by` is `status`, `phase`, `purpose`, `setting`, `country`, `start` or a facet.
    `status`, `phase`, `purpose`, `setting` and facets restrict the trials.
    """
    library = given.library
    known(by, (*FIELDS, *library.review.facets), "by")
    counts = Counter(
        value for trial in chosen_trials(library, wanted) for value in _values(library, trial, by)
    )
    most = max(counts.values(), default=1)
    facet = library.review.facets.get(by)
    label = facet.label.lower() if facet else by
    return {
        "title": title or f"Registered trials by {label}",
        "label": label,
        "rows": [
            {"label": label, "count": count, "width": round(100 * count / most, 1)}
            for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


@block
def timeline(given: Given, /, what: str = "trials", *, title: str = "", **wanted: str) -> Values:
    """A drawing of the starts of registered trials by year and status.

    With `what="reports"` it shows the reports on patients by year and kind.
    `status`, `phase`, `purpose`, `setting` and facets restrict trials; facets restrict reports.
    """
    known(what, ("trials", "reports"), "timeline")
    library = given.library
    dated = _dated_trials(library, wanted) if what == "trials" else _dated_reports(library, wanted)
    counts = Counter((date[:4], name) for date, name in dated if date)
    titles = {"trials": "Registered trials by start", "reports": "Reports on patients by year"}
    return {
        "id": what,
        "title": title or titles[what],
        "drawing": draw_timeline(counts),
        "unknown": sum(1 for date, _ in dated if not date),
    }


def _trial_row(given: Given, trial: Trial, reports: Iterable[str]) -> Values:
    library = given.library
    return {
        "id": trial.id,
        "href": given.page.link(trial_address(trial.id)),
        "title": trial.title or "",
        "status": trial_status(trial),
        "phase": trial.phase or "",
        "facets": [
            facet_value_label(library, facet.id, trial.facets.get(facet.id))
            for facet in column_facets(library)
        ],
        "diseases": ", ".join(trial.diseases),
        "countries": ", ".join(country_names(trial.countries)),
        "start": trial.start or "",
        "enrolled": trial.enrolled,
        "reports": [
            {"short": library.sources[key].short, "href": given.source_link(key)} for key in reports
        ],
    }


def _dated_trials(library: Library, wanted: dict[str, str]) -> list[tuple[str | None, str]]:
    """Return the start and the status of each chosen trial."""
    return [(trial.start, trial_status(trial)) for trial in chosen_trials(library, wanted)]


def _dated_reports(library: Library, wanted: dict[str, str]) -> list[tuple[str | None, str]]:
    """Return the year and the kind of each report on patients."""
    kinds = library.review.kinds
    sources = [s for s in library.sources.values() if s.cohorts and has_facets(s, wanted)]
    return [
        (str(s.record.year) if s.record.year else None, kinds[s.kind].label)
        for s in sources
        if s.kind
    ]


def chosen_trials(library: Library, wanted: dict[str, str]) -> list[Trial]:
    """Return the trials that have all the wanted values of fields and facets."""
    for name, value in wanted.items():
        if name in library.review.facets:
            known(value, library.review.facets[name].values, f"value of {name}")
        elif name not in TRIAL_WORDS:
            raise MacroError(f"trials must be restricted by known fields (got {name!r})")
        else:
            known(value, TRIAL_WORDS[name], f"value of {name}")
    return [
        trial
        for trial in library.trials.values()
        if all(
            (trial.facets.get(name) if name in library.review.facets else getattr(trial, name))
            == value
            for name, value in wanted.items()
        )
    ]


def _values(library: Library, trial: Trial, by: str) -> tuple[str, ...]:
    if by == "country":
        return tuple(country_names(trial.countries)) or ("not reported",)
    if by == "start":
        return ((trial.start or "not reported").split("-")[0],)
    if by == "status":
        return (trial_status(trial),)
    if by == DISEASE:
        return trial.diseases or ("not stated",)
    if by in library.review.facets:
        return (facet_value_label(library, by, trial.facets.get(by)) or "not stated",)
    return (str(getattr(trial, by) or "not stated"),)

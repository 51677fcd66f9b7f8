"""Registered trials: the table, counts by a field, and a timeline by start and status."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from livingreview.library import schema
from livingreview.macros.lookup import known
from livingreview.macros.page import Page
from livingreview.model import (
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
    render_template,
    trial_address,
    trial_status,
)

FIELDS = ("status", "phase", "purpose", "setting", "country", "start")


def trial_macros(library: Library, page: Page) -> dict[str, Callable[..., Any]]:
    """Make the macros that show registered trials."""

    def trial_table(*, title: str = "Registered trials", **wanted: str) -> Markup:
        trials = chosen_trials(library, wanted)
        reported = reports_by_trial(library)
        rows = [
            {
                "id": trial.id,
                "href": page.link(trial_address(trial.id)),
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
                    {"short": library.sources[key].short, "href": page.link(f"sources/{key}/")}
                    for key in reported.get(trial.id, ())
                ],
            }
            for trial in sorted(trials, key=lambda trial: (trial.start or "9999", trial.id))
        ]
        facets = [facet.label for facet in column_facets(library)]
        return render_template("trial_table", title=title, rows=rows, facets=facets)

    def trial_counts(by: str, *, title: str = "", **wanted: str) -> Markup:
        known(by, (*FIELDS, *library.review.facets), "by")
        counts = Counter(
            value
            for trial in chosen_trials(library, wanted)
            for value in _values(library, trial, by)
        )
        most = max(counts.values(), default=1)
        facet = library.review.facets.get(by)
        rows = [
            {"label": label, "count": count, "width": round(100 * count / most, 1)}
            for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
        label = facet.label.lower() if facet else by
        return render_template(
            "trial_counts", title=title or f"Registered trials by {label}", label=label, rows=rows
        )

    def timeline(what: str = "trials", *, title: str = "", **wanted: str) -> Markup:
        known(what, ("trials", "reports"), "timeline")
        if what == "trials":
            trials = chosen_trials(library, wanted)
            dated = [(trial.start, trial_status(trial)) for trial in trials]
        else:
            kinds = library.review.kinds
            sources = [s for s in library.sources.values() if s.cohorts and has_facets(s, wanted)]
            dated = [
                (str(s.record.year) if s.record.year else None, kinds[s.kind].label)
                for s in sources
                if s.kind
            ]
        counts = Counter((date[:4], name) for date, name in dated if date)
        titles = {"trials": "Registered trials by start", "reports": "Reports of patients by year"}
        return render_template(
            "timeline",
            id=what,
            title=title or titles[what],
            drawing=draw_timeline(counts),
            unknown=sum(1 for date, _ in dated if not date),
        )

    return {"trial_table": trial_table, "trial_counts": trial_counts, "timeline": timeline}


def chosen_trials(library: Library, wanted: dict[str, str]) -> list[Trial]:
    """Return the trials that have all the wanted values of fields and facets."""
    for name, value in wanted.items():
        if name in library.review.facets:
            known(value, library.review.facets[name].values, f"value of {name}")
        elif name not in FIELDS[:4]:
            raise MacroError(f"trials must be narrowed by known fields (got {name!r})")
        else:
            known(value, schema.choices(schema.Trial, name), f"value of {name}")
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
        return tuple(country_names(trial.countries)) or ("not seen",)
    if by == "start":
        return ((trial.start or "not seen")[:8].split("-")[0],)
    if by == "status":
        return (trial_status(trial),)
    if by == "disease":
        return trial.diseases or ("not stated",)
    if by in library.review.facets:
        return (facet_value_label(library, by, trial.facets.get(by)) or "not stated",)
    return (str(getattr(trial, by) or "not stated"),)

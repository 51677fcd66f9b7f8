"""The page of each registered trial: its registry record, and the sources that report it."""

from collections.abc import Iterator
from functools import partial

from livingreview.model import DISEASE, Library, Trial, facet_value_label, plural, reports_by_trial
from livingreview.pages import citing, page_kinds
from livingreview.pages.made_page import UP, Heading, MadePage
from livingreview.rendering import (
    country_names,
    registry_address,
    render_template,
    trial_address,
    trial_status,
)


def trial_pages(library: Library, site: citing.Site) -> Iterator[MadePage]:
    """Yield the page of every registered trial."""
    reported = reports_by_trial(library)
    for trial in library.trials.values():
        yield _trial_page(library, trial, reported.get(trial.id, ()), site)


def _trial_page(
    library: Library, trial: Trial, reports: tuple[str, ...], site: citing.Site
) -> MadePage:
    facts = [(label, value) for label, value in _facts(library, trial) if value]
    html = partial(
        render_template,
        "trial_page",
        trial=trial,
        address=registry_address(trial.id),
        facts=facts,
        reports=[
            {
                "short": library.sources[key].short,
                "title": library.sources[key].record.title,
                "href": f"{UP}sources/{key}/",
            }
            for key in reports
        ],
        table=f"{UP}trials/#{trial.id}",
    )
    headings = (Heading("record", "Registry record"), Heading("reports", "Reported in"))
    title = trial.title or trial.product or "registered trial"
    description = f"{trial.id}: {title}"
    page = citing.citable(library, site, trial.id, trial_address(trial.id))
    return MadePage(
        path=f"trials/{trial.id}.md",
        url=trial_address(trial.id),
        title=trial.id,
        description=description,
        html=html,
        headings=headings,
        anchors=tuple(heading.id for heading in headings),
        edit_path=trial.spot.path,
        filters=tuple(_filters(library, trial)),
        kind=page_kinds.TRIAL,
        facts=(("facts", _line(trial)),),
        head=partial(citing.page_head, library, page, description, f"{UP}data/"),
    )


def _facts(library: Library, trial: Trial) -> Iterator[tuple[str, str]]:
    yield "Status", trial_status(trial)
    yield "Phase", trial.phase or ""
    yield "Product", trial.product or ""
    for facet in library.review.facets.values():
        yield facet.label, facet_value_label(library, facet.id, trial.facets.get(facet.id))
    yield "Diseases", "; ".join(facet_value_label(library, DISEASE, id) for id in trial.diseases)
    yield "Patients, planned or actual", "" if trial.enrolled is None else str(trial.enrolled)
    yield "Start", trial.start or ""
    yield "Sponsor", trial.sponsor or ""
    yield "Countries", ", ".join(country_names(trial.countries))
    yield "Purpose", trial.purpose
    yield "Setting", trial.setting
    yield "Also registered as", ", ".join(trial.aliases)
    yield "Registry record last updated", trial.updated or ""
    yield "Registry data of", trial.seen or "not recorded"
    yield "Notes", trial.notes or ""


def _line(trial: Trial) -> str:
    """Return the line of facts that lists show for a trial."""
    phase = f"phase {trial.phase}" if trial.phase else ""
    planned = f"{plural(trial.enrolled, 'patient')}, planned or actual" if trial.enrolled else ""
    parts = (trial_status(trial), phase, planned, trial.product or "", trial.sponsor or "")
    return " · ".join(part for part in parts if part)


def _filters(library: Library, trial: Trial) -> Iterator[tuple[str, str]]:
    yield "Kind", page_kinds.TRIAL
    for facet, value in trial.facets.items():
        if facet in library.review.facets:
            yield library.review.facets[facet].label, facet_value_label(library, facet, value)
    for id in trial.diseases:
        yield library.review.facets[DISEASE].label, facet_value_label(library, DISEASE, id)
    if trial.start:
        yield "Year", trial.start[:4]

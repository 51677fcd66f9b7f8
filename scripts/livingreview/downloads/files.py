"""The files under data/: the library in formats that other programs read."""

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from livingreview.bibliography import csl_item, to_ris
from livingreview.downloads.feed import atom_feed
from livingreview.downloads.plots import plot_files
from livingreview.downloads.reporting import excluded_csv, left_out_csv, reporting_csv
from livingreview.downloads.search_words import search_terms, search_words
from livingreview.downloads.unpooled import cohorts_csv, side_by_side_csv
from livingreview.files import csv_text
from livingreview.library import json_schemas
from livingreview.model import Library, Source, is_pooled_outcome, slug
from livingreview.pages import ExpandedPage, Site
from livingreview.rendering import as_csv, claim_rows, estimate_row, source_address
from livingreview.synthesis import Pooled


def downloads(
    library: Library,
    pages: Mapping[str, ExpandedPage],
    site: Site,
    pooled: Pooled,
) -> dict[str, Callable[[], str]]:
    """Return, by path in the site, the functions that make the files for other programs."""
    records = [source.record for source in library.sources.values()]
    sources = library.sources.values()
    files: dict[str, Callable[[], str]] = {
        "data/references.bib": lambda: "\n".join(record.bibtex for record in records),
        "data/references.ris": lambda: to_ris(map(csl_item, records)),
        "data/references.json": lambda: _json([csl_item(record) for record in records]),
        "data/results.csv": lambda: _results_csv(library),
        "data/estimates.csv": lambda: as_csv(_estimates(library, pooled)),
        "data/side-by-side.csv": lambda: side_by_side_csv(library),
        "data/cohorts.csv": lambda: cohorts_csv(library, pooled),
        "data/claims.json": lambda: _json(claim_rows(library, pooled)),
        "data/trials.csv": lambda: _trials_csv(library),
        "data/excluded.csv": lambda: excluded_csv(library),
        "data/left-out.csv": lambda: left_out_csv(library),
        "data/reporting.csv": lambda: reporting_csv(library),
        "data/sources.json": lambda: _json([_source_json(source) for source in sources]),
        "data/synonyms.json": lambda: _json(search_words(library)),
        "data/terms.json": lambda: _json(search_terms(library, pages)),
    }
    plotted = frozenset(outcome for page in pages.values() for outcome in page.plotted)
    files |= dict(plot_files(library, plotted, pooled))
    if site.url:
        files["feed.xml"] = partial(atom_feed, library, site, pooled)
    for name, shape in json_schemas().items():
        files[f"data/schema/{name}.json"] = partial(_json, shape)
    return files


# The content of each file, for the data package.
DESCRIPTIONS = {
    "references.bib": "All references as BibTeX",
    "references.ris": "All references as RIS",
    "references.json": "All references as CSL-JSON",
    "results.csv": "Every result with its locator and the line of its entry; proportions are 0-1",
    "estimates.csv": "Every pooled estimate with its interval, its sources and its certainty",
    "side-by-side.csv": "Results of whole cohorts that are not pooled, with interval and follow-up",
    "cohorts.csv": "The cohorts behind the pooled results, a row per report, with their patients",
    "claims.json": "The claims of the founding review with their status",
    "trials.csv": "The registered trials",
    "excluded.csv": "Works that were looked at and left out, with the reason",
    "left-out.csv": "Facts of sources that were left out or recorded otherwise, with the reason",
    "reporting.csv": "The items of reporting checklists, and how the review answers them",
    "sources.json": "The sources with their design, results and findings",
    "synonyms.json": "Words that the search treats as the same, and names of products",
    "terms.json": "The vocabulary with addresses, as the search uses it",
}


def data_package(library: Library, site: Site, files: Mapping[str, str]) -> str:
    """Return the description of the published downloads, as a Frictionless data package."""
    resources = []
    for name, description in DESCRIPTIONS.items():
        text = files[f"data/{name}"]
        resource: dict[str, Any] = {
            "name": name.replace(".", "-"),
            "path": name,
            "description": description,
            "format": name.rpartition(".")[2],
            "encoding": "utf-8",
            "bytes": len(text.encode()),
            "hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
        }
        if name.endswith(".csv"):
            head = next(csv.reader(io.StringIO(text)))
            resource["schema"] = {"fields": [{"name": field} for field in head]}
        resources.append(resource)
    package = {
        "profile": "data-package",
        "name": slug(site.name or library.review.title),
        "title": site.name or library.review.title,
        "description": library.review.subtitle,
        "homepage": site.url,
        "version": library.last_evidence,
        "licenses": [{"name": library.review.licence}],
        "resources": resources,
    }
    return _json(package)


def _estimates(library: Library, pooled: Pooled) -> list[dict[str, Any]]:
    """Return a row per outcome that may be pooled and has results to pool."""
    rows = []
    for outcome in library.review.outcomes.values():
        if is_pooled_outcome(outcome):
            estimate = pooled(outcome.id)
            if estimate.k:
                rows.append(estimate_row(library, "", estimate))
    return rows


_TRIAL_COLUMNS = (
    "id", "title", "phase", "status", "seen", "updated", "enrolled", "start", "sponsor",
    "countries", "diseases", "product", "purpose", "setting",
)  # fmt: skip


def _trials_csv(library: Library) -> str:
    """Return a CSV table with a row per registered trial; lists are separated by spaces."""
    facets = list(library.review.facets)
    rows = []
    for trial in library.trials.values():
        values = [getattr(trial, name) for name in _TRIAL_COLUMNS]
        rows.append(
            [" ".join(value) if isinstance(value, tuple) else value for value in values]
            + [trial.facets.get(facet) for facet in facets]
        )
    return csv_text([*_TRIAL_COLUMNS, *facets], rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# Fields of a source that are printed forms or places in files, not facts.
_PRINTED = frozenset(("reference_html", "title_html", "csl", "bibtex", "spot", "anchor", "index"))


def _source_json(source: Source) -> dict[str, Any]:
    return dict(_plain(source)) | {"page": source_address(source.key)}


def _plain(value: Any) -> Any:
    """Return an object of the library as plain values for JSON, without what is not known."""
    if dataclasses.is_dataclass(value):
        pairs = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {
            name: _plain(part)
            for name, part in pairs.items()
            if name not in _PRINTED and part is not None and part != ()
        }
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


_COLUMNS = (
    "source", "outcome", "events", "total", "estimate", "statistic", "unit", "low", "high", "at",
    "window", "group", "of", "population", "derivation", "missing", "read", "where", "line",
)  # fmt: skip


def _results_csv(library: Library) -> str:
    """Return a CSV table with a row per result; proportions are 0–1, an empty cell is unknown."""
    rows = []
    for source in library.sources.values():
        for result in source.results:
            figure = result.figure
            rows.append([
                source.key, result.outcome, figure.events, figure.total, figure.estimate,
                figure.statistic, figure.unit, figure.low, figure.high, result.at, result.window,
                result.group.label if result.group else None, result.of, result.population,
                figure.derivation, figure.missing, figure.read, figure.where,
                f"{result.spot.path}:{result.spot.line}",
            ])  # fmt: skip
    return csv_text(_COLUMNS, rows)

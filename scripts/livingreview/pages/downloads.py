"""The files under data/: the library in the formats that others read."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from livingreview import exchange, reporting, schema
from livingreview.macros.page import source_address
from livingreview.model import Library, Source
from livingreview.synthesis import Estimate


def downloads(library: Library, pooled: Callable[..., Estimate]) -> dict[str, str]:
    """Make the files under data/, by name: the library in the formats that others read."""
    records = [source.record for source in library.sources.values()]
    return {
        "references.bib": "\n".join(f"{record.bibtex.strip()}\n" for record in records),
        "references.ris": exchange.to_ris(records),
        "references.json": _json([exchange.to_csl_json(record) for record in records]),
        "results.csv": _results_csv(library),
        "estimates.csv": reporting.as_csv(_estimates(library, pooled)),
        "claims.json": _json(reporting.claim_rows(library, pooled)),
        "trials.csv": _trials_csv(library),
        "sources.json": _json([_source_json(source) for source in library.sources.values()]),
    } | {f"schema/{name}.json": _json(shape) for name, shape in schema.json_schemas().items()}


def _estimates(library: Library, pooled: Callable[..., Estimate]) -> list[dict[str, Any]]:
    """Pool every outcome that may be pooled and has anything to pool."""
    rows = []
    for outcome in library.review.outcomes.values():
        if outcome.measure == "proportion" and not outcome.not_pooled:
            estimate = pooled(outcome.id)
            if estimate.k:
                rows.append(reporting.estimate_row("", estimate))
    return rows


_TRIAL_COLUMNS = (
    "id", "title", "phase", "status", "seen", "updated", "enrolled", "start", "sponsor",
    "countries", "diseases", "product", "purpose", "setting",
)  # fmt: skip


def _trials_csv(library: Library) -> str:
    """Write every registered trial as a row, with its facets; lists are parted by blanks."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    facets = list(library.review.facets)
    writer.writerow([*_TRIAL_COLUMNS, *facets])
    for trial in library.trials.values():
        values = [getattr(trial, name) for name in _TRIAL_COLUMNS]
        writer.writerow(
            [" ".join(value) if isinstance(value, tuple) else value for value in values]
            + [trial.facets.get(facet) for facet in facets]
        )
    return text.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "aliases": list(source.aliases),
        "title": exchange.shown_title(source.record),
        "year": source.record.year,
        "doi": source.record.doi,
        "pmid": source.record.pmid,
        "kind": source.kind,
        "topics": list(source.topics),
        "cohorts": list(source.cohorts),
        "registrations": list(source.registrations),
        "facets": dict(source.facets),
        "read": source.read,
        "status": source.status,
        "results": len(source.results),
        "findings": len(source.findings),
        "page": source_address(source.key),
    }


_COLUMNS = (
    "source", "outcome", "events", "total", "estimate", "statistic", "unit", "low", "high", "at",
    "window", "group", "of", "population", "derivation", "missing", "read", "where", "line",
)  # fmt: skip


def _results_csv(library: Library) -> str:
    """Write every result as a row; proportions are 0–1, an empty cell is not known."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for source in library.sources.values():
        for result in source.results:
            figure = result.figure
            writer.writerow([
                source.key, result.outcome, figure.events, figure.total, figure.estimate,
                figure.statistic, figure.unit, figure.low, figure.high, result.at, result.window,
                result.group.label if result.group else None, result.of, result.population,
                figure.derivation, figure.missing, figure.read, figure.where,
                f"{result.spot.path}:{result.spot.line}",
            ])  # fmt: skip
    return text.getvalue()

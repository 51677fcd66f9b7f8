"""From the shapes of review.yml to the rules by which certainty is rated."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from livingreview import model


def certainty_rules(entry: Any) -> model.CertaintyRules:
    """Return the rules that the section `certainty` of review.yml holds."""
    inconsistency, imprecision = entry.inconsistency, entry.imprecision
    return model.CertaintyRules(
        start=model.StartLevel(**dict(entry.start)),
        cohorts=model.CohortRules(**dict(entry.cohorts)),
        risk_of_bias=_steps(entry.risk_of_bias),
        inconsistency=model.InconsistencyRules(
            prediction_width=_steps(inconsistency.prediction_width),
            tau2=_steps(inconsistency.tau2),
            crosses=MappingProxyType(dict(inconsistency.crosses)),
            few_cohorts=inconsistency.few_cohorts,
        ),
        indirectness=_steps(entry.indirectness),
        imprecision=model.ImprecisionRules(
            width=_steps(imprecision.width),
            patients=_steps(imprecision.patients),
            events=_steps(imprecision.events),
        ),
        publication_bias=model.PublicationRules(
            not_reviewed=_steps(entry.publication_bias.not_reviewed),
            otherwise=entry.publication_bias.otherwise,
        ),
        judgements=tuple(
            model.Judgement(index=index, **_with_facets(judgement))
            for index, judgement in enumerate(entry.judgements)
        ),
    )


def summary_rows(entries: Iterable[Any]) -> tuple[model.SummaryRow, ...]:
    """Return the rows of a topic's summary of findings."""
    return tuple(model.SummaryRow(**_with_facets(entry)) for entry in entries)


def _steps(entry: Any) -> model.Steps:
    return model.Steps(**dict(entry))


def _with_facets(entry: Any) -> dict[str, Any]:
    return dict(entry) | {"facets": MappingProxyType(dict(entry.facets))}

"""Look-ups in the library for macros, with messages that name what exists."""

from collections.abc import Iterable, Mapping

from livingreview.macros.macro import Given
from livingreview.model import Claim, Library, Outcome, Result, Source, is_pooled_outcome
from livingreview.problems import nearest, shown
from livingreview.rendering import MacroError, figure_text, result_context
from livingreview.synthesis import Estimate

# A message lists the known words if there are at most this many.
MOST_LISTED = 20


def known(value: object, choices: Iterable[str], what: str) -> str:
    """Return `value` if it is one of `choices`; otherwise raise MacroError with the nearest one."""
    names = list(choices)
    if isinstance(value, str) and value in names:
        return value
    hint = nearest(str(value), names)
    if not hint and len(names) <= MOST_LISTED:
        hint = f"; known: {', '.join(names)}"
    raise MacroError(f"{what} must be known (got {shown(value)}{hint})")


def source_of(library: Library, key: object) -> Source:
    """Return the source with this key, or with this earlier key."""
    name = library.aliases.get(str(key), str(key))
    return library.sources[known(name, library.sources, "source")]


def outcome_of(library: Library, outcome: object) -> Outcome:
    """Return the outcome of the vocabulary with this id."""
    return library.review.outcomes[known(outcome, library.review.outcomes, "outcome")]


def pooled_outcome(library: Library, outcome: object, macro: str) -> Outcome:
    """Return an outcome of the vocabulary that is pooled, as a macro of this name needs it."""
    found = outcome_of(library, outcome)
    if not is_pooled_outcome(found):
        why = found.not_pooled or f"it is a {found.measure} outcome"
        other = "time_plot" if found.measure == "time-to-event" else "side_by_side"
        raise MacroError(
            f"{macro} must name an outcome that is pooled (got {found.id!r}: {why}); "
            f"{other} shows its results side by side"
        )
    return found


def estimate_for(
    given: Given, macro: str, outcome: object, facets: Mapping[str, object]
) -> Estimate:
    """Return the estimate of a pooled outcome; raise MacroError if it or a facet does not exist."""
    chosen = pooled_outcome(given.library, outcome, macro)
    return given.pooled(chosen.id, **checked_facets(given.library, facets))


def claim_of(library: Library, path: object) -> Claim:
    """Return the claim with this path, `seed/id`."""
    return library.claims[known(path, library.claims, "claim")]


def checked_facets(library: Library, facets: Mapping[str, object]) -> dict[str, str]:
    """Return `facets` if all of them, and their values, are in the vocabulary."""
    found: dict[str, str] = {}
    for facet, value in facets.items():
        known(facet, library.review.facets, "facet")
        found[facet] = known(value, library.review.facets[facet].values, f"value of {facet}")
    return found


def one_result(
    library: Library,
    key: object,
    outcome: object,
    *,
    at: str | None = None,
    group: str | None = None,
    window: str | None = None,
    population: str | None = None,
    statistic: str | None = None,
) -> Result:
    """Return the one result that fits; raise MacroError with a list if several or none do."""
    source = source_of(library, key)
    wanted = outcome_of(library, outcome).id
    all_of_it = [result for result in source.results if result.outcome == wanted]
    fitting = [
        result
        for result in all_of_it
        if (at is None or result.at == at)
        and (window is None or result.window == window)
        and (population is None or result.population == population)
        and (statistic is None or result.figure.statistic == statistic)
        and (group is None or (result.group is not None and result.group.label == group))
    ]
    if len(fitting) > 1 and group is None:
        whole = [result for result in fitting if result.group is None]
        fitting = whole if len(whole) == 1 else fitting
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(_described(library, result) for result in fitting or all_of_it)
    if fitting:
        message = f"result must be one: {source.key} has {len(fitting)} for {wanted} ({listed})"
        raise MacroError(message + "; choose with at=, group=, window=, population= or statistic=")
    there = listed or ", ".join(sorted({result.outcome for result in source.results})) or "none"
    raise MacroError(f"result must exist: {source.key} has none for {wanted} (it has: {there})")


def _described(library: Library, result: Result) -> str:
    return f"{figure_text(result.figure)} {result_context(library, result)}".strip()

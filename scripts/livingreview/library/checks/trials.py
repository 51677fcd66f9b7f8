"""The rules on registered trials, their reports and their products."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from livingreview.library.cohort_facets import MIXED
from livingreview.library.folder import REVIEW, Loaded, at
from livingreview.model import Library, Trial, detail, registrations
from livingreview.problems import Problem, shown


def check_trials_agree(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A trial must have the facets of its reports and its product, or a reason under `differs`.

    The reports of a trial are those that name its number. Its product is the first one under
    `products` in review.yml with a name that occurs in the trial's `product`. Mixed facets are not
    compared.
    """
    single = [facet for facet in library.review.facets.values() if facet.single]
    product_in = cache(partial(_product, library))
    for trial in library.trials.values():
        kin = [*_reports(library, trial), *_same_product(library, trial, product_in)]
        for facet in single:
            if facet.id in trial.differs:
                continue
            mine = trial.facets.get(facet.id)
            for key, product, facets in kin:
                value = facets.get(facet.id)
                if value in (None, MIXED, mine) or mine == MIXED:
                    continue
                what = f"the product {product} has in {key}" if product else f"in its report {key}"
                why = f"as {what}, or differs must give the reason"
                place: tuple[str, ...]
                if mine:
                    place, message = (facet.id,), f"must be {value}, {why} (got {shown(mine)})"
                else:
                    place, message = (), f"must hold {facet.id}: {value}, {why}"
                yield at(loaded, trial.spot.path, ("facets", *place), message)
                break
        for name in trial.differs:
            if name not in library.review.facets:
                message = f"must be a facet of review.yml (got {shown(name)})"
                yield at(loaded, trial.spot.path, ("differs", name), message)


def check_product_names(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A name under `products` in review.yml must belong to one product only."""
    seen: dict[str, str] = {}
    for product, others in library.review.products.items():
        for name in (product, *others):
            first = seen.setdefault(name.casefold(), product)
            if first != product:
                message = f"must name one product only (got {shown(name)}, a name of {first} too)"
                yield at(loaded, REVIEW, ("products", product), message)


Kin = tuple[str, str, dict[str, str]]


def _reports(library: Library, trial: Trial) -> Iterator[Kin]:
    """Yield the key, an empty product and the facets of each report of a trial."""
    numbers = {trial.id, *trial.aliases}
    for source in library.sources.values():
        if numbers.intersection(registrations(library, source)) and source.status == "included":
            yield source.key, "", dict(source.facets)


def _same_product(
    library: Library, trial: Trial, product_in: Callable[[str | None], str | None]
) -> Iterator[Kin]:
    """Yield the key, product and facets of each report and each other trial of the product."""
    mine = product_in(trial.product)
    if mine is None:
        return
    for source in library.sources.values():
        named = product_in(detail(source, "product"))
        if named == mine and source.status == "included":
            yield source.key, mine, dict(source.facets)
    for other in library.trials.values():
        if other.id != trial.id and product_in(other.product) == mine:
            yield other.id, mine, dict(other.facets)


def _product(library: Library, text: str | None) -> str | None:
    """Return the first product of which a text contains a name, or None."""
    for product, others in library.review.products.items():
        for name in (product, *others):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text or "", re.IGNORECASE):
                return product
    return None

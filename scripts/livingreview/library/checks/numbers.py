"""The rules against impossible numbers, such as counts above their totals."""

from collections.abc import Iterator

from livingreview.files import Location
from livingreview.library.folder import Loaded, at
from livingreview.model import Design, Figure, Library
from livingreview.problems import Problem

# One unit of the second decimal place: bounds may be rounded to fewer digits than an estimate.
ROUNDING = 0.01


def check_result_value(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A result must have one of: counts (events and total), an estimate, a range, `missing`.

    An estimate must name its statistic, and a value without a unit must be from 0 to 1.
    """
    for path, location, figure in _figures(library):
        values = [
            figure.events is not None or figure.total is not None,
            figure.estimate is not None,
            figure.range is not None and figure.estimate is None,
            figure.missing is not None,
        ]
        if sum(values) != 1:
            yield at(
                loaded, path, location,
                "must have one of: events and total; estimate; range; missing",
            )  # fmt: skip
        if (figure.events is None) != (figure.total is None):
            yield at(loaded, path, location, "must have both events and total")
        if figure.estimate is not None and figure.statistic is None:
            message = "must name the statistic of its estimate, such as statistic: probability"
            yield at(loaded, path, location, message)
        if not figure.unit:
            bounds = (figure.low, figure.high)
            for name, shares in (
                ("estimate", (figure.estimate,)), ("range", figure.range), ("ci", bounds)
            ):  # fmt: skip
                beyond = [s for s in shares or () if s is not None and not 0 <= s <= 1]
                if beyond:
                    message = (
                        f"must be a proportion from 0 to 1, or have a unit ({_as_share(beyond[0])})"
                    )
                    yield at(loaded, path, (*location, name), message)


def check_result_unique(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A result must be unique in its source by outcome, at, window, group and population."""
    for source in library.sources.values():
        seen: dict[tuple[object, ...], int] = {}
        for index, result in enumerate(source.results):
            label = result.group.label if result.group else None
            key = (result.outcome, result.at, result.window, label, result.population)
            if key in seen:
                fields = ("outcome", "at", "window", "group", "population")
                same = ", ".join(f"{n}: {v}" for n, v in zip(fields, key, strict=True) if v)
                message = (
                    f"must be unique by outcome, at, window, group and population ({same} is "
                    f"results.{seen[key]} too); put a second figure under also_reported"
                )
                yield at(loaded, source.spot.path, ("results", index), message)
            seen.setdefault(key, index)


def check_counts(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Total ≤ treated ≤ enrolled patients must hold; a total with a group or a note is exempt."""
    for source in library.sources.values():
        design, path = source.design, source.spot.path
        most = design.treated or design.enrolled
        for index, result in enumerate(source.results):
            total, is_told = result.figure.total, result.group or result.figure.note
            if most and total and total > most and not is_told:
                message = f"must be at most the {most} patients of the design (got {total})"
                yield at(loaded, path, ("results", index, "total"), message)
        if design.treated and design.enrolled and design.treated > design.enrolled:
            message = f"must be at most the enrolled {design.enrolled} (got {design.treated})"
            yield at(loaded, path, ("design", "treated"), message)


def check_events(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Events must be at most their total, also under `also_reported`."""
    for path, location, figure in _figures(library):
        if figure.events is not None and figure.total is not None and figure.events > figure.total:
            message = f"must be at most the total {figure.total} (got {figure.events})"
            yield at(loaded, path, (*location, "events"), message)


def check_intervals(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """An interval must contain its estimate, a range its median; both must run from low to high."""
    for path, location, figure in _figures(library):
        low, high, value = figure.low, figure.high, figure.estimate
        if low is not None and value is not None:
            slack = 0 if figure.unit else ROUNDING
            if value < low - slack or (high is not None and value > high + slack):
                message = f"must contain the estimate {value:g} (got {low:g} to {high})"
                yield at(loaded, path, (*location, "ci"), message)
        pairs = {"ci": (low, high), "range": figure.range or (None, None)}
        for name, (first, last) in pairs.items():
            if first is not None and last is not None and first > last:
                message = f"must run from low to high (got {first:g} to {last:g})"
                yield at(loaded, path, (*location, name), message)
    for source in library.sources.values():
        for place, median, span in _ranges(source.design):
            if span[0] > span[1]:
                message = f"must run from low to high (got {span[0]:g} to {span[1]:g})"
                yield at(loaded, source.spot.path, place, message)
            elif median is not None and not span[0] <= median <= span[1]:
                message = f"must hold the median {median:g} (got {span[0]:g} to {span[1]:g})"
                yield at(loaded, source.spot.path, place, message)


def _ranges(design: Design) -> Iterator[tuple[Location, float | None, tuple[float, float]]]:
    """Yield each range of a design with its place and its median."""
    found: list[tuple[Location, float | None, tuple[float, float] | None]] = [
        (("design", "age_range"), design.age_median, design.age_range),
        (("design", "prior_lines_range"), design.prior_lines_median, design.prior_lines_range),
    ]
    if follow_up := design.follow_up:
        found.append((("design", "follow_up", "range"), follow_up.median, follow_up.range))
    yield from ((place, median, span) for place, median, span in found if span)


def _as_share(value: float) -> str:
    """Return the value found and, if it may be a percentage, the proportion to write instead."""
    return f"got {value:g}" + (f"; for {value:g}% write {value / 100:g}" if value > 0 else "")


def _figures(library: Library) -> Iterator[tuple[str, Location, Figure]]:
    """Yield every number of every entry with its place, also those under `also_reported`."""
    for source in library.sources.values():
        for index, result in enumerate(source.results):
            yield source.spot.path, ("results", index), result.figure
            for second, figure in enumerate(result.also_reported):
                location = ("results", index, "also_reported", second)
                yield source.spot.path, location, figure

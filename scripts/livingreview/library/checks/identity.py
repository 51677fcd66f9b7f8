"""The rules on the identity of a source: identifiers, duplicates, incomplete records, keys."""

import re
from collections import defaultdict
from collections.abc import Iterator

from livingreview.library.folder import Loaded, at
from livingreview.model import Library, Source
from livingreview.problems import Problem, shown

PMID = r"[1-9]\d{0,8}"
REGISTRIES = {
    "ClinicalTrials.gov": r"NCT\d{8}",
    "ChiCTR": r"ChiCTR(-?[A-Z]{3}-?)?\d{8,10}",
    "ISRCTN": r"ISRCTN\d{8}",
    "EU CTR": r"(EudraCT )?\d{4}-\d{6}-\d{2}",
    "EU CTIS": r"\d{4}-\d{6}-\d{2}-\d{2}",
    "PROSPERO": r"CRD\d{6,14}",
    "JRCT": r"jRCTs?\d{9,10}",
}  # fmt: skip


def check_identifiers(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each PMID, PMCID and registry number must have the form that its registry uses."""
    forms = {"pmid": PMID, "pmcid": r"PMC\d+"}
    for source in library.sources.values():
        record = source.record
        for name, form in forms.items():
            value = getattr(record, name)
            if value and not re.fullmatch(form, value):
                message = f"must have the form {form} (got {shown(value)})"
                yield Problem(
                    record.spot.path, record.spot.line, 0, f"{source.key}.{name}", message
                )
        for n, number in enumerate(source.registrations):
            if not is_registration(number):
                message = f"must be a registry number such as NCT04572308 (got {shown(number)})"
                yield at(loaded, source.spot.path, ("registrations", n), message)
    for trial in library.trials.values():
        if not is_registration(trial.id):
            yield Problem(trial.spot.path, message="must have its registry number as its name")


def check_duplicates(library: Library, loaded: Loaded) -> Iterator[Problem]:  # noqa: ARG001
    """No two sources may have the same DOI or the same PMID."""
    seen: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in library.sources.values():
        record = source.record
        if record.doi:
            seen["DOI", record.doi.lower()].append(source)
        if record.pmid:
            seen["PMID", record.pmid].append(source)
    for (what, value), sources in seen.items():
        for twin in sources[1:]:
            first, spot = sources[0], twin.record.spot
            message = (
                f"must not have the {what} of {first.key} ({first.record.spot.path}): {value}; "
                "keep the older of the two, and add the new data to it"
            )
            yield Problem(spot.path, spot.line, 0, twin.key, message)


def check_incomplete(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A record must have a title and a year, or its entry must list them under `incomplete`.

    An entry without a title in its record must have a `label`.
    """
    for source in library.sources.values():
        if source.kind is None:
            continue
        record = source.record
        lacks = {"title": not record.has_title, "year": record.year is None}
        if lacks["title"] and record.title == source.key:
            yield at(loaded, source.spot.path, (), "must have a label, as its record has no title")
            continue
        for name in lacks:
            if lacks[name] and name not in source.incomplete:
                message = f"must be given, or listed in {source.spot.path} as incomplete: [{name}]"
                spot = record.spot
                yield Problem(spot.path, spot.line, 0, f"{source.key}.{name}", message)
        for n, name in enumerate(source.incomplete):
            if name in lacks and not lacks[name]:
                message = f"must name a field that the record lacks (the .bib has a {name})"
                yield at(loaded, source.spot.path, ("incomplete", n), message)


def check_status(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """An excluded source must have a `reason`, and an included source must have none."""
    for source in library.sources.values():
        if (source.status == "excluded") != (source.reason is not None):
            message = "must have both status: excluded and a reason, or neither"
            yield at(loaded, source.spot.path, ("status",), message)


def check_aliases(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """An earlier key must belong to one source only, and must not be a key in use."""
    owners: dict[str, str] = {}
    for source in library.sources.values():
        for n, alias in enumerate(source.aliases):
            owner = alias if alias in library.sources else owners.setdefault(alias, source.key)
            if owner != source.key or alias == source.key:
                message = f"must be an earlier key of this source only (got that of {owner})"
                yield at(loaded, source.spot.path, ("aliases", n), message)


def is_registration(number: str) -> bool:
    """Return whether a number has the form that a known registry uses."""
    return any(re.fullmatch(form, number) for form in REGISTRIES.values())

"""The file of a registered trial, made from the record of ClinicalTrials.gov (API version 2)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from livingreview.intake.errors import ServiceError
from livingreview.intake.work import plain
from livingreview.intake.yaml_lines import flow, line, scalar, words
from livingreview.library import is_registration
from livingreview.model import DISEASE, TRIAL_WORDS, Library
from livingreview.rendering import country_code

_PHASES = {
    ("EARLY_PHASE1",): "early 1", ("PHASE1",): "1", ("PHASE1", "PHASE2"): "1/2",
    ("PHASE2",): "2", ("PHASE2", "PHASE3"): "2/3", ("PHASE3",): "3", ("PHASE4",): "4",
    ("NA",): "not applicable",
}  # fmt: skip
_PRODUCTS = frozenset(("BIOLOGICAL", "DRUG", "GENETIC", "COMBINATION_PRODUCT", "DEVICE"))


def trial_text(number: str, study: object, library: Library, *, today: str) -> str:
    """Return the text of references/trials/NUMBER.yml.

    Raises
    ------
    ServiceError
        If the record is not that of the trial, or has no title.
    """
    protocol = _part(study, "protocolSection")
    names = _part(protocol, "identificationModule")
    if plain(names.get("nctId")) != number:
        raise ServiceError(
            f"the record of ClinicalTrials.gov must be that of {number} "
            f"(got {plain(names.get('nctId')) or 'no number'!r}): try again later"
        )
    if not _title(names):
        raise ServiceError(
            f"{number} must have a title in its record: write references/trials/{number}.yml "
            "by hand"
        )
    return "\n".join([*_lines(number, protocol, library, today), ""])


def _lines(number: str, protocol: Mapping[str, Any], library: Library, today: str) -> Iterator[str]:
    names = _part(protocol, "identificationModule")
    status = _part(protocol, "statusModule")
    design = _part(protocol, "designModule")
    yield "# yaml-language-server: $schema=../schema/trial.json"
    yield f"# Begun by livingreview new on {today} from https://clinicaltrials.gov/study/{number}"
    yield "# `guess` marks a value to check; in lines that begin with #, complete what is missing."
    yield f"title: {scalar(_title(names))}"
    if aliases := _aliases(number, names):
        yield f"aliases: {flow(aliases)}"
    phases = tuple(map(plain, _list(design, "phases")))
    if phases in _PHASES:
        yield f"phase: {_PHASES[phases]}"
    state = plain(status.get("overallStatus")).lower().replace("_", "-")
    if state:
        yield f"status: {state if state in TRIAL_WORDS['status'] else 'unknown'}"
    yield f"seen: {today}"
    if updated := _day(status, "lastUpdatePostDateStruct"):
        yield f"updated: {updated}"
    enrolled = _part(design, "enrollmentInfo").get("count")
    if isinstance(enrolled, int) and not isinstance(enrolled, bool) and 0 <= enrolled <= 10_000_000:
        kind = plain(_part(design, "enrollmentInfo").get("type")).lower()
        yield line(f"enrolled: {enrolled}", kind)
    if start := _day(status, "startDateStruct"):
        yield f"start: {start}"
    sponsor = plain(_part(_part(protocol, "sponsorCollaboratorsModule"), "leadSponsor").get("name"))
    if sponsor:
        yield f"sponsor: {scalar(sponsor)}"
    yield from _countries(protocol)
    yield from _diseases(protocol, library)
    yield from _product(protocol)
    purpose = plain(_part(design, "designInfo").get("primaryPurpose")).lower()
    yield line("# purpose: treatment", f"or follow-up; in the record: {purpose or 'not stated'}")
    yield line("# setting: malignant", "or non-malignant")
    yield from _facets(library)


def _title(names: Mapping[str, Any]) -> str:
    return plain(names.get("officialTitle")) or plain(names.get("briefTitle"))


def _aliases(number: str, names: Mapping[str, Any]) -> list[str]:
    """Return the well-formed numbers that the trial has in other registries."""
    ids = [plain(other.get("id")) for other in _list(names, "secondaryIdInfos")
           if isinstance(other, Mapping)]  # fmt: skip
    older = map(plain, _list(names, "nctIdAliases"))
    return [id for id in dict.fromkeys([*older, *ids]) if is_registration(id) and id != number]


def _day(status: Mapping[str, Any], name: str) -> str:
    """Return a date of the record, if it is one: 2020-10-15 or 2020-10."""
    date = plain(_part(status, name).get("date"))
    return date if re.fullmatch(r"(19|20)\d\d(-\d\d){0,2}", date) else ""


def _countries(protocol: Mapping[str, Any]) -> Iterator[str]:
    sites = _list(_part(protocol, "contactsLocationsModule"), "locations")
    named = (plain(site.get("country")) for site in sites if isinstance(site, Mapping))
    names = list(dict.fromkeys(filter(None, named)))
    codes = {name: country_code(name) for name in names}
    known = sorted({code for code in codes.values() if code})
    strange = [name for name, code in codes.items() if code is None]
    if known or strange:
        remark = f"fill in the codes of: {', '.join(strange)}" if strange else ", ".join(names)
        yield line(f"countries: {flow(known)}", remark)


def _diseases(protocol: Mapping[str, Any], library: Library) -> Iterator[str]:
    """Yield the conditions that are, word for word, values of the review; ask for the others."""
    named = [*filter(None, map(plain, _list(_part(protocol, "conditionsModule"), "conditions")))]
    facet = library.review.facets.get(DISEASE)
    if facet is None or not named:
        return
    known = {label.casefold(): id for id, label in facet.values.items()}
    known |= {id.casefold(): id for id in facet.values}
    known |= {word.casefold(): id for id, more in facet.synonyms.items() for word in more}
    found = list(dict.fromkeys(known[n.casefold()] for n in named if n.casefold() in known))
    if found:
        yield line(f"diseases: {flow(found)}", f"guess from: {'; '.join(named)}")
    else:
        yield line("# diseases:", f"in the record: {'; '.join(named)}")
        yield line("#", f"one or several of: {words(facet.values)}")


def _product(protocol: Mapping[str, Any]) -> Iterator[str]:
    given = _list(_part(protocol, "armsInterventionsModule"), "interventions")
    products = [
        plain(one.get("name"))
        for one in given
        if isinstance(one, Mapping) and plain(one.get("type")) in _PRODUCTS
    ]
    names = list(dict.fromkeys(filter(None, products)))
    if len(names) == 1:
        yield f"product: {scalar(names[0])}"
    elif names:
        yield line("# product:", f"one of those in the record: {'; '.join(names)}")


def _facets(library: Library) -> Iterator[str]:
    facets = {id: f for id, f in library.review.facets.items() if id != DISEASE}
    if facets:
        yield line("# facets:", "as the record states them; leave out those that it does not state")
        for id, facet in facets.items():
            yield line(f"#   {id}:", words(facet.values))


def _part(value: object, name: str) -> Mapping[str, Any]:
    """Return a part of a record that is a mapping; an empty one if it is missing or another."""
    part = value.get(name) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    part = value.get(name)
    return part if isinstance(part, list) else []

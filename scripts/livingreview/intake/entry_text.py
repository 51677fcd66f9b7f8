"""The entry of a new source: the facts of its record, guesses, questions, and empty fields.

`check` names each empty field. A guess is marked, with its reason.
"""

from collections.abc import Iterator, Mapping

from livingreview.intake.work import Work
from livingreview.intake.yaml_lines import flow, line, scalar, words
from livingreview.library import is_registration
from livingreview.model import DISEASE, Cohort, Library

# Kinds of sources by the publication type that a record names, best first: the first id that the
# review has is taken.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Meta-Analysis", ("meta-analysis", "systematic-review", "review")),
    ("Systematic Review", ("systematic-review", "review")),
    ("Practice Guideline", ("guideline",)),
    ("Guideline", ("guideline",)),
    ("Case Reports", ("case-report", "case-series")),
    ("Randomized Controlled Trial", ("randomised-trial", "trial")),
    ("Clinical Trial", ("trial", "clinical-trial")),
    ("Observational Study", ("cohort-study", "observational-study")),
    ("Review", ("review",)),
    ("Preprint", ("preprint",)),
)


def entry_text(work: Work, library: Library, *, today: str, by: str = "") -> str:
    """Return the text of an entry for a work that is new to a review."""
    return "\n".join([*_lines(work, library, today, by), ""])


def registrations(work: Work) -> tuple[str, ...]:
    """Return the well-formed registry numbers that a record names."""
    return tuple(number for number in work.registrations if is_registration(number))


def _lines(work: Work, library: Library, today: str, by: str) -> Iterator[str]:
    review = library.review
    yield "# yaml-language-server: $schema=../schema/entry.json"
    yield f"# Begun by livingreview new on {today} from {work.origin}"
    yield "# `fill in` marks an empty field, which check names; `guess` marks a value to verify."
    yield "# references/TEMPLATE.yml shows every field: results, findings, design, details."
    yield from _kind(work, library)
    yield line("topics:", f"fill in, one or several: {words(review.topics)}")
    yield from _cohort(work, library)
    if numbers := registrations(work):
        yield line(f"registrations: {flow(numbers)}", "from the record")
    yield from _facets(library)
    yield line("read: metadata", "change this to abstract or full-text once that was read")
    yield "extracted:"
    yield f"  date: {today}"
    yield f"  by: {scalar(by)}" if by else line("  by:", "fill in: your name")
    lacks = [name for name in ("year",) if name not in work.fields]
    if lacks:
        yield line(
            f"incomplete: {flow(lacks)}", "not in the record; delete this once the .bib has it"
        )
    yield from _retraction(work)


def _kind(work: Work, library: Library) -> Iterator[str]:
    kinds = library.review.kinds
    for named, ids in _KINDS:
        typed = next((kind for kind in work.kinds if kind.startswith(named)), None)
        kind = next((id for id in ids if id in kinds), None)
        if typed and kind:
            others = words(id for id in kinds if id != kind)
            yield line(f"kind: {kind}", f"guess from {typed!r} in the record; else {others}")
            return
    yield line("kind:", f"fill in, one of: {words(kinds)}")


def _cohort(work: Work, library: Library) -> Iterator[str]:
    """Ask whether the patients are those of a cohort that has a registration of this work."""
    numbers = set(registrations(work))
    found = likely_cohorts(library, numbers)
    if not found:
        yield line("# cohort:", "the patients: an id of cohorts.yml (add a new cohort there)")
        return
    yield "# Are the patients those of one of these cohorts? If so, write `cohort:` and its id. If"
    yield "# not, add a cohort to cohorts.yml, with the reason under overlaps or separate there."
    for cohort in found.values():
        shared = ", ".join(sorted(numbers & set(cohort.registrations)) or sorted(numbers))
        label = " ".join(cohort.label.split())
        yield line(f"# cohort: {cohort.id}", f"{label}; same registration: {shared}")


def likely_cohorts(library: Library, numbers: set[str]) -> Mapping[str, Cohort]:
    """Return the cohorts that name one of the numbers, or whose reports do."""
    reported = {
        cohort
        for source in library.sources.values()
        if numbers & set(source.registrations)
        for cohort in source.cohorts
    }
    return {
        id: cohort
        for id, cohort in library.cohorts.items()
        if numbers & set(cohort.registrations) or id in reported
    }


def _facets(library: Library) -> Iterator[str]:
    """Yield the facets and their values as comments."""
    facets = {id: f for id, f in library.review.facets.items() if id != DISEASE}
    if not facets:
        return
    yield line("# facets:", "as the source states them; leave out those that it does not state")
    for id, facet in facets.items():
        yield line(f"#   {id}:", words(facet.values))


def _retraction(work: Work) -> Iterator[str]:
    if work.retraction is None:
        return
    date, url = work.retraction.date, work.retraction.url
    yield line("retracted:", "according to the record, the work was retracted")
    yield f"  date: {date}" if date else line("  date:", "fill in: the date of the notice")
    yield f"  notice: {scalar(url)}" if url else line("  notice:", "fill in: its address")

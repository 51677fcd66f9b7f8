"""The entry that begins a source: what its record gives, questions, and blanks with remarks.

A blank holds nothing, so that `check` names it; a guess says so, and what it rests on.
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
    yield "# `fill in` marks what is empty (livingreview check names it), `guess` what to look at."
    yield "# references/TEMPLATE.yml shows every field: results, findings, design, details."
    yield from _kind(work, library)
    yield line("topics:", f"fill in, one or several: {words(review.topics)}")
    yield from _cohort(work, library)
    if numbers := registrations(work):
        yield line(f"registrations: {flow(numbers)}", "as the record names them")
    yield from _facets(library)
    yield line("read: metadata", "only the record so far; abstract or full-text once it was read")
    yield "extracted:"
    yield f"  date: {today}"
    yield f"  by: {scalar(by)}" if by else line("  by:", "fill in: your name")
    lacks = [name for name in ("year",) if name not in work.fields]
    if lacks:
        yield line(f"incomplete: {flow(lacks)}", "not in the record; delete once the .bib has it")
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
        yield line("# cohort:", "whose patients: an id of cohorts.yml; add a line there if needed")
        return
    yield "# Are these the patients of one of these cohorts? Then write `cohort:` and its id. If"
    yield "# not, add a cohort to cohorts.yml, and say why there, under overlaps or separate."
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
    """List the facets and their values, as comments: what a source does not say is left out."""
    facets = {id: f for id, f in library.review.facets.items() if id != DISEASE}
    if not facets:
        return
    yield line("# facets:", "what the source says; what it does not say is left out")
    for id, facet in facets.items():
        yield line(f"#   {id}:", words(facet.values))


def _retraction(work: Work) -> Iterator[str]:
    if work.retraction is None:
        return
    date, url = work.retraction.date, work.retraction.url
    yield line("retracted:", "the record says that the work was retracted")
    yield f"  date: {date}" if date else line("  date:", "fill in: the day of the notice")
    yield f"  notice: {scalar(url)}" if url else line("  notice:", "fill in: its address")

"""`livingreview new`: a new pair of files for a source, or the file of a trial."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from livingreview.bibliography import BibRecord, Works, identifiers, made_key, parse_bib
from livingreview.files import read_yaml
from livingreview.intake.client import Client
from livingreview.intake.entry_text import entry_text
from livingreview.intake.errors import IntakeError, NoRecordError
from livingreview.intake.identifier import Identifier
from livingreview.intake.services import fetched
from livingreview.intake.trial_text import trial_text
from livingreview.intake.work import Work, as_bibtex, plain, without
from livingreview.library import (
    REVIEW,
    SOURCES,
    TRIALS,
    Bibliography,
    load_library,
    read_bibliography,
    text_problems,
)
from livingreview.model import Library

# Fields that a pair does not need: the words of others, and data for catalogues.
_NOT_KEPT = ("abstract", "keywords", "language", "issn", "library")
# The fields of an entry that may be empty; any other problem is a fault of the record.
_BLANKS = frozenset(("kind", "topics", "extracted.by", "retracted.date", "retracted.notice"))


@dataclass(frozen=True, slots=True)
class Begun:
    """The files of a new source or trial by path, and remarks for the person who asked."""

    files: Mapping[str, str]
    remarks: tuple[str, ...]


def begin(root: Path, identifier: Identifier, client: Client, *, today: str, by: str) -> Begun:
    """Return the files that begin a source or a trial; nothing is written.

    Raises
    ------
    IntakeError
        If the work is already in the review, or no service returns a usable record.
    """
    library = readable_review(root)
    if identifier.kind == "nct":
        return _trial(root, identifier.value, client, library, today)
    bibliography = read_bibliography(root)
    works = Works(bibliography.records.values())
    beside = works.named(identifier.kind, identifier.value.lower())
    if identifier.kind == "pmcid":
        beside = works.named("pmcid", identifier.value)
    _refuse_twin(identifier, beside)
    work, remarks = fetched(client, identifier)
    work, draft, dropped = readable(without(work, *_NOT_KEPT))
    beside = beside or works.same(draft)
    _refuse_twin(identifier, beside)
    remarks = (*remarks, *dropped, *_questions(works, draft, beside, library))
    key = beside.key if beside else made_key(draft, "", _taken(root, bibliography, library))
    entry = entry_text(work, library, today=today, by=by)
    path = f"{SOURCES}/{key}"
    _sound_or_refused("entry", entry, f"{path}.yml")
    return Begun({f"{path}.bib": as_bibtex(work, key), f"{path}.yml": entry}, remarks)


def _questions(
    works: Works, draft: BibRecord, beside: BibRecord | None, library: Library
) -> Iterator[str]:
    """Yield a question or a remark on each record of the review that could be the new work."""
    known = identifiers(draft)
    if beside:
        yield f"{beside.path} contains this work, too; the new pair replaces that record"
    elif other := works.alike(draft):
        yield (
            f"{other.key} has nearly the same title and year: if they are two works, write "
            f"distinct_from: [{other.key}] in the new entry; if not, delete the new pair"
        )
    for work in library.reporting.excluded:
        if (work.doi or "").lower() == known.get("doi", "-") or work.pmid == known.get("pmid", "-"):
            reason = f"{work.reason}: {work.note}" if work.note else work.reason
            yield f"references/excluded.yml names this work, left out on {work.date} ({reason})"


def contact_of(root: Path) -> str:
    """Return the address for questions that review.yml names, or an empty text."""
    document, _ = read_yaml(root / REVIEW, root)
    data = document.data if document else None
    return plain(data.get("contact")) if isinstance(data, Mapping) else ""


def readable_review(root: Path) -> Library:
    """Return the library of a review, or raise `IntakeError` if review.yml is faulty."""
    loaded = load_library(root)
    if loaded.library is None:
        raise IntakeError(
            f"{REVIEW} must have no problems before a record can be added: run livingreview check"
        )
    return loaded.library


def readable(work: Work) -> tuple[Work, BibRecord, tuple[str, ...]]:
    """Return a work whose record reads back, that record, and remarks on fields left out.

    Raises
    ------
    IntakeError
        If its title cannot be written as BibTeX.
    """
    dropped: list[str] = []
    for _ in range(len(work.fields) + 1):
        records, problems = parse_bib(as_bibtex(work, "new2000record"), "record")
        faulty = {p.field.rpartition(".")[2]: p for p in problems}
        if len(records) == 1 and not faulty:
            return work, records[0], tuple(dropped)
        fields = [name for name in faulty if name in work.fields]
        if not fields or "title" in fields:
            problem = problems[0] if problems else "it has no record"
            raise IntakeError(
                f"the record at {work.origin} cannot be written ({problem}): write the pair by "
                "hand (CONTRIBUTING.md, Add a source)"
            )
        dropped += [f"{name} was left out: it {faulty[name].message}" for name in fields]
        work = without(work, *fields)
    raise AssertionError("each round leaves a field out")


def _trial(root: Path, number: str, client: Client, library: Library, today: str) -> Begun:
    path = f"{TRIALS}/{number}.yml"
    known = [t for t in library.trials.values() if number in (t.id, *t.aliases)]
    if known or (root / path).exists():
        place = known[0].spot.path if known else path
        raise IntakeError(f"{number} is already in the review: {place}")
    try:
        study = client.json("trials", f"/{quote(number)}")
    except NoRecordError:
        raise NoRecordError(
            f"ClinicalTrials.gov has no record of {number}: compare it with the report"
        ) from None
    text = trial_text(number, study, library, today=today)
    _sound_or_refused("trial", text, path)
    return Begun({path: text}, ())


def _refuse_twin(identifier: Identifier, twin: BibRecord | None) -> None:
    """Raise `IntakeError` if a record belongs to a pair; any other record may become a pair."""
    if twin is not None and twin.path.startswith(f"{SOURCES}/"):
        raise IntakeError(
            f"{identifier} is already in the review: {twin.key} ({twin.path}); "
            f"livingreview new --refresh {twin.key} completes its record"
        )


def _taken(root: Path, bibliography: Bibliography, library: Library) -> frozenset[str]:
    """Return the keys that are in use, or were."""
    files = {path.stem for path in (root / SOURCES).glob("*.*")}
    return frozenset({*bibliography.records, *bibliography.aliases, *library.aliases, *files})


def _sound_or_refused(kind: str, text: str, path: str) -> None:
    """Raise `IntakeError` if a new file would have a problem other than its empty fields."""
    for problem in text_problems(kind, text, path):
        if kind != "entry" or problem.field not in _BLANKS:
            raise IntakeError(f"the record cannot be written: {problem}")

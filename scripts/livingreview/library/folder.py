"""The places of the data files of a review, and the result of reading them."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from livingreview import model
from livingreview.files import Location, YamlDocument
from livingreview.problems import Problem, field_name


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of reading a folder: the library and the problems.

    `library` is None if review.yml cannot be used. `documents` holds the YAML files by path, so
    that `checks` can place its problems.
    """

    library: model.Library | None
    problems: tuple[Problem, ...]
    documents: Mapping[str, YamlDocument]


def at(loaded: Loaded, path: str, location: Location, message: str) -> Problem:
    """Return a problem placed at a value of a YAML file."""
    document = loaded.documents.get(path)
    line, column = document.place(location) if document else (0, 0)
    return Problem(path, line, column, field_name(location), message)


REVIEW = "references/review.yml"
COHORTS = "references/cohorts.yml"
GLOSSARY = "references/glossary.yml"
EXCLUDED = "references/excluded.yml"
REPORTING = "references/reporting.yml"
SOURCES = "references/sources"
TRIALS = "references/trials"
SEEDS = "seeds"
_SINGLE = (REVIEW, COHORTS, GLOSSARY, EXCLUDED, REPORTING)
_TEMPLATE = "references/TEMPLATE.yml"
_ENDINGS = {".yml": ".yml", ".yaml": ".yml", ".bib": ".bib", ".bibtex": ".bib"}


def misplaced_files(root: Path) -> Iterator[Problem]:
    """Yield a problem for each file that looks like data but would not be read."""
    for folder in ("references", SEEDS):
        for path in sorted((root / folder).rglob("*")):
            ending = _ENDINGS.get(path.suffix.lower())
            name = path.relative_to(root).as_posix()
            if ending and path.suffix != ending:
                yield Problem(name, message=f"must end in {ending} (got {path.suffix}): rename it")
            elif ending == ".yml" and not _is_read(name):
                yield Problem(name, message=f"must be in a place that is read: {_place(name)}")
            elif ending == ".bib" and folder == SEEDS:
                message = "must be below references/: a seed's record is in references/sources/"
                yield Problem(name, message=message)


def _is_read(name: str) -> bool:
    folder = name.rpartition("/")[0]
    return folder in (SOURCES, TRIALS, SEEDS) or name in (*_SINGLE, _TEMPLATE)


def _place(name: str) -> str:
    near = difflib.get_close_matches(name, _SINGLE, 1, 0.9)
    if near:
        return f"did you mean {near[0]}?"
    return f"{SOURCES}/ (an entry), {TRIALS}/ (a trial) or {SEEDS}/ (claims)"

"""The reading of the data files of a review, one by one; `joining` makes one `Library` of them.

A file with a fault is left out and its problems are returned. All other files are still read, so
that one run shows every problem.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from livingreview.bibliography import DEFAULT_STYLE, read_records, style_path
from livingreview.files import YamlDocument, read_yaml
from livingreview.library import schema
from livingreview.library.folder import (
    COHORTS,
    EXCLUDED,
    GLOSSARY,
    REPORTING,
    REVIEW,
    SEEDS,
    SOURCES,
    TRIALS,
    Loaded,
    misplaced_files,
)
from livingreview.library.joining import Files, join
from livingreview.library.record_files import read_bibliography
from livingreview.problems import Problem


def load_library(root: Path) -> Loaded:
    """Read the review below `root`; its problems are returned, not raised."""
    return _Loader(root.resolve()).load()


class _Loader:
    """One reading of the folder of a review."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = list(misplaced_files(root))
        self.documents: dict[str, YamlDocument] = {}

    def load(self) -> Loaded:
        review = self._read(self.root / REVIEW, schema.Review)
        cohorts = self._read(self.root / COHORTS, schema.Cohorts) or schema.Cohorts(cohorts={})
        glossary = self._read_if_there(GLOSSARY, schema.Glossary)
        excluded = self._read_if_there(EXCLUDED, schema.Excluded)
        reporting = self._read_if_there(REPORTING, schema.Reporting)
        entries = dict(self._folder(SOURCES, schema.Entry))
        trials = dict(self._folder(TRIALS, schema.Trial))
        seeds = dict(self._seeds())
        bibliography = read_bibliography(self.root)
        records = bibliography.records
        self.problems += bibliography.problems
        if review is None:
            return Loaded(None, self._sorted(), self.documents)
        style = self._style(review)
        labels = {key: entry.label for key, entry in entries.items() if entry.label}
        printed, problems = read_records(records.values(), labels, style)
        self.problems += problems
        library = join(
            Files(
                review=review,
                cohorts=cohorts,
                glossary=glossary,
                excluded=excluded,
                reporting=reporting,
                entries=entries,
                trials=trials,
                seeds=seeds,
                records=printed,
                aliases=bibliography.aliases,
                documents=self.documents,
            )
        )
        return Loaded(library, self._sorted(), self.documents)

    def _sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(set(self.problems)))

    def _style(self, review: schema.Review) -> str:
        """Return the citation style of the review, or the default style if it is unknown."""
        try:
            style_path(review.citation_style)
        except ValueError as error:
            line, column = self.documents[REVIEW].place(("citation_style",))
            self.problems.append(Problem(REVIEW, line, column, "citation_style", str(error)))
            return DEFAULT_STYLE
        return review.citation_style

    # ---- files --------------------------------------------------------------------------

    def _read(self, path: Path, shape: type[schema.AnyShape]) -> schema.AnyShape | None:
        document, problems = read_yaml(path, self.root)
        self.problems += problems
        if document is None:
            return None
        self.documents[document.path] = document
        value, problems = schema.validate(shape, document)
        self.problems += problems
        return value

    def _read_if_there(self, name: str, shape: type[schema.AnyShape]) -> schema.AnyShape | None:
        path = self.root / name
        return self._read(path, shape) if os.path.lexists(path) else None  # dead links as well

    def _folder(
        self, folder: str, shape: type[schema.AnyShape]
    ) -> Iterator[tuple[str, schema.AnyShape]]:
        for path in sorted((self.root / folder).glob("*.yml")):
            value = self._read(path, shape)
            if value is not None:
                yield path.stem, value

    def _seeds(self) -> Iterator[tuple[str, schema.Seed]]:
        for stem, seed in self._folder(SEEDS, schema.Seed):
            name = f"seeds/{stem}.yml"
            if seed.source == stem:
                yield stem, seed
            elif document := self.documents.get(name):
                message = f"must be the name of its file without .yml (got {seed.source!r})"
                line, column = document.place(("source",))
                self.problems.append(Problem(name, line, column, "source", message))

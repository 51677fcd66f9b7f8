"""The bibliography of a review: the records of its pairs, and other libraries next to them.

A record of another library (a Zotero export, an import) that is the same work as a record of a
pair is joined to it: the pair's record stays, and the other key becomes an alias.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from livingreview.bibliography import BibRecord, Works, is_key, read_bib, told_apart
from livingreview.library.folder import SOURCES
from livingreview.problems import Problem


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The records of a review by key, other keys for them, and the problems of their files."""

    records: Mapping[str, BibRecord]
    aliases: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_bibliography(root: Path) -> Bibliography:
    """Return the records of all .bib files below references/, with works of pairs only once."""
    return _Reader(root).read()


class _Reader:
    """One reading of the .bib files of one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = root / SOURCES
        self.problems: list[Problem] = []
        self.found: dict[str, BibRecord] = {}
        self.aliases: dict[str, str] = {}

    def read(self) -> Bibliography:
        taken = {path.stem for path in self.sources.glob("*.*")}
        files: dict[Path, tuple[BibRecord, ...]] = {}
        for path in sorted((self.root / "references").rglob("*.bib")):
            records, problems = read_bib(
                path, self.root, foreign_keys=path.parent != self.sources, taken=taken
            )
            files[path] = records
            self.problems += problems
        pairs = Works(record for path in files if self._is_pair(path) for record in files[path])
        for path, records in files.items():
            for record in records:
                same = None if self._is_pair(path) else pairs.same(record)
                if same is not None:
                    self._alias(record, same.key)
                else:
                    self._keep(record, path)
        self._missing_records()
        aliases = {other: key for other, key in self.aliases.items() if other not in self.found}
        return Bibliography(
            MappingProxyType(self.found), MappingProxyType(aliases), tuple(self.problems)
        )

    def _is_pair(self, path: Path) -> bool:
        return path.parent == self.sources

    def _keep(self, record: BibRecord, path: Path) -> None:
        """Add a record under its key, which no other record of the review may have.

        A generated key that is already in use gets an ending of its own.
        """
        twin = self.found.get(record.key)
        if twin is not None and record.alias and not self._is_pair(path):
            record = replace(record, key=told_apart(record.key, record.alias))
            twin = self.found.get(record.key)
        if twin is None:
            self.found[record.key] = record
            self._alias(record, record.key)
            if self._is_pair(path):
                self.problems += self._pair_problems(record, path)
        elif twin.path != record.path:  # else the reader of the file has reported it
            message = f"must be unique in the review (first at {twin.path}:{twin.line})"
            self.problems.append(Problem(record.path, record.line, 0, record.key, message))

    def _alias(self, record: BibRecord, key: str) -> None:
        """Note the other keys of a record: that in its file, and those in its field `ids`."""
        for other in (record.alias, record.key, *record.get("ids").split(",")):
            if other.strip() and other.strip() != key:
                self.aliases.setdefault(other.strip(), key)

    def _pair_problems(self, record: BibRecord, path: Path) -> Iterator[Problem]:
        """Yield the problems of a pair's record that lacks its entry or the name of its file."""
        if record.key != path.stem:
            message = f"must also be the name of its file (got {path.name})"
            yield Problem(record.path, record.line, 0, record.key, message)
        elif not path.with_suffix(".yml").exists():
            message = f"must have an entry next to it (expected {path.stem}.yml)"
            yield Problem(record.path, record.line, 0, record.key, message)

    def _missing_records(self) -> None:
        """Report each entry without a record next to it."""
        faulty = {problem.path for problem in self.problems}
        for path in sorted(self.sources.glob("*.yml")):
            name = path.relative_to(self.root).as_posix()
            if not is_key(path.stem):
                message = "must have a key as its name, such as lu2022naturally.yml"
                self.problems.append(Problem(name, message=message))
            record = path.with_suffix(".bib")
            if path.stem not in self.found and not record.exists():
                message = f"must have a record next to it (expected {record.name})"
                self.problems.append(Problem(name, 1, 0, "", message))
            elif (
                path.stem not in self.found
                and record.relative_to(self.root).as_posix() not in faulty
            ):
                message = f"must have its record in {record.name} (no record was found there)"
                self.problems.append(Problem(name, 1, 0, "", message))

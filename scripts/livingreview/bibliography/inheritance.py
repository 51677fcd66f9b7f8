"""The fields that a record inherits through `crossref` and `xdata`, in any order in the file."""

from dataclasses import replace

from livingreview.bibliography.record import BibField, BibRecord
from livingreview.problems import Problem, shown

# Fields that describe the parent only, not its parts.
_OWN = frozenset((
    "crossref", "xdata", "xref", "doi", "url", "urldate", "pmid", "pmcid", "eprint", "eprinttype",
    "pages", "abstract", "keywords", "note", "annote", "file", "label", "shorttitle",
))  # fmt: skip
_MOST_PARENTS = 20  # parents that one record names; three in real files
_MOST_GENERATIONS = 10  # a paper, its proceedings, their series: three in real files
_PARTS = frozenset((
    "conference", "inbook", "incollection", "inproceedings", "inreference", "suppbook",
    "suppcollection",
))  # fmt: skip
_PART_NAMES = {"title": "booktitle", "subtitle": "booksubtitle", "author": "bookauthor"}
_ARTICLE_NAMES = {"title": "journaltitle", "subtitle": "journalsubtitle"}


def inherit(records: tuple[BibRecord, ...]) -> tuple[tuple[BibRecord, ...], tuple[Problem, ...]]:
    """Return the records of one file, except `@xdata`, with inherited fields, and the problems."""
    family = _Family(records)
    whole = tuple(family.completed(record, ()) for record in records)
    return tuple(record for record in whole if record.type != "xdata"), tuple(family.problems)


class _Family:
    """The records of one file by their keys in the file, each completed once."""

    def __init__(self, records: tuple[BibRecord, ...]) -> None:
        self.by_key = {_file_key(record): record for record in reversed(records)}
        self.done: dict[BibRecord, BibRecord] = {}
        self.problems: list[Problem] = []

    def completed(self, record: BibRecord, children: tuple[str, ...]) -> BibRecord:
        """Return a record with the fields that it lacks and its parents have."""
        if record in self.done:
            return self.done[record]
        fields = {field.name: field for field in record.fields}
        line = (*children, _file_key(record))
        for link in ("xdata", "crossref"):
            for key in self._links(record, link):
                if parent := self._parent(record, link, key, line):
                    for field in self.completed(parent, line).fields:
                        if new := _inherited(field, record.type, link):
                            fields.setdefault(new.name, new)
        kept = (field for field in fields.values() if field.name not in ("crossref", "xdata"))
        self.done[record] = replace(record, fields=tuple(kept))
        return self.done[record]

    def _links(self, record: BibRecord, link: str) -> list[str]:
        """Return the keys that a link names, each once, and at most `_MOST_PARENTS` of them."""
        keys = list(dict.fromkeys(filter(None, map(str.strip, record.get(link).split(",")))))
        if len(keys) > _MOST_PARENTS:
            message = f"must name at most {_MOST_PARENTS} records (got {len(keys)})"
            self.problems.append(record.problem(link, message))
        return keys[:_MOST_PARENTS]

    def _parent(
        self, record: BibRecord, link: str, key: str, line: tuple[str, ...]
    ) -> BibRecord | None:
        """Return a parent, or None with a problem noted if the link must not be followed."""
        parent = self.by_key.get(key.casefold())
        if parent is None:
            message = f"must name a record of this file (got {shown(key)})"
        elif key.casefold() in line:
            message = f"must not lead back to its own record (got {shown(key)})"
        elif len(line) > _MOST_GENERATIONS:
            message = f"must lead through at most {_MOST_GENERATIONS} records (got {shown(key)})"
        else:
            return parent
        self.problems.append(record.problem(link, message))
        return None


def _file_key(record: BibRecord) -> str:
    return (record.alias or record.key).casefold()


def _inherited(field: BibField, child_type: str, link: str) -> BibField | None:
    """Return a field of a parent under its name in the child, or None if it is not inherited."""
    if link == "xdata":
        return field
    if field.name in _OWN:
        return None
    names = _PART_NAMES if child_type in _PARTS else _ARTICLE_NAMES
    name = names.get(field.name, field.name)
    if name == "author" and child_type == "article":
        return None
    return replace(field, name=name)

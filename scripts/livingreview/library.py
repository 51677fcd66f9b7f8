"""Reads a review's folder into one immutable `Library`; joins records, entries and claims.

Neighbours: `yamlfile`, `bibfile`, `records` and `schema` below; `checks` judges what is read here.
A file with a fault is left out and its faults come back; everything else is still read, so
that one run shows every problem.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from livingreview import model, schema
from livingreview.bibfile import read_bib
from livingreview.bibkeys import is_key
from livingreview.bibrecord import BibRecord
from livingreview.datafiles import (
    COHORTS,
    GLOSSARY,
    REVIEW,
    SEEDS,
    SOURCES,
    TRIALS,
    misplaced_files,
)
from livingreview.inheritance import with_cohort_facets
from livingreview.problems import Problem
from livingreview.records import read_records
from livingreview.references import DEFAULT_STYLE, style_path
from livingreview.short_names import with_short_names
from livingreview.slugs import slug, told_apart
from livingreview.yamlfile import YamlDocument, read_yaml


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a folder gave: the library (None without a sound review.yml) and problems.

    `documents` are the YAML files by path, for the places of what `checks` finds.
    """

    library: model.Library | None
    problems: tuple[Problem, ...]
    documents: Mapping[str, YamlDocument]


def load_library(root: Path) -> Loaded:
    """Read the review below `root`; problems are collected, never raised."""
    return _Loader(root.resolve()).load()


class _Loader:
    """One reading of one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = list(misplaced_files(root))
        self.documents: dict[str, YamlDocument] = {}

    def load(self) -> Loaded:
        review = self._read(self.root / REVIEW, schema.Review)
        cohorts = self._read(self.root / COHORTS, schema.Cohorts) or schema.Cohorts(cohorts={})
        has_glossary = os.path.lexists(self.root / GLOSSARY)  # a dead link is one, too
        glossary = self._read(self.root / GLOSSARY, schema.Glossary) if has_glossary else None
        entries = dict(self._folder(SOURCES, schema.Entry))
        trials = dict(self._folder(TRIALS, schema.Trial))
        seeds = dict(self._seeds())
        records = self._records()
        if review is None:
            return Loaded(None, self._sorted(), self.documents)
        style = self._style(review)
        labels = {key: entry.label for key, entry in entries.items() if entry.label}
        printed, problems = read_records(records.values(), labels, style)
        self.problems += problems
        aliases = {record.alias: record.key for record in records.values() if record.alias}
        labels = {id: c.label for id, c in cohorts.cohorts.items()}
        sources = with_short_names(
            (self._source(key, record, entries.get(key)) for key, record in printed.items()),
            labels,
        )
        single = tuple(id for id, facet in review.facets.items() if facet.single)
        sources = with_cohort_facets(sources, single)
        for source in sources.values():
            aliases.update(dict.fromkeys(source.aliases, source.key))
        library = model.Library(
            review=_review(review),
            sources=MappingProxyType(sources),
            aliases=MappingProxyType(aliases),
            cohorts=_frozen(
                {id: model.Cohort(id=id, **dict(c)) for id, c in cohorts.cohorts.items()}
            ),
            overlaps=_all(model.Overlap, cohorts.overlaps),
            separations=_all(model.Separation, cohorts.separate),
            disagreements=_all(model.Disagreement, cohorts.disagreements),
            trials=_frozen({id: self._trial(id, trial) for id, trial in trials.items()}),
            claims=_frozen({c.path: c for seed in seeds.values() for c in self._claims(seed)}),
            last_evidence=max(
                [review.started, *(s.extracted.date for s in sources.values() if s.extracted)]
            ),
            glossary=_glossary(glossary),
        )
        return Loaded(library, self._sorted(), self.documents)

    def _sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(set(self.problems)))

    def _style(self, review: schema.Review) -> str:
        """Return the review's citation style, or another where there is none of its name."""
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
                message = f"must be the file's name (got {seed.source!r})"
                line, column = document.place(("source",))
                self.problems.append(Problem(name, line, column, "source", message))

    def _records(self) -> dict[str, BibRecord]:
        """Read every .bib file; a key stands once in the whole review."""
        found: dict[str, BibRecord] = {}
        taken = {path.stem for path in (self.root / SOURCES).glob("*.*")}
        for path in sorted((self.root / "references").rglob("*.bib")):
            records, problems = read_bib(
                path, self.root, foreign_keys=path.parent != self.root / SOURCES, taken=taken
            )
            self.problems += problems
            for record in records:
                twin = found.get(record.key)
                if twin is not None and twin.path == record.path:
                    continue  # bibfile has said so
                if twin is not None:
                    first = f"{twin.path}:{twin.line}"
                    message = f"must stand once in the review (first at {first})"
                    self._problem(record.path, record.line, record.key, message)
                    continue
                found[record.key] = record
                self._join_problems(record, path)
        self._missing_records(found)
        return found

    def _join_problems(self, record: BibRecord, path: Path) -> None:
        if path.parent != self.root / SOURCES:
            return
        if record.key != path.stem:
            message = f"must be the name of its file too (got {path.name})"
            self._problem(record.path, record.line, record.key, message)
        elif not path.with_suffix(".yml").exists():
            message = f"must have an entry beside it (expected {path.stem}.yml)"
            self._problem(record.path, record.line, record.key, message)

    def _missing_records(self, found: Mapping[str, BibRecord]) -> None:
        for path in sorted((self.root / SOURCES).glob("*.yml")):
            name = path.relative_to(self.root).as_posix()
            if not is_key(path.stem):
                message = "must be named by a key such as lu2022naturally.yml"
                self.problems.append(Problem(name, message=message))
            record = path.with_suffix(".bib")
            if path.stem not in found and not record.exists():
                message = f"must have a record beside it (expected {record.name})"
                self._problem(name, 1, "", message)
            elif path.stem not in found and not self._has_problem(record):
                message = f"must have its record in {record.name} (no record was found there)"
                self._problem(name, 1, "", message)

    def _has_problem(self, path: Path) -> bool:
        name = path.relative_to(self.root).as_posix()
        return any(problem.path == name for problem in self.problems)

    def _problem(self, path: str, line: int, field: str, message: str) -> None:
        self.problems.append(Problem(path, line, 0, field, message))

    # ---- joined objects -----------------------------------------------------------------

    def _source(self, key: str, record: model.Record, entry: schema.Entry | None) -> model.Source:
        path = f"{SOURCES}/{key}.yml"
        if entry is None:
            return _bare_source(key, record)
        results = tuple(_results(key, entry, self.documents[path]))
        findings = tuple(_findings(key, entry, self.documents[path]))
        plain = {
            name: getattr(entry, name)
            for name in (
                "kind", "aliases", "distinct_from", "topics", "registrations", "read", "incomplete",
                "status", "reason", "notes",
            )
        }  # fmt: skip
        return model.Source(
            key=key,
            short="",
            record=record,
            cohorts=entry.cohort,
            facets=_frozen(entry.facets),
            inherited=_frozen({}),
            arms=_frozen(entry.arms),
            design=_design(entry.design),
            details=_frozen(entry.details),
            results=results,
            findings=findings,
            appraisal=model.Appraisal(
                entry.appraisal.tool, _frozen(entry.appraisal.answers), entry.appraisal.note
            )
            if entry.appraisal
            else None,
            via=model.Via(**dict(entry.via)) if entry.via else None,
            extracted=model.Reading(**dict(entry.extracted)),
            checked=model.Reading(**dict(entry.checked)) if entry.checked else None,
            retracted=model.Retraction(**dict(entry.retracted)) if entry.retracted else None,
            spot=model.Spot(path, 1),
            **plain,
        )

    def _trial(self, id: str, trial: schema.Trial) -> model.Trial:
        values = dict(trial) | {
            "facets": _frozen(trial.facets),
            "differs": _frozen(trial.differs),
        }
        return model.Trial(id=id, spot=model.Spot(f"references/trials/{id}.yml", 1), **values)

    def _claims(self, seed: schema.Seed) -> Iterator[model.Claim]:
        path = f"seeds/{seed.source}.yml"
        for index, claim in enumerate(seed.claims):
            document = self.documents.get(path)
            line = document.place(("claims", index))[0] if document else 1
            yield model.Claim(
                path=f"{seed.source}/{claim.id}",
                seed=seed.source,
                spot=model.Spot(path, line),
                **dict(claim),
            )


def _frozen(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(values))


def _all(kind: type[Any], shapes: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(kind(**dict(shape)) for shape in shapes)


def _review(review: schema.Review) -> model.Review:
    def made(kind: type[Any], shapes: Mapping[str, Any], **changes: Any) -> Mapping[str, Any]:
        return _frozen({id: kind(id=id, **(dict(shape) | changes)) for id, shape in shapes.items()})

    plain = {
        name: getattr(review, name)
        for name in (
            "title", "subtitle", "seed", "maintainers", "started", "licence", "citation_style"
        )
    }  # fmt: skip
    return model.Review(
        topics=_frozen(
            {
                id: model.Topic(
                    id,
                    topic.label,
                    topic.page,
                    tuple(model.Question(q, label) for q, label in topic.questions.items()),
                )
                for id, topic in review.topics.items()
            }
        ),
        kinds=made(model.Kind, review.kinds),
        pooling=model.Pooling(_frozen(review.pooling.require), review.pooling.exclude_derivations),
        facets=made(model.Facet, review.facets),
        products=_frozen(review.products),
        details=_frozen(review.details),
        scales=made(model.Scale, review.scales),
        checklists=made(model.Checklist, review.checklists),
        outcomes=_frozen(
            {
                id: model.Outcome(id=id, **(dict(shape) | {"grades": shape.grades or ()}))
                for id, shape in review.outcomes.items()
            }
        ),
        synonyms=_frozen(review.synonyms),
        interval_months=review.interval.months if review.interval else None,
        searches=_all(model.Search, review.searches),
        retired=model.Retirement(**dict(review.retired)) if review.retired else None,
        **plain,
    )


def _glossary(glossary: schema.Glossary | None) -> model.Glossary:
    if glossary is None:
        return model.Glossary("", (), ())
    sections = tuple(
        model.GlossarySection(section.id, section.title, _all(model.Term, section.terms))
        for section in glossary.sections
    )
    return model.Glossary(glossary.page, sections, glossary.names)


def _design(design: schema.Design) -> model.Design:
    follow_up = None
    if design.follow_up:
        values = dict(design.follow_up)
        follow_up = model.FollowUp(start=values.pop("from_"), **values)
    changes = {
        "follow_up": follow_up,
        "diseases": _frozen(design.diseases),
        "accrual": design.accrual or (),
    }
    return model.Design(**(dict(design) | changes))


def _figure(figure: Any, read: str) -> model.Figure:
    low, high = figure.ci or (None, None)
    names = model.Figure.__dataclass_fields__.keys() - {"low", "high", "read"}
    plain = {name: getattr(figure, name) for name in names}
    return model.Figure(low=low, high=high, read=figure.read or read, **plain)


def _results(key: str, entry: schema.Entry, document: YamlDocument) -> Iterator[model.Result]:
    labels = [_label(result) for result in entry.results]
    anchors = Counter(slug(*label) for label in labels)
    for index, (result, label) in enumerate(zip(entry.results, labels, strict=True)):
        group = model.Group(**dict(result.group)) if result.group else None
        yield model.Result(
            source=key,
            index=index,
            outcome=result.outcome,
            figure=_figure(result, entry.read),
            at=result.at,
            window=result.window,
            window_days=result.window_days,
            group=group,
            of=result.of,
            population=result.population,
            also_reported=tuple(
                _figure(figure, result.read or entry.read) for figure in result.also_reported
            ),
            anchor=slug(*label) if anchors[slug(*label)] == 1 else told_apart(*label),
            spot=model.Spot(document.path, document.place(("results", index))[0]),
        )


def _label(result: Any) -> tuple[str | None, ...]:
    """Return what makes a result's address: that by which it is unique in its source."""
    group = result.group.label if result.group else None
    return ("r", result.outcome, result.at, result.window, group, result.population)


def _findings(key: str, entry: schema.Entry, document: YamlDocument) -> Iterator[model.Finding]:
    for index, finding in enumerate(entry.findings):
        values = dict(finding) | {"read": finding.read or entry.read}
        yield model.Finding(
            source=key,
            anchor=f"finding-{index + 1}",
            spot=model.Spot(document.path, document.place(("findings", index))[0]),
            **values,
        )


def _bare_source(key: str, record: model.Record) -> model.Source:
    """Make the source of a record without an entry: a bibliography page and no results."""
    return model.Source(
        key=key, short="", record=record, kind=None, aliases=(), topics=record.keywords,
        cohorts=(), registrations=(), distinct_from=(), facets=_frozen({}),
        inherited=_frozen({}), arms=_frozen({}),
        design=_design(schema.Design()), details=_frozen({}), results=(), findings=(),
        appraisal=None,
        read="metadata", via=None, extracted=None, checked=None, incomplete=(),
        status="included", reason=None, retracted=None, notes=None, spot=record.spot,
    )  # fmt: skip

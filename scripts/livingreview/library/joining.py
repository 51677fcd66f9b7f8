"""The joining of the validated files of a review into one `model.Library`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from livingreview import model
from livingreview.files import YamlDocument
from livingreview.library import schema
from livingreview.library.certainty_rules import certainty_rules, summary_rows
from livingreview.library.cohort_facets import with_cohort_facets
from livingreview.library.folder import REPORTING, SEEDS, SOURCES, TRIALS
from livingreview.model import Source, slug, told_apart

# Characters of the title in the short name of a source without author and cohort.
SHORT_TITLE = 40


@dataclass(frozen=True, slots=True)
class Files:
    """The content of the files of a review before joining: shapes, and printed records by key.

    `aliases` maps the keys that records have in files of other programs to our keys.
    """

    review: schema.Review
    cohorts: schema.Cohorts
    glossary: schema.Glossary | None
    excluded: schema.Excluded | None
    reporting: schema.Reporting | None
    entries: Mapping[str, schema.Entry]
    trials: Mapping[str, schema.Trial]
    seeds: Mapping[str, schema.Seed]
    records: Mapping[str, model.Record]
    aliases: Mapping[str, str]
    documents: Mapping[str, YamlDocument]


def join(files: Files) -> model.Library:
    """Return the library made from all files, with each record joined to its entry."""
    review, cohorts = files.review, files.cohorts
    labels = {id: cohort.label for id, cohort in cohorts.cohorts.items()}
    sources = with_short_names((_source(files, key) for key in files.records), labels)
    single = tuple(id for id, facet in review.facets.items() if facet.single)
    sources = with_cohort_facets(sources, single)
    claims = (claim for seed in files.seeds.values() for claim in _claims(files, seed))
    extracted = (source.extracted.date for source in sources.values() if source.extracted)
    return model.Library(
        review=_review(review),
        sources=_frozen(sources),
        aliases=_frozen(
            {**files.aliases, **{old: s.key for s in sources.values() for old in s.aliases}}
        ),
        cohorts=_frozen({id: model.Cohort(id=id, **dict(c)) for id, c in cohorts.cohorts.items()}),
        overlaps=_all(model.Overlap, cohorts.overlaps),
        separations=_all(model.Separation, cohorts.separate),
        disagreements=_all(model.Disagreement, cohorts.disagreements),
        trials=_frozen({id: _trial(id, trial) for id, trial in files.trials.items()}),
        claims=_frozen({claim.path: claim for claim in claims}),
        last_evidence=max([review.started, *extracted]),
        glossary=_glossary(files.glossary),
        reporting=_reporting(files),
    )


def with_short_names(
    sources: Iterable[Source], cohort_labels: Mapping[str, str]
) -> dict[str, Source]:
    """Return the sources, by key, with the short names that tables show.

    Short names that are equal are extended by the word in the key of each source.
    """
    found = {source.key: source for source in sources}
    names = {key: _short_name(source, cohort_labels) for key, source in found.items()}
    often = Counter(names.values())
    for key, name in names.items():
        word = re.sub(r"^.*?((19|20)[0-9]{2}|nd)", "", key)
        short = f"{name} · {word}" if often[name] > 1 and word else name
        found[key] = replace(found[key], short=short)
    return found


def _short_name(source: Source, cohort_labels: Mapping[str, str]) -> str:
    """Return the first author and the year; without author, the cohort or the title."""
    record = source.record
    year = str(record.year) if record.year else "n.d."
    if record.authors:
        return f"{record.authors[0].family} {year}"
    if len(source.cohorts) == 1 and source.cohorts[0] in cohort_labels:
        return f"{cohort_labels[source.cohorts[0]]} {year}"
    title = record.title
    if len(title) > SHORT_TITLE:
        title = title[:SHORT_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return f"{title} {year}"


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
            "title", "subtitle", "seed", "maintainers", "contact", "started", "licence",
            "citation_style",
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
                    summary_rows(topic.summary),
                )
                for id, topic in review.topics.items()
            }
        ),
        kinds=made(model.Kind, review.kinds),
        pooling=model.Pooling(_frozen(review.pooling.require), review.pooling.exclude_derivations),
        facets=made(model.Facet, review.facets),
        products=_frozen(review.products),
        characteristics=_frozen(review.characteristics),
        details=_frozen(review.details),
        cohort_table=_frozen(review.cohort_table),
        populations=_frozen(review.populations),
        scales=made(model.Scale, review.scales),
        checklists=made(model.Checklist, review.checklists),
        certainty=certainty_rules(review.certainty) if review.certainty else None,
        outcomes=_frozen(
            {
                id: model.Outcome(id=id, **(dict(shape) | {"grades": shape.grades or ()}))
                for id, shape in review.outcomes.items()
            }
        ),
        synonyms=_frozen(review.synonyms),
        exclusion_reasons=_frozen(review.exclusion_reasons),
        declarations=model.Declarations(**dict(review.declarations)),
        eligibility=model.Eligibility(
            **{
                name: model.Criterion(**dict(criterion)) if criterion else None
                for name, criterion in review.eligibility
            }
        ),
        extraction=model.Extraction(**dict(review.extraction)),
        living=model.Living(**dict(review.living)),
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


def _reporting(files: Files) -> model.Reporting:
    excluded = files.excluded or schema.Excluded()
    checklists = files.reporting.checklists if files.reporting else {}

    def items(id: str, shape: schema.ReportingChecklist) -> Iterator[model.ReportingItem]:
        document = files.documents[REPORTING]
        for index, item in enumerate(shape.items):
            line = document.place(("checklists", id, "items", index))[0]
            yield model.ReportingItem(spot=model.Spot(REPORTING, line), **dict(item))

    return model.Reporting(
        excluded=_all(model.ExcludedWork, excluded.works),
        left_out=_all(model.LeftOutFact, excluded.facts),
        checklists=_frozen(
            {
                id: model.ReportingChecklist(
                    id=id, **(dict(shape) | {"items": tuple(items(id, shape))})
                )
                for id, shape in checklists.items()
            }
        ),
    )


def _source(files: Files, key: str) -> model.Source:
    record, entry = files.records[key], files.entries.get(key)
    path = f"{SOURCES}/{key}.yml"
    if entry is None:
        return _bare_source(key, record)
    document = files.documents[path]
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
        details=_frozen({id: model.Detail(**dict(d)) for id, d in entry.details.items()}),
        results=tuple(_results(key, entry, document)),
        findings=tuple(_findings(key, entry, document)),
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


def _trial(id: str, trial: schema.Trial) -> model.Trial:
    values = dict(trial) | {
        "facets": _frozen(trial.facets),
        "differs": _frozen(trial.differs),
    }
    return model.Trial(id=id, spot=model.Spot(f"{TRIALS}/{id}.yml", 1), **values)


def _claims(files: Files, seed: schema.Seed) -> Iterator[model.Claim]:
    path = f"{SEEDS}/{seed.source}.yml"
    for index, claim in enumerate(seed.claims):
        document = files.documents.get(path)
        line = document.place(("claims", index))[0] if document else 1
        yield model.Claim(
            path=f"{seed.source}/{claim.id}",
            seed=seed.source,
            spot=model.Spot(path, line),
            **dict(claim),
        )


def _design(design: schema.Design) -> model.Design:
    follow_up = None
    if design.follow_up:
        values = dict(design.follow_up)
        follow_up = model.FollowUp(start=values.pop("from_"), **values)
    changes = {
        "follow_up": follow_up,
        "diseases": _frozen(design.diseases),
        "characteristics": _frozen(design.characteristics),
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
    """Return the parts of the address of a result: those that make it unique in its source."""
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
    """Return the source of a record without an entry: it has a page, but no results."""
    return model.Source(
        key=key, short="", record=record, kind=None, aliases=(), topics=record.keywords,
        cohorts=(), registrations=(), distinct_from=(), facets=_frozen({}),
        inherited=_frozen({}), arms=_frozen({}),
        design=_design(schema.Design()), details=_frozen({}), results=(), findings=(),
        appraisal=None,
        read="metadata", via=None, extracted=None, checked=None, incomplete=(),
        status="included", reason=None, retracted=None, notes=None, spot=record.spot,
    )  # fmt: skip

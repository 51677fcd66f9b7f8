"""What changed in sources: their records, entries, results and findings."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from livingreview.comparison.fields import (
    FieldChange,
    How,
    changed_fields,
    how,
    matched,
)
from livingreview.model import Finding, Library, Result, Source, shown_title
from livingreview.rendering import figure_text, full_context

# Fields of a source that are compared by themselves.
_OF_ITS_OWN = frozenset(("results", "findings", "key", "source"))


@dataclass(frozen=True, slots=True)
class ResultChange:
    """A result that is new, gone or changed, as the site prints it; `fields` are those changed."""

    source: str
    outcome: str
    context: str
    how: How
    before: str | None
    after: str | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that is new, gone or changed."""

    source: str
    about: str
    how: How
    before: str | None
    after: str | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that is new, gone or changed; `former` is the key that it had before.

    `state` is `retracted`, `excluded` or `included` where that is new.
    """

    key: str
    former: str
    title: str
    how: How
    state: str
    fields: tuple[FieldChange, ...]
    results: tuple[ResultChange, ...]
    findings: tuple[FindingChange, ...]


def changed_sources(before: Library, after: Library) -> Iterator[SourceChange]:
    """Yield each source that is new, gone or changed, those of the later library first."""
    former = {
        alias: source.key
        for source in after.sources.values()
        for alias in source.aliases
        if alias in before.sources and alias not in after.sources
    }
    now = {new: old for old, new in former.items() if new not in before.sources}
    for key, source in after.sources.items():
        old = before.sources.get(now.get(key, key))
        change = _change(before, after, old, source)
        if change.how == "added" or change != _unchanged(change):
            yield change
    for key, source in before.sources.items():
        if key not in after.sources and former.get(key) not in now:
            yield _change(before, after, source, None)


def _unchanged(change: SourceChange) -> SourceChange:
    return replace(change, former="", state="", fields=(), results=(), findings=())


def _change(
    before: Library, after: Library, old: Source | None, new: Source | None
) -> SourceChange:
    shown = new or old
    assert shown is not None  # noqa: S101 - the callers name at least one of them
    return SourceChange(
        key=shown.key,
        former=old.key if old and new and old.key != new.key else "",
        title=shown_title(shown.record),
        how=how(old, new),
        state=_state(old, new),
        fields=_fields(old, new) if old and new else (),
        results=tuple(_results(before, after, old, new)),
        findings=tuple(_findings(old, new)),
    )


def _fields(old: Source, new: Source) -> tuple[FieldChange, ...]:
    """Return the changed fields of the entry and the record.

    What a record holds beyond the fields that the site uses, such as an editor, is in its CSL.
    """
    found = changed_fields(old, new, _OF_ITS_OWN)
    if changed_fields(old.record, new.record):
        return found
    return found + changed_fields(old.record.csl, new.record.csl)


def _state(old: Source | None, new: Source | None) -> str:
    """Return what a source has become: retracted, excluded or included again."""
    if old is None or new is None:
        return ""
    if new.retracted and not old.retracted:
        return "retracted"
    return new.status if new.status != old.status else ""


def _results(
    before: Library, after: Library, old: Source | None, new: Source | None
) -> Iterator[ResultChange]:
    pairs = matched(
        old.results if old else (), new.results if new else (), _identity, lambda r: r.outcome
    )
    for one, other in pairs:
        fields = changed_fields(one, other, _OF_ITS_OWN) if one and other else ()
        if one and other and not fields:
            continue
        library, result = (after, other) if other else (before, one)
        assert result is not None  # noqa: S101 - a pair has at least one of them
        outcome = library.review.outcomes.get(result.outcome)
        yield ResultChange(
            source=result.source,
            outcome=outcome.label if outcome else result.outcome,
            context=_context(library, result),
            how=how(one, other),
            before=_text(one),
            after=_text(other),
            fields=fields,
        )


def _text(result: Result | None) -> str | None:
    """Return the figure of a result as the site prints it, though its entry may have none."""
    if result is None:
        return None
    figure = result.figure
    has_counts = figure.events is not None and figure.total is not None
    if has_counts or figure.missing or figure.estimate is not None or figure.range is not None:
        return figure_text(figure)
    return "no number"


def _context(library: Library, result: Result) -> str:
    """Return what a result is limited to, in words, or in its own where the library lacks them."""
    try:
        return full_context(library, result)
    except KeyError:
        return ", ".join(filter(None, (result.at, result.population, result.of)))


def _identity(result: Result) -> Hashable:
    """Return what a source has one result of."""
    group = (result.group.label, result.group.arm) if result.group else None
    return (
        result.outcome, result.at, result.window, group, result.of, result.population,
        result.figure.statistic,
    )  # fmt: skip


def _findings(old: Source | None, new: Source | None) -> Iterator[FindingChange]:
    pairs = matched(
        old.findings if old else (),
        new.findings if new else (),
        lambda finding: (_about(finding), finding.text),
        lambda finding: finding.text,
        _about,
    )
    for one, other in pairs:
        fields = changed_fields(one, other, _OF_ITS_OWN) if one and other else ()
        shown = other or one
        if shown and (fields or not (one and other)):
            yield FindingChange(
                source=shown.source,
                about=_about(shown),
                how=how(one, other),
                before=_stance(one),
                after=_stance(other),
                fields=fields,
            )


def _about(finding: Finding) -> str:
    return finding.claim or ", ".join(filter(None, (finding.topic, finding.question)))


def _stance(finding: Finding | None) -> str | None:
    """Return a finding as lists print it: its stance, if it is on a claim, and its words."""
    if finding is None:
        return None
    return f"{finding.stance}: {finding.text}" if finding.stance else finding.text

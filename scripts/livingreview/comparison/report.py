"""The changes as a report: a conclusion, and tables that every format writes in its own way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from livingreview.comparison.changes import Changes
from livingreview.comparison.conclusion import conclusion
from livingreview.comparison.estimates import EstimateChange, exact
from livingreview.comparison.fields import FieldChange
from livingreview.model import plural
from livingreview.problems import Problem
from livingreview.rendering import interval
from livingreview.synthesis import EstimateNumbers

# The column of drawings.
DRAWN = "0% to 100%"
# Of long texts, what is shown on both sides of a difference, in characters.
AROUND = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell with an interval drawn as it was before and as it is after, over a claimed range."""

    before: EstimateNumbers
    after: EstimateNumbers
    claimed: tuple[float, float] | None


Cell = str | Drawn


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the report; `note` is a sentence below its title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a comparison says: the conclusion, what could not be compared, and the sections."""

    base: str
    head: str
    conclusion: str
    gaps: tuple[str, ...]
    sections: tuple[Section, ...]


def report(changes: Changes) -> Report:
    """Return the report of changes; a section without rows is left out."""
    sections = (
        _estimates(changes),
        _claims(changes),
        _certainty(changes),
        _sentences(changes),
        _sources(changes),
        _results(changes),
        _findings(changes),
        _data(changes),
        _pages(changes),
        _problems("New problems", changes.problems),
        _problems("Problems that went away", changes.repaired),
    )
    found = tuple(section for section in sections if section.rows)
    return Report(changes.base, changes.head, conclusion(changes), changes.gaps, found)


def _estimates(changes: Changes) -> Section:
    rows = [
        (
            change.label + (f", {change.group}" if change.group else ""),
            change.before_text,
            change.after_text,
            Drawn(change.before, change.after, change.claimed),
            "; ".join(_reasons(change)),
        )
        for change in changes.estimates
    ]
    claimed = any(change.claimed for change in changes.estimates)
    return Section(
        f"Estimates ({len(rows)})",
        ("Outcome", "Before", "After", DRAWN, "Why"),
        tuple(rows),
        "Each drawing shows the estimate and its 95% interval before (above) and after (below)"
        f"{'; the range that is claimed is shaded or heavier' if claimed else ''}.",
    )


def _reasons(change: EstimateChange) -> Iterator[str]:
    if change.movement == "rounds":
        hidden = exact(change)
        yield f"the printed figure stays ({hidden or 'another spread between cohorts'})"
    if change.movement == "reports":
        yield "the numbers stay"
    if change.entered:
        yield f"with {', '.join(change.entered)}"
    if change.left:
        yield f"without {', '.join(change.left)}"
    if change.movement in ("moves", "rounds") and not (change.entered or change.left):
        yield "corrected counts"


def _claims(changes: Changes) -> Section:
    rows = [
        (
            change.statement,
            f"{interval(*change.range)}%" if change.range else "no figure",
            change.before or "not tracked",
            change.after or "not tracked",
            change.estimate,
        )
        for change in changes.claims
    ]
    columns = ("Claim", "Claimed", "Before", "After", "Estimate now")
    return Section(f"Claims ({len(rows)})", columns, tuple(rows))


def _certainty(changes: Changes) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for rating in changes.certainty:
        name = ", ".join(filter(None, (rating.label, rating.group)))
        if rating.before != rating.after:
            levels = (rating.before or "not rated", rating.after or "not rated")
            rows.append((name, "level", *levels))
        rows += [
            (name, "reason", before or "none", after or "none") for before, after in rating.reasons
        ]
    columns = ("Estimate", "What", "Before", "After")
    return Section(f"Certainty ({len(changes.certainty)})", columns, tuple(rows))


def _sentences(changes: Changes) -> Section:
    rows = [
        (
            f"docs/{change.path}:{change.line}",
            change.words,
            "supported again, or gone" if change.is_supported else f"It {change.reason}",
        )
        for change in changes.sentences
    ]
    return Section(
        f"Sentences and the data ({len(rows)})",
        ("Page", "Sentence", "Now"),
        tuple(rows),
        "A sentence that the data no longer support is marked for readers until it is written "
        "anew.",
    )


def _sources(changes: Changes) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for source in changes.sources:
        if source.how == "added":
            rows.append((source.key, "added", "", source.title))
        elif source.how == "removed":
            rows.append((source.key, "removed", source.title, ""))
        elif source.former:
            rows.append((source.key, "key", source.former, source.key))
        rows += [(source.key, *_field(field)) for field in source.fields]
    return Section(
        f"Sources ({len({row[0] for row in rows})})",
        ("Source", "What", "Before", "After"),
        tuple(rows),
    )


def _results(changes: Changes) -> Section:
    rows = [
        (
            result.source,
            ", ".join(filter(None, (result.outcome, result.context))),
            result.before or "none",
            result.after or "none",
            _listed(result.fields),
        )
        for source in changes.sources
        for result in source.results
    ]
    columns = ("Source", "Result", "Before", "After", "Fields")
    return Section(f"Results ({len(rows)})", columns, tuple(rows))


def _findings(changes: Changes) -> Section:
    rows = [
        (
            finding.source,
            finding.about,
            *_differing(finding.before, finding.after),
            _listed(field for field in finding.fields if field.name not in ("text", "stance")),
        )
        for source in changes.sources
        for finding in source.findings
    ]
    columns = ("Source", "On", "Before", "After", "Fields")
    return Section(f"Findings ({len(rows)})", columns, tuple(rows))


def _data(changes: Changes) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for item in changes.data:
        name = item.kind if item.id == item.kind else f"{item.kind} {item.id}"
        if item.how != "changed":
            label = (item.label, "") if item.how == "removed" else ("", item.label)
            rows.append((name, item.how, *label))
        rows += [(name, *_field(field)) for field in item.fields]
    columns = ("Where", "What", "Before", "After")
    return Section(f"Other data ({len(changes.data)})", columns, tuple(rows))


def _pages(changes: Changes) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for page in changes.pages:
        name = f"docs/{page.path}"
        if page.how != "changed":
            rows.append((name, page.how, ""))
        rows += [(name, *_differing(before, after)) for before, after in page.passages]
        if page.rows:
            rows.append((name, f"{plural(page.rows, 'cell')} of tables and pictures changed", ""))
        elif page.how == "changed" and not page.passages:
            rows.append((name, "edited; it reads as before", ""))
    return Section(f"Pages ({len(changes.pages)})", ("Page", "Before", "After"), tuple(rows))


def _problems(title: str, problems: Sequence[Problem]) -> Section:
    rows = [
        (
            f"{problem.path}:{problem.line}" if problem.line else problem.path,
            f"{problem.field} {problem.message}".strip(),
        )
        for problem in problems
    ]
    return Section(f"{title} ({len(rows)})", ("File", "Problem"), tuple(rows))


def _field(field: FieldChange) -> tuple[str, str, str]:
    return field.name, *_differing(field.before, field.after)


def _differing(before: str | None, after: str | None) -> tuple[str, str]:
    """Return two texts, "none" for one that is not there; of long ones, where they differ."""
    if before is None or after is None:
        return before or "none", after or "none"
    start = _in_common(before, after)
    end = _in_common(before[start:][::-1], after[start:][::-1])
    return _cut(before, start, end), _cut(after, start, end)


def _in_common(one: str, other: str) -> int:
    """Return with how many equal characters two texts begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without most of what it has in common with another, at its words."""
    first = text.rfind(" ", 0, max(start - AROUND, 0)) + 1 if start > AROUND else 0
    last = text.find(" ", len(text) - end + AROUND) if end > AROUND else -1
    head, tail = "… " if first else "", " …" if last >= 0 else ""
    return f"{head}{text[first : last if last >= 0 else None]}{tail}"


def _listed(fields: Iterable[FieldChange]) -> str:
    return "; ".join(f"{name}: {before} → {after}" for name, before, after in map(_field, fields))

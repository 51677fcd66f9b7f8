"""A source as lines of plain text, for the command line."""

from collections.abc import Iterator

from markupsafe import Markup

from livingreview.model import Library, Source, patients
from livingreview.rendering.wording import READ, figure_text, result_context


def source_lines(library: Library, source: Source) -> Iterator[str]:
    """Write a source for people: its reference, what was read, its results and findings."""
    yield from (source.key, Markup(source.record.reference_html).striptags(), "")  # noqa: S704
    yield f"read: {READ[source.read]}; entry: {source.spot.path}"
    if source.facets:
        yield "; ".join(f"{facet}: {value}" for facet, value in source.facets.items())
    for result in source.results:
        context = result_context(library, result)
        label = library.review.outcomes[result.outcome].label
        yield (
            f"  {label}{f', {context}' if context else ''}: {figure_text(result.figure)}"
            f"  [{result.figure.where}; {result.spot.path}:{result.spot.line}]"
        )
    for finding in source.findings:
        yield f"  - {finding.text}  [{finding.where}]"


def source_row(source: Source) -> str:
    """Write a source in one line: key, year, kind, patients, results, what was read, title."""
    count = patients(source)
    return (
        f"{source.key:<28}{source.record.year or 'n.d.':<6}{source.kind or 'record':<17}"
        f"{count if count is not None else '-':>5}{len(source.results):>4}  "
        f"{source.read:<10} {source.record.title}"
    )

"""What tables call a source: first author and year, else its cohort, else its title."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from livingreview.model import Source

# Letters of a title that a source without author and cohort is called by.
SHORT_TITLE = 40


def with_short_names(
    sources: Iterable[Source], cohort_labels: Mapping[str, str]
) -> dict[str, Source]:
    """Name each source as tables call it; names that collide carry the word of their key."""
    found = {source.key: source for source in sources}
    names = {key: _short_name(source, cohort_labels) for key, source in found.items()}
    often = Counter(names.values())
    for key, name in names.items():
        word = re.sub(r"^.*?((19|20)[0-9]{2}|nd)", "", key)
        short = f"{name} · {word}" if often[name] > 1 and word else name
        found[key] = replace(found[key], short=short)
    return found


def _short_name(source: Source, cohort_labels: Mapping[str, str]) -> str:
    """Name a source by first author and year; without author by its cohort, else its title."""
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

"""The Atom feed: the newest sources of the review and its present estimates."""

from collections.abc import Iterator
from xml.etree import ElementTree

from livingreview.model import Library, is_pooled_outcome
from livingreview.pages import Site
from livingreview.rendering import (
    estimate_text,
    first_day,
    outcome_address,
    source_address,
    summary,
)
from livingreview.synthesis import Pooled

# The number of sources in a feed, the newest ones; feed readers keep older ones.
MOST_SOURCES = 50


def atom_feed(library: Library, site: Site, pooled: Pooled) -> str:
    """Return the feed of a site with a known address; its dates are those of the evidence."""
    root = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    address = site.url
    _text(root, "title", site.name)
    _text(root, "subtitle", f"{library.review.subtitle}: {summary(library)}")
    _text(root, "id", address)
    _text(root, "updated", f"{first_day(library.last_evidence)}T00:00:00Z")
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{address}feed.xml"})
    ElementTree.SubElement(root, "link", {"href": address})
    _text(ElementTree.SubElement(root, "author"), "name", library.review.maintainers)
    for title, target, key, date, words in _entries(library, pooled):
        entry = ElementTree.SubElement(root, "entry")
        _text(entry, "title", title)
        _text(entry, "id", f"{address}{target}{'' if '#' in target else '#'}{key}")
        _text(entry, "updated", f"{first_day(date)}T00:00:00Z")
        ElementTree.SubElement(entry, "link", {"href": f"{address}{target}"})
        _text(entry, "summary", words)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _entries(library: Library, pooled: Pooled) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the title, address, suffix of the id, date and summary of each entry."""
    for outcome in library.review.outcomes.values():
        if not is_pooled_outcome(outcome):
            continue
        estimate = pooled(outcome.id)
        if estimate.k > 1:
            text = estimate_text(estimate)
            dates = [
                extracted.date
                for report in estimate.reports
                if (extracted := library.sources[report.source].extracted)
            ]
            # The id contains the value, so that feed readers show a changed estimate as new.
            key = f"-{estimate.events}-{estimate.total}-{estimate.k}"
            yield (
                f"Estimate: {outcome.label}",
                outcome_address(library, outcome.id),
                key,
                max(dates, default=library.review.started),
                text,
            )
    dated = [(s.extracted.date, s.key, s) for s in library.sources.values() if s.extracted]
    for date, key, source in sorted(dated, key=lambda item: item[:2], reverse=True)[:MOST_SOURCES]:
        counts = f"{len(source.results)} results, {len(source.findings)} findings"
        words = f"{source.record.title}. {counts}."
        yield f"Source: {source.short}", source_address(key), "", date, words


def _text(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, name).text = words

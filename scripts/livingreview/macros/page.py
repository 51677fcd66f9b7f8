"""The page whose macros run: its address, and what the macros record about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Departure:
    """A sentence whose condition no longer holds, with the reason from the data.

    `condition` is as the page has it.
    """

    words: str
    reason: str
    line: int
    condition: str


@dataclass(frozen=True, slots=True)
class Page:
    """One hand-written page while its macros run.

    `path` is its file under docs/, `url` its address from the site's root (`efficacy/`).
    `citations` maps each cited key, in order of first citation, to the anchors that cite it;
    `shown` are the anchors that block macros made, `estimated` the outcomes whose table is linked,
    `plotted` those with a forest plot, `linked` the sources to whose pages the page links;
    `rebuilt` are the reports from which a table rebuilds the figures of a published source.
    """

    path: str
    url: str
    title: str
    citations: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    plotted: set[str] = field(default_factory=set)
    estimated: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    rebuilt: dict[str, tuple[str, ...]] = field(default_factory=dict)
    departures: list[Departure] = field(default_factory=list)

    def cite(self, key: str) -> tuple[int, str]:
        """Record one more citation of a source; return its number and the citation's anchor.

        The source also counts as linked, because the list of references links to its page.
        """
        self.leads_to(key)
        anchors = self.citations.setdefault(key, [])
        anchors.append(f"cite-{key}-{len(anchors) + 1}")
        return list(self.citations).index(key) + 1, anchors[-1]

    def link(self, address: str) -> str:
        """Return an address from the site's root as one relative to this page."""
        return "../" * self.url.count("/") + address or "./"

    def shows(self, anchor: str) -> None:
        """Record an anchor that a block of this page has."""
        self.shown.add(anchor)

    def plots(self, outcome: str) -> None:
        """Record an outcome whose forest plot, over all reports, is on this page."""
        self.plotted.add(outcome)

    def estimates(self, outcome: str) -> None:
        """Record an outcome to whose table an estimate on this page links."""
        self.estimated.add(outcome)

    def rebuilds(self, published: str, reports: tuple[str, ...]) -> None:
        """Record the reports from which a table rebuilds the figures of a published source."""
        self.rebuilt[published] = reports

    def leads_to(self, *sources: str) -> None:
        """Record sources to whose pages this page links."""
        self.linked.update(sources)

    def departs(self, departure: Departure) -> None:
        """Record a sentence whose condition no longer holds."""
        self.departures.append(departure)

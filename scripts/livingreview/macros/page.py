"""The page that macros write on: its address, and what they left to be gathered afterwards."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Departure:
    """A sentence whose condition no longer holds.

    `reason` has the condition and what the data give instead; `condition` is as the page has it.
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
    `plotted` those with a forest plot, `linked` the sources whose pages are reached from it.
    """

    path: str
    url: str
    title: str
    citations: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    plotted: set[str] = field(default_factory=set)
    estimated: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    departures: list[Departure] = field(default_factory=list)

    def cite(self, key: str) -> tuple[int, str]:
        """Note one more citation of a source; return its number and the citation's anchor.

        A cited source's page is reached from the list of references.
        """
        self.leads_to(key)
        anchors = self.citations.setdefault(key, [])
        anchors.append(f"cite-{key}-{len(anchors) + 1}")
        return list(self.citations).index(key) + 1, anchors[-1]

    def link(self, address: str) -> str:
        """Make an address from the site's root relative to this page."""
        return "../" * self.url.count("/") + address or "./"

    def shows(self, anchor: str) -> None:
        """Note an anchor that a block of this page has."""
        self.shown.add(anchor)

    def plots(self, outcome: str) -> None:
        """Note an outcome whose forest plot, over all reports, is on this page."""
        self.plotted.add(outcome)

    def estimates(self, outcome: str) -> None:
        """Note an outcome whose estimate links to its table."""
        self.estimated.add(outcome)

    def leads_to(self, *sources: str) -> None:
        """Note sources whose pages are reached from this one."""
        self.linked.update(sources)

    def departs(self, departure: Departure) -> None:
        """Note a sentence that has left its condition."""
        self.departures.append(departure)

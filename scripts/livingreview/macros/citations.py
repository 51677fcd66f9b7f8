"""Citations on a page and the list of references at its end."""

from collections.abc import Mapping

from markupsafe import Markup

from livingreview.macros.lookup import source_of
from livingreview.macros.macro import Given, Values, end, inline
from livingreview.model import shown_title
from livingreview.rendering import MacroError, source_address


@inline
def cite(given: Given, /, *keys: str) -> Values:
    """Numbered citations, linked to the references at the end of the page.

    Each `key` names a source; a source's earlier keys are also accepted.
    """
    if not keys:
        raise MacroError("cite must name at least one source")
    marks: list[Values] = []
    for key in dict.fromkeys(source_of(given.library, key).key for key in keys):
        number, anchor = given.page.cite(key)
        retracted = given.library.sources[key].retracted is not None
        marks.append({"key": key, "number": number, "anchor": anchor, "retracted": retracted})
    marks.sort(key=lambda mark: mark["number"])
    return {"runs": _runs(marks)}


def _runs(marks: list[Values]) -> list[Values]:
    """Return runs of numbers; three or more in a row form one, shown as `2–4` with all anchors."""
    runs: list[list[Values]] = []
    for mark in marks:
        if runs and mark["number"] == runs[-1][-1]["number"] + 1:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    shown = []
    for run in runs:
        pieces = [run] if len(run) > 2 else [[mark] for mark in run]
        shown += [
            {"first": piece[0], "between": piece[1:-1], "last": piece[-1]} for piece in pieces
        ]
    return shown


@end
def reference_list(given: Given, /, citations: Mapping[str, Mapping[str, str]]) -> Values:
    """The references of a page in the order of first citation, each with its back-links.

    `citations` maps each cited key to the anchors that cite it, each with its sentence.
    """
    sources = given.library.sources
    items = [
        {
            "key": key,
            "number": number,
            "html": Markup(sources[key].record.reference_html),  # noqa: S704 - made by csl
            "page": given.source_link(key),
            "retracted": sources[key].retracted,
            "anchors": [
                {"href": f"#{anchor}", "letter": _letter(index), "sentence": sentence}
                for index, (anchor, sentence) in enumerate(anchors.items())
            ],
        }
        for number, (key, anchors) in enumerate(citations.items(), 1)
    ]
    return {"references": items}


@end
def page_foot(given: Given, /, history: str) -> Values:
    """The date of a page's newest evidence, the number of cited sources, a link to its versions.

    The evidence of a page is every source that it links to; `history` is the address of the
    versions.
    """
    library, page = given.library, given.page
    days = [extracted.date for key in page.linked if (extracted := library.sources[key].extracted)]
    return {
        "date": max(days, default=library.review.started),
        "cited": len(page.citations),
        "history": history,
    }


@end
def further_sources(given: Given, /, topics: frozenset[str]) -> Values:
    """The sources on a page's topics to which the page has no link, if there are any."""
    sources = [
        {
            "short": source.short,
            "title": shown_title(source.record),
            "href": given.page.link(source_address(source.key)),
        }
        for source in given.library.sources.values()
        if topics & set(source.topics)
        and source.key not in given.page.linked
        and source.status == "included"
    ]
    return {"sources": sources}


def _letter(index: int) -> str:
    """Return the letters of the n-th back-link: a to z, then aa, ab."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters

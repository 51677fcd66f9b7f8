"""The list of each year's sources, so that plain links lead to every source."""

from collections.abc import Iterator
from functools import partial

from livingreview.model import Library, Source
from livingreview.pages import citing, page_kinds
from livingreview.pages.made_page import UP, MadePage
from livingreview.rendering import (
    NO_YEAR,
    ORDERS,
    render_template,
    source_facts,
    source_mark,
    year_address,
    year_label,
)

# From a list (three folders deep) back to the root of the site.
ROOT = f"../{UP}"


def year_pages(library: Library, site: citing.Site) -> Iterator[MadePage]:
    """Yield the list of every year that has a source."""
    years: dict[str, list[Source]] = {}
    for source in sorted(library.sources.values(), key=ORDERS["name"]):
        years.setdefault(year_label(source), []).append(source)
    for label, sources in years.items():
        yield _year_page(library, label, sources, site)


def _year_page(library: Library, label: str, sources: list[Source], site: citing.Site) -> MadePage:
    address = year_address(label)
    title = "Sources without a year" if label == NO_YEAR else f"Sources of {label}"
    html = partial(
        render_template,
        "year_page",
        title=title,
        explorer=f"{ROOT}sources/",
        rows=[
            {
                "short": source.short,
                "title": source.record.title,
                "href": f"../../{source.key}/",
                "mark": source_mark(source),
                "facts": [fact for fact in source_facts(library, source) if fact != label],
            }
            for source in sources
        ],
    )
    description = f"{title}: the complete list, by name."
    page = citing.citable(library, site, title, address)
    return MadePage(
        path=f"{address.rstrip('/')}.md",
        url=address,
        title=title,
        description=description,
        html=html,
        headings=(),
        anchors=(),
        edit_path="references/README.md",
        filters=(),
        kind=page_kinds.LIST,
        head=partial(citing.page_head, library, page, description, f"{ROOT}data/"),
        search=False,
    )

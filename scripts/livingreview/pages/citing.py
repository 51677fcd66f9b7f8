"""The citations of pages and sources that readers can copy, and the metadata for machines.

Topic pages describe the review itself, source pages the cited work.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from livingreview.bibliography import (
    as_tex,
    csl_item,
    doi_address,
    first_and_last,
    pubmed_address,
    to_ris,
    write_entry,
)
from livingreview.model import Library, Record, Source, shown_title, slug
from livingreview.pages.social_card import HEIGHT, WIDTH, Card
from livingreview.rendering import licence_address, page_address, render_template


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses of the published review and of its repository; empty if not known.

    A file's path is appended to `files` to show it, to `edits` to change it and to `history` to
    list its versions; `issues` opens a new issue. `card` is the picture shown beside links.
    """

    name: str
    url: str = ""
    files: str = ""
    edits: str = ""
    issues: str = ""
    history: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Citable:
    """A page of the review as a work to cite; `date` is that of the newest evidence (ISO).

    `card` is the picture shown beside links, with its full address.
    """

    title: str
    site_title: str
    maintainers: str
    url: str
    date: str
    licence: str
    card: Card | None


def citable(library: Library, site: Site, title: str, url: str) -> Citable:
    """Return the page with this title, at this address from the site's root, as a citable work."""
    return Citable(
        title=title,
        site_title=site.name,
        maintainers=library.review.maintainers,
        url=page_address(site.url, url),
        date=library.last_evidence,
        licence=library.review.licence,
        # Other sites show the card, so it needs a full address; without one it is left out.
        card=Card(site.url + site.card.address, site.card.words)
        if site.card and site.url
        else None,
    )


def cite_page(page: Citable) -> Markup:
    """Return the box 'Cite this page', with text, BibTeX and RIS."""
    title = page.title if page.title == page.site_title else f"{page.title} — {page.site_title}"
    year = page.date.partition("-")[0]
    note = f"Living review; evidence as of {page.date}; {page.licence}"
    where = f" {page.url}" if page.url else ""
    text = f"{page.maintainers}. {title} [living review]. Evidence as of {page.date}.{where}"
    key = slug(page.title).replace("-", "")[:24]
    fields = {
        "author": f"{{{as_tex(page.maintainers)}}}",
        "title": f"{{{as_tex(title)}}}",
        "year": year,
        "note": as_tex(note),
        "url": page.url,
    }
    item = {
        "type": "webpage",
        "title": title,
        "author": [{"literal": page.maintainers}],
        "issued": {"date-parts": [[int(part) for part in page.date.split("-")]]},
        "note": note,
        "URL": page.url,
    }
    bibtex = write_entry("misc", f"{key}{year}", fields).strip()
    return _box("Cite this page", text, bibtex, to_ris([item]).strip("\n"))


def cite_source(record: Record) -> Markup:
    """Return the box 'Cite this source' for the work that a source page describes."""
    text = Markup(record.reference_html).striptags()  # noqa: S704 - made by csl
    if record.doi and record.doi.lower() not in text.lower():
        text += f" {doi_address(record.doi)}"
    ris = to_ris([csl_item(record)]).strip("\n")
    return _box("Cite this source", text, record.bibtex.strip(), ris)


def page_head(library: Library, page: Citable, description: str, downloads: str) -> Markup:
    """Return the metadata of a page of the review: Highwire, Dublin Core, Open Graph, JSON-LD."""
    data = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": page.title,
        "name": page.title,
        "isPartOf": {"@type": "CreativeWork", "name": page.site_title},
        "author": {"@type": "Organization", "name": page.maintainers},
        "dateModified": page.date,
        "license": licence_address(page.licence) or {"@type": "CreativeWork", "name": page.licence},
        "isAccessibleForFree": True,
    } | ({"url": page.url} if page.url else {})
    metas = [
        ("citation_title", page.title),
        ("citation_author", page.maintainers),
        ("citation_publication_date", page.date.replace("-", "/")),
        ("citation_journal_title", page.site_title),
        ("DC.title", page.title),
        ("DC.creator", page.maintainers),
        ("DC.date", page.date),
        ("DC.rights", page.licence),
        ("DC.language", "en"),
    ]
    return _head(metas, page, description, data, library.review.title, downloads, "article")


def source_head(library: Library, source: Source, page: Citable, downloads: str) -> Markup:
    """Return the metadata of a source's page, which describe the cited work."""
    record = source.record
    first, last = first_and_last(record.pages or "")
    metas = [
        ("citation_title", shown_title(record)),
        *(("citation_author", _name(p.family, p.given)) for p in record.authors),
        ("citation_publication_date", "/".join(f"{part:02d}" for part in record.issued)),
        ("citation_journal_title", record.container or ""),
        ("citation_volume", record.volume or ""),
        ("citation_issue", record.issue or ""),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", record.doi or ""),
        ("citation_pmid", record.pmid or ""),
        ("DC.title", shown_title(record)),
        *(("DC.creator", _name(p.family, p.given)) for p in record.authors),
        ("DC.identifier", f"doi:{record.doi}" if record.doi else ""),
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": shown_title(record),
        "author": [
            {"@type": "Person", "name": f"{p.given} {p.family}"}
            if p.given
            else {"@type": "Organization", "name": p.family}
            for p in record.authors
        ],
        "datePublished": "-".join(f"{part:02d}" for part in record.issued),
        "sameAs": [
            address
            for address in (
                record.doi and doi_address(record.doi),
                record.pmid and pubmed_address(record.pmid),
                record.url,
            )
            if address
        ],
    }
    known = {name: value for name, value in data.items() if value}
    description = f"{source.short}: what was read, its results and findings in this living review."
    return _head(metas, page, description, known, library.review.title, downloads, "article")


def _name(family: str, given: str) -> str:
    return f"{family}, {given}" if given else family


def _box(title: str, text: str, bibtex: str, ris: str) -> Markup:
    return render_template("cite_this", title=title, text=text, bibtex=bibtex, ris=ris)


def _head(
    metas: list[tuple[str, str]],
    page: Citable,
    description: str,
    data: Mapping[str, object],
    site: str,
    downloads: str,
    kind: str,
) -> Markup:
    # Only "</" could end the script element; in JSON, "<" may be written as an escape.
    ld = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    card, shown = page.card, []
    if card:
        shown = [
            ("og:image", card.address), ("og:image:type", "image/png"),
            ("og:image:width", str(WIDTH)), ("og:image:height", str(HEIGHT)),
            ("og:image:alt", card.words),
        ]  # fmt: skip
        metas = [*metas, ("twitter:card", "summary_large_image")]
    return render_template(
        "head",
        metas=[(name, value) for name, value in metas if value],
        properties=[
            ("og:title", page.title), ("og:type", kind), ("og:site_name", site),
            ("og:description", description), *([("og:url", page.url)] if page.url else []),
            *shown,
        ],
        downloads=downloads,
        feed=f"{downloads}../feed.xml" if page.url else "",
        ld=Markup(ld),  # noqa: S704 - JSON with every "<" escaped
    )  # fmt: skip

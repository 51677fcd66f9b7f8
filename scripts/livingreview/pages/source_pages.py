"""The page of each source: its reference, design, results and findings, and its citations."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from livingreview.bibliography import doi_address, link_label, pmc_address, pubmed_address
from livingreview.model import (
    DISEASE,
    Figure,
    Library,
    Result,
    Source,
    facet_value_label,
)
from livingreview.pages import citing, page_kinds
from livingreview.pages.expansion import ExpandedPage
from livingreview.pages.made_page import UP, Heading, MadePage
from livingreview.rendering import (
    DERIVATION,
    ORDERS,
    READ,
    RECORD_ONLY,
    age_text,
    country_names,
    detail_text,
    facet_label,
    facet_values,
    fact_text,
    figure_kind,
    figure_text,
    follow_up_text,
    full_context,
    interval,
    interval_drawing,
    key_results,
    list_facets,
    prior_lines_text,
    registry_address,
    render_template,
    source_address,
    source_facts,
    source_mark,
    year_label,
)
from livingreview.statistics import exact_interval
from livingreview.synthesis import selection


def source_pages(
    library: Library, pages: Mapping[str, ExpandedPage], site: citing.Site
) -> Iterator[MadePage]:
    """Yield the page of every source; `pages` are searched for citations of it."""
    cited = _cited_in(pages)
    reports: defaultdict[str, list[Source]] = defaultdict(list)
    for source in library.sources.values():
        for cohort in source.cohorts:
            reports[cohort].append(source)
    for source in library.sources.values():
        yield _source_page(library, source, cited.get(source.key, ()), reports, site)


def search_filters(library: Library, source: Source) -> tuple[tuple[str, str], ...]:
    """Return the pairs of facet and value by which the search can filter a source."""
    facets = list_facets(library)
    return tuple(
        (facets[facet][0], facets[facet][1].get(value, value))
        for facet, value in dict.fromkeys(facet_values(source))
        if facet in facets
    )


def _shown_in_lists(library: Library, source: Source) -> tuple[tuple[str, str], ...]:
    """Return the texts that lists show for a source, by name; key results as JSON."""
    results = [(each.label, each.text, each.anchor) for each in key_results(library, source)]
    facts = {
        "facts": " · ".join(source_facts(library, source)),
        "results": json.dumps(results, ensure_ascii=False) if results else "",
        "mark": source_mark(source),
    }
    return tuple((name, text) for name, text in facts.items() if text)


def _cited_in(pages: Mapping[str, ExpandedPage]) -> dict[str, list[dict[str, Any]]]:
    cited: dict[str, list[dict[str, Any]]] = {}
    for page in pages.values():
        for key, anchors in page.citations.items():
            links = [
                {"href": f"{UP}{page.url}#{anchor}", "sentence": sentence}
                for anchor, sentence in anchors.items()
            ]
            cited.setdefault(key, []).append({"title": page.title, "links": links})
    return cited


def _source_page(
    library: Library,
    source: Source,
    cited: Any,
    reports: Mapping[str, list[Source]],
    site: citing.Site,
) -> MadePage:
    page = citing.citable(library, site, source.short, source_address(source.key))
    facts, shares = list(_facts(library, source)), _shares(library, source, reports)
    headings = [
        Heading(id, label)
        for id, label, shown in (
            ("design", "Design", facts),
            ("results", "Results", source.results),
            ("findings", "Findings", source.findings),
            ("patients", "Shared patients", shares),
            ("cited", "Where it is cited", True),
            ("provenance", "What was read", True),
        )
        if shown
    ]
    return MadePage(
        path=f"sources/{source.key}.md",
        url=source_address(source.key),
        title=source.short,
        description=f"{source.short}: what was read, its results and findings.",
        html=partial(_source_html, library, source, facts, shares, cited, site),
        headings=tuple(headings),
        anchors=(
            *(heading.id for heading in headings),
            *(result.anchor for result in source.results),
            *(finding.anchor for finding in source.findings),
        ),
        edit_path=source.spot.path,
        filters=search_filters(library, source),
        kind=page_kinds.SOURCE,
        facts=_shown_in_lists(library, source),
        sorts=tuple((name, key(source)) for name, key in ORDERS.items()),
        updated=source.extracted.date if source.extracted else "",
        head=partial(citing.source_head, library, source, page, f"{UP}data/"),
    )


def _source_html(
    library: Library, source: Source, facts: Any, shares: Any, cited: Any, site: citing.Site
) -> Markup:
    record = source.record
    kind = library.review.kinds.get(source.kind or "")
    kicker = [kind.label if kind else RECORD_ONLY, year_label(source)]
    values = {
        "source": source,
        "reason": library.review.exclusion_reasons.get(source.reason or "", ""),
        "kicker": " · ".join(kicker),
        "title": Markup(record.title_html) if record.has_title else f"[{record.title}]",  # noqa: S704
        "reference": Markup(record.reference_html),  # noqa: S704 - made by csl
        "links": _links(source),
        "read": READ[source.read],
        "facts": facts,
        "chips": [
            (library.review.facets[facet].label, facet_label(library, source, facet))
            for facet in source.facets
        ],
        "results": [_result_row(library, source, result, site) for result in source.results],
        "findings": [_finding_row(library, finding) for finding in source.findings],
        "shares": shares,
        "cited": cited,
        "cite": citing.cite_source(record),
    }
    return render_template("source_page", **values)


def _links(source: Source) -> list[dict[str, str]]:
    record = source.record
    pairs = [
        ("DOI", doi_address(record.doi) if record.doi else None),
        ("PubMed", pubmed_address(record.pmid) if record.pmid else None),
        ("PMC", pmc_address(record.pmcid) if record.pmcid else None),
    ]
    if record.url and link_label(record.url) not in [label for label, url in pairs if url]:
        pairs.append((link_label(record.url), record.url))
    pairs += [(number, registry_address(number)) for number in source.registrations]
    return [{"label": label, "url": url} for label, url in pairs if url]


def _facts(library: Library, source: Source) -> Iterator[tuple[str, str]]:
    """Yield the known facts of a study's design, each as label and text."""
    design = source.design
    cohorts = [library.cohorts[id].label for id in source.cohorts if id in library.cohorts]
    pairs: list[tuple[str, object]] = [
        ("Patients in", "; ".join(cohorts)),
        ("Selected patients", selection(library, source)),
        ("Population", design.population),
        ("Phase", design.phase),
        ("Study", design.study),
        ("Centres", design.centres),
        ("Countries", ", ".join(country_names(design.countries))),
        ("Planned", design.planned),
        ("Enrolled", design.enrolled),
        ("Treated", design.treated),
        ("Evaluable", design.evaluable),
        ("Stopped", design.stopped),
        ("Diseases", "; ".join(
            facet_value_label(library, DISEASE, id) + (f": {count}" if count is not None else "")
            for id, count in design.diseases.items()
        )),
        ("Age", age_text(design)),
        ("Earlier lines", prior_lines_text(design)),
        *((label, fact_text(library, source, name))
          for name, label in library.review.characteristics.items()),
        ("Enrolment", " to ".join(design.accrual)),
        ("Data cut", design.data_cut),
        ("Follow-up", follow_up_text(design.follow_up)),
        ("Studies", design.studies),
        ("Patients", design.patients),
        *((library.review.details[name], detail_text(d)) for name, d in source.details.items()),
    ]  # fmt: skip
    yield from ((label, str(value)) for label, value in pairs if value not in (None, ""))


def _result_row(
    library: Library, source: Source, result: Result, site: citing.Site
) -> dict[str, Any]:
    outcome = library.review.outcomes[result.outcome]
    largest = max((r.figure.total or 0 for r in source.results), default=1)
    return {
        "anchor": result.anchor,
        "label": outcome.label,
        "context": full_context(library, result),
        "text": figure_text(result.figure),
        "kind": figure_kind(result.figure),
        "exact": exact_text(result.figure),
        "drawing": interval_drawing(result, largest),
        "where": result.figure.where,
        "read": READ[result.figure.read],
        "derivation": DERIVATION[result.figure.derivation]
        if result.figure.derivation != "printed"
        else "",
        "note": result.figure.note or "",
        "also": [_also(figure) for figure in result.also_reported],
        "line": f"{site.files}{result.spot.path}#L{result.spot.line}" if site.files else "",
        "report": _report_address(source, result, outcome.label, site),
    }


def _report_address(source: Source, result: Result, label: str, site: citing.Site) -> str:
    """Return the address of a new issue that reports this number as wrong, already filled in."""
    if not site.issues:
        return ""
    page = f"{site.url}{source_address(source.key, result.anchor)}"
    fields = {
        "template": "wrong-number.yml",
        "title": f"Number: {source.key}, {label}",
        "page": page,
        "here": figure_text(result.figure),
    }
    return f"{site.issues}?{urlencode(fields)}"


def _also(figure: Figure) -> str:
    note = f"; {figure.note}" if figure.note else ""
    return f"{figure_text(figure)} ({figure.where}; read: {READ[figure.read]}{note})"


def _finding_row(library: Library, finding: Any) -> dict[str, Any]:
    claim = library.claims.get(finding.claim or "")
    topic = library.review.topics.get(finding.topic or "")
    question = (
        next((q for q in topic.questions if q.id == finding.question), None) if topic else None
    )
    return {
        "anchor": finding.anchor,
        "text": finding.text,
        "stance": finding.stance or "",
        "claim": claim.statement if claim else "",
        "where": finding.where,
        "read": READ[finding.read],
        "topic": f"{topic.label}: {question.label}" if topic and question else "",
        "href": f"{UP}{'' if topic.page == 'index' else topic.page + '/'}#{question.id}"
        if topic and question and topic.page != "index"
        else "",
    }


def _shares(
    library: Library, source: Source, reports: Mapping[str, list[Source]]
) -> list[dict[str, str]]:
    """Return the other sources whose patients are, or may be, the same, each with the reason."""
    mine = set(source.cohorts)
    why = {other.key: "reports the same patients" for id in source.cohorts for other in reports[id]}
    for overlap in library.overlaps:
        if mine & set(overlap.cohorts):
            for id in overlap.cohorts:
                for other in reports.get(id, ()):
                    reason = f"{overlap.certainty} overlap: {overlap.because}"
                    why.setdefault(other.key, reason)
    why.pop(source.key, None)
    return [
        {"short": library.sources[key].short, "href": f"../{key}/", "why": why[key]}
        for key in sorted(why)
    ]


def exact_text(figure: Figure) -> str:
    """Return the exact 95% interval of a figure with counts as text; "" without counts."""
    if figure.events is not None and figure.total:
        return interval(*exact_interval(figure.events, figure.total))
    return ""

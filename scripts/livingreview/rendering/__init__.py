"""The turning of values into HTML: templates, the page language, wording, drawings, the policy.

render_page, PageMacro:
    a contributed page, run in the sandbox
render_template, MacroError:
    one of the package's own templates, filled in; the error that a macro raises
literal:
    text in which Markdown recognises no markup
interval, number, figure_text, figure_parts, figure_kind, figure_origin,
result_context, full_context, facet_label, trial_status, provenance, first_day, country_names,
country_code, capitalised, definition, summary, READ, DERIVATION:
    numbers, ids and their context, in words
age_text, detail_text, fact_label, fact_text, follow_up_text, followed_text, prior_lines_text:
    facts of a report's design and patients, in words
estimate_text, as_json, as_csv, as_text, claim_rows, estimate_row, estimates_by:
    estimates, in words and as rows for programs
certainty_values, domain_text, expected_text, summary_sentence, listed_sentence:
    certainty, and what an estimate means in 100 patients
source_address, year_address, trial_address, topic_address, outcome_address, glossary_address,
registry_address, page_address, licence_address:
    addresses of pages and licences
Held, MarkedText, mark, put_back, numbers_in, words_of_marks, anchors_of, headings_of, line_at,
without_lines:
    the output of macros, represented by marks in a page's text
cut, classes_of, element_of, VOID:
    HTML cut into tags and text
IntervalDrawing, draw_interval, draw_length, draw_timeline, interval_drawing:
    the geometry of drawn numbers
source_lines, source_row:
    a source as plain text
content_policy, theme_policy:
    the Content-Security-Policy of the site's pages
Drawing, FOLDER, load_drawings:
    drawings made by hand, checked against a strict list
NO_YEAR, ORDERS, RECORD_ONLY, facet_values, key_results, list_facets, source_facts, source_mark,
year_label:
    a source on a card or in a list
"""

from livingreview.rendering.addresses import (
    glossary_address,
    licence_address,
    outcome_address,
    page_address,
    registry_address,
    source_address,
    topic_address,
    trial_address,
    year_address,
)
from livingreview.rendering.certainty import (
    certainty_values,
    domain_text,
    expected_text,
    listed_sentence,
    summary_sentence,
)
from livingreview.rendering.drawings import FOLDER, Drawing, load_drawings
from livingreview.rendering.estimates import (
    as_csv,
    as_json,
    as_text,
    claim_rows,
    estimate_row,
    estimate_text,
    estimates_by,
)
from livingreview.rendering.facts import (
    age_text,
    detail_text,
    fact_label,
    fact_text,
    follow_up_text,
    followed_text,
    prior_lines_text,
)
from livingreview.rendering.geometry import (
    IntervalDrawing,
    draw_interval,
    draw_length,
    draw_timeline,
    interval_drawing,
)
from livingreview.rendering.holding import (
    Held,
    MarkedText,
    anchors_of,
    headings_of,
    line_at,
    mark,
    numbers_in,
    put_back,
    without_lines,
    words_of_marks,
)
from livingreview.rendering.page_language import PageMacro, render_page
from livingreview.rendering.policy import content_policy, theme_policy
from livingreview.rendering.source_cards import (
    NO_YEAR,
    ORDERS,
    RECORD_ONLY,
    facet_values,
    key_results,
    list_facets,
    source_facts,
    source_mark,
    year_label,
)
from livingreview.rendering.source_text import source_lines, source_row
from livingreview.rendering.tags import VOID, classes_of, cut, element_of
from livingreview.rendering.templates import MacroError, render_template
from livingreview.rendering.text import literal
from livingreview.rendering.wording import (
    DERIVATION,
    READ,
    capitalised,
    country_code,
    country_names,
    definition,
    facet_label,
    figure_kind,
    figure_origin,
    figure_parts,
    figure_text,
    first_day,
    full_context,
    interval,
    number,
    provenance,
    result_context,
    summary,
    trial_status,
)

__all__ = [
    "DERIVATION",
    "FOLDER",
    "NO_YEAR",
    "ORDERS",
    "READ",
    "RECORD_ONLY",
    "VOID",
    "Drawing",
    "Held",
    "IntervalDrawing",
    "MacroError",
    "MarkedText",
    "PageMacro",
    "age_text",
    "anchors_of",
    "as_csv",
    "as_json",
    "as_text",
    "capitalised",
    "certainty_values",
    "claim_rows",
    "classes_of",
    "content_policy",
    "country_code",
    "country_names",
    "cut",
    "definition",
    "detail_text",
    "domain_text",
    "draw_interval",
    "draw_length",
    "draw_timeline",
    "element_of",
    "estimate_row",
    "estimate_text",
    "estimates_by",
    "expected_text",
    "facet_label",
    "facet_values",
    "fact_label",
    "fact_text",
    "figure_kind",
    "figure_origin",
    "figure_parts",
    "figure_text",
    "first_day",
    "follow_up_text",
    "followed_text",
    "full_context",
    "glossary_address",
    "headings_of",
    "interval",
    "interval_drawing",
    "key_results",
    "licence_address",
    "line_at",
    "list_facets",
    "listed_sentence",
    "literal",
    "load_drawings",
    "mark",
    "number",
    "numbers_in",
    "outcome_address",
    "page_address",
    "prior_lines_text",
    "provenance",
    "put_back",
    "registry_address",
    "render_page",
    "render_template",
    "result_context",
    "source_address",
    "source_facts",
    "source_lines",
    "source_mark",
    "source_row",
    "summary",
    "summary_sentence",
    "theme_policy",
    "topic_address",
    "trial_address",
    "trial_status",
    "without_lines",
    "words_of_marks",
    "year_address",
    "year_label",
]

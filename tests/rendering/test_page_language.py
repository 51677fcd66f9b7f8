"""The page language and its sandbox, and text from data that stays text through Markdown."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import markdown
import pytest
import yaml

from livingreview.library.loading import load_library
from livingreview.macros.macro import Given
from livingreview.macros.page import Page
from livingreview.macros.registry import build_macros
from livingreview.model.library import Library
from livingreview.pages.citing import Site
from livingreview.pages.expansion import ExpandedPage, expand_pages
from livingreview.pages.page_html import PageEngine
from livingreview.pages.rules import check_pages
from livingreview.problems import Problem
from livingreview.rendering.holding import put_back
from livingreview.rendering.page_language import PageMacro, render_page
from livingreview.rendering.templates import _templates, render_template
from livingreview.rendering.text import literal
from livingreview.synthesis.estimates import pooled_estimates
from places import REVIEW, ROOT


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the tiny review."""
    library = load_library(REVIEW).library
    assert library is not None
    return library


@pytest.fixture(scope="module")
def to_html() -> Callable[[str], str]:
    """Give real Python-Markdown with the extensions of this review's mkdocs.yml."""
    lines = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
    start = lines.index("markdown_extensions:")
    listed = yaml.safe_load("\n".join(lines[start:]).split("\n\n")[0])["markdown_extensions"]
    names = [name if isinstance(name, str) else next(iter(name)) for name in listed]
    options = {
        name: part for item in listed if isinstance(item, dict) for name, part in item.items()
    }
    assert {"tables", "attr_list", "md_in_html"} <= set(names)
    return lambda text: markdown.Markdown(extensions=names, extension_configs=options).convert(text)


def run(library: Library, text: str) -> tuple[str, list[str]]:
    """Run a page's text with the macros of a library; return the Markdown and what is wrong."""
    macros = build_macros(Given(library, Page("x.md", "x/", "X"), pooled_estimates(library), {}))
    out, problems = render_page(text, "docs/x.md", macros)
    return put_back(out.text, out.held), [str(problem) for problem in problems]


def expand(
    library: Library, pages: dict[str, str]
) -> tuple[dict[str, ExpandedPage], tuple[Problem, ...]]:
    """Expand pages of a site without an address."""
    pooled = pooled_estimates(library)
    return expand_pages(library, pages, Site("Fern Review"), pooled, {}, PageEngine())


# ---- text from data ---------------------------------------------------------------------------

HOSTILE = {
    "jinja": "{{ 7*7 }} {% for x in y %}",
    "script": "<script>alert(1)</script>",
    "link": "[l](javascript:alert(1))",
    "reference link": "[l][1] [1]: http://x.example",
    "row": "| a | b |",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "emphasis": "*x* _y_ **z** ~~w~~",
    "image": "![i](u)",
    "autolink": "<http://x.example> <a@b.example> http://x.example",
    "comment": "<!-- x --> y",
    "code": "`x` ```y```",
    "heading": "# Title\n\n# Another",
    "list": "1. a\n- b\n* c",
    "quote": "> x",
    "rule": "x\n---\n***",
    "admonition": '!!! danger "x"',
    "footnote": "x[^1]\n\n[^1]: note",
    "definition": "term\n:   meaning",
    "attributes": "x{: #id .c onclick=alert(1) }",
    "anchor": "x { #id }",
    "contents": "[TOC]",
    "abbreviation": "*[x]: y",
    "escape": r"\* \\ \[",
    "references": "&#42; &amp; &lt;b&gt; &copy;",
    "quotes": '" onmouseover="alert(1)" \' x=\'',
    "close": "</a></span></td></table></figure>",
    "in html": '<div markdown="1">*x*</div>',
    "wide line breaks": "a\u2028b\x85c\x0bd",
    "placeholder": "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "indent": "        code\n\tcode",
    "accents": "Grüße, 漢字, 10⁶ ≥ – “x”",
}


class _Reader(HTMLParser):
    """Collects the tags and the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ((data, None),)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Reader:
    """Parse HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def joined(text: str) -> str:
    """Write all blanks as one, and leave out what Markdown itself strips from its input."""
    return re.sub(r"\s+", " ", re.sub("[\x02\x03]", "", text)).strip()


# ---- what a page may not say ------------------------------------------------------------------

REACHED = [
    "cite",
    'cite("alder2020fern")',
    'estimate_of("cleared")',
    'estimate_of("cleared").reports',
    'estimate_of("cleared").k',
    'estimate_of("cleared").outcome',
    'count("sources")',
    '"text"',
    "1",
]
REACHING = [
    "{0}.__class__",
    "{0}.__class__.__mro__",
    "{0}.__class__.mro()",
    "{0}.__init__.__globals__",
    "{0}.__subclasses__()",
    "{0}.__dict__",
    "{0}.__slots__",
    "{0}.__reduce_ex__(2)",
    '{0}.parse_raw("x")',
    "{0}.model_construct()",
    "{0}.model_fields",
    "{0}.model_construct.__func__.__globals__",
    "{0}.__init_subclass__()",
    "{0}.__replace__()",
    "{0}.__match_args__",
    "{0}.striptags()",
    "{0}.__html__()",
    "{0}.join('ab')",
    "{0}.real",
    "{0}.func_globals",
    "{0}|map(attribute='__class__')",
    "{0}|format(1)",
    "{0}|string",
    "'%s' % {0}",
    "{0} in {{}}.__class__.__mro__",
    "cite({0}|attr('__init__'))",
    '{0}.format("x")',
    '"{{0.__class__}}".format({0})',
    '{0}|attr("__class__")',
    "{0}|list",
    '{0}["__class__"]',
    "{0}[0]",
    "{0} ~ {0}",
    "{0} * 10",
    "[{0}]",
    "({0}, 1)",
    "{{'a': {0}}}",
    "{0} is defined",
    "{0} if 1",
    "cite(*{0})",
    "cite(**{0})",
    "{0}()",
    "cite({0}.__class__)",
    "result({0}.__class__, {0}.__class__)",
    'estimate("cleared", plant={0}.__class__)',
]


@pytest.mark.parametrize("attack", REACHING)
@pytest.mark.parametrize("value", REACHED)
def test_reaching_beyond_fields_is_a_problem(library: Library, value: str, attack: str) -> None:
    """Whatever a page can name, it cannot get from there to anything but fields of our own."""
    text = "\n\n" + "{{ " + attack.format(value) + " }}"
    out, problems = run(library, text)
    assert out == ""
    assert problems
    assert all(problem.startswith("docs/x.md:3: ") for problem in problems)


LOGIC = {
    "loop": '{% for x in "ab" %}x{% endfor %}',
    "set": "{% set x = 1 %}",
    "include": '{% include "cite.html" %}',
    "import": '{% import "cite.html" as x %}',
    "from": '{% from "cite.html" import x %}',
    "extends": '{% extends "cite.html" %}',
    "block": "{% block x %}{% endblock %}",
    "macro": "{% macro x() %}{% endmacro %}",
    "with": "{% with x = 1 %}{% endwith %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "filter": '{{ "x"|upper }}',
    "repetition": '{{ "a" * 10**9 }}',
    "power": "{{ 10**10**10 }}",
    "sum": "{{ 1 + 1 }}",
    "slice": '{{ "abc"[1:] }}',
    "unknown tag": "{% do x %}",
    "bare macro": "{{ cite }}",
    "bare name": "{{ sources }}",
    "self": "{{ self }}",
    "self call": "{{ self.x() }}",
    "super": "{{ super() }}",
    "range": "{{ range(10) }}",
    "lipsum": "{{ lipsum() }}",
    "caller": "{% call statement(1 < 2) %}{{ caller() }}{% endcall %}",
    "call with parameter": "{% call(x) statement(1 < 2) %}{{ x }}{% endcall %}",
    "argument twice": '{{ count("sources", kind="trial", kind="review") }}',
    "statement with more": "{% call statement(1 < 2, line=9) %}x{% endcall %}",
    "statement without condition": "{% call statement() %}x{% endcall %}",
    "statement outside call": "{{ statement(1 < 2) }}",
    "two paragraphs": "{% call statement(1 < 2) %}a\n \nb{% endcall %}",
    "call of another": '{% call cite("alder2020fern") %}x{% endcall %}',
    "object": '{{ estimate_of("cleared") }}',
    "tuple": '{{ estimate_of("cleared").reports }}',
    "unknown field": '{{ estimate_of("cleared").lo }}',
    "text compared with number": '{{ estimate_of("cleared").low > "x" }}',
    "joined lines": '{{ cite("alder2020fern") -}}',
    "joined lines before": '{%- if 1 %}x{% endif %}',
    "open tag": '{{ cite("alder2020fern" }}',
    "open block": "{% if 1 %}x",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep not": "{{ " + "not " * 5000 + "1 }}",
    "deep minus": "{{ " + "-" * 5000 + "1 }}",
    "long chain": "{{ " + "1 and " * 5000 + "1 }}",
    "long path": "{{ " + 'estimate_of("cleared")' + ".k" * 5000 + " }}",
    "nested blocks": "{% if 1 %}" * 200 + "x" + "{% endif %}" * 200,
    "hidden character": r'{{ "\u202e" }}',
    "half a character": r'{{ "\ud800" }}',
    "character by number": r'{{ cite("\x61lder2020fern") }}',
    "character by name": r'{{ "\N{ZERO WIDTH SPACE}" }}',
    "line break in text": r'{{ "a\nb" }}',
    "backslash before an escape": r'{{ "\\\u202e" }}',
    "environment": "{{ environment.hold }}",
    "holding": '{{ hold("x", "y", 1, true) }}',
    "private name": "{{ l_0_cite }}",
    "autoescape off": "{% autoescape false %}x{% endautoescape %}",
    "translation": "{% trans %}x{% endtrans %}",
    "debug": "{% debug %}",
    "long number": "{{ " + "9" * 5000 + " }}",
}  # fmt: skip


@pytest.mark.parametrize("case", LOGIC)
def test_logic_in_a_page_is_a_problem_with_its_line(library: Library, case: str) -> None:
    """A page holds text and macro calls; all else is named with its line, and nothing runs."""
    out, problems = run(library, f"# Title\n\nText {LOGIC[case]}\n")
    assert out == ""
    assert problems
    assert all(problem.startswith("docs/x.md:3: ") for problem in problems)


def test_forbidden_page_runs_nothing() -> None:
    """No macro of a page is called when anything in the page is forbidden."""
    calls = []
    macros = {"note": PageMacro(lambda: calls.append(1) or "x")}
    assert render_page("{{ note() }}", "docs/x.md", macros)[1] == ()
    assert calls == [1]
    _, problems = render_page("{{ note() }}{{ note()|upper }}", "docs/x.md", macros)
    assert problems
    assert calls == [1]


@pytest.mark.parametrize("case", HOSTILE)
def test_plain_text_printed_by_a_page_is_one_line(to_html: Callable[[str], str], case: str) -> None:
    """A field that a page prints itself is one line of text, wherever its line breaks were."""
    text = f"    {HOSTILE[case]}\r\r    # y"
    macros = {"note": PageMacro(lambda: text)}
    out, problems = render_page("Before\n\n{{ note() }}", "docs/x.md", macros)
    assert problems == ()
    reader = read(put_back(to_html(out.text), out.held))
    assert [tag for tag, _ in reader.tags] == ["p", "p"]
    assert joined(reader.text) == f"Before {joined(text)}"


def test_unknown_macro_is_told_the_nearest(library: Library) -> None:
    """A misspelt macro is answered with the one that was meant."""
    _, problems = run(library, '{{ citte("alder2020fern") }}')
    assert problems == ["docs/x.md:1: citte must be a known macro (did you mean 'cite'?)"]


def test_raw_text_and_anchors_stay_text(library: Library) -> None:
    """`{#anchor}` is no comment, `{% raw %}` shows a call as it is written, `{##` hides."""
    out, problems = run(library, "{#a} {## gone ##}{% raw %}{{ 7*7 }}{% endraw %}")
    assert (out, problems) == ("{#a} {{ 7*7 }}", [])


# ---- block macros -----------------------------------------------------------------------------

NOT_ALONE = {
    "text before": 'See {{ outcome_table("cleared") }}',
    "text after": '{{ outcome_table("cleared") }} here',
    "indented": '    {{ outcome_table("cleared") }}',
    "in a list": '- {{ outcome_table("cleared") }}',
    "two on a line": '{{ outcome_table("cleared") }} {{ outcome_table("healed") }}',
    "in a condition": '{% if 1 < 2 %}{{ outcome_table("cleared") }}{% endif %}',
    "in a sentence": '{% call statement(1 < 2) %}\n{{ outcome_table("cleared") }}\n{% endcall %}',
}


@pytest.mark.parametrize("case", NOT_ALONE)
def test_block_macro_in_company_is_a_problem(library: Library, case: str) -> None:
    """A block macro stands alone at the beginning of a line, or the page is told."""
    out, problems = run(library, NOT_ALONE[case])
    assert out == ""
    assert "outcome_table must be alone on a line, at its beginning (got" in problems[0]


@pytest.mark.parametrize(
    "call",
    [
        '{{ outcome_table("cleared") }}',
        '{{ outcome_table("cleared") }}  ',
        '{{ outcome_table("cleared",\n   "healed",\n   plant="fern") }}',
        '{{ outcome_table("cleared", title="With {braces} and } signs") }}',
    ],
    ids=["plain", "trailing blanks", "several lines", "braces in text"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_block_macro_alone_becomes_one_line(library: Library, call: str, end: str) -> None:
    """A block macro alone gives one line of HTML, whatever the form of its call."""
    out, problems = run(library, f"# A\n\n{call}\n\nText\n".replace("\n", end))
    assert problems == []
    heading, block, text = (line for line in out.split("\n") if line.strip())
    assert block.startswith("<figure")
    assert block.rstrip().endswith("</figure>")
    assert (heading, text) == ("# A", "Text")


# ---- places -----------------------------------------------------------------------------------

FRONT = "---\ntitle: T\ndescription: D\n---\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("front", ["", FRONT], ids=["no front matter", "front matter"])
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('# A\n\n{{ cite("nobody2020x") }}\n', 3),
        ('# A\n\n{{ outcome_table(\n  "cleared",\n  plant="stone") }}\n', 3),
        ('# A\n\n{% call statement(1 < 2) %}\na {{ cite("nobody2020x") }}\n{% endcall %}\n', 4),
        ('# A\n\n\n{% for x in "a" %}{% endfor %}\n', 4),
        ('# A\n\n\n\n{{ cite("a" }}\n', 5),
        ('\n\n\n{{ cite("nobody2020x") }}\n', 4),
    ],
    ids=["call", "call of several lines", "inside a sentence", "logic", "syntax", "blank lines"],
)
def test_problem_has_the_line_of_the_file(
    library: Library, body: str, line: int, front: str, start: str, end: str
) -> None:
    """Lines in problems are the file's own, under front matter, with a BOM, with CRLF."""
    text = start + (front + body).replace("\n", end)
    expanded, problems = expand(library, {"x.md": text})
    assert expanded == {}
    assert {problem.line - front.count("\n") for problem in problems} == {line}


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: [a", "docs/x.md:3:1: must close the bracket that was opened before"),
        ("a: &a [x]\ntitle: *a", "docs/x.md:2:4: a must not use an anchor (got '&a')"),
        ("title: !!python/name:os.system", "docs/x.md:2:8: title must not use a tag"),
        ("- a", "docs/x.md:2:1: front matter must be a mapping"),
        ("title: {a: b}", "docs/x.md:2:8: title must be text"),
    ],
    ids=["open bracket", "bomb", "tag", "list", "mapping as title"],
)
def test_front_matter_is_read_like_any_yaml(library: Library, front: str, message: str) -> None:
    """Front matter is refused what entries are refused, at the line of the file."""
    expanded, problems = expand(library, {"x.md": f"---\n{front}\n---\n# A\n"})
    assert expanded == {}
    assert str(problems[0]).startswith(message)


# ---- sentences bound to data ------------------------------------------------------------------


def test_sentence_that_left_its_condition_is_named_with_the_values(library: Library) -> None:
    """A false condition names the sentence, its line, the condition and what the data say."""
    text = (
        "# A\n\n{% call statement(estimate_of('cleared', form='tea').low > 0.9 and "
        "estimate_of('cleared').k >= 2) %}Tea *nearly always* works.{% endcall %}\n"
        "\n{{ outcome_table('cleared') }}\n"
    )
    expanded, problems = expand(library, {"healing.md": text})
    assert not problems
    (problem,) = check_pages(library, expanded)
    assert (problem.path, problem.line, problem.field) == ("docs/healing.md", 3, "statement")
    assert problem.severity == "warning"
    assert problem.message == (
        "must hold with these data (needs estimate_of(cleared, form=tea).low > 0.9 and "
        "estimate_of(cleared).k ≥ 2; the data say: estimate_of(cleared, form=tea).low is 0.3605; "
        "estimate_of(cleared).k is 2): 'Tea *nearly always* works.'; "
        "write it anew, or leave it: its page marks it as in need of review"
    )
    html = expanded["healing.md"].html
    assert "Review needed:</strong> <del>Tea <em>nearly always</em> works.</del>" in html


def test_sentence_that_holds_is_shown_as_it_is(library: Library) -> None:
    """A true condition leaves the words, and nothing to report."""
    text = "{% call statement(not estimate_of('cleared').k < 2) %}Two agree.{% endcall %}\n"
    expanded, _ = expand(library, {"x.md": text})
    assert '<span class="lr-statement">Two agree.</span>' in expanded["x.md"].html
    assert check_pages(library, expanded) == ()


PLACES = {
    "paragraph": 'Before <a class="c" href="h" title="{0}">{0}</a> after',
    "list": '- one <span>{0}</span>\n- two',
    "table": "| a | b |\n|---|---|\n| <span>{0}</span> | c |",
    "quote": "> <span>{0}</span>",
    "admonition": '!!! note "Title"\n    <span>{0}</span>',
    "heading": "# <span>{0}</span> {{ #id }}",
    "block": '<figure id="f"><table><tr><td title="{0}">{0}</td></tr></table></figure>',
    "line of its own": "<span>{0}</span>",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", HOSTILE)
def test_text_from_data_stays_text_through_markdown(
    to_html: Callable[[str], str], case: str, place: str
) -> None:
    """Text changes nothing but itself: the tags and attributes are those of a harmless word."""
    made = {}
    for name, text in (("plain", "word"), ("hostile", HOSTILE[case])):
        safe = literal(text).strip()
        made[name] = read(to_html(PLACES[place].format(safe) + "\n\nLast *line*\n"))
    plain, hostile = made["plain"], made["hostile"]
    shown = joined(HOSTILE[case])
    assert joined(hostile.text) == joined(plain.text.replace("word", shown))
    expected = [
        (tag, tuple((n, joined((v or "").replace("word", shown))) for n, v in attrs))
        for tag, attrs in plain.tags
    ]
    got = [(tag, tuple((n, joined(v or "")) for n, v in attrs)) for tag, attrs in hostile.tags]
    assert got == expected


@pytest.mark.parametrize("case", HOSTILE)
def test_text_is_itself_where_no_markdown_passes(case: str) -> None:
    """What a template prints is written as HTML alone: its tags are the template's."""
    reader = read(render_template("count", number=HOSTILE[case]))
    assert [tag for tag, _ in reader.tags] == ["span"]
    assert joined(reader.text) == joined(HOSTILE[case])


LAYOUT = {
    # a template: what it prints with x = "a\nb"
    "<ul>\n  <li>{{ x }}</li>\n</ul>": "<ul><li>a\nb</li></ul>",
    "<p>\n  {{ x }}\n  {% if x %}\n    {{ x }}\n  {% endif %}\n</p>": "<p>a\nba\nb</p>",
    "<p>one\n  two\n  <b>three</b>\n</p>": "<p>one two <b>three</b></p>",
    "<b>one</b>\n  {{ ' ' }}<b>two</b>": "<b>one</b> <b>two</b>",
    "<b>one</b>\n  {# a blank behind it -#}\n  two": "<b>one</b>two",
    '<a href="x"\n  title="{{ x }}"\n  hidden>y</a>': '<a href="x" title="a\nb" hidden>y</a>',
    "one\n{%- if x %}, two{% endif %}": "one, two",
    "<pre>{{ x }}</pre>\n\n\n<p></p>\n": "<pre>a\nb</pre><p></p>",
}


@pytest.mark.parametrize("template", LAYOUT)
def test_lines_of_a_template_are_layout(template: str) -> None:
    """A line break between tags prints nothing, beside words a blank; values keep theirs."""
    assert _templates().from_string(template).render(x="a\nb") == LAYOUT[template]


STATEMENTS = {
    "{% autoescape false %}x{% endautoescape %}": "autoescape",
    "{% autoescape 1 == 2 %}x{% endautoescape %}": "autoescape",
    "{% for a in 'b' %}x{% endfor %}": "for",
    "{% block a %}x{% endblock %}": "block",
    "{% extends 'a' %}": "extends",
    "{% macro a() %}x{% endmacro %}": "macro",
    "{% include ['a'] ignore missing with context %}": "include",
    "{% from 'a' import b %}": "fromimport",
    "{% import 'a' as b %}": "import",
    "{% set a = 1 %}": "assign",
    "{% set a %}x{% endset %}": "assignblock",
    "{% with %}x{% endwith %}": "with",
    "{% with a = 1 %}x{% endwith %}": "with",
    "{% filter upper %}x{% endfilter %}": "filterblock",
    "{{ 'a' if true }}": "condexpr",
    "{{ {'a': [1, (2, 3)]} }}": "dict",
    "{{ 'a'[1:2] }}": "getitem",
    "{{ 'a' ~ 'b' }}": "concat",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statement_of_the_engine_is_one_problem_with_its_line(statement: str) -> None:
    """Each statement that pages may not use is named once; beside others it is sorted."""
    source = f"# Title\n\nText.\n{statement}\n"
    _, problems = render_page(source, "docs/a.md", {})
    beside = (*problems, Problem("docs/a.md", 3, 0, "", "other"), Problem("docs/a.md", 5))
    assert [problem.line for problem in sorted(beside)] == [3, 4, 5]
    assert problems[0].message.endswith(f"(got {STATEMENTS[statement]})")


def test_problem_without_a_place_is_sorted() -> None:
    """Whoever makes a problem without knowing its place (None): it comes first."""
    unknown = Problem("docs/a.md", None, None, "", "x")  # type: ignore[arg-type]
    known = Problem("docs/a.md", 1, 1, "", "x")
    assert sorted([known, unknown]) == [unknown, known]
    assert str(unknown) == "docs/a.md: x"

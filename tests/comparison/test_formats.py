"""The report in its formats: contributed words stay words, and a comment has a limit."""

import html
import json
import re
from dataclasses import replace

import pypandoc
import pytest

from changed_review import HOSTILE, first_state, second_state
from livingreview.comparison import as_html, as_json, as_markdown, as_text, compare
from livingreview.comparison.changes import Changes
from livingreview.comparison.formats import MOST_CHARACTERS, markdown_literal
from livingreview.site import read_sides

# What GitHub finds in finished text, after its Markdown: mentions, references, symbols, commits.
FOUND_AFTERWARDS = (
    r"(?<!\w)@[a-z0-9]", r"(?<!\w)#\d", r"\w#\d", r"\bGH-\d", r":[\w+-]+:", r"\b[0-9a-f]{40}\b",
)  # fmt: skip


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> Changes:
    """Compare the two states of the invented review, which hold hostile text."""
    folder = tmp_path_factory.mktemp("states")
    states = first_state(folder / "before"), second_state(folder / "after")
    return compare(*read_sides(*states, ("be|fore", "<b>after")))


def rendered(markdown: str) -> str:
    """Return the HTML that a reader of GitHub's Markdown makes."""
    return str(pypandoc.convert_text(markdown, "html", "gfm", extra_args=["--wrap=none"]))


def words_of(page: str) -> str:
    """Return the words of HTML as a browser shows them."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split())


def test_hostile_text_makes_nothing_in_a_comment(changes: Changes) -> None:
    """No link, picture, HTML, code, mention, reference, symbol or cell comes of it."""
    markdown = as_markdown(changes)
    page = rendered(markdown)
    elements = set(re.findall(r"<(\w+)", page))
    assert elements <= {
        "details", "summary", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code",
        "br", "colgroup", "col",
    }  # fmt: skip
    assert re.findall("|".join(FOUND_AFTERWARDS), words_of(page), re.IGNORECASE) == []
    shown = words_of(page).replace("\u2060", "")
    assert " ".join(HOSTILE.split()) in shown


def test_hostile_text_makes_no_cell(changes: Changes) -> None:
    """Every row of a table has the cells of its head."""
    width = 0
    for line in as_markdown(changes).splitlines():
        cells = re.sub(r"\\.", "", line).count("|") - 1
        if re.fullmatch(r"\|( --- \|)+", line):
            assert cells == width
        elif line.startswith("|"):
            width = width or cells
            assert cells == width, line
        else:
            width = 0


def test_hostile_text_is_escaped_in_html(changes: Changes) -> None:
    """A page holds the words, and no element or link of theirs."""
    page = as_html(changes)
    assert not re.search(r"<(?:img|a|script)\b", page)
    assert html.escape("<img src=x onerror=alert(1)>") in page
    assert html.escape("From be|fore to <b>after.") in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a_b *c*", r"a\_b \*c\*"),
        ("a\nb\t\u202ec", r"a b \\u202ec"),
        ("a | b", "a &#124; b"),
        ("88% (95% CI 63–97; 3 cohorts)", "88% (95% CI 63–97; 3 cohorts)"),
        ("see https://x.example", r"see https\://x.example"),
    ],
)
def test_text_is_written_for_markdown(text: str, written: str) -> None:
    """Text keeps to one line, and what needs no sign before it gets none."""
    assert markdown_literal(text) == written


def test_comment_keeps_to_the_limit(changes: Changes) -> None:
    """A section that would make a comment too long is left out by name; the conclusion stays."""
    long = replace(changes.sentences[0], words="word " * 100, reason="because " * 60)
    markdown = as_markdown(replace(changes, sentences=(long,) * 60, sources=changes.sources * 60))
    assert len(markdown) <= MOST_CHARACTERS + 500
    assert re.search(r"^Too long for a comment: .*\bFindings \(120\)", markdown, re.MULTILINE)
    assert markdown.startswith("**Two estimates move")


def test_comment_shows_the_first_rows_and_a_terminal_all(changes: Changes) -> None:
    """A long table ends with the number of its other rows."""
    many = replace(changes, data=tuple(i for i in changes.data if i.kind == "cohort") * 200)
    assert "And 140 more: `livingreview diff` prints them." in as_markdown(many)
    assert as_text(many).count("cohort moss-five") == 200


def test_json_has_everything_in_numbers(changes: Changes) -> None:
    """Programs get the conclusion, and estimates as proportions."""
    found = json.loads(as_json(changes))
    cooled = found["estimates"][0]
    assert cooled["before"]["events"] == 75
    assert 0.67 < cooled["before"]["proportion"] < 0.68
    assert found["conclusion"].startswith("Two estimates move")
    assert found["sources"][0]["fields"][0] == {
        "name": "design.age_median", "before": "61", "after": "62",
    }  # fmt: skip


def test_text_draws_the_interval_before_and_after(changes: Changes) -> None:
    """A terminal shows both intervals on one scale, heavier where the claimed range is."""
    lines = as_text(changes).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  Ears cooled: 68%"))
    assert lines[at + 1 : at + 3] == [
        "    ········├───━━●━─┤···",
        "    ······├─────●━━━┤····",
    ]

"""A report as text, Markdown, HTML and JSON; contributed words are words in each of them."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from livingreview.comparison.changes import Changes
from livingreview.comparison.report import DRAWN, Cell, Drawn, Report, Section, report
from livingreview.problems import printable
from livingreview.rendering import IntervalDrawing, draw_interval, render_template
from livingreview.synthesis import EstimateNumbers

# GitHub takes comments of up to 65,536 characters.
MOST_CHARACTERS = 60_000
# Limits of a comment; the other formats have every row.
MOST_ROWS = 60
LONGEST_CELL = 400
# The cells of a strip from 0 to 100%.
STRIP = 21

# What Markdown and GitHub's extensions could read as markup within a line.
_MARKUP = re.compile(r"[\\`*_\[\]<~$&]|:(?=/)|(?<=www)\.", re.IGNORECASE)
# What GitHub makes of finished text: mentions, references, symbols, commits.
_AFTERWARDS = re.compile(
    r"[@#](?=\w)|:(?=[\w+-]+:)|\bGH(?=-\d)|\b[0-9a-f]{7}(?=[0-9a-f]{33}\b)", re.IGNORECASE
)
# It takes no space and ends a word; nothing on either side of it is one name.
_JOINER = "\u2060"


def as_text(changes: Changes) -> str:
    """Return the report as lines for a terminal."""
    return "\n".join(_text_lines(report(changes))) + "\n"


def as_markdown(changes: Changes) -> str:
    """Return the report as Markdown for a comment: the conclusion, and the details folded.

    Sections that would make it longer than a comment may be are left out, and it says so.
    """
    found = report(changes)
    parts = [f"**{markdown_literal(found.conclusion)}**"]
    if found.sections:
        parts.append(markdown_literal(f"From {found.base} to {found.head}."))
    if found.gaps:
        parts.append("\n".join(f"- Not compared: {markdown_literal(gap)}" for gap in found.gaps))
    left_out = []
    for section in found.sections:
        text = "\n".join(_folded(section))
        if sum(map(len, parts)) + len(text) > MOST_CHARACTERS:
            left_out.append(section.title)
        else:
            parts.append(text)
    if left_out:
        titles = markdown_literal(", ".join(left_out))
        parts.append(f"Too long for a comment: {titles}. `livingreview diff` prints everything.")
    return "\n\n".join(parts) + "\n"


def as_html(changes: Changes) -> str:
    """Return the report as a page that needs no other file."""
    found = report(changes)
    sections = [
        {
            "title": section.title,
            "note": section.note,
            "columns": section.columns,
            "rows": [[_html_cell(cell) for cell in row] for row in section.rows],
        }
        for section in found.sections
    ]
    return str(
        render_template(
            "diff",
            base=printable(found.base),
            head=printable(found.head),
            conclusion=printable(found.conclusion),
            gaps=[printable(gap) for gap in found.gaps],
            sections=sections,
        )
    )


def as_json(changes: Changes) -> str:
    """Return everything that changed as JSON; proportions are 0–1."""
    found = asdict(changes) | {"conclusion": report(changes).conclusion}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def markdown_literal(text: str) -> str:
    """Return text for within a line, in which Markdown and GitHub recognise no markup.

    It can make no link, picture, cell, HTML, mention or reference.
    """
    words = printable(" ".join(text.split()))
    words = _AFTERWARDS.sub(lambda found: f"{found[0]}{_JOINER}", words)
    words = _MARKUP.sub(lambda found: f"\\{found[0]}", words)
    return words.replace("|", "&#124;")  # even an escaped one ends a cell in some versions


def _text_lines(found: Report) -> Iterator[str]:
    yield printable(found.conclusion)
    for gap in found.gaps:
        yield printable(f"not compared: {gap}")
    for section in found.sections:
        yield ""
        yield section.title
        for row in section.rows:
            words = [printable(_short(cell)) for cell in row if isinstance(cell, str)]
            yield f"  {': '.join(filter(None, (words[0], _joined(section, words))))}"
            for cell in row:
                if isinstance(cell, Drawn):
                    yield from (f"    {strip}" for strip in _strips(cell))


def _joined(section: Section, words: list[str]) -> str:
    """Return the cells of a row after the first, with an arrow from before to after."""
    names = [name for name in section.columns if name != DRAWN]
    text = ""
    for name, word in list(zip(names, words, strict=True))[1:]:
        if word:
            arrow = " → " if name == "After" and text else "; " if text else ""
            text += f"{arrow}{word}"
    return text


def _folded(section: Section) -> Iterator[str]:
    """Yield the lines of a section as a fold with a table."""
    yield f"<details><summary>{section.title}</summary>"
    yield ""
    if section.note:
        yield section.note
        yield ""
    yield f"| {' | '.join(section.columns)} |"
    yield f"|{' --- |' * len(section.columns)}"
    for row in section.rows[:MOST_ROWS]:
        yield f"| {' | '.join(_markdown_cell(cell) for cell in row)} |"
    yield ""
    if len(section.rows) > MOST_ROWS:
        yield f"And {len(section.rows) - MOST_ROWS:,} more: `livingreview diff` prints them."
        yield ""
    yield "</details>"


def _markdown_cell(cell: Cell) -> str:
    if isinstance(cell, Drawn):
        return "<br>".join(f"`{strip}`" for strip in _strips(cell))
    return markdown_literal(_short(cell))


def _html_cell(cell: Cell) -> str | list[IntervalDrawing]:
    if isinstance(cell, Drawn):
        drawn = (_drawing(numbers, cell.claimed) for numbers in (cell.before, cell.after))
        return [drawing for drawing in drawn if drawing]
    return printable(cell)


def _drawing(
    numbers: EstimateNumbers, claimed: tuple[float, float] | None
) -> IntervalDrawing | None:
    if numbers.proportion is None or numbers.low is None or numbers.high is None:
        return None
    return draw_interval(
        numbers.proportion, numbers.low, numbers.high, is_pooled=True, band=claimed
    )


def _strips(cell: Drawn) -> list[str]:
    """Return an interval before and after as strips of characters: `···░░├─━━●─┤····`."""
    return [_strip(numbers, cell.claimed) for numbers in (cell.before, cell.after)]


def _strip(numbers: EstimateNumbers, claimed: tuple[float, float] | None) -> str:
    marks = ["·"] * STRIP
    low, high = _cells(numbers.low, numbers.high)
    marks[low:high] = "─" * (high - low)
    first, last = _cells(*(claimed or (None, None)))
    for place in range(first, last):
        marks[place] = "━" if low <= place < high else "░"
    if low < high:
        marks[low], marks[high - 1] = "├", "┤"
    if numbers.proportion is not None:
        marks[round(numbers.proportion * (STRIP - 1))] = "●"
    return "".join(marks)


def _cells(low: float | None, high: float | None) -> tuple[int, int]:
    """Return the first cell of a range, and the one after its last."""
    if low is None or high is None:
        return 0, 0
    return round(low * (STRIP - 1)), round(high * (STRIP - 1)) + 1


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"

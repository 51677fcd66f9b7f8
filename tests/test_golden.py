"""What goes out of a review is what was read and found right: files, metadata, parts of pages."""

from pathlib import Path

import pytest

from golden import differences, golden, head_text, part_text, readings, search_text


@pytest.fixture(scope="module")
def made(root: Path) -> dict[str, str]:
    """Build the invented review and read it."""
    return readings(root)


def test_what_goes_out_is_as_it_was_read(root: Path, made: dict[str, str]) -> None:
    """Each golden file is made again letter for letter; a change shows as a diff."""
    moved = list(differences(golden(root), made))
    told = "\n".join("\n".join(lines) or f"{name}: only the ends of lines differ"
                     for name, lines in moved)  # fmt: skip
    if moved:
        pytest.fail(
            f"{told}\n\n{len(moved)} golden files differ. Where that is what you meant, run: "
            "make golden",
            pytrace=False,
        )


def test_nothing_read_is_empty(made: dict[str, str]) -> None:
    """Every part that is asked for is found on its page, and says something."""
    assert [name for name, text in made.items() if len(text) < 40] == []


def test_a_change_is_told_with_its_file_and_lines() -> None:
    """A changed, a new and a lost file are each told; what is as before is not."""
    found = dict(differences(
        {"same": "a\n", "changed": "a\nb\n", "lost": "a\n"},
        {"same": "a\n", "changed": "a\nc\n", "new": "a\n"},
    ))  # fmt: skip
    assert {name: lines[3:] for name, lines in found.items()} == {
        "changed": [" a", "-b", "+c"],
        "lost": ["-a"],
        "new": ["+a"],
    }


def test_part_of_a_page_is_read_as_text() -> None:
    """A row is a line with bars, a link has its address, a drawing and a button say nothing."""
    html = (
        '<p>before</p><figure class="x part" id="p"><h2>A &amp;&#33;</h2><table><tr><th>1<th>'
        '</th><td><a href="y/#z">2</a><span class="lr-cell">3</span><svg><text>no</text></svg>'
        "<br></td></tr></table><ul><li>4</li></ul><dl><dt>a</dt><dd>b</dd></dl>"
        "<button>no</button><pre>  c\n d</pre></figure><p>after</p>"
    )
    text = part_text(html.replace("<th></th>", "</th>"), "part")
    assert text.splitlines() == ["A &!", "1 | 2 <y/#z> / 3", "- 4", "a: b", "c", "d"]


def test_head_of_a_page_is_read_as_lines() -> None:
    """Title, metadata and JSON-LD are read; what the theme adds is not."""
    html = (
        '<head><title> T </title><meta name="generator" content="x">'
        '<meta name="a" content="1&amp;">'
        '<link rel="stylesheet" href="s.css"><link rel="canonical" href="u">'
        '<script type="application/ld+json">{"b":[1]}</script></head><title>no</title>'
    )
    assert head_text(html).splitlines() == [
        "title: T", "a: 1&", "link: canonical u", "{", ' "b": [', "  1", " ]", "}",
    ]  # fmt: skip


def test_what_the_search_knows_is_read_as_lines() -> None:
    """Filters, facts and orders are read with their values, and where the page is edited."""
    html = (
        '<p data-pagefind-ignore>no</p><span data-pagefind-filter="Kind[data-value]" '
        'data-value="A &amp; b"></span><span data-pagefind-meta="words[data-value]" '
        'data-value="no"></span><b data-pagefind-meta="short">no</b>'
        '<span data-pagefind-sort="year[data-value]" data-value="1"></span>'
        '<a rel="edit" href="e.yml">no</a>'
    )
    assert search_text(html).splitlines() == ["filter Kind: A & b", "sort year: 1", "edit: e.yml"]

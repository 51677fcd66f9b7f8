"""A small review with hostile or odd pages: the command and the engine say and make the same."""

import re
import shutil
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingreview.cli import main
from livingreview.site.build import BuildError, build_site
from places import REVIEW


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Give a copy of the small review."""
    shutil.copytree(REVIEW, tmp_path / "review")
    return tmp_path / "review"


def add_page(review: Path, text: str) -> None:
    """Put text at the end of a page, from line 101 on."""
    page = review / "docs/index.md"
    before = page.read_text(encoding="utf-8").splitlines()
    page.write_text("\n".join([*before, *[""] * (100 - len(before)), text, ""]), "utf-8")


def configure(review: Path, options: str) -> None:
    """Give the plugin options in mkdocs.yml."""
    config = review / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("- livingreview", f"- livingreview: {options}"), "utf-8")


def checked(review: Path) -> list[str]:
    """Run `check`; return the problems, none if all is right."""
    done = CliRunner().invoke(main, ["--root", str(review), "check"])
    assert done.exit_code in (0, 1), done.output
    if done.exit_code == 0:
        return []
    return [line for line in done.output.splitlines() if line.startswith(("docs/", "mkdocs.yml"))]


PAGES = {
    "script": "<script>alert(1)</script>",
    "link": "[x](javascript:alert(1))",
    "handler": "Words.\n{: onclick=alert(1) }",
    "call in code": '`{{ cite("alder2020fern") }}`',
    "call in a comment": '<!-- {{ cite("alder2020fern") }} -->',
    "too deep": "- " * 3000,
    "open brackets": "[" * 20000,
    "open div": "<div>\n\nx",
}


@pytest.mark.parametrize("case", PAGES)
def test_check_and_build_refuse_the_same_page(review: Path, tmp_path: Path, case: str) -> None:
    """What the build refuses, `check` refuses with the same words and the same line."""
    add_page(review, PAGES[case])
    problems = checked(review)
    assert problems
    assert all(re.match(r"docs/index\.md:10\d:(\d+:)? ", problem) for problem in problems)
    with pytest.raises(BuildError) as raised:
        build_site(review, tmp_path / "site")
    for problem in problems:
        assert problem in str(raised.value)
    assert not (tmp_path / "site").exists()


def test_page_in_another_encoding_is_a_problem(review: Path, tmp_path: Path) -> None:
    """A page that is no UTF-8 is named with its line by the build, too."""
    (review / "docs/latin.md").write_bytes(b"# A\n\nGr\xfc\xdfe\n")
    said = "docs/latin.md:3:3: must be UTF-8 text (got the byte 0xFC); save the file as UTF-8"
    assert checked(review) == [said]
    with pytest.raises(BuildError, match=re.escape(said)):
        build_site(review, tmp_path / "site")


def test_what_is_published_passed_the_list(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where nothing is reported, what is not on the list does not come out."""
    monkeypatch.setattr("livingreview.pages.page_html.refusals", lambda *_: Counter())
    add_page(review, "<script>alert(1)</script> [x](javascript:alert(2)) <b onclick=alert(3)>y</b>")
    build_site(review, tmp_path / "site")
    html = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "<b>y</b>" in html
    assert "alert(" not in html


def test_owner_may_allow_html(review: Path, tmp_path: Path) -> None:
    """What mkdocs.yml allows is published, and nothing beside it."""
    video = '<video src="fern.mp4" controls></video>'
    add_page(review, video)
    assert checked(review)
    configure(review, "{allow_html: {tags: [video], attributes: {video: [src, controls]}}}")
    assert checked(review) == []
    build_site(review, tmp_path / "site")
    assert "<video src=" in (tmp_path / "site/index.html").read_text(encoding="utf-8")
    add_page(review, '<video onerror="alert(1)"></video>')
    assert [problem.partition(" ")[2][:18] for problem in checked(review)] == ["onerror of <video>"]


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("x.html", True),
        ("deep/x.HTM", True),
        ("x.svg", True),
        ("x.js", True),
        ("x.mjs", True),
        ("x.css", True),
        ("x.xml", True),
        ("x.xhtml", True),
        ("x.wasm", True),
        ("x.swf", True),
        ("CNAME", True),
        ("assets/drawings/deep/x.svg", True),
        ("x.png", False),
        ("x.csv", False),
        ("x.pdf", False),
        (".hidden.html", False),
    ],
)
def test_file_that_a_browser_runs_is_the_owner_to_allow(
    review: Path, tmp_path: Path, name: str, *, is_refused: bool
) -> None:
    """A file beside the pages is of a harmless kind, or mkdocs.yml names it."""
    path = review / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    problems = checked(review)
    assert [problem.partition(":")[0] for problem in problems] == [f"docs/{name}"] * is_refused
    if is_refused:
        with pytest.raises(BuildError, match=re.escape(f"docs/{name}: must be of a kind")):
            build_site(review, tmp_path / "site")
        configure(review, f"{{allow_files: ['{name}']}}")
        assert checked(review) == []


def test_heading_with_a_macro_is_named_everywhere(review: Path, tmp_path: Path) -> None:
    """A heading that counts or cites has its words in the title, the contents and its anchor."""
    text = (
        '# All {{ count("sources") }} *ferns* {{ cite("alder2020fern") }}\n\n'
        '## Why {{ count("sources") }} {{ cite("alder2020fern") }}\n\nBecause.\n'
    )
    (review / "docs/ferns.md").write_text(text, encoding="utf-8")
    build_site(review, tmp_path / "site")
    html = (tmp_path / "site/ferns/index.html").read_text(encoding="utf-8")
    assert "<title>All 6 ferns - Fern Review</title>" in html
    assert '<h2 id="why">Why <span class="lr-count">6</span>' in html
    contents = re.search(r'<nav class="md-nav md-nav--secondary.*?</nav>', html, re.DOTALL)
    assert contents
    assert [" ".join(unescape(words).split()) for words in re.findall(
        r'class="md-ellipsis">\s*(?:<span class="md-typeset">)?([^<]*)', contents[0]
    )][:1] == ["Why 6"]  # fmt: skip
    assert not re.search("[\ue000-\uf8ff]", html)


def test_page_without_macros_and_with_a_mark_in_its_text_stays_whole(
    review: Path, tmp_path: Path
) -> None:
    """Private characters of the writer never stand for what a macro printed."""
    add_page(review, "A \ue000\ue010\ue001 b {{ count('sources') }}")
    assert any("private" in problem or "character" in problem for problem in checked(review))


def test_title_from_right_to_left_keeps_its_direction(review: Path, tmp_path: Path) -> None:
    """A title is shown in the direction of its own letters wherever it stands."""
    record = review / "references/sources/alder2020fern.bib"
    title = "شاي السرخس"
    text = re.sub(r"(?m)^( *title *= *).*$", rf"\1{{{title}}},", record.read_text("utf-8"))
    record.write_text(text, encoding="utf-8")
    add_page(review, '{{ cite("alder2020fern") }}\n\n{{ source_table() }}')
    build_site(review, tmp_path / "site")
    source = (tmp_path / "site/sources/alder2020fern/index.html").read_text(encoding="utf-8")
    assert f'<h1 dir="auto" data-pagefind-ignore>{title}' in source
    for page in ("index.html", "sources/index.html", "sources/alder2020fern/index.html"):
        html = (tmp_path / "site" / page).read_text(encoding="utf-8").partition("<article")[2]
        body = html.partition('<section class="lr-citethis"')[0]
        for before in body.split(title)[:-1]:
            around = before[-400:]
            assert 'dir="auto"' in around or "<bdi>" in around, (page, around)

"""Drawings: what gets through, what is refused, how they stand on a page, and this review's own."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

import audit
from livingreview.cli import main
from livingreview.library.loading import load_library
from livingreview.pages.citing import Site
from livingreview.pages.expansion import expand_pages
from livingreview.pages.page_html import PageEngine
from livingreview.rendering.drawings import MAX_BYTES, load_drawings, read_drawing
from livingreview.site.build import BuildError, build_site
from livingreview.synthesis.estimates import pooled_estimates
from places import REVIEW, ROOT

OWN = sorted(path.stem for path in (ROOT / "docs/assets/drawings").glob("*.svg"))

WORDS = "<title>A fern</title>\n<desc>A fern with one leaf.</desc>\n"


def svg(inside: str, words: str = WORDS, head: str = 'viewBox="0 0 320 200"') -> str:
    """Write a drawing round some shapes; they begin on line 4."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{words}{inside}\n</svg>\n'


def faults(text: str) -> list[str]:
    """Read a drawing that must be refused; return its problems as they are printed."""
    drawing, problems = read_drawing(text, "fern", "docs/assets/drawings/fern.svg")
    assert drawing is None
    return [str(problem).removeprefix("docs/assets/drawings/fern.svg") for problem in problems]


def test_drawing_keeps_its_shapes_and_gives_its_words() -> None:
    """Title and description leave the picture for the caption; shapes and text stay."""
    shapes = (
        '<g class="soft-1" fill="#dbe8e8"><circle cx="9" cy="9" r="4.5"/></g>'
        '<text x="5" y="20" font-size="14">Leaf &amp; <tspan>stem</tspan></text>'
    )
    drawing, problems = read_drawing(svg(shapes), "fern", "fern.svg")
    assert problems == ()
    assert drawing is not None
    assert (drawing.title, drawing.description) == ("A fern", "A fern with one leaf.")
    assert (drawing.width, drawing.height) == (320, 200)
    assert '<circle cx="9" cy="9" r="4.5"></circle></g>' in drawing.shapes
    assert ">Leaf &amp; <tspan" in drawing.shapes
    assert "title" not in drawing.shapes


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "style": "<style>* { display: none }</style>",
    "foreign object": "<foreignObject><body/></foreignObject>",
    "image": '<image href="https://elsewhere.example/x.png"/>',
    "link": '<a href="https://elsewhere.example/"><text font-size="14">x</text></a>',
    "reuse": '<use href="#x"/>',
    "animation": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "handler": '<circle r="4" onload="alert(1)"/>',
    "handler in capitals": '<circle r="4" ONLOAD="alert(1)"/>',
    "style attribute": '<circle r="4" style="background: url(https://elsewhere.example)"/>',
    "address in a colour": '<circle r="4" fill="url(https://elsewhere.example/#x)"/>',
    "reference in a colour": '<circle r="4" fill="url(#x)"/>',
    "javascript in a path": '<path d="javascript:alert(1)"/>',
    "quote in a value": "<circle r='4\"><script>'/>",
    "id": '<g id="content"/>',
    "class of the theme": '<g class="md-header"/>',
    "prefixed script": '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
    "text outside a text": "<g>words</g>",
    "shape in a shape": '<circle r="4"><circle r="4"/></circle>',
    "title in a group": "<g><title>again</title></g>",
    "drawing in a drawing": "<svg/>",
    "deep nesting": "<g>" * 9 + "</g>" * 9,
    "huge number": f'<circle r="{"9" * 40}"/>',
    "instruction": '<?xml-stylesheet href="https://elsewhere.example/x.css"?>',
    "unknown entity": '<text font-size="14">&nbsp;</text>',
    "unclosed": "<g>",
    "small text": '<text font-size="9">tiny</text>',
    "text without a size": "<text>unsized</text>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_anything_but_shapes_and_text_is_a_problem_with_its_line(case: str) -> None:
    """What could run, reach out, or restyle the page is refused, at its place in the file."""
    found = faults(svg(HOSTILE[case]))
    assert found
    assert all(re.match(r":[45]:\d+: .*\bmust ", fault) for fault in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (svg("", words="<title>A fern</title>"), ":1:1: desc must be in the drawing"),
        (svg("", words="<title> </title><desc>x</desc>"), ":1:1: title must be in the drawing"),
        (svg("", head='width="10"'), ":1:1: viewBox must be written"),
        (svg("", head='viewBox="0 0 900 200"'), ":1:1: viewBox must be at most 320 wide"),
        ("", "must be well-formed XML (no element found)"),
        ("<html/>", ":1:1: 'html' must be an element allowed in drawings"),
        (
            '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg("<g>&b;</g>"),
            "DOCTYPE must not be in a drawing",
        ),
        (
            '<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(""),
            "DOCTYPE must not be in a drawing",
        ),
    ],
    ids=[
        "no description", "empty title", "no size", "too wide", "empty file",
        "another language", "entities", "external entity",
    ],
)  # fmt: skip
def test_drawing_that_lacks_something_says_what(text: str, message: str) -> None:
    """Words, size and form are asked for in the message."""
    found = faults(text)
    assert any(message in fault for fault in found), found


@pytest.mark.parametrize("name", ["Fern", "a b", "fern<script>", "-fern"])
def test_name_of_a_drawing_is_plain(name: str) -> None:
    """The name becomes an address on the page."""
    assert read_drawing(svg(""), name, "x.svg")[0] is None


def test_link_among_drawings_is_not_followed(tmp_path: Path) -> None:
    """A file outside the review is not read through a link."""
    (tmp_path / "secret.svg").write_text(svg(""), encoding="utf-8")
    folder = tmp_path / "review" / "docs" / "assets" / "drawings"
    folder.mkdir(parents=True)
    (folder / "fern.svg").symlink_to(tmp_path / "secret.svg")
    drawings, problems = load_drawings(tmp_path / "review" / "docs")
    assert drawings == {}
    assert [problem.path for problem in problems] == ["docs/assets/drawings/fern.svg"]


def test_drawing_of_many_shapes_is_refused_by_its_size(tmp_path: Path) -> None:
    """A drawing stands inside pages, which stay small."""
    folder = tmp_path / "docs" / "assets" / "drawings"
    folder.mkdir(parents=True)
    (folder / "fern.svg").write_text(svg("<g/>\n" * MAX_BYTES), encoding="utf-8")
    drawings, problems = load_drawings(tmp_path / "docs")
    assert drawings == {}
    assert [p.message for p in problems] == [f"must be at most {MAX_BYTES:,} bytes in size"]


def test_check_and_build_name_the_line_of_a_faulty_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drawing that no page shows is checked all the same: it would be published as a file."""
    review = tmp_path / "review"
    shutil.copytree(REVIEW, review)
    folder = review / "docs" / "assets" / "drawings"
    folder.mkdir(parents=True)
    (folder / "fern.svg").write_text(svg("<script>alert(1)</script>"), encoding="utf-8")
    monkeypatch.chdir(review)
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 1
    assert "docs/assets/drawings/fern.svg:4:1: 'script' must be an element" in checked.output
    with pytest.raises(BuildError, match=r"docs/assets/drawings/fern\.svg:4:1: 'script' must"):
        build_site(review, tmp_path / "site")


def shown(call: str) -> tuple[str, list[str]]:
    """Run a call on a page of the small review with two drawings; return HTML and messages."""
    library = load_library(REVIEW).library
    assert library is not None
    drawings = {}
    for name in ("fern", "moss"):
        inside = '<text font-size="14">*x* {{ 1 }} &lt;b&gt;</text>'
        drawing, _ = read_drawing(svg(inside), name, "x.svg")
        assert drawing is not None
        drawings[name] = drawing
    pages, problems = expand_pages(
        library,
        {"x.md": f"# X\n\n{call}\n"},
        Site("S"),
        pooled_estimates(library),
        drawings,
        PageEngine(),
    )
    return (pages["x.md"].html if pages else ""), [str(problem) for problem in problems]


def test_drawing_is_a_figure_with_its_words_as_caption() -> None:
    """The picture is named and described by the caption that all readers see."""
    block, problems = shown('{{ drawing("fern", "moss") }}')
    assert problems == []
    block = block.partition("</h1>")[2]
    assert block.count("<figure ") == block.count('role="img"') == 2
    for name in ("fern", "moss"):
        assert f'id="drawing-{name}"' in block
        assert f'aria-labelledby="drawing-{name}-title"' in block
        assert f'<strong id="drawing-{name}-title">A fern</strong>' in block
        assert f'<span id="drawing-{name}-text">A fern with one leaf.</span>' in block
    ids = re.findall(r' id="([^"]+)"', block)
    assert len(ids) == len(set(ids))
    assert ">*x* {{ 1 }} &lt;b&gt;</text>" in block


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('{{ drawing("ferm") }}', "docs/x.md:3: drawing must be known (got 'ferm'; did you mean "),
        ("{{ drawing() }}", "docs/x.md:3: drawing must name at least one file"),
        ('{{ drawing("fern", "fern") }}', "docs/x.md:3: drawing must be on a page"),
        (
            '{{ drawing("fern") }}\n\n{{ drawing("fern") }}',
            "docs/x.md:5: drawing must be on a page",
        ),
        ('See {{ drawing("fern") }}', "docs/x.md:3: drawing must be alone on a line"),
    ],
    ids=["unknown", "none", "twice in a call", "twice on a page", "in a sentence"],
)
def test_wrong_call_is_a_problem_of_the_page(call: str, message: str) -> None:
    """What a page asks for in vain is named with its line."""
    _, problems = shown(call)
    assert len(problems) == 1
    assert problems[0].startswith(message)


@pytest.mark.parametrize("name", OWN)
def test_drawing_of_this_review_is_sound_and_shown(name: str) -> None:
    """Each drawing can be read, says what it shows, looks right alone, and stands on a page."""
    path = ROOT / "docs/assets/drawings" / f"{name}.svg"
    text = path.read_text(encoding="utf-8")
    drawing, problems = read_drawing(text, name, path.name)
    assert problems == ()
    assert drawing is not None
    assert len(drawing.description) > 60
    for tag in re.findall(r'<g [^>]*class="[^"]+"[^>]*>', text):
        assert "fill=" in tag, f"{tag} must have the colours of the light scheme beside it"
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md")]
    assert any(f'"{name}"' in page for page in pages if "{{ drawing(" in page)


SIZE = """texts => texts.map(text => {
    const svg = text.ownerSVGElement
    const [box, own] = [svg, text].map(each => each.getBoundingClientRect())
    const fits = own.left >= box.left - 1 && own.right <= box.right + 1
    const scale = box.width / svg.viewBox.baseVal.width
    const size = parseFloat(getComputedStyle(text).fontSize) * scale
    return [text.textContent, size, fits && own.bottom <= box.bottom + 1]
})"""
# Ink against what it is drawn on: hues on paper, and dark or light text on pale areas.
COLOURS = """() => [...document.querySelectorAll('.lr-drawing text')].map(text => {
    const paper = getComputedStyle(document.querySelector('.lr-drawing .paper')).fill
    const soft = [0, 1, 2, 3].map(n => document.querySelector(`.lr-drawing .soft-${n}`))
    const grounds = soft.filter(each => each).map(each => getComputedStyle(each).fill)
    return [getComputedStyle(text).fill, paper, ...grounds]
})"""


@pytest.mark.parametrize("width", [1440, 768, 390, 320])
@pytest.mark.parametrize("path", ["engineering", "safety"])
def test_text_of_drawings_can_be_read(
    browser: Browser, built_site: Path, path: str, width: int
) -> None:
    """On any screen, text is drawn at 12 px or more and inside its drawing."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    audit.bring_fonts(page)
    page.goto((built_site / path / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    drawn = page.locator(".lr-drawing text").evaluate_all(SIZE)
    page.close()
    assert drawn
    assert [each for each in drawn if each[1] < 12 or not each[2]] == []


def channels(colour: str) -> list[float]:
    """Return red, green and blue (0-1) of a computed colour: rgb(…) or color(srgb …)."""
    numbers = [float(n) for n in re.findall(r"[\d.]+", colour)][:3]
    return numbers if colour.startswith("color(") else [n / 255 for n in numbers]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""
    lights = []
    for colour in (one, other):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)
        ]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["engineering", "safety"])
def test_text_of_drawings_has_contrast(
    browser: Browser, built_site: Path, serve_folder: Callable[[Path], str], path: str, scheme: str
) -> None:
    """In both schemes all text of drawings stands out, on paper and on any pale area."""
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{serve_folder(built_site)}{path}/")
    drawn = page.evaluate(COLOURS)
    page.close()
    assert drawn
    papers = {paper for _, paper, *_ in drawn}
    assert papers == {"rgb(18, 25, 29)" if scheme == "dark" else "rgb(252, 251, 248)"}
    low = [
        (ink, ground)
        for ink, *grounds in drawn
        for ground in grounds
        if contrast(ink, ground) < 4.5
    ]
    assert low == []

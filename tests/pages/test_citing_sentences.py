"""The sentence round each citation, as the references and source pages quote it."""

from collections.abc import Mapping

import pytest

from livingreview.pages.citing_sentences import BEFORE, BEHIND, citing_sentences, heading_of


def cite(*keys: str) -> str:
    """Write a citation as the macro does."""
    links = ", ".join(f'<a href="#ref-{key}" id="cite-{key}-1">1</a>' for key in keys)
    return f'<span class="lr-cite">[{links}]</span>'


A, B = cite("a"), cite("b")
THREE = (
    '<p>It works <span class="lr-cite">[<a id="cite-a-1">1</a><span id="cite-b-1"></span>–'
    '<a id="cite-c-1">3<span> (retracted)</span></a>]</span>, always.</p>'
)
CASES: Mapping[str, tuple[str, dict[str, str]]] = {
    "two sentences in a paragraph": (
        f"<p>It works {A}. It lasts for years in many of them {B}.</p>",
        {"a": "It works.", "b": "It lasts for years in many of them."},
    ),
    "two paragraphs": (
        f"<p>It works {A}</p>\n<p>It lasts {B}</p>", {"a": "It works", "b": "It lasts"},
    ),
    "a sentence over two lines": (f"<p>It works\nin mice {A}.</p>", {"a": "It works in mice."}),
    "two citations in a sentence": (
        f"<p>It works {A}, and lasts {B}.</p>",
        {"a": "It works, and lasts.", "b": "It works, and lasts."},
    ),
    "one citation of two": (f"<p>It works {cite('a', 'b')}.</p>", dict.fromkeys("ab", "It works.")),
    "three in a row": (
        THREE,
        dict.fromkeys("abc", "It works, always."),
    ),
    "markup": (
        f'<ul><li><strong>Who</strong>: <a href="x">all</a> <em>may</em> {A}.</li></ul>',
        {"a": "Who: all may."},
    ),
    "a title of a box": (
        f'<div><p class="admonition-title">Why {A}</p><p>So.</p></div>', {"a": "Why"},
    ),
    "a row of a table": (f"<tr><th>Tea</th><td>3/4 {A}</td></tr>", {"a": "Tea · 3/4"}),
    "an item with its stance": (
        f'<ul><li><span class="lr-stance">supports</span> It *works* {A}</li></ul>',
        {"a": "It *works*"},
    ),
    "an abbreviation and a number": (f"<p>Of 3.5 kg all, e.g. tea, is gone {A}.</p>",
                                     {"a": "Of 3.5 kg all, e.g. tea, is gone."}),
    "an abbreviation before a capital": (
        f"<p>As Fern et al. (2020) saw in ferns, e.g. Polypodium, it works {A}.</p>",
        {"a": "As Fern et al. (2020) saw in ferns, e.g. Polypodium, it works."},
    ),
    "a heading with its link": (
        f'<h2 id="x">Does it? {A}<a class="headerlink" href="#x">¶</a></h2>', {"a": "Does it?"},
    ),
    "signs of comparison": (
        f"<p>It fell to &lt;5% in those aged &gt;18 years {A}.</p>",
        {"a": "It fell to <5% in those aged >18 years."},
    ),
    "braces, brackets and stars": (
        f"<p>It [sic](really) takes {{.x}} and *two* _words_ {A}.</p>",
        {"a": "It [sic](really) takes {.x} and *two* _words_."},
    ),
    "an attribute with a sign": (
        f'<p>It <span title="a > b">works</span> {A}.</p>', {"a": "It works."},
    ),
    "a footnote": (
        f'<li><p>It works {A}. <a class="footnote-backref" href="#x">↩</a></p></li><li>Two.</li>',
        {"a": "It works."},
    ),
    "a sign of a footnote": (
        f'<p>It<sup id="x"><a class="footnote-ref" href="#y">1</a></sup> works {A}.</p>',
        {"a": "It works."},
    ),
    "an address with dots": (f"<p>See www.x.example/a.B {A}.</p>", {"a": "See www.x.example/a.B."}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_citing_sentence_is_plain_text(case: str) -> None:
    """A citation quotes its sentence as a reader sees it, without other citations."""
    html, wanted = CASES[case]
    expected = {f"cite-{key}-1": sentence for key, sentence in wanted.items()}
    assert citing_sentences(html) == expected


def test_citing_sentence_is_cut_round_the_citation() -> None:
    """Of a long sentence the words round the citation are kept, whole words only."""
    (sentence,) = citing_sentences(f"<p>{'before ' * 60}{A} {'behind ' * 60}.</p>").values()
    assert sentence.startswith("…before")
    assert sentence.endswith("behind…")
    assert len(sentence) <= BEFORE + BEHIND + 2


def test_citing_sentence_takes_a_very_short_one_with_the_one_before() -> None:
    """A sentence of a few words says nothing alone: the one before it comes along."""
    html = f"<p>The trial is small. It gives no figures {A}.</p>"
    (sentence,) = citing_sentences(html).values()
    assert sentence == "The trial is small. It gives no figures."


def test_heading_of_a_page_is_its_words() -> None:
    """A page is named by the words of its first heading, without links, signs and citations."""
    html = f'<p>x</p><h1 id="a"><em>Tea</em> &amp; 3 {A}<a class="headerlink">¶</a></h1><h1>B</h1>'
    assert heading_of(html) == "Tea & 3"
    assert heading_of("<h2>A</h2>") == ""

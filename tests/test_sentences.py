"""The sentence round each citation, as the references and source pages quote it."""

from collections.abc import Mapping

import pytest

from livingreview.sentences import BEFORE, BEHIND, citing_sentences


def cite(*keys: str) -> str:
    """Write a citation as the macro does, with the anchor's punctuation encoded."""
    links = ", ".join(f'<a href="#ref-{key}" id="cite&#45;{key}&#45;1">1</a>' for key in keys)
    return f'<span class="lr-cite">[{links}]</span>'


A, B = cite("a"), cite("b")
CASES: Mapping[str, tuple[str, dict[str, str]]] = {
    "one sentence a line": (
        f"It works {A}.\nIt lasts for years in many of them {B}.\n",
        {"a": "It works.", "b": "It lasts for years in many of them."},
    ),
    "two sentences in a line": (
        f"It works {A}. It lasts for years in many of them {B}.",
        {"a": "It works.", "b": "It lasts for years in many of them."},
    ),
    "a sentence over two lines": (f"It works\nin mice {A}.\n\nMore.", {"a": "It works in mice."}),
    "two citations in a sentence": (
        f"It works {A}, and lasts {B}.",
        {"a": "It works, and lasts.", "b": "It works, and lasts."},
    ),
    "one citation of two": (f"It works {cite('a', 'b')}.", dict.fromkeys("ab", "It works.")),
    "an item of a list": (f"- **Who**: [all](x.md#y) *may* {A}.\n- None.", {"a": "Who: all may."}),
    "a box": (f'!!! note "Title"\n    It works {A}.', {"a": "It works."}),
    "a row of a table": (f"| x | y |\n|---|---|\n| Tea | 3/4 {A} |", {"a": "Tea · 3/4"}),
    "a row of an HTML table": (f"<tr><th>Tea</th><td>3/4 {A}</td></tr>", {"a": "Tea · 3/4"}),
    "an item of an HTML list": (
        f'<ul><li><span class="lr-stance">supports</span> It &#42;works&#42; {A}</li></ul>',
        {"a": "It *works*"},
    ),
    "an abbreviation and a number": (f"Of 3.5 kg all, e.g. tea, is gone {A}.",
                                     {"a": "Of 3.5 kg all, e.g. tea, is gone."}),
    "a heading with an anchor": (f"## Does it? {A} {{ #does }}\n", {"a": "Does it?"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_citing_sentence_is_plain_text(case: str) -> None:
    """A citation quotes its sentence without Markdown, HTML and other citations."""
    markdown, wanted = CASES[case]
    expected = {f"cite-{key}-1": sentence for key, sentence in wanted.items()}
    assert citing_sentences(markdown) == expected


def test_citing_sentence_is_cut_round_the_citation() -> None:
    """Of a long sentence the words round the citation are kept, whole words only."""
    (sentence,) = citing_sentences(f"{'before ' * 60}{A} {'behind ' * 60}.").values()
    assert sentence.startswith("…before")
    assert sentence.endswith("behind…")
    assert len(sentence) <= BEFORE + BEHIND + 2


def test_citing_sentence_takes_a_very_short_one_with_the_one_before() -> None:
    """A sentence of a few words says nothing alone: the one before it comes along."""
    (sentence,) = citing_sentences(f"The trial is small. It gives no figures {A}.").values()
    assert sentence == "The trial is small. It gives no figures."

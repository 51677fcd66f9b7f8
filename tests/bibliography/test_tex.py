"""Commands of TeX: what a reader sees of each, in `data/bibtex/tex.yml`."""

import pytest
import yaml

from livingreview.bibliography.tex import plain, simplify
from places import DATA

TEX = yaml.safe_load((DATA / "bibtex/tex.yml").read_text(encoding="utf-8"))


def seen(source: str) -> str:
    """Return what a reader sees of a field's text, of which nothing may be unreadable."""
    found = simplify(source)
    assert found.faults == ()
    return plain(found.text)


@pytest.mark.parametrize("name", TEX["accents"])
def test_accent_stands_on_its_letter(name: str) -> None:
    """An accent and its letter are one, with braces and without."""
    assert seen(rf"\{name}{{a}}") == TEX["accents"][name]
    assert seen(rf"{{\{name} a}}") == TEX["accents"][name]


@pytest.mark.parametrize("name", TEX["symbols"])
def test_symbol_is_its_character(name: str) -> None:
    """A command without arguments is a character or a word."""
    assert seen(rf"a\{name}{{}}b") == TEX["symbols"][name]


@pytest.mark.parametrize("name", TEX["looks"])
def test_looks_of_letters_are_left_out(name: str) -> None:
    """Of a command for the looks of letters its text stays."""
    assert seen(rf"a \{name}{{b}} c") == "a b c"


@pytest.mark.parametrize("name", TEX["looks_of_math"])
def test_looks_of_a_formula_are_left_out(name: str) -> None:
    """Of a command for the looks of a formula its text stays."""
    assert seen(rf"$a\{name}{{b}}$") == "ab"


@pytest.mark.parametrize("name", TEX["accents_of_math"])
def test_accent_of_a_formula_stands_on_its_letter(name: str) -> None:
    """An accent in a formula is put on each letter below it."""
    assert seen(rf"$\{name}{{v}}$") == TEX["accents_of_math"][name]


@pytest.mark.parametrize("formula", TEX["formulas"])
def test_formula_is_plain_text(formula: str) -> None:
    """A simple formula is written in the characters that there are."""
    assert seen(f"${formula}$") == TEX["formulas"][formula]

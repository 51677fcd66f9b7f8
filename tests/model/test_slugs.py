"""Labels as addresses: told apart in any script, the same on any day, those in use unchanged."""

import csv
import re
import unicodedata
from itertools import combinations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from livingreview.model.slugs import heading_id, slug, told_apart
from livingreview.rendering.holding import mark
from places import DATA

LABELS = yaml.safe_load((DATA / "labels.yml").read_text(encoding="utf-8"))
ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_addresses_in_use_do_not_change() -> None:
    """Every row of a real review keeps the address under which it has been cited."""
    path = DATA / "anchors-of-2026-11-25.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    for row in rows:
        anchor = row.pop("anchor")
        assert slug("r", *(part or None for part in row.values())) == anchor, row


@pytest.mark.parametrize("labels", LABELS, ids=lambda labels: " | ".join(labels))
def test_labels_that_differ_have_addresses_that_differ(labels: list[str]) -> None:
    """Signs, scripts, digits and emoji tell labels apart in their addresses."""
    anchors = [slug("r", "cleared", label) for label in labels]
    assert len(set(anchors)) == len(labels), anchors
    assert [anchor for anchor in anchors if not ADDRESS.fullmatch(anchor)] == []
    headings = [heading_id(label, "-") for label in labels]
    assert len(set(headings)) == len(labels), headings


def test_plain_label_has_a_plain_address() -> None:
    """A mark is made only where the letters do not say everything."""
    assert slug("r", "cleared", "week 4", None, "not treated (yet)") == (
        "r-cleared-week-4-not-treated-yet"
    )
    assert slug("Fern Review") == "fern-review"
    assert re.fullmatch(r"r-cleared-[0-9a-f]{6}", slug("r", "cleared", "急性"))
    assert re.fullmatch(r"r-caf-e?-?[0-9a-f]{6}|r-cafe-[0-9a-f]{6}", slug("r", "café"))


def test_address_is_the_same_in_any_normal_form() -> None:
    """A letter with its accent apart is the same letter; two spaces are one."""
    for form in ("NFC", "NFD"):
        assert slug(unicodedata.normalize(form, "Größe  é")) == slug("Größe é")


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=2, unique=True))
def test_labels_told_apart_differ_always(labels: list[str]) -> None:
    """Where even a slug with its mark is the same, the labels are told apart letter by letter."""
    one, other = (told_apart("r", label) for label in labels)
    assert one != other
    assert ADDRESS.fullmatch(one)


def test_parts_are_told_from_each_other() -> None:
    """What stands under another field is another label."""
    cases = [("r", "a", "b c"), ("r", "a b", "c"), ("r", "a", "b", "c"), ("r", "a", None, "b c")]
    assert all(told_apart(*one) != told_apart(*other) for one, other in combinations(cases, 2))


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        (f"A heading that cites {mark(0)}", "a-heading-that-cites"),
        (f"Cites {mark(1)}{mark(12)} inside", "cites-inside"),
        (f"{mark(3)} cited", "cited"),
        ("How often, in 4.6 months?", "how-often-in-46-months"),
        ("Snake_case stays", "snake_case-stays"),
    ],
)
def test_heading_keeps_the_anchor_that_markdown_makes(heading: str, anchor: str) -> None:
    """What macros print is left out, everything else is as Markdown has it."""
    assert heading_id(heading, "-") == anchor

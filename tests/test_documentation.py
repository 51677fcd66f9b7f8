"""What people can use is documented: every macro, command, option, rule and field, by name."""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from livingreview import cli
from livingreview.bibliography import fields as bibfields
from livingreview.bibliography import rules as bibrules
from livingreview.bibliography.proofs import PROOF_RULES
from livingreview.library import schema
from livingreview.library.checks import RULES
from livingreview.macros.registry import MACROS
from livingreview.pages.rules import PAGE_RULES
from livingreview.site.settings import SETTINGS_RULES


@pytest.fixture(scope="module")
def reference(root: Path) -> str:
    """Give the text of the reference page."""
    return (root / "docs" / "reference.md").read_text(encoding="utf-8")


def sections(reference: str) -> dict[str, str]:
    """Cut the reference into the sections of its macros, by each macro's name."""
    parts = re.split(r"^### ([\w, ]+?) \{ #macro-[\w-]+ \}$", reference, flags=re.MULTILINE)[1:]
    return {
        name: text
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
        for name in heading.split(", ")
    }


def test_every_macro_has_its_section(reference: str) -> None:
    """The reference explains each macro that a page can call, and no other."""
    assert sorted(sections(reference)) == sorted(macro.name for macro in MACROS)


def options() -> Iterator[tuple[str, str]]:
    """Yield each command's words: its name with each argument and option."""
    groups: list[tuple[str, click.Command]] = [("", cli.main), *cli.main.commands.items()]
    for name, command in groups:
        for parameter in command.params:
            yield name, parameter.opts[0] if parameter.opts[0][0] == "-" else str(parameter.name)
        if name:
            yield name, name


@pytest.mark.parametrize(("command", "word"), list(options()))
def test_command_and_option_are_named(reference: str, command: str, word: str) -> None:
    """A command has a row in the reference, and the row names its options."""
    text = reference.partition("## Commands")[2].partition("## Rules")[0]
    rows = re.findall(rf"^\| `{command}\b.*$", text, re.MULTILINE) if command else [text]
    assert len(rows) == 1
    assert re.search(
        rf"(?<![\w-]){word}(?![\w-])", rows[0].replace("PATH…", "paths"), re.IGNORECASE
    )


@pytest.mark.parametrize(
    "rule",
    [*RULES, *bibrules._RULES, *PROOF_RULES, *SETTINGS_RULES, *PAGE_RULES],
    ids=lambda rule: rule.__name__,
)
def test_rule_stands_in_the_reference(reference: str, rule: Callable[..., Any]) -> None:
    """The reference gives each rule in the words of its docstring."""
    assert f"| `{rule.__name__}` | {(inspect.getdoc(rule) or '').splitlines()[0]} |" in reference


@pytest.mark.parametrize("table", ["TEXT_FIELDS", "KEPT_FIELDS", "LEFT_OUT_FIELDS"])
def test_fields_of_a_record_stand_in_the_reference(reference: str, table: str) -> None:
    """The reference lists the fields of each table, in one row."""
    names = sorted(getattr(bibfields, table))
    assert f"| {', '.join(f'`{name}`' for name in names)} |\n" in reference


def test_reference_holds_no_rule_that_is_gone(reference: str) -> None:
    """A rule that was taken out of the code leaves the reference too."""
    every = (*RULES, *bibrules._RULES, *PROOF_RULES, *SETTINGS_RULES, *PAGE_RULES)
    names = {rule.__name__ for rule in every}
    text = reference.partition("## Rules")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == names


@pytest.mark.parametrize("kind", sorted(schema.SHAPES))
def test_field_is_explained(root: Path, kind: str) -> None:
    """references/README.md has a row for each field of each kind of file."""
    text = (root / "references" / "README.md").read_text(encoding="utf-8")
    top = schema.json_schemas()[kind]
    missing = [
        f"{shape['title']}.{field}"
        for shape in (top, *top.get("$defs", {}).values())
        for field in shape["properties"]
        if f"`{field}`" not in text
    ]
    assert missing == []


@pytest.mark.parametrize("field", schema.FrontMatter.model_fields)
def test_front_matter_is_explained(reference: str, field: str) -> None:
    """The reference explains each field of front matter in the words of its description."""
    description = schema.FrontMatter.model_fields[field].description
    assert f"| `{field}` | {description} |" in reference


def test_every_target_of_make_is_named(root: Path) -> None:
    """CONTRIBUTING names each target of the Makefile."""
    targets = re.findall(r"^([a-z]+):.*## ", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in targets if f"`make {name}`" not in text and name != "help"] == []

"""The made files under references/ are current, and the template and examples are sound."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from livingreview.bibliography.parsing import read_bib
from livingreview.files.yamlfile import read_yaml
from livingreview.library import schema
from livingreview.library.schema.documentation import EXAMPLES, schema_files

KINDS = sorted(schema.SHAPES)
SCHEMA_OF = {
    "references/sources": "entry",
    "references/trials": "trial",
    "seeds": "seed",
    "references/TEMPLATE.yml": "entry",
    "references/cohorts.yml": "cohorts",
    "references/review.yml": "review",
    "references/glossary.yml": "glossary",
    "references/excluded.yml": "excluded",
    "references/reporting.yml": "reporting",
}


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_made_file_is_current(root: Path, name: str) -> None:
    """What is committed is what `livingreview schema` writes today."""
    committed = (root / "references" / name).read_text(encoding="utf-8")
    assert committed == schema_files()[name], "run `make schema` and commit what it wrote"


def test_no_schema_is_left_over(root: Path) -> None:
    """A schema whose shape is gone does not stay behind."""
    there = {f"schema/{path.name}" for path in (root / "references" / "schema").iterdir()}
    assert there == {name for name in schema_files() if name.startswith("schema/")}


def texts(node: object, place: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every node of a schema that allows a text, with its place."""
    for name, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, dict | list):
            if isinstance(child, dict) and child.get("type") == "string":
                yield f"{place}/{name}", child
            yield from texts(child, f"{place}/{name}")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_bounds_every_text(kind: str) -> None:
    """Editors are told of each text how long it may be, what form it has, or which values."""
    rules = {"maxLength", "pattern", "enum", "const"}
    found = list(texts(schema.json_schemas()[kind], kind))
    assert found
    assert [place for place, node in found if not rules & node.keys()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_example_is_valid(kind: str) -> None:
    """The made-up example of each kind of file has the shape of its kind."""
    document, problems = read_yaml(EXAMPLES / f"{kind}.yml", EXAMPLES)
    assert problems == ()
    assert document is not None
    assert schema.validate(schema.SHAPES[kind], document)[1] == ()


def test_template_is_valid_where_it_is_copied_to(root: Path, tmp_path: Path) -> None:
    """A copy of the template under references/sources/ has the shape of an entry."""
    copy = tmp_path / "doe2020remission.yml"
    copy.write_bytes((root / "references" / "TEMPLATE.yml").read_bytes())
    document, problems = read_yaml(copy, tmp_path)
    assert problems == ()
    assert document is not None
    entry, problems = schema.validate(schema.Entry, document)
    assert problems == ()
    assert entry is not None


@pytest.mark.parametrize("kind", KINDS)
def test_example_holds_every_field(kind: str) -> None:
    """Every field of a kind of file, however deep, stands in its example."""
    text = (EXAMPLES / f"{kind}.yml").read_text(encoding="utf-8")
    top = schema.json_schemas()[kind]
    shapes = (top, *top.get("$defs", {}).values())
    names = {field for shape in shapes for field in shape["properties"]}
    assert [name for name in sorted(names) if f"{name}:" not in text] == []


def test_yaml_file_names_its_schema(living: Path) -> None:
    """A first line that names a schema names that of its file, so that editors can help.

    The template has one, and is copied to `references/sources/`; an entry may do without.
    """
    paths = [path for name in ("references", "seeds") for path in (living / name).rglob("*.yml")]
    wrong = []
    for path in paths:
        name = path.relative_to(living)
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        label, _, address = first.strip().partition("$schema=")
        if label != "# yaml-language-server: ":
            assert name.name != "TEMPLATE.yml"
            continue
        kind = SCHEMA_OF.get(name.as_posix()) or SCHEMA_OF[name.parent.as_posix()]
        start = living / "references/sources" if name.name == "TEMPLATE.yml" else path.parent
        if (start / address).resolve() != living / "references" / "schema" / f"{kind}.json":
            wrong.append(f"{name}: {address}")
    assert wrong == []


def test_first_steps_of_the_guide_are_valid(root: Path, tmp_path: Path) -> None:
    """The record and the entry that CONTRIBUTING shows to begin with are without fault."""
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^    ```(\w+)\n(.*?)^    ```", guide, re.MULTILINE | re.DOTALL))
    for language, name in (("bibtex", "doe2020remission.bib"), ("yaml", "doe2020remission.yml")):
        (tmp_path / name).write_text(textwrap.dedent(blocks[language]), encoding="utf-8")
    records, problems = read_bib(tmp_path / "doe2020remission.bib", tmp_path)
    assert ([record.key for record in records], problems) == (["doe2020remission"], ())
    document, problems = read_yaml(tmp_path / "doe2020remission.yml", tmp_path)
    assert document is not None
    assert (problems, schema.validate(schema.Entry, document)[1]) == ((), ())

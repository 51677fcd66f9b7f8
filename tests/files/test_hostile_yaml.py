"""Hostile YAML in every kind of file: problems with places, never a traceback."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

from livingreview.files.yamlfile import read_yaml
from livingreview.library import schema
from livingreview.library.checks import check_library
from livingreview.library.loading import load_library
from livingreview.problems import Problem
from places import DATA

HOSTILE = yaml.safe_load((DATA / "yaml" / "hostile.yml").read_text("utf-8"))
EXAMPLES = Path(schema.__file__).parent / "examples"
KINDS = {
    "entry": schema.Entry,
    "review": schema.Review,
    "cohorts": schema.Cohorts,
    "trial": schema.Trial,
    "seed": schema.Seed,
    "glossary": schema.Glossary,
}
LARGE = {
    "OVERLONG": "x" * 150_000,
    "LONG": "x" * 50_000,
    "DEEPLISTS": "a: " + "[" * 5_000 + "]" * 5_000,
    "DEEPMAPPINGS": "{a: " * 2_000 + "1" + "}" * 2_000,
    "DEEPBLOCKS": "".join(" " * depth + "a:\n" for depth in range(500)),
}


def made(case: str, example: str) -> str:
    """Do to an example what a case says."""
    key = next(line for line in example.splitlines() if line[:1].isalpha()).partition(":")[0]
    for name, text in (*LARGE.items(), ("KEY", key)):
        case = case.replace(name, text)
    for mark, end in (("CRLF", "\r\n"), ("CR", "\r")):
        if case.startswith(mark):
            return case.removeprefix(mark).replace("$", example).replace("\n", end)
    return case.replace("$", example)


def read(folder: Path, kind: str, text: str) -> tuple[Problem, ...]:
    """Read a text as a file of a kind; return its problems."""
    path = folder / "x.yml"
    path.write_text(text, encoding="utf-8", newline="")
    document, problems = read_yaml(path, folder)
    return problems if document is None else schema.validate(KINDS[kind], document)[1]


def example(kind: str) -> str:
    """Return the example of a kind of file, which holds every field."""
    return (EXAMPLES / f"{kind}.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", HOSTILE["refused"])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_file_is_a_problem_with_its_place(tmp_path: Path, kind: str, case: str) -> None:
    """What is done to a file is told with a line that the file has, in a few words."""
    text = made(HOSTILE["refused"][case], example(kind))
    problems = read(tmp_path, kind, text)
    assert problems
    for problem in problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert len(str(problem)) < 500


@pytest.mark.parametrize("case", HOSTILE["allowed"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_ways_to_write_a_file_are_read(tmp_path: Path, kind: str, case: str) -> None:
    """Marks of a document and line ends of other systems change nothing."""
    assert read(tmp_path, kind, made(HOSTILE["allowed"][case], example(kind))) == ()


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the places of all values of a file, of a list its first."""
    yield at
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:1]):
            yield from places(value, (*at, index))


def written(data: Any, at: tuple[Any, ...], value: str) -> str:
    """Write a file in flow style with another value in one place, as it stands."""
    if at == ():
        return value
    if isinstance(data, dict):
        parts = (
            f"{json.dumps(key)}: {written(item, at[1:] if key == at[0] else ('',), value)}"
            for key, item in data.items()
        )
        return f"{{{', '.join(parts)}}}"
    if isinstance(data, list):
        parts = (
            written(item, at[1:] if index == at[0] else ("",), value)
            for index, item in enumerate(data)
        )
        return f"[{', '.join(parts)}]"
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("kind", KINDS)
def test_odd_value_in_any_place_raises_nothing(tmp_path: Path, kind: str) -> None:
    """Numbers out of bounds, words for numbers, lists for texts: taken, or told with the place."""
    (tmp_path / "x.yml").write_text(example(kind), encoding="utf-8")
    document, _ = read_yaml(tmp_path / "x.yml", tmp_path)
    assert document is not None
    values = list(HOSTILE["values"])
    # `make test` tries a quarter of the values in each place, others in the next: all in each kind.
    step = 4 if settings.get_current_profile_name() == "test" else 1
    for number, at in enumerate(places(document.data)):
        for value in values[number % step :: step]:
            problems = read(tmp_path, kind, written(document.data, at, value))
            assert all(problem.line == 1 for problem in problems), (at, value)


@pytest.mark.parametrize("value", ["index", "x" * 70 + "nd", "2020lu", "lu2020", "Lu2020Word"])
def test_rule_for_keys_is_one(tmp_path: Path, value: str) -> None:
    """A key is right or wrong in every place: as file, in a seed, in lists of keys."""
    review = Path(shutil.copytree(DATA / "review", tmp_path / "review"))
    is_right = value == "lu2020"
    base = review / "references" / "sources" / value
    base.with_suffix(".bib").write_text(
        f"@misc{{{value}, title={{Of keys}}, year=2020, howpublished={{x}}}}\n", encoding="utf-8"
    )
    base.with_suffix(".yml").write_text(
        "kind: review\ntopics: [healing]\nread: abstract\n"
        "extracted: {date: 2024-05-01, by: maintainers}\n",
        encoding="utf-8",
    )
    loaded = load_library(review)
    assert (not [*loaded.problems, *check_library(loaded)]) == is_right
    seed = f"source: {value}\nclaims: [{{id: a, topics: [b], statement: c}}]\n"
    assert (read(tmp_path, "seed", seed) == ()) == is_right


@pytest.mark.parametrize(
    ("day", "is_right"),
    [("2024", True), ("2024-02", True), ("2024-02-29", True), ("2023-02-29", False),
     ("2026-02-31", False), ("2026-13", False), ("2026-1-2", False), ("20261122", False)],
)  # fmt: skip
def test_day_is_one_of_the_calendar(tmp_path: Path, day: str, is_right: bool) -> None:  # noqa: FBT001 - a case
    """A date may lack day or month, and what it has exists: files date themselves by it."""
    text = example("entry").replace("{date: 2020-06-01,", f"{{date: {day},")
    assert f"{{date: {day}," in text
    assert (read(tmp_path, "entry", text) == ()) == is_right

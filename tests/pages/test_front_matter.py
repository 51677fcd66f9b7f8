"""Front matter: what check says of it, build says too, and what check passes is built."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from livingreview.cli import main
from places import DATA

CASES = yaml.safe_load((DATA / "front-matter.yml").read_text(encoding="utf-8"))
# Too long to be typed in a case.
LONG = {
    "<endless>": "m" * 5000,
    "<deep>": "[" * 60 + "]" * 60,
    "<many>": "".join(f"key{n}: {n}\n" for n in range(4000)),
}


def page_of(name: str) -> str:
    """Name the page of a case."""
    return name.replace(" ", "-")


def write(folder: Path, kind: str) -> Path:
    """Make a review with a page for each case of a kind."""
    review = Path(shutil.copytree(DATA / "review", folder / "review"))
    for name, (text, _) in CASES[kind].items():
        for word, long in LONG.items():
            text = text.replace(word, long)
        page = review / "docs" / f"{page_of(name)}.md"
        page.write_bytes(text.encode())
    return review


def run(review: Path, command: str) -> Result:
    """Run a command on a review; a traceback fails the test."""
    return CliRunner().invoke(main, ["--root", str(review), command], catch_exceptions=False)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Check and build the sound pages, and give the site."""
    review = write(tmp_path_factory.mktemp("sound"), "sound")
    assert run(review, "check").stdout.startswith("no problems")
    built = run(review, "build")
    assert built.exit_code == 0, built.stderr
    return review / "site"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """Check and build the faulty pages, and give the lines that each prints."""
    review = write(tmp_path_factory.mktemp("faulty"), "faulty")
    checked, built = run(review, "check"), run(review, "build")
    assert (checked.exit_code, built.exit_code) == (1, 1)
    return checked.stdout.splitlines(), built.stderr.splitlines()


@pytest.mark.parametrize("name", CASES["sound"])
def test_sound_front_matter_is_built(sound: Path, name: str) -> None:
    """A page's title and words reach its HTML as text; no line of it is lost."""
    html = (sound / page_of(name) / "index.html").read_text(encoding="utf-8")
    assert CASES["sound"][name][1] in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("name", CASES["faulty"])
def test_faulty_front_matter_is_named(faulty: tuple[list[str], list[str]], name: str) -> None:
    """Each fault is a line with its place, the same from check and build."""
    begin = f"docs/{page_of(name)}.md:"
    checked, built = ([line for line in lines if line.startswith(begin)] for lines in faulty)
    assert checked == built
    assert len(checked) == len(CASES["faulty"][name][1])
    for line, words in zip(checked, CASES["faulty"][name][1], strict=True):
        assert line.removeprefix(begin).startswith(words)

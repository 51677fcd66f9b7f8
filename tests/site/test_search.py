"""The search index: what is indexed, what is left out, and how a failure shows."""

import gzip
from pathlib import Path

import pytest

from livingreview.problems import MachineError
from livingreview.site import search_index as search

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav>navigation</nav><article {mark}><h1>{title}</h1><p>{text}</p></article></body></html>"""


def write_page(site: Path, name: str, text: str, mark: str = "data-pagefind-body") -> None:
    """Write one built page into `site`."""
    page = site / name / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.format(title=name.title(), text=text, mark=mark), encoding="utf-8")


def indexed_text(site: Path) -> str:
    """Return the text of every page that the index keeps for its excerpts."""
    fragments = sorted((site / "pagefind" / "fragment").iterdir())
    return "\n".join(gzip.decompress(part.read_bytes()).decode("utf-8") for part in fragments)


def test_build_index_counts_pages_with_a_body(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Only pages that carry the body mark are counted, and success prints nothing."""
    write_page(tmp_path, "efficacy", "Remission in most patients.")
    write_page(tmp_path, "safety", "Fever in many.")
    write_page(tmp_path, "lost", "No such page.", mark="")
    assert search.build_index(tmp_path) == 2
    assert capfd.readouterr() == ("", "")
    assert "No such page" not in indexed_text(tmp_path)


def test_build_index_leaves_out_citations_and_references(tmp_path: Path) -> None:
    """Citation numbers, reference lists and cite boxes are never found or quoted."""
    write_page(
        tmp_path,
        "efficacy",
        'Remission<span class="lr-cite">[77]</span> lasts.</p>'
        '<ol class="lr-references"><li>Zeldovich 2021</li></ol>'
        '<section class="lr-citethis">@misc{quoted}</section><p>',
    )
    search.build_index(tmp_path)
    text = indexed_text(tmp_path)
    assert "lasts" in text
    assert [word for word in ("77", "Zeldovich", "quoted", "navigation") if word in text] == []


def test_build_index_replaces_an_earlier_index(tmp_path: Path) -> None:
    """Nothing of a former run stays behind in the bundle."""
    write_page(tmp_path, "efficacy", "Remission.")
    stale = tmp_path / "pagefind" / "fragment" / "old.pf_fragment"
    stale.parent.mkdir(parents=True)
    stale.touch()
    search.build_index(tmp_path)
    assert not stale.exists()


def test_build_index_of_an_empty_folder_says_what_was_printed(tmp_path: Path) -> None:
    """A run that indexes nothing is an error with the program's own words."""
    with pytest.raises(MachineError, match=r"indexed no page of .*(?s:.*)did not contain any html"):
        search.build_index(tmp_path)


def test_build_index_without_the_program_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing program is reported with what to install."""
    monkeypatch.setattr(search, "get_executable", lambda: None)
    with pytest.raises(MachineError, match=r"install the package pagefind\[bin\]"):
        search.build_index(tmp_path)

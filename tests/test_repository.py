"""What the repository promises beside its code: pinned tools, marked files, links that lead on."""

import re
from pathlib import Path

import pytest
import yaml

# Documents whose links are followed; those of docs/ are followed on the built site.
DOCUMENTS = (
    "README.md", "CONTRIBUTING.md", "GOVERNANCE.md", "SECURITY.md", "CODE_OF_CONDUCT.md",
    "CHANGELOG.md", "changelog.d/README.md",
)  # fmt: skip


def test_every_action_is_pinned_by_its_commit(root: Path) -> None:
    """A workflow names an action by the hash of a commit, with its version in a comment."""
    uses = [
        (path.name, line.strip())
        for path in sorted((root / ".github" / "workflows").glob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\buses:", line)
    ]
    pinned = re.compile(r"(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert uses
    assert [use for use in uses if not pinned.fullmatch(use[1])] == []


def test_every_hook_is_pinned_by_its_commit(root: Path) -> None:
    """A hook from elsewhere is named by the hash of a commit; the others are our own."""
    repositories = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    revisions = [each["rev"] for each in repositories if each["repo"] != "local"]
    assert revisions
    assert [rev for rev in revisions if not re.fullmatch(r"[0-9a-f]{40}", rev)] == []


def test_made_files_are_marked(root: Path) -> None:
    """Each line of .gitattributes that marks files as generated matches one at least."""
    text = (root / ".gitattributes").read_text(encoding="utf-8")
    patterns = re.findall(r"^(\S+) linguist-generated$", text, re.MULTILINE)
    assert patterns
    assert [pattern for pattern in patterns if not list(root.glob(pattern))] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_of_a_document_lead_to_files(root: Path, name: str) -> None:
    """A relative link of a document leads to a file of the repository and a heading in it."""
    place = root / name
    broken = []
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", place.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = (place.parent / path) if path else place
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of a Markdown file: those it gives, or its headings as GitHub has them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    given = {match[1] for text in headings if (match := re.search(r"\{ #([\w-]+) \}$", text))}
    return given | {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}

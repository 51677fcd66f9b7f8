"""The comment on a pull request: its text may come from anybody, and acts on nobody."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pypandoc
import pytest

from changed_review import HOSTILE

# What GitHub finds in finished text, after its Markdown.
FOUND_AFTERWARDS = r"(?<!\w)@[a-z0-9]|#\d|\bGH-\d|:[\w+-]+:"
GH = """#!/usr/bin/env bash
# Answer as `gh` would, and note what is sent.
printf '%s\\n' "$*" >> "$NOTES"
case "$*" in
  *issues/7/comments*--jq*) echo "$KNOWN" ;;
  *pulls*) echo "$NUMBER" ;;
esac
while [ $# -gt 0 ]; do
  if [ "$1" = --input ]; then cp "$2" "$NOTES.json"; fi
  shift
done
"""


def harmless(root: Path, text: str) -> str:
    """Return the body of a comment with a text."""
    done = subprocess.run(
        [sys.executable, root / ".ci/harmless", "MARK"],
        input=text.encode(), capture_output=True, check=True,
    )  # fmt: skip
    mark, _, body = str(json.loads(done.stdout)["body"]).partition("\n")
    assert mark == "MARK"
    return body


def rendered(markdown: str) -> str:
    """Return the HTML that a reader of GitHub's Markdown makes."""
    return str(pypandoc.convert_text(markdown, "html", "gfm", extra_args=["--wrap=none"]))


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "&#64;everyone &commat;everyone &#x40;x",
        r"\\[l](https://x.example) \[a] \\![i](x)",
        "[a]: https://x.example\n\n[a] ![a] <https://x.example> <a@x.example>",
        r"\\<img src=x> <IMG SRC=x> <details open ontoggle=x> <svg/onload=x>",
        "<!-- --><script>x</script>\n\n<a href=x>y</a>",
        "`\\`[l](https://x.example) `` ` ``[l](x)",
        "https\\://x.example http:/\\/x WWW.x.example ftp://x",
        "[^1]\n\n[^1]: https://x.example",
    ],
)
def test_text_of_anybody_acts_on_nobody(root: Path, text: str) -> None:
    """Whatever the first workflow left, nothing in the comment leads anywhere or calls anybody."""
    page = rendered(harmless(root, text))
    tags = re.findall("<[^>]*>", page)
    assert {re.sub(r"\W", "", tag.split()[0]) for tag in tags} <= {
        "p", "code", "strong", "em", "del", "details",
    }  # fmt: skip
    words = html.unescape(re.sub("<[^>]*>", "", page))
    assert not re.search(FOUND_AFTERWARDS, words, re.IGNORECASE), words


def test_summary_reads_as_before(root: Path) -> None:
    """What the command writes is shown with the same words, folds and tables."""
    summary = (root / "tests/data/golden/comparison/summary.md").read_text(encoding="utf-8")
    before, after = rendered(summary), rendered(harmless(root, summary))
    assert after.replace("\u2060", "") == before.replace("\u2060", "")


@pytest.mark.parametrize(
    ("number", "known", "sent"),
    [
        ("7", "", "api --method POST repos/o/r/issues/7/comments"),
        ("7", "11", "api --method PATCH repos/o/r/issues/comments/11"),
        ("", "", ""),
    ],
)
def test_one_comment_is_kept(
    root: Path, tmp_path: Path, number: str, known: str, sent: str
) -> None:
    """The first text is posted, a later one replaces it; a closed pull request gets none."""
    programs, notes = tmp_path / "bin", tmp_path / "notes"
    programs.mkdir()
    (programs / "gh").write_text(GH, encoding="utf-8")
    (programs / "gh").chmod(0o755)
    text = tmp_path / "summary.md"
    text.write_text("**One estimate moves.** @everyone\n", encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}", "NOTES": str(notes), "NUMBER": number,
        "KNOWN": known, "REPOSITORY": "o/r", "OWNER": "fork", "BRANCH": "b", "COMMIT": "c" * 40,
    }  # fmt: skip
    subprocess.run([root / ".ci/comment", text], env=environment, check=True, capture_output=True)
    calls = notes.read_text(encoding="utf-8").splitlines()
    assert "-f head=fork:b" in calls[0]
    posted = [call.partition(" --input")[0] for call in calls if "--input" in call]
    assert posted == ([sent] if sent else [])
    if sent:
        body = json.loads(Path(f"{notes}.json").read_text(encoding="utf-8"))["body"]
        assert body == "<!-- livingreview diff -->\n**One estimate moves.** @\u2060everyone\n"


def test_link_is_not_posted(root: Path, tmp_path: Path) -> None:
    """A link in place of the text is refused, wherever it leads."""
    link = tmp_path / "summary.md"
    link.symlink_to("/etc/hostname")
    done = subprocess.run([root / ".ci/comment", link], capture_output=True, text=True, check=False)
    assert (done.returncode, "must be an ordinary file" in done.stderr) == (1, True)

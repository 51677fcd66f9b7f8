"""A revision of a git repository, written into a temporary folder; the checkout is not touched.

Git is asked for its objects alone (`rev-parse`, `ls-tree`, `cat-file`). No hook, filter or other
program that a repository configures runs, and nothing is fetched.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from livingreview.problems import MachineError, allowed, printable

# A revision with more bytes in a review is not written out.
MOST_BYTES = 1_000_000_000
# Variables by which a caller of ours, such as a hook of git, would point it elsewhere.
_OF_CALLERS = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
)  # fmt: skip
# No protocol has this name, so git can fetch nothing that a partial clone lacks.
_OURS = {"GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_LINK, _MODULE = "120000", "160000"


class PlaceError(Exception):
    """An error in naming what to compare; its message is one line with the repair."""


@dataclass(frozen=True, slots=True)
class _Blob:
    """A file of a revision: its mode, its object and its path in the repository."""

    mode: str
    object: str
    path: str


@contextmanager
def opened(name: str, root: Path, what: str) -> Iterator[Path]:
    """Give the folder of the review that `name` means: a revision of the review below `root`.

    A name that is no revision may be a folder, from the current one. `what` is BASE or HEAD.

    Raises
    ------
    PlaceError
        If it is neither, or holds no review.
    MachineError
        If git is needed and is not installed.
    """
    folder = Path(name)
    commit, prefix = _revision(name, root)
    if commit:
        with tempfile.TemporaryDirectory(prefix="livingreview-") as work:
            _write(root, commit, prefix, Path(work))
            review = Path(work).resolve() / prefix
            if not _holds_review(review):
                raise PlaceError(
                    f"{what} must hold a review: references/review.yml was not found in "
                    f"{prefix or 'the root folder'} of the revision {name!r}"
                )
            yield review
        return
    if not folder.is_dir():
        raise PlaceError(f"{what} must be {_wanted(root, name)}")
    if not _holds_review(folder):
        got = "a folder without these" if any(folder.iterdir()) else "an empty folder"
        raise PlaceError(
            f"{what} must hold a review: mkdocs.yml, docs/ and references/ (got {name!r}, {got})"
        )
    yield folder.resolve()


def _revision(name: str, root: Path) -> tuple[str, str]:
    """Return the commit that a name means, and where the review is in it; "" if it means none.

    A folder needs no git.
    """
    if _is_path(name):
        return "", ""
    try:
        prefix = _prefix(root)
    except MachineError:
        if Path(name).is_dir():
            return "", ""
        raise
    return ("", "") if prefix is None else (_commit(root, name), prefix)


def since_parting(root: Path, base: str, head: str = "HEAD") -> tuple[int, str]:
    """Return how many commits `base` has that `head` lacks, and where they parted, shortened."""
    one, _ = _revision(base, root)
    two, _ = _revision(head, root) if one else ("", "")
    if not two:
        return 0, ""
    parted = _git(root, "merge-base", one, two)
    count = _git(root, "rev-list", "--count", f"{two}..{one}")
    short = _git(root, "rev-parse", "--short", parted.stdout.decode().strip() or two)
    if parted.returncode or count.returncode or short.returncode:
        return 0, ""
    return int(count.stdout), short.stdout.decode().strip()


def _is_path(name: str) -> bool:
    """Return whether a name can only be a folder's: `.`, `./x`, `/x`."""
    return (
        name in (".", "..") or name.startswith(("./", "../", "/", "~")) or Path(name).is_absolute()
    )


def _holds_review(folder: Path) -> bool:
    return (folder / "references" / "review.yml").is_file()


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of git's commands on objects below `root`."""
    try:
        return subprocess.run(
            _command(root, words), env=_environment(), capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise MachineError(
            "git must be installed to read a revision (it was not found): install it, or name "
            "two folders"
        ) from error


def _command(root: Path, words: Sequence[str]) -> list[str]:
    return ["git", "-C", str(root), "-c", "core.fsmonitor=false", *words]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_CALLERS}
    return kept | _OURS


def _prefix(root: Path) -> str | None:
    """Return where the review is in its repository, such as `sub/`; None if it is in none."""
    done = _git(root, "rev-parse", "--show-prefix")
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    words = done.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in words:
        return None
    raise MachineError(f"git must be able to read {root} ({printable(' '.join(words.split()))})")


def _commit(root: Path, name: str) -> str:
    """Return the commit that a name means, "" if it means none."""
    if not name or name.startswith("-") or "\0" in name:
        return ""
    done = _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def _wanted(root: Path, name: str) -> str:
    """Return what a name must be that is neither a revision nor a folder."""
    if _is_path(name):
        return f"a folder that exists (got {name!r})"
    if _prefix(root) is None:
        return (
            f"a folder that exists (got {name!r}; {root} is in no git repository, so it has no "
            "revisions: name two folders, or run git init)"
        )
    listed = _git(root, "for-each-ref", "--format=%(refname:short)")
    names = sorted(listed.stdout.decode("utf-8", "replace").split())
    hint = allowed(name, names)
    shallow = _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    more = "; this clone is shallow: git fetch --unshallow brings the rest" if shallow else ""
    return f"a branch, tag, commit or folder that exists (got {name!r}{hint}{more})"


def _write(root: Path, commit: str, prefix: str, target: Path) -> None:
    """Write the files of a revision that a review may be made of into a folder."""
    blobs = list(_blobs(root, commit, prefix))
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{blob.object}\n" for blob in blobs).encode())
        wanted.seek(0)
        command = _command(root, ("cat-file", "--batch"))
        with subprocess.Popen(
            command, env=_environment(), stdin=wanted, stdout=subprocess.PIPE
        ) as git:
            assert git.stdout is not None  # noqa: S101 - it was asked for
            links: list[tuple[Path, bytes]] = []
            for blob in blobs:
                header = git.stdout.readline().split()
                if len(header) != 3:
                    raise _incomplete(blob.path)
                content = git.stdout.read(int(header[2]) + 1)[:-1]
                place = target / blob.path
                if blob.mode == _LINK:
                    links.append((place, content))
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
    for place, content in links:  # last, so that no file is written through a link
        place.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(place) and b"\0" not in content:
            place.symlink_to(os.fsdecode(content))


def _blobs(root: Path, commit: str, prefix: str) -> Iterator[_Blob]:
    """Yield the files of a revision below `prefix`, and YAML files elsewhere.

    mkdocs.yml may inherit from a file outside the review.
    """
    done = _git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    total = 0
    for row in done.stdout.split(b"\0"):
        head, _, raw = row.partition(b"\t")
        if not raw:
            continue
        mode, _, name, size = head.decode().split()
        path = os.fsdecode(raw)
        is_wanted = path.startswith(prefix) or path.endswith((".yml", ".yaml"))
        if mode == _MODULE or not is_wanted or not _is_plain(path):
            continue
        if not size.isdigit():
            raise _incomplete(path)
        total += int(size)
        if total > MOST_BYTES:
            most = f"{MOST_BYTES // 1_000_000:,} MB"
            raise PlaceError(f"the review of a revision must have at most {most} of files")
        yield _Blob(mode, name, path)


def _incomplete(path: str) -> PlaceError:
    return PlaceError(
        f"the revision must be complete (its file {printable(path)} is not in this clone): fetch "
        "it first"
    )


def _is_plain(path: str) -> bool:
    """Return whether a path stays in its folder; a made-up tree can hold any name."""
    return not any(
        part in ("", ".", "..") or part.lower() == ".git" or "\\" in part or ":" in part
        for part in path.split("/")
    )

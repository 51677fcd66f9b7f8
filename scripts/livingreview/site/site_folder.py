"""The folder that a site is built into: whether it may be replaced, and how it is replaced.

A build marks its folder with a file; apart from empty folders, only marked ones are replaced or
removed. While a build runs, `.site-lock` and `.site-PID` (the unfinished site) are next to `site/`.
"""

import ctypes
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from livingreview.problems import MachineError, cause

MARKER = ".livingreview"
_MARK = "This folder was built by livingreview. The next build replaces it whole.\n"
# Sites built before there was a marker are recognised by files that no other program writes.
_UNMARKED = ("assets/livingreview/livingreview.css", "data/datapackage.json")
# The folders in which a review is written; no site is built there, even if nothing would be lost.
_WRITTEN = ("docs", "references", "seeds", "scripts", ".git")
_OTHER = "choose another folder, such as site/"


def refusal(target: Path, root: Path) -> str:
    """Return why a build of the review below `root` may not replace `target`; "" if it may.

    The text follows the folder's name in a message and begins with `must`.
    """
    try:
        if target.is_symlink():
            return f"must be a folder, not a link: {_OTHER}"
        resolved = target.resolve()
        if any(_is_same(folder, resolved) for folder in (root, *root.parents)):
            return f"must not be the review's own folder or a folder that contains it: {_OTHER}"
        for folder in (resolved, *resolved.parents):
            if folder.exists() and not folder.is_dir():
                return f"must be a folder (got a file, {folder}): {_OTHER}"
            for name in _WRITTEN:
                if _is_same(folder, root / name) or folder.name == ".git":
                    return f"must not be {folder.name}/ of the review or inside it: {_OTHER}"
        if not target.exists():
            return ""
        names = sorted(path.name for path in target.iterdir())
    except (OSError, RuntimeError) as error:
        return f"must be a folder that can be read ({cause(error)}): {_OTHER}"
    kept = [name for name in (".git", "mkdocs.yml") if name in names]
    if kept:
        return f"must hold nothing but a built site (got {kept[0]} in it): {_OTHER}"
    is_default = _is_same(resolved.parent, root) and target.name == "site"
    if not names or is_marked(target) or (is_default and _is_unmarked_site(target)):
        return ""
    return (
        "must be a folder that livingreview built, an empty one, or one that does not exist yet "
        f"(got one with {names[0]} in it and without {MARKER}, the mark of a build): "
        f"{_OTHER}, or remove this one yourself if nothing in it is needed"
    )


def mark(folder: Path) -> None:
    """Mark a folder as built by livingreview, so that a later build may replace it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(_MARK, encoding="utf-8", newline="\n")


def is_marked(folder: Path) -> bool:
    """Return whether a folder was built by livingreview."""
    path = folder / MARKER
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == _MARK.encode()
    except OSError:
        return False


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Provide a new folder next to `target` to build in, and remove it at the end.

    No other build into `target` can run meanwhile; what interrupted builds left is removed.

    Raises
    ------
    MachineError
        If another build into `target` is running, or the folder can't be written.
    """
    with ExitStack() as held:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            held.callback(_sweep_lock, target)
            held.enter_context(_locked(target))
            _recover(target)
            work = target.with_name(f".{target.name}-{os.getpid()}")
            held.callback(shutil.rmtree, work, ignore_errors=True)
            mark(work)
        except OSError as error:
            message = f"{target}: must be a folder that can be written ({cause(error)})"
            raise MachineError(message) from error
        yield work


def put_in_place(work: Path, target: Path) -> None:
    """Replace `target` by a finished folder, without a moment in which there is none.

    If the system can't swap two folders and the program is killed between the two steps, the older
    folder is left next to `target`; the next build puts it back.
    """
    if not target.exists():
        work.rename(target)
    elif not _swap(work, target):
        old = work.with_name(f"{work.name}-old")
        target.rename(old)
        work.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _sweep_lock(target: Path) -> None:
    """Remove the lock's file if nobody holds it: an interrupt can fall right after its creation."""
    if target.with_name(f".{target.name}-lock").exists():
        with suppress(OSError, MachineError), _locked(target):
            pass


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Hold the lock of a folder; the lock's file is removed at the end."""
    path = target.with_name(f".{target.name}-lock")
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MachineError(
                    f"{target}: another build into this folder is running; wait for it to end"
                ) from None
            # The previous holder may have removed the file between our two calls.
            if not (path.exists() and os.path.samestat(os.fstat(lock), path.stat())):
                continue
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return
        finally:
            os.close(lock)


def _recover(target: Path) -> None:
    """Put back a site that a killed build had moved aside; remove what such builds left."""
    name = re.compile(rf"\.{re.escape(target.name)}-([0-9]+)(-old)?")
    for path in sorted(target.parent.iterdir()):
        found = name.fullmatch(path.name)
        if found and _is_ours(path) and not _is_another_process(int(found[1])):
            if found[2] and not target.exists():
                path.rename(target)
            else:
                shutil.rmtree(path, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return is_marked(folder) or _is_unmarked_site(folder) or not any(folder.iterdir())


def _is_unmarked_site(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _UNMARKED)


def _is_another_process(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to the same folder, also on disks that ignore case."""
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def _swap(one: Path, other: Path) -> bool:
    """Swap two folders in one step; return False if the system can't."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)  # Linux; Python has no call for it
    if rename is None:
        return False
    here, exchange = ctypes.c_int(-100), ctypes.c_uint(2)  # AT_FDCWD, RENAME_EXCHANGE
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)

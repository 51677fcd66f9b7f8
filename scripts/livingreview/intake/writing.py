"""The writing of new files, each in one step."""

from collections.abc import Mapping
from pathlib import Path


def write_whole(root: Path, files: Mapping[str, str]) -> None:
    """Write texts to paths below `root`: each to a temporary file first, then all renamed."""
    ready: list[tuple[Path, Path]] = []
    try:
        for name, text in files.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            work = target.with_name(f".{target.name}.part")
            ready.append((work, target))
            work.write_text(text, encoding="utf-8", newline="\n")
        for work, target in ready:
            work.replace(target)
    finally:
        for work, _ in ready:
            if work.is_file():
                work.unlink()

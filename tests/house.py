"""The structure of the package, read from its code: wings, their imports, and a picture of them.

`make house` writes the picture that docs/development.md shows; the architecture tests read the
same imports and fail if the picture or the table no longer fits the code.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from places import PACKAGE, ROOT

PICTURE = ROOT / "docs" / "assets" / "drawings" / "house.svg"

# Drawings are at most 320 units wide, so that their text can be read on a phone.
WIDTH, FLOOR, BOX = 320, 66, 30
TEXT = 'font-family="sans-serif" font-size="14" text-anchor="middle"'


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every file of the package with its wing: a folder, or a module beside the folders."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] not in ("__init__", "__main__"):
            yield parts[0], path


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what a file imports, wherever in it: the module, and the name taken from it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}: imports must be absolute")
            yield from ((str(node.module), name.name) for name in node.names)


def wing_imports(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what a file imports from the package: the wing, the module, the name."""
    for module, name in imports(path):
        root, _, rest = module.partition(".")
        if root == "livingreview":
            full = rest or name
            yield full.split(".")[0], full, name if rest else ""


@cache
def arrows() -> dict[str, frozenset[str]]:
    """Return for each wing the wings that it imports from."""
    found: dict[str, set[str]] = {}
    for wing, path in modules():
        found.setdefault(wing, set()).update(other for other, _, _ in wing_imports(path))
    return {wing: frozenset(others - {wing}) for wing, others in found.items()}


def floors() -> list[list[str]]:
    """Return the wings by floor: each stands one above the highest wing that it imports from."""
    level: dict[str, int] = {}

    def height(wing: str, seen: tuple[str, ...] = ()) -> int:
        if wing in seen:
            raise ValueError(f"wings import in a circle: {' -> '.join((*seen, wing))}")
        if wing not in level:
            level[wing] = 1 + max((height(w, (*seen, wing)) for w in arrows()[wing]), default=0)
        return level[wing]

    for wing in sorted(arrows()):
        height(wing)
    return [
        sorted(w for w, n in level.items() if n == floor) for floor in sorted(set(level.values()))
    ]


def drawn_arrows() -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others: from a wing to one that it imports."""

    @cache
    def below(wing: str) -> frozenset[str]:
        return arrows()[wing].union(*(below(other) for other in arrows()[wing]))

    return [
        (wing, other)
        for wing in sorted(arrows())
        for other in sorted(arrows()[wing])
        if not any(other in below(third) for third in arrows()[wing] - {other})
    ]


def picture() -> str:
    """Return the picture of the wings: each above those that it imports, with lines to them."""
    rows = floors()
    height = FLOOR * len(rows) + 10
    boxes: dict[str, tuple[float, float, float]] = {}
    for floor, wings in enumerate(rows):
        widths = [len(wing) * 8 + 14 for wing in wings]
        gap = (WIDTH - sum(widths)) / (len(wings) + 1)
        left = gap
        for wing, width in zip(wings, widths, strict=True):
            boxes[wing] = (left, height - 10 - FLOOR * floor - BOX, width)
            left += width + gap
    lines = []
    for wing, other in drawn_arrows():
        (x, y, w), (x2, y2, w2) = boxes[wing], boxes[other]
        start, end = x + w / 2, x2 + w2 / 2
        lines.append(
            f'<path class="line-0" d="M{start:.1f} {y + BOX:.1f} L{end:.1f} {y2 - 3:.1f}" '
            'stroke="#6b7280" fill="none" stroke-width="1.2"/>'
            f'<circle class="solid-0" cx="{end:.1f}" cy="{y2 - 3:.1f}" r="3" fill="#6b7280"/>'
        )
    for wing, (x, y, w) in boxes.items():
        lines.append(
            f'<rect class="soft-1" x="{x:.1f}" y="{y:.1f}" width="{w}" height="{BOX}" rx="5" '
            f'fill="#dceceb" stroke="#4a8f8a"/><text class="ink" x="{x + w / 2:.1f}" '
            f'y="{y + 20:.1f}" {TEXT}>{wing}</text>'
        )
    words = "; ".join(
        f"{wing} imports {', '.join(sorted(arrows()[wing])) or 'nothing'}"
        for floor in reversed(rows)
        for wing in floor
    )
    description = (
        "A line leads down from a wing to one that it imports; imports that follow from other "
        f"lines are not drawn. {words}."
    )
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
        "<title>The wings of the package</title>",
        f"<desc>{description}</desc>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *lines,
        "</svg>",
        "",
    ))  # fmt: skip


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {PICTURE.relative_to(ROOT)}\n")

"""What came of mutants: verdicts as they are kept, and who survived, wing by wing."""

import difflib
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EXPLAINED = Path("tests/data/mutants.toml")

Mutant = dict[str, Any]


def known(verdicts: Path) -> dict[str, str]:
    """Read the verdicts of earlier runs; a line that was cut off is none."""
    lines = verdicts.read_text(encoding="utf-8").splitlines() if verdicts.exists() else []
    pairs = (line.split(" ") for line in lines)
    return {pair[0]: pair[1] for pair in pairs if pair[1:] in (["killed"], ["survived"])}


def score(root: Path, mutants: Sequence[Mutant], found: dict[str, str]) -> float:
    """Print who survived and a table of the wings; return the share of mutants that is killed.

    An explained mutant is not counted.
    """
    explained = tomllib.loads((root / EXPLAINED).read_text(encoding="utf-8"))
    rows: dict[str, list[int]] = {}
    for mutant in mutants:
        row = rows.setdefault(mutant["wing"], [0, 0, 0])
        survived = found[mutant["id"]] == "survived"
        row[2 if mutant["id"] in explained else int(survived)] += 1
        if mutant["id"] in explained and not survived:
            sys.stdout.write(f"{EXPLAINED}: a test notices {mutant['id']}; take its line out\n")
        elif mutant["id"] not in explained and survived:
            sys.stdout.write(shown(root, mutant))
    sys.stdout.write(f"\n{'wing':14}{'killed':>8}{'survived':>10}{'explained':>11}{'score':>8}\n")
    for wing, (killed, survived, reason) in [
        *rows.items(),
        ("all", map(sum, zip(*rows.values(), strict=True))),
    ]:
        share = killed / max(killed + survived, 1)
        sys.stdout.write(f"{wing:14}{killed:8}{survived:10}{reason:11}{share:8.0%}\n")
    return share


def shown(root: Path, mutant: Mutant) -> str:
    """Return a mutant as a diff below its id and place."""
    old = (root / mutant["path"]).read_text(encoding="utf-8").splitlines()
    lines = list(difflib.unified_diff(old, mutant["code"].splitlines(), n=0, lineterm=""))[3:]
    return "\n".join((f"{mutant['id']} {mutant['path']}:{mutant['line']}", *lines)) + "\n"

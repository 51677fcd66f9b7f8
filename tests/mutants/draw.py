"""Mutants of the package, one small change each, printed as JSON, one per line.

mutmut says how code is changed: its table of mutators is all that is used of it. Its own runner
passes over tables outside of functions and over decorated functions, which decide here what goes
out to citers, and knows no sample; so the code is walked here. Three kinds of change are added:
an element left out of a list, a statement left out, a condition that always or never holds.

What changes nothing that a test should hold does not count: type annotations, `__all__`,
decorators, docstrings, wording (a text with a space in it), None as an empty text.
`make mutants` runs this in an environment of its own (uv), `run` tries what it prints.
"""

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_if_exp

ROOT = Path(__file__).parent.parent.parent
EXPLAINED = Path("tests/data/mutants.toml")
WINGS = ("synthesis", "downloads", "pages", "library", "bibliography", "statistics")


@dataclass(frozen=True)
class Mutant:
    """One change of one module; its id stays while the function around it keeps this code.

    `function` is the outermost one around it, empty for code that runs at import; `kept` says
    that the function's results are cached, so that not every test which needs it calls it.
    """

    id: str
    path: Path
    line: int
    function: str
    kept: bool
    before: cst.CSTNode
    after: cst.CSTNode


class Finder(cst.CSTVisitor):
    """Collects the mutants of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path, module: cst.Module) -> None:
        super().__init__()
        self.path, self.module = path, module
        self.mutants: list[Mutant] = []
        self._around: list[cst.FunctionDef | cst.ClassDef] = []
        self._known: Counter[str] = Counter()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note the changes of a node and look inside it, unless it does not count."""
        if _is_passed_over(node):
            return False
        for after in _changes(node):
            self._note(node, after)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._around.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave a function or class."""
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._around.pop()

    def _note(self, before: cst.CSTNode, after: cst.CSTNode) -> None:
        codes = [self.module.code_for_node(node) for node in (before, after)]
        if codes[0] == codes[1]:
            return
        names = [each.name.value for each in self._around]
        text = "\n".join((self.path.as_posix(), ".".join(names), *codes))
        self._known[text] += 1
        outer = next(
            (n for n, each in enumerate(self._around) if isinstance(each, cst.FunctionDef)), None
        )
        decorators = () if outer is None else self._around[outer].decorators
        self.mutants.append(Mutant(
            id=hashlib.sha256(f"{text}\n{self._known[text]}".encode()).hexdigest()[:8],
            path=self.path,
            line=self.get_metadata(PositionProvider, before).start.line,
            function="" if outer is None else ".".join(names[: outer + 1]),
            kept=any("cache" in self.module.code_for_node(each) for each in decorators),
            before=before,
            after=after,
        ))  # fmt: skip


def _is_passed_over(node: cst.CSTNode) -> bool:
    match node:
        case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom():
            return True
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString():
            return _is_wording(node)
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            # `__all__`, and names of types.
            return name == "__all__" or bool(re.match(r"_?[A-Z]+[a-z]", name))
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString())]):
            return True
        case cst.AssignTarget():
            return True
    return False


def _is_wording(node: cst.CSTNode) -> bool:
    match node:
        case cst.SimpleString(value=value):
            return " " in value or value.endswith(('"""', "'''"))
        case cst.ConcatenatedString(left=left, right=right):
            return _is_wording(left) or _is_wording(right)
        case cst.FormattedString(parts=parts):
            return any(" " in p.value for p in parts if isinstance(p, cst.FormattedStringText))
    return False


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, change in mutation_operators:
        if isinstance(node, kind):
            # Of a text's changes the first: the others only change its case.
            found = list(change(node))
            yield from found[:1] if isinstance(node, cst.SimpleString) else found
    match node:
        case cst.If() | cst.CompIf():
            yield from operator_if_exp(node)
        case cst.List() | cst.Tuple() | cst.Set() | cst.Dict():
            yield from _without_one(node, "elements")
        case cst.FormattedString():
            yield from _without_one(node, "parts")
        case cst.SimpleStatementLine(body=[cst.Expr()]):
            yield node.with_changes(body=[cst.Pass()])


def _without_one(node: cst.CSTNode, field: str) -> Iterator[cst.CSTNode]:
    elements: Iterable[cst.CSTNode] = getattr(node, field)
    kept = list(elements)
    if len(kept) > 1:
        for index in range(len(kept)):
            yield node.with_changes(**{field: [*kept[:index], *kept[index + 1 :]]})


def _is_no_change(mutant: Mutant) -> bool:
    """Say whether None became an empty text, which is as little."""
    match mutant.before, mutant.after:
        case (cst.Assign(value=cst.Name(value="None")), _) | (
            cst.AnnAssign(value=cst.Name(value="None")),
            _,
        ):
            return True
    return False


def mutants_of(path: Path) -> tuple[cst.Module, list[Mutant]]:
    """Return a module's code and its mutants, in the order of the file."""
    wrapper = MetadataWrapper(cst.parse_module((ROOT / path).read_text(encoding="utf-8")))
    finder = Finder(path, wrapper.module)
    wrapper.visit(finder)
    return wrapper.module, [mutant for mutant in finder.mutants if not _is_no_change(mutant)]


def main() -> int:
    """Print the mutants of a sample, the same for the same seed while the code is the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wings", default="", help="the wings to change, parted by spaces")
    parser.add_argument("--sample", default="60", help="how many mutants of each wing, or: all")
    parser.add_argument("--seed", default="1", help="draws another sample")
    parser.add_argument("--only", default="", help="the ids of mutants to take, and no sample")
    given = parser.parse_args()
    wings = given.wings.split() or WINGS
    if unknown := [wing for wing in wings if wing not in WINGS]:
        parser.error(f"WINGS must be among {', '.join(WINGS)} (got {', '.join(unknown)})")
    if given.sample != "all" and not given.sample.isdecimal():
        parser.error(f"SAMPLE must be a number or all (got {given.sample})")
    explained = tomllib.loads((ROOT / EXPLAINED).read_text(encoding="utf-8"))
    only, ids = set(given.only.split()), set()
    for wing in wings:
        modules: dict[Path, cst.Module] = {}
        found: list[Mutant] = []
        for place in sorted((ROOT / "scripts/livingreview" / wing).rglob("*.py")):
            path = place.relative_to(ROOT)
            modules[path], mutants = mutants_of(path)
            found += mutants
        ids |= {mutant.id for mutant in found}
        drawn = sorted(
            found, key=lambda each: hashlib.sha256(f"{given.seed}/{each.id}".encode()).digest()
        )
        if only:
            drawn = [mutant for mutant in drawn if mutant.id in only]
        elif given.sample != "all":
            drawn = drawn[: int(given.sample)]
        for mutant in drawn:
            module = modules[mutant.path]
            sys.stdout.write(json.dumps({
                "id": mutant.id, "wing": wing, "path": mutant.path.as_posix(),
                "line": mutant.line, "function": mutant.function, "kept": mutant.kept,
                "of": len(found),
                "code": module.deep_replace(mutant.before, mutant.after).code,
            }) + "\n")  # fmt: skip
    gone = sorted((explained.keys() | only) - ids) if set(wings) == set(WINGS) else []
    for id in gone:
        sys.stderr.write(f"no mutant has the id {id}: the code around it has changed\n")
    return 1 if only & set(gone) else 0


if __name__ == "__main__":
    sys.exit(main())

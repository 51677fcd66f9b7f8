"""A mutant put into a package that is imported already: its function gets other code.

Importing the package and the tests takes longer than most tests, so they are imported once and
each mutant is tried in a fork of that process. What a function did at import stays as it was:
`run` tries in a fresh process what no test notices here.
"""

import importlib
import inspect
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any


def is_patched(scripts: Path, mutant: dict[str, Any]) -> bool:
    """Give the mutant's function its code; say whether that can be done and changes it."""
    path = Path(mutant["path"]).relative_to("scripts").with_suffix("")
    module = importlib.import_module(".".join(path.parts).removesuffix(".__init__"))
    file = scripts / Path(mutant["path"]).relative_to("scripts")
    code = _code(compile(mutant["code"], str(file), "exec"), mutant["function"])
    function = _function(module, mutant["function"])
    if code is None or function is None or function.__code__ == code:
        return False
    if function.__code__.co_freevars != code.co_freevars:
        return False
    function.__code__ = code
    return True


def _code(module: CodeType, name: str) -> CodeType | None:
    """Find the code of a function, or of a method (`Class.method`), in that of its module."""
    found: CodeType | None = module
    for part in name.split("."):
        parts = [each for each in found.co_consts if isinstance(each, CodeType)] if found else []
        found = next((each for each in parts if each.co_name == part), None)
    return found


def _function(module: object, name: str) -> FunctionType | None:
    """Find a function of a module, below what decorators made of it."""
    found: object = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part, None)
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(getattr(found, "__func__", found))
    is_it = isinstance(found, FunctionType) and found.__name__ == name.rpartition(".")[2]
    return found if is_it else None

"""What pytest does while mutants are tried: notes what each test calls, or runs chosen tests."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TypedDict

import pytest


class Test(TypedDict):
    """What a test calls, with what it is given (`path:function`), and its seconds of computing."""

    seconds: float
    functions: list[str]


class Watcher:
    """Notes which functions below `scripts` each test and each fixture calls."""

    def __init__(self, scripts: str, out: Path) -> None:
        self.scripts, self.out = f"{scripts}/", out
        self.tests: dict[str, Test] = {}
        self._fixtures: dict[str, set[CodeType]] = {}
        self._calls: list[set[CodeType]] = []

    def _note(self, frame: FrameType, _event: str, _arg: object) -> None:
        self._calls[-1].add(frame.f_code)  # returns None: no line of it is traced

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Note what making a fixture calls: each test that asks for it needs that."""
        self._calls.append(set())
        try:
            return (yield)
        finally:
            calls = self._calls.pop()
            self._fixtures.setdefault(fixturedef.argname, set()).update(calls)
            self._calls[-1].update(calls)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function) -> Iterator[None]:
        """Note what a test calls and how long it takes."""
        self._calls = [set()]
        start = time.process_time()
        sys.settrace(self._note)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            seconds = time.process_time() - start
            made = (self._fixtures.get(name, set()) for name in item.fixturenames)
            names = {self._name(code) for code in self._calls[0].union(*made)}
            self.tests[item.nodeid] = Test(seconds=seconds, functions=sorted(names - {""}))

    def _name(self, code: CodeType) -> str:
        if not code.co_filename.startswith(self.scripts):
            return ""
        function = code.co_qualname.partition(".<locals>")[0]
        return f"{code.co_filename.removeprefix(self.scripts)}:{function}"

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write what was noted, and which modules of others the tests import."""
        if exitstatus == pytest.ExitCode.OK:
            ours = ("livingreview", "tests", "test_", "conftest", "__m", *self._beside())
            modules = [name for name in sys.modules if not name.startswith(ours)]
            self.out.write_text(
                json.dumps({"modules": modules, "tests": self.tests}), encoding="utf-8"
            )

    def _beside(self) -> list[str]:
        folder = Path(self.scripts).parent / "tests"
        return [path.stem for path in folder.glob("*.py")]


class Chosen:
    """Runs chosen tests only, in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.rank = {name: rank for rank, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the chosen tests."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.rank),
            key=lambda item: self.rank[item.nodeid],
        )

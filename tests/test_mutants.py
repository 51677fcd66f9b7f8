"""What tries mutants: it leaves the checkout alone, and a run that is broken off goes on later."""

import hashlib
import importlib
import json
import re
import sys
import time
from pathlib import Path

import pytest

from mutants import patch, report, run, watch

MUTANT = {
    "id": "0123abcd", "wing": "pages", "path": "scripts/livingreview/pages/a.py", "line": 1,
    "function": "f", "kept": False, "of": 2, "code": "A = 2\n",
}  # fmt: skip
TESTS = {
    "tests/pages/test_a.py::slow": watch.Test(seconds=9.0, functions=["livingreview/pages/a.py:f"]),
    "tests/pages/test_a.py::fast": watch.Test(seconds=0.2, functions=["livingreview/pages/a.py:f"]),
    "tests/library/test_b.py::far": watch.Test(
        seconds=0.1, functions=["livingreview/pages/a.py:f"]
    ),
    "tests/pages/test_a.py::other": watch.Test(seconds=0.1, functions=[]),
    "tests/library/test_b.py::none": watch.Test(seconds=0.1, functions=[]),
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of one module, and a file of two mutants of it."""
    root = tmp_path / "repository"
    module = root / MUTANT["path"]
    module.parent.mkdir(parents=True)
    module.write_text("A = 1\n", encoding="utf-8")
    (root / report.EXPLAINED).parent.mkdir(parents=True)
    (root / report.EXPLAINED).write_text("", encoding="utf-8")
    lines = [json.dumps(MUTANT | {"id": id, "kept": True}) for id in ("0123abcd", "0123abce")]
    (root / "drawn.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(run, "ROOT", root)
    monkeypatch.setattr(run, "files_of_the_repository", lambda: [MUTANT["path"]])
    monkeypatch.setattr(run, "watched", lambda *_: {"modules": [], "tests": TESTS})
    monkeypatch.setattr(sys, "argv", ["run", str(root / "drawn.jsonl")])
    return root


def test_run_that_is_broken_off_says_so_and_goes_on(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What was tried is not tried again, the module is as it was, and a line says how to go on."""
    tried = repository / "tried.txt"

    def is_noticed(copy: run.Copy, mutant: report.Mutant, _: object) -> bool:
        before = tried.read_text(encoding="utf-8") if tried.exists() else ""
        tried.write_text(f"{before}{mutant['id']}\n", encoding="utf-8")
        with copy.changed(mutant):
            if before == "0123abcd\n":
                raise KeyboardInterrupt
        return True

    monkeypatch.setattr(run, "is_noticed", is_noticed)
    before = hashlib.sha256((repository / MUTANT["path"]).read_bytes()).digest()
    assert run.main() == 130
    assert "1 of 2 mutants left" in capfd.readouterr().err
    assert run.main() == 0
    assert "100%" in capfd.readouterr().out
    assert run.main() == 0
    assert tried.read_text(encoding="utf-8").split() == ["0123abcd", "0123abce", "0123abce"]
    assert hashlib.sha256((repository / MUTANT["path"]).read_bytes()).digest() == before


def test_survivor_fails_the_run_unless_it_is_explained(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A mutant that no test notices is shown as a diff and counted; an explained one is neither."""
    monkeypatch.setattr(run, "is_noticed", lambda _, mutant, __: mutant["id"] == "0123abcd")
    assert run.main() == 1
    out = capfd.readouterr().out
    assert "0123abce scripts/livingreview/pages/a.py:1\n" in out
    assert "-A = 1\n+A = 2\n" in out
    assert "0123abcd" not in out
    (repository / report.EXPLAINED).write_text('0123abce = "the same"\n', encoding="utf-8")
    assert run.main() == 0
    assert "A = 2" not in capfd.readouterr().out


def test_copy_that_is_gone_gives_no_verdict(tmp_path: Path) -> None:
    """Tests that fail since somebody took the copy away say nothing of a mutant."""
    path = tmp_path / MUTANT["path"]
    path.parent.mkdir(parents=True)
    path.write_text("A = 1\n", encoding="utf-8")
    (tmp_path / ".cache").mkdir()
    with pytest.raises(RuntimeError, match=re.escape(str(tmp_path))):
        run.is_noticed(run.Copy(tmp_path), MUTANT, TESTS)


def test_line_that_was_cut_off_is_no_verdict(tmp_path: Path) -> None:
    """A run that was killed while it wrote leaves half a line, which counts for nothing."""
    verdicts = tmp_path / "verdicts.txt"
    verdicts.write_text("0123abcd killed\n0123abce survi", encoding="utf-8")
    assert report.known(verdicts) == {"0123abcd": "killed"}


def test_module_is_changed_for_a_while_only(tmp_path: Path) -> None:
    """A module is another while its mutant is tried, and has its text and time again after it."""
    path = tmp_path / MUTANT["path"]
    path.parent.mkdir(parents=True)
    path.write_text("A = 1\n", encoding="utf-8")
    time_before = path.stat().st_mtime_ns
    with run.Copy(tmp_path).changed(MUTANT):
        assert path.read_text(encoding="utf-8") == "A = 2\n"
        assert path.stat().st_mtime_ns != time_before
    assert path.read_text(encoding="utf-8") == "A = 1\n"
    assert path.stat().st_mtime_ns == time_before


def test_tests_that_can_notice_a_mutant_come_first() -> None:
    """Those of its wing that call its function, fast first; then what else may notice it."""
    first, then, others = run.batches(MUTANT, TESTS)
    assert first == ["tests/pages/test_a.py::fast"]
    assert then == ["tests/pages/test_a.py::slow", "tests/library/test_b.py::far"]
    assert others == ["tests/pages/test_a.py::other"]
    met = {name for names in run.batches(MUTANT | {"function": ""}, TESTS) for name in names}
    assert met == set(TESTS)


def test_work_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that loops or waits for ever is noticed: its process is ended."""
    out = tmp_path / "out.txt"

    def loop() -> int:
        while True:
            pass

    assert run.in_child(lambda: 3, 5, out) == 3
    assert run.in_child(loop, 0, out) not in (None, 0)
    monkeypatch.setattr(run, "LONGEST_SECONDS", 0.05)
    assert run.in_child(lambda: time.sleep(60) or 0, 5, out) is None


def test_mutant_is_put_into_an_imported_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function, a method and a decorated one get other code; what runs at import does not."""
    source = (
        "from functools import wraps\n\n\ndef same(f):\n    @wraps(f)\n"
        "    def g():\n        return f()\n    return g\n\n\n"
        "@same\ndef f():\n    return 1\n\n\n"
        "class C:\n    @property\n    def p(self):\n        return 1\n\n\nTABLE = 1\n"
    )
    name = "mutated_for_a_test"
    (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module(name)
    mutant = MUTANT | {"path": f"scripts/{name}.py", "code": source.replace("return 1", "return 2")}
    assert patch.is_patched(tmp_path, mutant)
    assert (module.f(), module.C().p) == (2, 1)
    assert patch.is_patched(tmp_path, mutant | {"function": "C.p"})
    assert module.C().p == 2
    assert not patch.is_patched(tmp_path, mutant)
    assert not patch.is_patched(tmp_path, mutant | {"function": "gone"})

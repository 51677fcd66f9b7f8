"""The code's own rules: ruff and mypy find nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "lint": ["ruff", "check", "scripts", "tests"],
    "format": ["ruff", "format", "--check", "scripts", "tests"],
    "types": ["mypy"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_code_keeps_its_rules(root: Path, name: str) -> None:
    """The tools that are set up in pyproject.toml report no fault."""
    command = [sys.executable, "-m", *COMMANDS[name]]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

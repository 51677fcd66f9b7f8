"""What the commands print of problems, and how they refuse a wrong call."""

import json
from collections.abc import Sequence
from typing import NoReturn

import click

from livingreview.problems import Problem, listed, printable


def print_problems(problems: Sequence[Problem], form: str) -> None:
    """Print problems as text for people, annotations for GitHub, or JSON for programs."""
    if form == "json":
        rows = [
            {"path": p.path, "line": p.line, "column": p.column, "field": p.field,
             "severity": p.severity, "message": p.message}
            for p in problems
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=1))
        return
    for problem in listed(problems):
        if form == "github":
            text = f"{problem.field} {problem.message}".strip()
            place = f"line={problem.line or 1},col={problem.column or 1}"
            path = _escaped(problem.path).replace(":", "%3A").replace(",", "%2C")
            click.echo(f"::{problem.severity} file={path},{place}::{_escaped(text)}")
        else:
            click.echo(printable(str(problem)))


def wrong_use(message: str) -> NoReturn:
    """Stop with a message about the call and exit code 2."""
    raise click.UsageError(message)


def _escaped(text: str) -> str:
    """Return a text escaped as GitHub's workflow commands require."""
    return printable(text).replace("%", "%25")

"""The command that says what changed between two states of a review."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from livingreview.cli.printing import wrong_use
from livingreview.model import plural
from livingreview.problems import errors_in

WORKING_TREE = "the working tree"


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="text for people, markdown for a comment, html with plots, json for programs.",
)
@click.argument("base")
@click.argument("head", default="")
@click.pass_obj
def diff(root: Path, base: str, head: str, form: str) -> None:
    """Say what changed in the review from BASE to HEAD: estimates and claims first.

    Each is a revision of git (a branch, a tag, a commit) or a folder with a review; HEAD is the
    working tree if it is left out. A name that is both is the revision: write ./NAME for the
    folder. The checkout is not touched, and nothing that a repository configures is run.

    \b
    Examples:
      livingreview diff main
      livingreview diff v0.1.0 main --format markdown
      livingreview diff ../other-review . --format html > changes.html
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    from livingreview import comparison
    from livingreview.site import read_sides

    names = (base, head or WORKING_TREE)
    with ExitStack() as places:
        try:
            before = places.enter_context(comparison.opened(base, root, "BASE"))
            after = places.enter_context(comparison.opened(head, root, "HEAD")) if head else root
        except comparison.PlaceError as error:
            wrong_use(str(error))
        sides = read_sides(before, after, names)
    changes = comparison.compare(*sides)
    written = {
        "text": comparison.as_text,
        "markdown": comparison.as_markdown,
        "html": comparison.as_html,
        "json": comparison.as_json,
    }
    click.echo(written[form](changes), nl=False)
    count, parted = comparison.since_parting(root, base, head or "HEAD")
    if count:
        commits = plural(count, "commit")
        click.echo(
            f"{base} has {commits} that {head or 'this branch'} lacks, which appear here as taken "
            f"back. Without them: livingreview diff {parted}{f' {head}' if head else ''}",
            err=True,
        )
    if errors := errors_in(sides[1].problems):
        click.echo(f"{names[1]} has {plural(len(errors), 'problem')}: livingreview check", err=True)
        sys.exit(1)

"""The commands that take records in: `new` and `import`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingreview.problems import printable

if TYPE_CHECKING:
    from livingreview.intake import Refreshed


@click.command()
@click.argument("id", required=False)
@click.option("--refresh", "key", metavar="KEY", help="Complete the record of this source instead.")
@click.option("--by", default="", metavar="NAME", help="Who extracts the source.")
@click.option(
    "--contact",
    default="",
    envvar="LIVINGREVIEW_CONTACT",
    metavar="ADDRESS",
    help="Where services can reach you (default: $LIVINGREVIEW_CONTACT, or contact of review.yml).",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--yes", is_flag=True, help="With --refresh: write without asking.")
@click.pass_obj
def new(
    root: Path, id: str | None, key: str | None, by: str, contact: str, *,
    dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Begin a source or a trial from its ID: DOI, PMID, PMCID, arXiv or NCT number.

    The record is fetched and written as references/sources/KEY.bib, with an entry KEY.yml beside it
    that holds what the record gives: fill in what its remarks ask for. An NCT number gives
    references/trials/ID.yml. A source that is here already is named, and nothing is written.

    \b
    Examples:
      livingreview new 10.1182/blood.2021014498
      livingreview new 35500125 --dry-run
      livingreview new NCT04572308
      livingreview new --refresh lu2022naturally
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    from livingreview.intake import (
        Client,
        IdentifierError,
        IntakeError,
        begin,
        contact_of,
        read_identifier,
        refresh,
        write_whole,
    )

    if (id is None) == (key is None):
        raise click.UsageError("give either an ID or --refresh KEY")
    if yes and key is None:
        raise click.UsageError("--yes is for --refresh")
    client = Client(contact or contact_of(root))
    try:
        if key is not None:
            _show_refreshed(root, refresh(root, key, client), dry_run=dry_run, yes=yes)
            return
        today = datetime.now(UTC).date().isoformat()
        begun = begin(root, read_identifier(id or ""), client, today=today, by=by)
    except IdentifierError as error:
        raise click.UsageError(printable(str(error))) from None
    except IntakeError as error:
        click.echo(printable(str(error)), err=True)
        sys.exit(1)
    for remark in begun.remarks:
        click.echo(f"note: {printable(remark)}", err=True)
    if not dry_run:
        write_whole(root, begun.files)
    for name, text in begun.files.items():
        if dry_run:
            click.echo(f"--- {name} (not written)\n{text}")
        else:
            click.echo(f"wrote {name}")
    if not dry_run:
        click.echo("Next: fill in what the remarks ask for, then run: livingreview check")


def _show_refreshed(root: Path, found: "Refreshed", *, dry_run: bool, yes: bool) -> None:
    """Show what a refresh would change, and write it if that is wanted."""
    from livingreview.intake import write_whole

    click.echo(found.difference, nl=False)
    for remark in found.remarks:
        click.echo(f"note: {printable(remark)}", err=True)
    if not found.files:
        click.echo("nothing to complete")
    elif dry_run:
        click.echo("nothing was written (--dry-run)")
    elif yes or _agreed():
        write_whole(root, found.files)
        for name in found.files:
            click.echo(f"wrote {name}")
    else:
        click.echo("nothing was written")


def _agreed() -> bool:
    """Ask whether to write; without a terminal to ask at, the way to write is told."""
    if not sys.stdin.isatty():
        click.echo("To write this without being asked, add --yes.", err=True)
        return False
    return click.confirm("Write this?")

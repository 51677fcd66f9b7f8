"""The commands that add records: `new` and `import`."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingreview.cli.printing import wrong_use
from livingreview.model import plural
from livingreview.problems import MOST_LISTED, printable

if TYPE_CHECKING:
    from livingreview.intake import Imported, Refreshed


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

    Fetches the record and writes references/sources/KEY.bib and an entry, KEY.yml, with all that
    the record contains; complete the fields marked "fill in". For an NCT number, writes
    references/trials/ID.yml. If the source is already in the review, names it and writes nothing.

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
        wrong_use("give either an ID or --refresh KEY")
    if yes and key is None:
        wrong_use("--yes is for --refresh")
    client = Client(contact or contact_of(root))
    try:
        if key is not None:
            _show_refreshed(root, refresh(root, key, client), dry_run=dry_run, yes=yes)
            return
        today = datetime.now(UTC).date().isoformat()
        begun = begin(root, read_identifier(id or ""), client, today=today, by=by)
    except IdentifierError as error:
        wrong_use(printable(str(error)))
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
        click.echo("Next: complete the fields marked 'fill in', then run: livingreview check")


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--screen",
    type=click.Path(path_type=Path),
    metavar="SHEET",
    help="Add only records that this CSV sheet includes; write new records into the sheet.",
)
@click.option("--dry-run", is_flag=True, help="Show the outcome for each record; write nothing.")
@click.pass_obj
def import_files(
    root: Path, files: tuple[Path, ...], screen: Path | None, *, dry_run: bool
) -> None:  # fmt: skip
    """Read the records of FILES: BibTeX, RIS, PubMed (.nbib), CSL-JSON, EndNote XML.

    Writes new works to references/imported/; each gets a page without results, and livingreview new
    makes a pair of it. Works that are already in the review are not changed. Records that cannot be
    read are listed with their lines, and the exit code is 1.

    \b
    Examples:
      livingreview import pubmed.nbib embase.ris --dry-run
      livingreview import zotero.bib
      livingreview import pubmed.nbib --screen screening/2026-11.csv
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    from livingreview.intake import IntakeError, import_records, write_whole

    missing = [path for path in files if not path.exists()]
    if missing:
        wrong_use(f"FILES must exist (got {printable(str(missing[0]))})")
    sheet = Path.cwd() / screen if screen else None
    try:
        done = import_records(root, files, sheet, _Progress())
        if not dry_run:
            write_whole(root, done.files)
    except IntakeError as error:
        click.echo(printable(str(error)), err=True)
        sys.exit(1)
    for line in _outcome(done):
        click.echo(printable(line))
    for name in done.files:
        near = Path(name).relative_to(Path.cwd()) if Path(name).is_relative_to(Path.cwd()) else name
        click.echo(f"{'would write' if dry_run else 'wrote'} {near}")
    for place, reason in done.refused:
        click.echo(printable(f"{place}: {reason}"), err=True)
    if done.refused:
        sys.exit(1)


class _Progress:
    """The progress of an import: a bar on a terminal, elsewhere a line for each file."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self.percent = -1

    def __call__(self, file: str, share: float, records: int) -> None:
        """Show the share of a file that was read, and in the end the number of its records."""
        percent = int(100 * share)
        if percent == 100:
            clear = "\r\x1b[K" if self.is_terminal else ""
            click.echo(f"{clear}read {printable(file)}: {plural(records, 'record')}", err=True)
        elif self.is_terminal and percent != self.percent:
            bar = "#" * (percent * 3 // 10)
            click.echo(f"\r{bar:<30} {percent:>3}%  {printable(file)[-40:]}", nl=False, err=True)
        self.percent = percent


def _outcome(done: "Imported") -> Iterator[str]:
    """Yield the lines of the summary of an import."""
    yield f"added: {len(done.added):,}"
    yield from _examples(done.joined, "joined to sources of the review")
    yield from _examples(done.duplicates, "duplicates in these files")
    yield from _examples(done.excluded, "excluded by the sheet")
    if done.undecided:
        yield f"undecided: {len(done.undecided):,}"
    if done.left:
        names = ", ".join(f"{name} ({count:,})" for name, count in sorted(done.left.items()))
        yield f"left out, as BibTeX has no place for these fields: {names}"
    if done.refused:
        yield f"refused: {len(done.refused):,}"


def _examples(listed: list[tuple[str, str]], what: str) -> Iterator[str]:
    """Yield a count and the first of its records."""
    if listed:
        yield f"{what}: {len(listed):,}"
        yield from (f"  {place}: {remark}" for place, remark in listed[:MOST_LISTED])
    if len(listed) > MOST_LISTED:
        yield f"  … and {len(listed) - MOST_LISTED:,} more (--screen SHEET lists all of them)"


def _show_refreshed(root: Path, found: "Refreshed", *, dry_run: bool, yes: bool) -> None:
    """Show what a refresh would change, and write it if the user agrees."""
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
    """Ask whether to write; without a terminal, print how to write and return False."""
    if not sys.stdin.isatty():
        click.echo("To write this without being asked, add --yes.", err=True)
        return False
    return click.confirm("Write this?")

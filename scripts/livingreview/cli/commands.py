"""The commands on one review: check, build, serve, list, show, estimate, styles, schema."""

import contextlib
import difflib
import gc
import ipaddress
import os
import shlex
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from livingreview.bibliography import style_names
from livingreview.cli.differences import diff
from livingreview.cli.intake import import_files, new
from livingreview.cli.printing import print_problems, wrong_use
from livingreview.files import read_text
from livingreview.macros import filled_reference
from livingreview.model import Library, plural
from livingreview.pipeline import check_data, load_review
from livingreview.problems import MachineError, cause, errors_in, printable
from livingreview.rendering import (
    MacroError,
    as_csv,
    as_json,
    as_text,
    estimate_row,
    estimates_by,
    source_lines,
    source_row,
    summary,
)
from livingreview.synthesis import METHODS, Estimate, estimate_from, pooled_by, without_counts

# The page that explains the macros, if a review has one.
REFERENCE = "docs/reference.md"


class _Program(click.Group):
    """The group of commands, which reports every fault of the machine in one line."""

    def invoke(self, context: click.Context) -> None:
        """Run a command; report a fault of the machine by a line and an exit code, no traceback."""
        try:
            try:
                super().invoke(context)
            finally:
                if sys.stdout:
                    sys.stdout.flush()
        except BrokenPipeError:  # `livingreview list | head`: the reader has closed the pipe
            _close_output()
            context.exit(128 + signal.SIGPIPE)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            context.exit(128 + signal.SIGINT)
        except MachineError as error:
            click.echo(printable(str(error)), err=True)
            context.exit(1)
        except OSError as error:
            _close_output()
            place = f"{error.filename}: " if error.filename else "livingreview: "
            click.echo(printable(place + cause(error)), err=True)
            context.exit(1)


def _close_output() -> None:
    """Discard output that is still buffered; Python would otherwise report an error at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="livingreview")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default="here",
    help="The review's folder: the one that holds mkdocs.yml, docs/ and references/.",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Build the site of a living evidence review from a BibTeX record and a YAML entry per source.

    \b
    Typical use:
      livingreview check             find problems (takes seconds, needs no network)
      livingreview serve             preview the site while writing
      livingreview build             build the site into site/
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    context.obj = root.resolve()
    if context.invoked_subcommand != "serve":
        # A command makes its objects once and ends; garbage collection would take a quarter of the
        # time of a build.
        gc.disable()
        context.call_on_close(gc.enable)


main.add_command(diff)
main.add_command(import_files)
main.add_command(new)


@main.command()
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Folder to build the site into (default: site_dir of mkdocs.yml, or site/).",
)
@click.pass_obj
def build(root: Path, site_dir: Path | None) -> None:
    """Build the site; any problem or warning stops the build.

    The site is built in a temporary folder and moved to its place when it is complete, so a failed
    build leaves the last good site unchanged.
    """
    from livingreview.site import BuildError, PlaceError, build_site

    try:
        built = build_site(root, Path.cwd() / site_dir if site_dir else None)
    except PlaceError as error:
        wrong_use(str(error))
    except BuildError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    print_problems(built.warnings, "text")
    click.echo(f"built {built.pages} pages in {_near(built.folder)}")


@main.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
@click.pass_obj
def serve(root: Path, address: str) -> None:
    """Preview the site at http://127.0.0.1:8000/ and rebuild it when a file changes."""
    from livingreview.site import BuildError, serve_site

    if not _is_address(address):
        wrong_use(f"--address must be HOST:PORT, such as 127.0.0.1:8000 (got {address!r})")
    try:
        serve_site(root, address)
    except BuildError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="text for people, github for annotations in a pull request, json for programs.",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def check(root: Path, form: str, paths: tuple[Path, ...]) -> None:
    """Check the data and the pages against every rule; with PATHS, print only their problems.

    A path may be relative to the current folder or to --root.

    \b
    Examples:
      livingreview check
      livingreview check references/sources/lu2022naturally.yml
      livingreview check --format github
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    from livingreview.site import load_settings, rehearse

    wanted = [_relative(path, root) for path in paths]
    loaded = load_review(root)
    _, unsound = load_settings(root)
    in_data = {*check_data(loaded), *unsound}
    found = sorted(in_data or rehearse(root, loaded))  # pages need data without problems
    problems = [p for p in found if not wanted or any(_is_below(p.path, path) for path in wanted)]
    if in_data and not problems and any(_is_below(path, "docs") for path in wanted):
        problems = found  # these prevent the wanted pages from being checked
    print_problems(problems, form)
    errors = errors_in(problems)
    warnings = plural(len(problems) - len(errors), "warning")
    if errors:
        if form == "text":
            again = shlex.join(["livingreview", "check", *wanted])
            count = plural(len(errors), "problem")
            count += f" and {warnings}" if len(errors) < len(problems) else ""
            click.echo(f"\n{count}. Repair and run: {again}", err=True)
            if in_data:
                click.echo("The pages are checked once the data have no problems.", err=True)
        sys.exit(1)
    if form == "text" and loaded.library:
        result = f"no problems, {warnings}" if problems else "no problems"
        click.echo(f"{result}: {summary(loaded.library)}")


@main.command(name="list")
@click.option("--kind", help="List only sources of this kind.")
@click.option("--topic", help="List only sources on this topic.")
@click.pass_obj
def list_sources(root: Path, kind: str | None, topic: str | None) -> None:
    """List the sources: key, year, kind, patients, number of results, what was read, title."""
    library = _library(root)
    for source in library.sources.values():
        if (kind is None or source.kind == kind) and (topic is None or topic in source.topics):
            click.echo(source_row(source))


@main.command()
@click.argument("outcome")
@click.option("--by", metavar="FACET", help="Add one estimate per value of this facet.")
@click.option("--reports", metavar="KEY,KEY", help="Pool only these, even with shared patients.")
@click.option(
    "--method",
    type=click.Choice(list(METHODS)),
    default="logistic",
    show_default=True,
    help="double-arcsine is for comparison with published figures only.",
)
@click.option("--set-aside", is_flag=True, help="List reports set aside or not pooled, and why.")
@click.option("--low-risk", is_flag=True, help="Pool only cohorts at low risk of bias.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="text for people, json or csv for programs.",
)
@click.pass_obj
def estimate(
    root: Path, outcome: str, by: str | None, reports: str | None, method: str, form: str, *,
    set_aside: bool, low_risk: bool,
) -> None:  # fmt: skip
    """Print the pooled estimate of OUTCOME, its certainty, and the reports that it includes.

    \b
    Examples:
      livingreview estimate remission --set-aside
      livingreview estimate remission --by cells --format csv
      livingreview estimate remission --low-risk
      livingreview estimate remission --reports lu2022naturally,hu2022rd13
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    library = _library(root)
    review = library.review
    _known(outcome, review.outcomes, "OUTCOME")
    if by is not None:
        _known(by, [id for id, facet in review.facets.items() if facet.single], "FACET")
    if low_risk and review.certainty is None:
        wrong_use("--low-risk needs the section certainty in references/review.yml")
    if reports and (by or low_risk):
        other = "--by" if by else "--low-risk"
        wrong_use(f"{other} and --reports must not be given together")
    chosen = reports is not None and [("", _from_reports(library, outcome, reports))]
    found = chosen or list(estimates_by(library, outcome, by, low_risk=low_risk))
    rows = [(label, pooled_by(each, method)) for label, each in found]
    if form == "json":
        click.echo(as_json(library, rows), nl=False)
    elif form == "csv":
        click.echo(as_csv([estimate_row(library, *row) for row in rows]), nl=False)
    else:
        for line in as_text(library, rows, set_aside=set_aside):
            click.echo(line)


def _from_reports(library: Library, outcome: str, keys: str) -> Estimate:
    """Pool the reports that are named by their keys; each must have counts for the outcome."""
    names = [library.aliases.get(key.strip(), key.strip()) for key in keys.split(",")]
    for name in names:
        _known(name, library.sources, "--reports")
    found = estimate_from(library, outcome, names)
    for name, reason in without_counts(found, names).items():
        wrong_use(f"--reports must have counts for {outcome} (got {name}: {reason})")
    return found


@main.command()
@click.argument("key")
@click.pass_obj
def show(root: Path, key: str) -> None:
    """Show the source KEY: its reference, its results with their locators, and its findings."""
    library = _library(root)
    name = library.aliases.get(key, key)
    _known(name, library.sources, "KEY")
    source = library.sources[name]
    for line in source_lines(library, source):
        click.echo(line)


@main.command()
@click.argument("word", default="")
def styles(word: str) -> None:
    """List the citation styles that review.yml can name; with WORD, those with it in their name.

    \b
    Example:
      livingreview styles vancouver
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    for name in style_names():
        if word.lower() in name:
            click.echo(name)


@main.command(name="schema")
@click.pass_obj
def write_schema(root: Path) -> None:
    """Write the generated documentation of the data files and the macros.

    \b
    references/        JSON Schemas, the reference of fields, a template
    docs/reference.md  the section of each macro, between its marks, if it has any
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    from livingreview.library import schema_files

    files = {f"references/{name}": text for name, text in schema_files().items()}
    reference, _ = read_text(root / REFERENCE, root)
    if reference is not None:
        try:
            files[REFERENCE] = filled_reference(reference)
        except MacroError as error:
            wrong_use(f"{REFERENCE}: {error}")
    for name, text in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        work = target.with_name(f".{target.name}.part")
        work.write_text(text, encoding="utf-8", newline="\n")
        work.replace(target)
        click.echo(f"wrote {name}")


def _is_address(text: str) -> bool:
    """Return whether a text is localhost or an IP address, with a port."""
    host, _, port = text.rpartition(":")
    try:
        if host != "localhost":
            ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
        return 0 < int(port) < 65536
    except ValueError:
        return False


def _known(value: str, choices: Iterable[str], what: str) -> None:
    """Stop with a usage error that names the nearest choices if a value is not one of them."""
    names = list(choices)
    if value not in names:
        near = difflib.get_close_matches(value, names, 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        wrong_use(f"{what} must be known (got {value!r}{hint})")


def _library(root: Path) -> Library:
    """Return the library of the review, or print its problems and stop."""
    loaded = load_review(root)
    problems = check_data(loaded)
    if problems or loaded.library is None:
        print_problems(problems, "text")
        sys.exit(1)
    return loaded.library


def _relative(path: Path, root: Path) -> str:
    """Return a path relative to the review's folder; `path` may be relative to the current one."""
    places = [Path.cwd() / path, root / path]
    found = [place for place in places if os.path.lexists(place)]
    if not found:
        tried = " and ".join(dict.fromkeys(str(place) for place in places))
        wrong_use(f"PATH must exist (got {path}; looked for {tried})")
    inside = [place.resolve() for place in found if place.resolve().is_relative_to(root)]
    if not inside:
        wrong_use(f"PATH must be in the review's folder (got {found[0]}, outside {root})")
    return inside[0].relative_to(root).as_posix()


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/") or folder == "."


def _near(path: Path) -> str:
    here = Path.cwd()
    return f"{path.relative_to(here)}/" if path.is_relative_to(here) else f"{path}/"

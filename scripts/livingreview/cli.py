"""The command line: arguments, printing, exit codes (0 well, 1 problems, 2 wrong use)."""

import difflib
import gc
import json
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from livingreview import citing, reporting, wording
from livingreview.checks import check_library
from livingreview.drawings import load_drawings
from livingreview.expansion import expand_pages
from livingreview.library import Loaded, load_library
from livingreview.model import Library, Source
from livingreview.page_checks import check_pages
from livingreview.problems import Problem, printable
from livingreview.synthesis import pooled_estimates
from livingreview.textfile import link_problems, read_text
from livingreview.wording import READ, figure_text, patients, plural, result_context


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
    """Living evidence reviews: one BibTeX record and one YAML entry a source, to a site.

    \b
    A day's work:
      livingreview check             is everything right? (seconds, no network)
      livingreview serve             look at it while writing
      livingreview build             the site, in site/
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    context.obj = root.resolve()
    if context.invoked_subcommand != "serve":
        # A command makes its objects once and ends: looking for garbage among them all the
        # time costs a quarter of a build.
        gc.disable()
        context.call_on_close(gc.enable)


@main.command()
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Where the site goes (default: site/ in the review's folder).",
)
@click.pass_obj
def build(root: Path, site_dir: Path | None) -> None:
    """Build the site, strictly: any problem or warning stops it.

    The site is built beside its place and moved there when it is whole, so a failed build
    leaves the last good site as it was.
    """
    from livingreview.site import BuildError, build_site

    target = (site_dir or root / "site").resolve()
    try:
        count = build_site(root, target)
    except BuildError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"built {count} pages in {_near(target)}")


@main.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
@click.pass_obj
def serve(root: Path, address: str) -> None:
    """Show the site at http://127.0.0.1:8000/ and rebuild it when a file changes."""
    from livingreview.site import BuildError, serve_site

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
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def check(root: Path, form: str, paths: tuple[Path, ...]) -> None:
    """Check every rule on the data and the pages; with PATHS, print what is in these only.

    \b
    Examples:
      livingreview check
      livingreview check references/sources/lu2022naturally.yml
      livingreview check --format github
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    loaded = load_library(root)
    in_data = {*loaded.problems, *check_library(loaded)}
    found = sorted(in_data or _page_problems(root, loaded))  # pages run on sound data only
    wanted = [_relative(path, root) for path in paths]
    problems = [p for p in found if not wanted or any(_is_below(p.path, path) for path in wanted)]
    if in_data and not problems and any(_is_below(path, "docs") for path in wanted):
        problems = found  # what keeps the wanted pages from being checked
    _print_problems(problems, form)
    if problems:
        if form == "text":
            again = shlex.join(["livingreview", "check", *wanted])
            click.echo(f"\n{plural(len(problems), 'problem')}. Repair and run: {again}", err=True)
            if in_data:
                click.echo("The pages are checked once the data are right.", err=True)
        sys.exit(1)
    if form == "text" and loaded.library:
        click.echo(f"all right: {wording.summary(loaded.library)}")


@main.command(name="list")
@click.option("--kind", help="Only sources of this kind.")
@click.option("--topic", help="Only sources of this topic.")
@click.pass_obj
def list_sources(root: Path, kind: str | None, topic: str | None) -> None:
    """List the sources: key, year, kind, patients, results, what was read, title."""
    library = _library(root)
    for source in library.sources.values():
        if (kind is None or source.kind == kind) and (topic is None or topic in source.topics):
            count = patients(source)
            row = (
                f"{source.key:<28}{source.record.year or 'n.d.':<6}{source.kind or 'record':<17}"
                f"{count if count is not None else '-':>5}{len(source.results):>4}  "
                f"{source.read:<10} {source.record.title}"
            )
            click.echo(row)


@main.command()
@click.argument("outcome")
@click.option("--by", metavar="FACET", help="One estimate a value of this facet as well.")
@click.option("--set-aside", is_flag=True, help="Say what was set aside or not pooled, and why.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="text for people, json or csv for programs.",
)
@click.pass_obj
def estimate(root: Path, outcome: str, by: str | None, form: str, *, set_aside: bool) -> None:
    """Print the numbers behind a plot: the pooled OUTCOME and the reports it rests on.

    \b
    Examples:
      livingreview estimate cr-marrow --set-aside
      livingreview estimate remission --by cells --format csv
    """  # noqa: D301 - click reads the backspace as "keep these lines"
    library = _library(root)
    review = library.review
    _known(outcome, review.outcomes, "OUTCOME")
    if by is not None:
        _known(by, [id for id, facet in review.facets.items() if facet.single], "FACET")
    rows = list(reporting.estimates_by(library, outcome, by))
    if form == "json":
        click.echo(reporting.as_json(rows), nl=False)
    elif form == "csv":
        table = [reporting.estimate_row(label, found) for label, found in rows]
        click.echo(reporting.as_csv(table), nl=False)
    else:
        for line in reporting.as_text(library, rows, set_aside=set_aside):
            click.echo(line)


@main.command()
@click.argument("key")
@click.pass_obj
def show(root: Path, key: str) -> None:
    """Show one source: its reference, results with locators, and findings."""
    library = _library(root)
    name = library.aliases.get(key, key)
    _known(name, library.sources, "KEY")
    source = library.sources[name]
    for line in _described(library, source):
        click.echo(line)


@main.command(name="schema")
@click.pass_obj
def write_schema(root: Path) -> None:
    """Write what explains and checks the data files: JSON Schemas, field reference, template."""
    from livingreview.schema.documentation import schema_files

    for name, text in schema_files().items():
        target = root / "references" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        work = target.with_name(f".{target.name}.part")
        work.write_text(text, encoding="utf-8", newline="\n")
        work.replace(target)
        click.echo(f"wrote references/{name}")


def _known(value: str, choices: Iterable[str], what: str) -> None:
    """Stop as wrong use, with the nearest words, if a value is not one of the choices."""
    names = list(choices)
    if value not in names:
        near = difflib.get_close_matches(value, names, 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        _wrong_use(f"{what} must be known (got {value!r}{hint})")


def _library(root: Path) -> Library:
    """Read the review or stop with its problems."""
    loaded = load_library(root)
    problems = {*loaded.problems, *check_library(loaded)}
    if problems or loaded.library is None:
        _print_problems(sorted(problems), "text")
        sys.exit(1)
    return loaded.library


def _page_problems(root: Path, loaded: Loaded) -> set[Problem]:
    """Run the macros of every page and the rules on them."""
    from livingreview.site import page_settings

    if loaded.library is None:
        return set()
    docs = root / "docs"
    texts: dict[str, str] = {}
    drawings, unsound = load_drawings(docs)
    engine, unread = page_settings(root)
    problems = {*link_problems(docs), *unsound, *unread}
    for path in sorted(docs.rglob("*.md")):
        text, unread = read_text(path, root)
        problems.update(unread)
        if text is not None:
            texts[path.relative_to(docs).as_posix()] = text
    pooled = pooled_estimates(loaded.library)
    expanded, found = expand_pages(loaded.library, texts, citing.Site(""), pooled, drawings, engine)
    return {*problems, *found, *check_pages(loaded.library, expanded)}


def _print_problems(problems: Sequence[Problem], form: str) -> None:
    if form == "json":
        rows = [
            {"path": p.path, "line": p.line, "column": p.column, "field": p.field,
             "message": p.message}
            for p in problems
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=1))
        return
    for problem in problems:
        if form == "github":
            text = f"{problem.field} {problem.message}".strip()
            place = f"line={problem.line or 1},col={problem.column or 1}"
            path = _escaped(problem.path).replace(":", "%3A").replace(",", "%2C")
            click.echo(f"::error file={path},{place}::{_escaped(text)}")
        else:
            click.echo(printable(str(problem)))


def _escaped(text: str) -> str:
    """Escape text as GitHub's workflow commands ask for."""
    return printable(text).replace("%", "%25")


def _described(library: Library, source: Source) -> list[str]:
    from markupsafe import Markup

    lines = [source.key, Markup(source.record.reference_html).striptags(), ""]  # noqa: S704
    lines.append(f"read: {READ[source.read]}; entry: {source.spot.path}")
    if source.facets:
        lines.append("; ".join(f"{facet}: {value}" for facet, value in source.facets.items()))
    for result in source.results:
        context = result_context(result)
        label = library.review.outcomes[result.outcome].label
        lines.append(
            f"  {label}{f', {context}' if context else ''}: {figure_text(result.figure)}"
            f"  [{result.figure.where}; {result.spot.path}:{result.spot.line}]"
        )
    lines += [f"  - {finding.text}  [{finding.where}]" for finding in source.findings]
    return lines


def _relative(path: Path, root: Path) -> str:
    full = path if path.is_absolute() else Path.cwd() / path
    try:
        return full.resolve().relative_to(root).as_posix()
    except ValueError:
        _wrong_use(f"PATH must lie in the review's folder (got {path})")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/") or folder == "."


def _near(path: Path) -> str:
    here = Path.cwd()
    return f"{path.relative_to(here)}/" if path.is_relative_to(here) else f"{path}/"


def _wrong_use(message: str) -> NoReturn:
    raise click.UsageError(message)

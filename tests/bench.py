"""Print the times and sizes that the budgets are about: `make bench`, or bench.py SOURCES.

The figures depend on the machine and on what else it does; nothing is asserted.
"""

import gzip
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from places import ROOT

COMMAND = Path(sys.executable).with_name("livingreview")
DEFAULT_SOURCES = 1_000
RESULTS = 3  # results a source; this review has 2.3
WORDS = ("cell", "trial", "remission", "donor", "phase", "response", "survival", "graft", "late")
METHODS = "abcdefgh"
DISEASES = tuple(f"fever-{number}" for number in range(25))
TOPIC = """# Efficacy

Of {{ count("sources") }} sources {{ cite("doe2000s0", "doe2001s1") }} the pooled response is
{{ estimate("response") }}.

{{ outcome_table("response") }}
"""
SOURCES = """# Sources

{{ source_explorer() }}
"""
MKDOCS = """site_name: A made-up review
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [livingreview]
markdown_extensions: [attr_list, md_in_html]
"""


def main(arguments: Sequence[str]) -> None:
    """Measure this review and a made-up one."""
    sources = int(arguments[0]) if arguments else DEFAULT_SOURCES
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder) / "review"
        write_review(made_up, sources)
        for name, root in (("this review", ROOT), (f"{sources:,} made-up sources", made_up)):
            print(f"\n{name}")
            site = Path(folder) / "site"
            shutil.rmtree(site, ignore_errors=True)
            print(f"  build, cold      {seconds(root, 'build', '--site-dir', str(site)):7.2f} s")
            print(f"  check            {seconds(root, 'check'):7.2f} s")
            print_sizes(site)


def seconds(root: Path, *arguments: str) -> float:
    """Run a command of the package in its own process; return how long it took."""
    start = time.perf_counter()
    subprocess.run([COMMAND, "--root", root, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def print_sizes(site: Path) -> None:
    """Print how large the pages and the whole site are; compressed is what a reader loads."""
    pages = {path: path.read_bytes() for path in sorted(site.rglob("*.html"))}
    packed = {path: len(gzip.compress(text)) for path, text in pages.items()}
    largest = max(packed, key=lambda path: packed[path])
    total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    index = sum(path.stat().st_size for path in (site / "pagefind").rglob("*") if path.is_file())
    print(f"  pages            {len(pages):7,}")
    print(f"  largest page     {packed[largest] / 1e3:7.1f} kB compressed, "
          f"{len(pages[largest]) / 1e3:,.0f} kB ({largest.relative_to(site)})")  # fmt: skip
    print(f"  pages, together  {sum(map(len, pages.values())) / 1e6:7.1f} MB")
    print(f"  site             {total / 1e6:7.1f} MB, of these search index {index / 1e6:.1f} MB")


def write_review(root: Path, sources: int) -> None:
    """Write a review of made-up sources, the same in every run."""
    chance = random.Random(1)  # noqa: S311
    folder = root / "references" / "sources"
    folder.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (root / "docs" / "index.md").write_text("# A made-up review\n", encoding="utf-8")
    (root / "docs" / "efficacy.md").write_text(TOPIC, encoding="utf-8")
    (root / "docs" / "sources").mkdir()
    (root / "docs" / "sources" / "index.md").write_text(SOURCES, encoding="utf-8")
    (root / "references" / "review.yml").write_text(review_text(), encoding="utf-8")
    cohorts = []
    for number in range(sources):
        key = f"doe{2000 + number % 26}s{number}"
        title = " ".join(chance.choices(WORDS, k=9)).capitalize()
        bib = (
            f"@article{{{key},\n  author = {{Doe, Jane and Roe, Richard and Poe, Edgar}},\n"
            f"  title = {{{title} {number}}},\n  journal = {{Journal of Examples}},\n"
            f"  year = {{{2000 + number % 26}}},\n  volume = {{{number % 90 + 1}}},\n"
            f"  doi = {{10.5555/example.{number}}},\n}}\n"
        )
        (folder / f"{key}.bib").write_text(bib, encoding="utf-8")
        (folder / f"{key}.yml").write_text(entry_text(number, chance), encoding="utf-8")
        cohorts.append(f"  c{number}: {{label: Cohort {number}, registrations: [], patients: 40}}")
    text = "\n".join(["cohorts:", *cohorts, ""])
    (root / "references" / "cohorts.yml").write_text(text, encoding="utf-8")


def entry_text(number: int, chance: random.Random) -> str:
    """Write one entry; every tenth reports what is pooled, as in real life most do not."""
    cells, method = chance.choice(["donor", "universal"]), chance.choice(METHODS)
    patients, disease = chance.randint(40, 400), chance.choice(DISEASES)
    lines = [
        f"kind: {'trial' if number % 10 == 0 else 'report'}",
        "topics: [efficacy]",
        f"cohort: c{number}",
        f"facets: {{cells: {cells}, method: {method}}}",
        f"design: {{treated: {patients}, diseases: {{{disease}: 1}}}}",
        "results:",
    ]
    for index in range(RESULTS):
        outcome = ("response", "relapse", "toxicity")[index]
        events = chance.randint(1, 39)
        lines.append(f"  - {{outcome: {outcome}, events: {events}, total: 40, where: Table 1}}")
    words = " ".join(chance.choices(WORDS, k=25))
    lines += [
        "findings:",
        f"  - {{topic: efficacy, question: works, text: {words}, where: abstract}}",
        "read: abstract",
        "extracted: {date: 2026-11-22, by: nobody}",
    ]
    return "\n".join(lines) + "\n"


def review_text() -> str:
    """Write the vocabulary of the made-up review."""
    outcomes = "\n".join(
        f"  {name}: {{label: {name.title()}, short: {name.title()}, topics: [efficacy], "
        "measure: proportion, better: neither, definition: Made up.}"
        for name in ("response", "relapse", "toxicity")
    )
    methods = ", ".join(f"{letter}: Method {letter}" for letter in METHODS)
    diseases = ", ".join(f"{disease}: {disease.title()}" for disease in DISEASES)
    return f"""title: Made-up
subtitle: A made-up review
maintainers: nobody
started: 2026-11-22
topics:
  efficacy: {{label: Efficacy, page: efficacy, questions: {{works: Does it work?}}}}
kinds:
  trial: {{label: Trial, pooled: true, peer_reviewed: true}}
  report: {{label: Report, pooled: false, peer_reviewed: true}}
facets:
  cells: {{label: Cells, single: true, values: {{donor: Donor, universal: Universal}}}}
  method: {{label: Method, single: true, values: {{{methods}}}}}
  disease: {{label: Disease, single: false, values: {{{diseases}}}}}
outcomes:
{outcomes}
"""


if __name__ == "__main__":
    main(sys.argv[1:])

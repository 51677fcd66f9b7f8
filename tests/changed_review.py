"""The invented review of the golden files in two states, for what compares them.

The first has a sentence that depends on the status of a claim. In the second a large trial was
added, a figure, an age and a finding were corrected, a source was excluded, a judgement of
certainty was withdrawn, and a page was rewritten. It holds text that a hostile contributor could
write.
"""

import shutil
from pathlib import Path

from places import DATA

# Everything that a comment on GitHub could make something of.
HOSTILE = (
    "@everyone <img src=x onerror=alert(1)> | ![i](https://x.example/i.png) "
    "[l](https://x.example) https://x.example www.x.example a@x.example #1 gh-2 o/r#3 `c` "
    ":shipit: $x$ **b** ~~s~~ &lt;b&gt; </details> <!-- --> \\| "
    "0123456789abcdef0123456789abcdef01234567"
)
RECORD = """@article{nettle2024moss,
  author  = {Nettle, Nora},
  title   = {Moss wraps in forty towns},
  journal = {Journal of Ears},
  year    = {2024},
  pages   = {1--9}
}
"""
ENTRY = """kind: trial
topics: [cooling, harm]
cohort: moss-five
facets: {plant: moss, form: dry}
design: {enrolled: 200}
results:
  - {outcome: cooled, events: 60, total: 200, where: Table 1}
  - {outcome: itch, missing: not-reported, where: whole article}
  - {outcome: itch-3plus, events: 40, total: 200, where: Table 2}
findings:
  - {claim: yew2018review/cools-most, stance: contradicts, text: "%s", where: Table 1}
read: full-text
extracted: {date: 2024-06-30, by: maintainers}
""" % HOSTILE.replace("\\", "\\\\")  # noqa: UP031 - braces are YAML's
# With so many patients the rule gives what a person judged.
JUDGEMENT = (
    "    - {outcome: itch-3plus, domain: imprecision, step: 0, because: so few that more ears "
    "would change little, by: A. Moss, date: 2024-07-01}\n"
)


def first_state(folder: Path) -> Path:
    """Copy the invented review, with a sentence that depends on the status of a claim."""
    shutil.copytree(DATA / "golden-review", folder)
    _replace(
        folder / "docs/cooling.md",
        'statement(estimate_of("cooled").k > 2)',
        'statement(claim_is("yew2018review/cools-most", "agrees"))',
    )
    return folder


def second_state(folder: Path) -> Path:
    """Copy the invented review as it is after the changes."""
    first_state(folder)
    sources = folder / "references/sources"
    (sources / "nettle2024moss.bib").write_text(RECORD, encoding="utf-8")
    (sources / "nettle2024moss.yml").write_text(ENTRY, encoding="utf-8")
    _replace(
        folder / "references/cohorts.yml",
        "cohorts:\n",
        "cohorts:\n  moss-five: {label: Fifth moss trial, patients: 200}\n",
    )
    _replace(folder / "references/review.yml", f"  judgements:\n{JUDGEMENT}", "")
    bramble = sources / "bramble2020moss.yml"
    _replace(bramble, "events: 20, total: 26, of: cooled", "events: 19, total: 26, of: cooled")
    _replace(bramble, "Old ears cooled later than young ones.", "Old ears cooled last.")
    _replace(bramble, "age_median: 61", "age_median: 62")
    kale = sources / "kale2023data.yml"
    text = kale.read_text(encoding="utf-8").rstrip()
    kale.write_text(f"{text}\nstatus: excluded\nreason: off-topic\n", encoding="utf-8")
    _replace(
        folder / "docs/harm.md",
        "It itched badly in",
        "It itched **badly**, and that is what matters to those who wear wraps, in",
    )
    return folder


def _replace(path: Path, old: str, new: str) -> None:
    """Replace a text that a file must hold."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path} must hold {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8")

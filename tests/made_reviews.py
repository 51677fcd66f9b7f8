"""Small reviews made up at random: sound by intention, with hard words in every label.

Everything follows from the `random.Random` that is handed in. What comes out need not pass
`check`; most does, and then it must build. Neighbours: `mutations` breaks reviews, `test_doors`
holds `check` and `build` against each other.
"""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import mutations

NAMES = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "oak")
# Words of any script and sign, as labels of groups, outcomes, facets and cohorts hold them.
WORDS = (
    "cleared", "CD+ cells", "CD− cells", "急性白血病", "γδ", "≥3", ">3", "A/B", "A B", "10⁶", "106",
    "😀", "Größe", "العربية", "x_y", "a | b", "*a*", "<b>", "`c`", "{{ d }}", "[e](f)", "#g", "~",
    "1–2 months", "12 months", "50%", "R&D", "it's", '"q"', "Eﬃcacy", "²H", "a" * 120, "-", "null",
    "yes", "1.0", "∅",
)  # fmt: skip
STATISTICS = ("proportion", "probability", "median", "mean", "maximum", "range", "pooled")
KINDS = {
    "trial": {"label": "Trial", "pooled": True, "peer_reviewed": True},
    "case": {"label": "Case", "pooled": False, "peer_reviewed": False},
}


def make_review(chance: random.Random, folder: Path) -> None:
    """Write a review of two to six sources into `folder`."""
    outcomes = {
        f"o{n}": chance.choice(("proportion", "proportion", "continuous"))
        for n in range(chance.randint(1, 4))
    }
    facets = {f"f{n}": [f"v{n}{m}" for m in range(chance.randint(1, 3))] for n in range(2)}
    keys = [f"{name}202{n}x" for n, name in enumerate(chance.sample(NAMES, chance.randint(2, 6)))]
    cohorts = [f"c{n}" for n in range(len(keys))]
    used: set[str] = set()
    for n, key in enumerate(keys):
        _write(folder, f"references/sources/{key}.bib", _record(chance, key, n))
        entry = _entry(chance, tuple(outcomes), facets, cohorts[n], keys[0])
        used |= {
            *entry["facets"].values(),
            entry["kind"],
            *(r["outcome"] for r in entry["results"]),
        }
        _write(folder, f"references/sources/{key}.yml", _yaml(entry))
    trials = [f"NCT0000000{n}" for n in range(chance.randint(0, 2))]
    for id in trials:
        trial = {"title": _word(chance), "status": "recruiting", "start": "2020-01"}
        _write(folder, f"references/trials/{id}.yml", _yaml(trial))
    review = _vocabulary(chance, outcomes, facets, keys[0])
    for words in (review["kinds"], *(facet["values"] for facet in review["facets"].values())):
        for word in words.keys() - used:
            del words[word]
    _write(folder, "references/review.yml", _yaml(review))
    known = {id: {"label": _word(chance), "patients": 40} for id in cohorts}
    overlaps = [
        {"cohorts": list(pair), "certainty": chance.choice(("certain", "probable")), "because": "x"}
        for pair in pairwise(cohorts)
        if chance.random() < 0.3
    ]
    _write(folder, "references/cohorts.yml", _yaml({"cohorts": known, "overlaps": overlaps}))
    claims = [
        {"id": f"c{n}", "topics": ["t"], "statement": _word(chance),
         "outcome": chance.choice(tuple(outcomes)),
         "range": sorted((round(chance.random(), 2), round(chance.random(), 2)))}
        for n in range(2)
    ]  # fmt: skip
    _write(folder, f"seeds/{keys[0]}.yml", _yaml({"source": keys[0], "claims": claims}))
    _pages(chance, folder, outcomes)


def _pages(chance: random.Random, folder: Path, outcomes: dict[str, str]) -> None:
    config = (
        "site_name: Made up\nsite_url: https://made.example/\nstrict: true\n"
        "theme: {name: material, font: false}\nplugins:\n  - livingreview: {search: false}\n"
        "markdown_extensions: [abbr, admonition, attr_list, footnotes, md_in_html, tables]\n"
    )
    _write(folder, "mkdocs.yml", config)
    heading = (
        _word(chance).replace("50%", "").replace("{{", "").replace("}}", "").strip("#-~<>")
        or "Topic"
    )
    plots = "".join(
        f'\n{{{{ forest_plot("{outcome}") }}}}\n'
        for outcome in outcomes
        if outcomes[outcome] == "proportion"
    )
    calls = "".join(
        mutations.macro_calls(chance, folder, sound=chance.random() < 0.97)
        for _ in range(chance.randint(0, 4))
    )
    _write(folder, "docs/index.md", f"# Made up\n\n{{{{ claim_table() }}}}\n\n{calls}\n")
    _write(folder, "docs/topic.md", f"# {heading}\n\n## Often {'{ #often }'}\n{plots}")


def _vocabulary(
    chance: random.Random, outcomes: dict[str, str], facets: dict[str, list[str]], seed: str
) -> dict[str, Any]:
    return {
        "title": "Made up", "subtitle": _word(chance), "seed": seed, "maintainers": _word(chance),
        "started": "2020-01-01", "kinds": dict(KINDS),
        "topics": {"t": {"label": _word(chance), "page": "topic", "questions": {"often": "?"}}},
        "facets": {
            id: {"label": _word(chance), "single": chance.random() < 0.7,
                 "values": {value: _word(chance) for value in values}}
            for id, values in facets.items()
        },
        "outcomes": {
            id: {"label": _word(chance), "short": _word(chance), "topics": ["t"], "definition": "x",
                 "measure": measure, "better": chance.choice(("higher", "lower", "neither"))}
            for id, measure in outcomes.items()
        },
    }  # fmt: skip


def _entry(
    chance: random.Random,
    outcomes: tuple[str, ...],
    facets: dict[str, list[str]],
    cohort: str,
    seed: str,
) -> dict[str, Any]:
    results = []
    for outcome in outcomes:
        for _ in range(chance.choice((0, 1, 1, 2))):
            results.append(_result(chance, outcome))  # noqa: PERF401 - reads aloud
    return {
        "kind": chance.choice(tuple(KINDS)), "topics": ["t"], "cohort": cohort,
        "facets": {id: chance.choice(values) for id, values in facets.items()},
        "results": results,
        "findings": [
            {"claim": f"{seed}/c{n}", "stance": chance.choice(("supports", "qualifies")),
             "text": _word(chance), "where": "abstract"}
            for n in range(chance.randint(0, 2))
        ],
        "read": chance.choice(("full-text", "abstract", "registry", "secondary", "metadata")),
        "extracted": {"date": "2030-01-01", "by": _word(chance)},
    }  # fmt: skip


def _result(chance: random.Random, outcome: str) -> dict[str, Any]:
    base: dict[str, Any] = {"outcome": outcome, "where": "abstract"}
    if chance.random() < 0.6:
        base["group"] = {"label": _word(chance)}
    elif chance.random() < 0.6:
        base["at"] = _word(chance)
    total = chance.choice((1, 2, 10, 40, 10_000_000))
    shape = chance.randrange(4)
    if shape == 0:
        return base | {"missing": "not-reported"}
    if shape == 1:
        low, value, high = sorted(round(chance.random(), 3) for _ in range(3))
        statistic = chance.choice(STATISTICS)
        unit = {"unit": "days"} if chance.random() < 0.5 else {}
        if statistic == "range":
            return base | unit | {"range": [low, high], "statistic": statistic}
        return base | unit | {"estimate": value, "statistic": statistic, "ci": [low, high]}
    return base | {"events": chance.choice((0, total, chance.randint(0, total))), "total": total}


def _record(chance: random.Random, key: str, number: int) -> str:
    """Write a record; each title has a number word of its own, so that none are near."""
    title = f"{'αβγδεζηθ'[number] * 5} {'abcdefgh'[number] * 7} {_word(chance)}"
    for sign in "\\{}%$&#_~^":
        title = title.replace(sign, " ")
    return (
        f"@article{{{key},\n  author = {{Ash, Bo and Yew, Cy}},\n  title = {{{title}}},\n"
        f"  journal = {{Journal {number}}},\n  year = {{202{number}}}\n}}\n"
    )


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def _yaml(value: Any) -> str:
    """Write a value as YAML that needs no knowledge of quoting: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

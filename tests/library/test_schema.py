"""The shape of the files: each fault its message at its place, and schemas that agree with it."""

import json

import pytest

from livingreview.files.yamlfile import parse_yaml
from livingreview.library import schema

ENTRY = """kind: trial
topics: [healing]
read: abstract
extracted: {date: 2024-01-02, by: maintainers}
"""

# The text added to a sound entry (from line 5), and all that is said of it.
FAULTS = {
    "unknown field": (
        "findngs: []",
        [
            "5:1: findngs must be a known field; did you mean 'findings'?",
        ],
    ),
    "unknown field inside": (
        "design: {enroled: 3}",
        [
            "5:10: design.enroled must be a known field; did you mean 'enrolled'?",
        ],
    ),
    "field of elsewhere": (
        "design: {where: x}",
        [
            "5:10: design.where must be a known field",
        ],
    ),
    "missing field": (
        "results:\n- outcome: cleared\n  events: 1\n  total: 2",
        [
            (
                "6:3: results.0.where must be given "
                "(its place in the source: abstract, Table 2, Fig 3B)"
            ),
        ],
    ),
    "text for a number": (
        "results: [{outcome: a, where: t, events: '1', total: 2}]",
        [
            "5:42: results.0.events must be a whole number in digits, without quotes (got '1')",
        ],
    ),
    "share for a count": (
        "design: {treated: 1.5}",
        [
            "5:19: design.treated must be a whole number in digits, without quotes (got 1.5)",
        ],
    ),
    "truth for a count": (
        "design: {treated: true}",
        [
            "5:19: design.treated must be a whole number in digits, without quotes (got True)",
        ],
    ),
    "negative count": (
        "design: {treated: -1}",
        [
            "5:19: design.treated must be 0 or more (got -1)",
        ],
    ),
    "no patients": (
        "results: [{outcome: a, where: t, events: 0, total: 0}]",
        [
            "5:52: results.0.total must be 1 or more (got 0)",
        ],
    ),
    "one of two kinds": (
        "design: {centres: many}",
        [
            (
                "5:19: design.centres must be one of 'single' or 'multi', or be a whole number "
                "in digits, without quotes "
                "(got 'many')"
            ),
        ],
    ),
    "list for a mapping": (
        "facets: [a]",
        [
            "5:9: facets must be a mapping (key: value) (got ['a'])",
        ],
    ),
    "mapping for a list": (
        "results: {}",
        [
            "5:10: results must be a list (got {})",
        ],
    ),
    "half an interval": (
        "results: [{outcome: a, where: t, ci: [1]}]",
        [
            "5:38: results.0.ci must have more items (got [1])",
        ],
    ),
    "bad id": (
        "facets: {plant: 'a <b>'}",
        [
            (
                "5:17: facets.plant must be an id (words of letters and digits, joined by - _ / "
                "or a space) (got 'a <b>')"
            ),
        ],
    ),
    "bad claim": (
        "findings: [{claim: nothing, stance: supports, text: x, where: y}]",
        [
            (
                "5:20: findings.0.claim must be a claim: a seed's key, a slash and the claim's "
                "id (got 'nothing')"
            ),
        ],
    ),
    "bad country": (
        "design: {countries: [Norway]}",
        [
            (
                "5:22: design.countries.0 must be a country code of two capital letters such as "
                "CN (got 'Norway')"
            ),
        ],
    ),
    "bad date": (
        "checked: {date: 2024-13-01, by: x}",
        [
            (
                "5:17: checked.date must be a date such as 2026-11-22, 2026-11 or 2026 (got "
                "'2024-13-01')"
            ),
        ],
    ),
    "bad link": (
        "via: {what: x, url: 'javascript:alert(1)'}",
        [
            "5:21: via.url must be an http or https address (got 'javascript:alert(1)')",
        ],
    ),
    "empty text": (
        "checked: {date: 2024, by: ''}",
        [
            "5:27: checked.by must not be empty (got '')",
        ],
    ),
    "megabyte field": (
        f"notes: {'x' * 5000}",
        ["5:8: notes must have at most 4,000 characters (got '" + "x" * 58 + "…)"],
    ),
    "two at once": (
        "status: maybe\nnotes: 5",
        [
            "5:9: status must be one of 'included' or 'excluded' (got 'maybe')",
            "6:8: notes must be text (got 5)",
        ],
    ),
}


def said(text: str, shape: type[schema.Entry] = schema.Entry) -> list[str]:
    """Validate a file's text and return what is wrong with it."""
    document, problems = parse_yaml(text, "x.yml")
    assert document is not None, problems
    _, problems = schema.validate(shape, document)
    return [str(problem).removeprefix("x.yml:") for problem in problems]


@pytest.mark.parametrize("case", FAULTS)
def test_fault_is_said_once_at_its_place(case: str) -> None:
    """Each fault of shape gives one message with line, column, field, what must be and what is."""
    text, expected = FAULTS[case]
    assert said(ENTRY + text) == expected


def test_sound_entry_has_no_problem() -> None:
    """The entry that the faults are added to is sound itself."""
    assert said(ENTRY) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# nothing", "1:1: must not be empty"),
        ("- a", "1:1: must be a mapping (key: value) (got ['a'])"),
        ("a", "1:1: must be a mapping (key: value) (got 'a')"),
    ],
    ids=["empty", "list", "word"],
)
def test_file_of_another_shape_is_one_problem(text: str, message: str) -> None:
    """A file that is no mapping at all is told so, once."""
    assert said(text) == [message]


def test_number_is_taken_where_a_phase_or_a_name_is_wanted() -> None:
    """`phase: 1` and a numeric locator are as good as their quoted forms."""
    text = ENTRY + "design: {phase: 1}\nresults: [{outcome: a, where: 3, missing: not-reported}]"
    document, _ = parse_yaml(text, "x.yml")
    assert document is not None
    entry, problems = schema.validate(schema.Entry, document)
    assert not problems
    assert entry is not None
    assert entry.design.phase == "1"
    assert entry.results[0].where == "3"


def test_one_cohort_is_as_good_as_a_list() -> None:
    """`cohort: a` and `cohort: [a]` say the same."""
    values = []
    for written in ("a", "[a]"):
        document, _ = parse_yaml(f"{ENTRY}cohort: {written}", "x.yml")
        assert document is not None
        entry, _ = schema.validate(schema.Entry, document)
        assert entry is not None
        values.append(entry.cohort)
    assert values == [("a",), ("a",)]


def test_json_schemas_describe_every_field() -> None:
    """Every field of every file has a description in its JSON Schema, as editors show it."""
    bare = []
    for name, made in schema.json_schemas().items():
        for title, part in {name: made, **made.get("$defs", {})}.items():
            bare += [
                f"{title}.{field}"
                for field, value in part.get("properties", {}).items()
                if not value.get("description")
            ]
    assert bare == []
    assert set(schema.json_schemas()) >= {"entry", "trial", "cohorts", "seed", "review"}


def test_json_schemas_are_json_and_refuse_unknown_fields() -> None:
    """The schemas can be written as JSON, and a misspelt field is an error to an editor too."""
    for made in schema.json_schemas().values():
        assert json.loads(json.dumps(made)) == made
        assert made["additionalProperties"] is False
    follow_up = schema.json_schemas()["entry"]["$defs"]["FollowUp"]["properties"]
    assert "from" in follow_up
    assert "from_" not in follow_up

"""Hostile BibTeX: work grows no faster than the text, and each bound is a problem."""

import sys

import pytest

from livingreview.bibliography.parsing import MOST_FIELDS, parse_bib

GOOD = "\n@misc{z2020d, title = {C}}"
# A hostile text of about n pieces each.
BOMBS = {
    "open records": lambda n: "@a{" * n,
    "open records with keys": lambda n: "@a{x, t={\n" * n,
    "open braces": lambda n: "@misc{a2020b, title=" + "{" * n,
    "deep braces": lambda n: "@misc{a2020b, title={" + "{" * n + "}" * n + "}}",
    "closing braces": lambda n: "@misc{a2020b, title={x}}" + "}" * n,
    "strings in a chain": lambda n: "@string{s0={a}}"
    + "".join(f"@string{{s{i}=s{i - 1} # {{a}}}}" for i in range(1, n)),
    "unknown fields": lambda n: "@misc{a2020b" + "".join(f", f{i}={{x}}" for i in range(n)) + "}",
    "one field": lambda n: "@misc{a2020b" + ", title={x}" * n + "}",
    "one key": lambda n: "@misc{a2020b, title={x}}\n" * n,
    "missing commas": lambda n: "@misc{a2020b, " + "f={x} " * n + "}",
    "parts": lambda n: "@misc{a2020b, title={x}" + " # {x}" * n + "}",
    "crossrefs in a chain": lambda n: "".join(
        f"@misc{{a2020b{i}, crossref={{a2020b{i + 1}}}}}" for i in range(n)
    ),
    "crossrefs in a circle": lambda n: "".join(
        f"@misc{{a2020b{i}, crossref={{a2020b{(i + 1) % n}}}}}" for i in range(n)
    ),
    "xdata for all": lambda n: "@xdata{x"
    + "".join(f", f{i}={{x}}" for i in range(n))
    + "}"
    + "@misc{a2020b, xdata={x}}" * 20,
    "one parent": lambda n: "@xdata{x, note={x}}@misc{a2020b, xdata={" + "x," * n + "}}",
    "authors": lambda n: "@misc{a2020b, author={" + "Doe, J and " * n + "Doe, J}}",
    "commas for authors": lambda n: "@misc{a2020b, author={" + "Doe, " * n + "}}",
    "dollars": lambda n: "@misc{a2020b, title={" + "$x " * n + "}}",
    "accents": lambda n: "@misc{a2020b, title={" + "\\'" * n + "}}",
    "commands": lambda n: "@misc{a2020b, title={" + "\\emph" * n + "}}",
    "bars": lambda n: "@misc{a2020b, title={$" + "\\bar" * n + "$}}",
    "roots": lambda n: "@misc{a2020b, title={$" + "\\sqrt[" * n + "$}}",
    "entities": lambda n: "@misc{a2020b, title={" + "&amp;" * n + "}}",
    "tags": lambda n: "@misc{a2020b, title={" + "<em " * n + "}}",
    "resolvers": lambda n: "@misc{a2020b, doi={" + "doi:" * n + "}}",
    "brackets after a DOI": lambda n: "@misc{a2020b, doi={10.1000/" + ")" * n + "}}",
    "no records": lambda n: "@article\n" * n,
    "open comments": lambda n: "@comment{\n" * n,
    "quotes": lambda n: '@misc{a2020b, title="' + '"' * n + "}",
}  # fmt: skip


def calls(text):
    """Count the calls that reading a text takes, of functions in Python and in C."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        parse_bib(text, "x.bib", foreign_keys=True)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", BOMBS)
def test_work_grows_with_the_text(name):
    """A text of twice the size takes at most a little over twice the calls."""
    assert calls(BOMBS[name](800)) < 2.3 * calls(BOMBS[name](400)) + 500


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMBS["unknown fields"](9000), f"must have at most {MOST_FIELDS} fields (got 9000)"),
        (BOMBS["missing commas"](9000), f"must have at most {MOST_FIELDS} fields"),
        (BOMBS["deep braces"](9000), "must have at most 10000 characters"),
        (BOMBS["deep braces"](90), "must nest at most 30 braces"),
        ("@misc{a2020b, abstract={" + "x" * 2_000_000 + "}}", "must have at most 100000"),
        (BOMBS["crossrefs in a chain"](40), "must lead through at most 10 records"),
        (BOMBS["crossrefs in a circle"](9), "must not lead back to its own record"),
        ("@misc{a2020b, xdata={" + ",".join(map(str, range(99))) + "}}", "must name at most 20"),
        (
            "@string{s={" + "x" * 9_000 + "}}" + "@misc{a2020b, note=s # {x}}" * 3_000,
            "must not expand @string to more than",
        ),
    ],
    ids=["fields", "glued", "long", "deep", "abstract", "chain", "circle", "parents", "strings"],
)  # fmt: skip
def test_bound_is_a_problem(text, message):
    """What a bound cuts off is named, and the next record is read."""
    records, problems = parse_bib(text + GOOD, "x.bib", foreign_keys=True)
    assert records[-1].key == "z2020d"
    assert any(problem.message.startswith(message) for problem in problems)

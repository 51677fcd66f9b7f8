"""How far the report of one cohort may mislead: who was selected, who was counted, what was read.

The rules are data (`review.yml`: certainty, cohorts). Where the report was appraised its
checklist answers; elsewhere what the data say of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from livingreview.model import CohortRules, Library, Source
from livingreview.synthesis.independence import Report, selection

# Risks from best to worst; a cohort has the worst of its marks.
RISKS = ("low", "unclear", "high")
READING = {
    "full-text": "read in full",
    "abstract": "read as an abstract",
    "registry": "read as a registry record",
    "secondary": "known only through another text",
    "metadata": "known only by its bibliographic record",
}


@dataclass(frozen=True, slots=True)
class BiasMark:
    """One aspect of a report: `selection`, `completeness` or `reading`; its risk, and why."""

    aspect: str
    risk: str
    because: str


@dataclass(frozen=True, slots=True)
class CohortBias:
    """The marks of one cohort in an estimate."""

    marks: tuple[BiasMark, ...]

    @property
    def risk(self) -> str:
        """Return the worst risk of the marks."""
        return max((mark.risk for mark in self.marks), key=RISKS.index)


def judge_bias(library: Library, rules: CohortRules, report: Report) -> CohortBias:
    """Judge the report of one cohort."""
    source = library.sources[report.source]
    return CohortBias(
        (
            _selection(library, rules, source),
            _completeness(library, rules, source, report),
            _reading(rules, report),
        )
    )


def is_low_risk(library: Library, report: Report) -> bool:
    """Return whether a report is at low risk of bias in every aspect; never without rules."""
    rules = library.review.certainty
    return rules is not None and judge_bias(library, rules.cohorts, report).risk == "low"


def _selection(library: Library, rules: CohortRules, source: Source) -> BiasMark:
    if what := selection(library, source):
        return BiasMark("selection", "high", f"selected patients: {what}")
    risk, because = _answered(library, source, rules.selection)
    return BiasMark("selection", risk, because or "how patients were selected is not reported")


def _completeness(library: Library, rules: CohortRules, source: Source, report: Report) -> BiasMark:
    """Judge whether all are counted, by the checklist or else by the numbers."""
    risk, because = _answered(library, source, rules.completeness)
    enrolled = source.design.enrolled
    if risk == "unclear" and enrolled and report.answers not in rules.among_some:
        risk = "low" if report.total >= rules.counted * enrolled else "high"
        because = f"{report.total} of {enrolled} enrolled patients are counted"
    return BiasMark("completeness", risk, because or "whether all are counted is not reported")


def _reading(rules: CohortRules, report: Report) -> BiasMark:
    read = report.result.figure.read
    high = "high" if read in rules.read_high else "unclear"
    return BiasMark("reading", "low" if read in rules.read_low else high, READING[read])


def _answered(library: Library, source: Source, items: Sequence[str]) -> tuple[str, str]:
    """Return the risk by the answers to items of a checklist, and the question that decides."""
    if source.appraisal is None:
        return "unclear", ""
    questions = library.review.checklists[source.appraisal.tool].items
    answers = {
        item: source.appraisal.answers.get(item, "unclear") for item in items if item in questions
    }
    if no := [item for item, answer in answers.items() if answer == "no"]:
        return "high", f"no to “{questions[no[0]]}”"
    if answers and all(answer == "yes" for answer in answers.values()):
        return "low", f"yes to “{questions[next(iter(answers))]}”"
    return "unclear", ""

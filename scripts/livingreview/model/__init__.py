"""The data of a review, joined and frozen, and the questions that several wings ask of them.

Pages and templates use these objects only. Proportions are 0–1, `None` means "unknown", and a
tuple keeps the order of the file that it was read from.

Library, Review:
    all data of a review, and its vocabulary, rules and log
Source, Record, Person, Design, Detail, FollowUp, Result, Figure, Group, Finding, Appraisal, Via,
Reading, Retraction, Spot:
    a source and what was extracted from it
Trial, Cohort, Overlap, Separation, Disagreement, Claim:
    trials, sets of patients, and the claims of founding reviews
Topic, Question, Kind, Pooling, Facet, Scale, Checklist, Outcome, Search, Retirement:
    the vocabulary and the settings in review.yml
CertaintyRules, StartLevel, CohortRules, Steps, InconsistencyRules, ImprecisionRules,
PublicationRules, Judgement, SummaryRow, CertaintyLevel, CERTAINTY_LEVELS, CertaintyDomain,
CERTAINTY_DOMAINS:
    the rules by which certainty is rated, and the rows of a summary of findings
Glossary, GlossarySection, Term:
    the glossary
Declarations, Criterion, Eligibility, Extraction, Living:
    how the review is made
Reporting, ExcludedWork, LeftOutFact, ReportingChecklist, ReportingItem, Answer, ANSWERS:
    what was left out, and the items of reporting checklists
ReadLevel, READ_LEVELS, FIRST_HAND, TrialStatus, TrialPhase, TrialPurpose, TrialSetting,
TRIAL_WORDS, DISEASE, COHORT_FACTS, DAYS:
    words that all reviews have in common
patients, detail, follow_up_days, column_facets, facet_value_label, has_facets, claimed_range,
registrations, is_pooled_outcome, reports_by_trial, shown_title:
    questions that several wings ask
slug, told_apart, heading_id:
    the parts of addresses that are made from labels
percent, plural:
    a proportion, and a count with its noun, as every wing writes them
"""

from livingreview.model.certainty import (
    CERTAINTY_DOMAINS,
    CERTAINTY_LEVELS,
    CertaintyDomain,
    CertaintyLevel,
    CertaintyRules,
    CohortRules,
    ImprecisionRules,
    InconsistencyRules,
    Judgement,
    PublicationRules,
    StartLevel,
    Steps,
    SummaryRow,
)
from livingreview.model.glossary import Glossary, GlossarySection, Term
from livingreview.model.library import (
    Claim,
    Cohort,
    Disagreement,
    Library,
    Overlap,
    Separation,
    Trial,
)
from livingreview.model.making import Criterion, Declarations, Eligibility, Extraction, Living
from livingreview.model.queries import (
    DAYS,
    claimed_range,
    column_facets,
    detail,
    facet_value_label,
    follow_up_days,
    has_facets,
    is_pooled_outcome,
    patients,
    registrations,
    reports_by_trial,
    shown_title,
)
from livingreview.model.reporting import (
    ANSWERS,
    Answer,
    ExcludedWork,
    LeftOutFact,
    Reporting,
    ReportingChecklist,
    ReportingItem,
)
from livingreview.model.slugs import heading_id, slug, told_apart
from livingreview.model.sources import (
    Appraisal,
    Design,
    Detail,
    Figure,
    Finding,
    FollowUp,
    Group,
    Person,
    Reading,
    Record,
    Result,
    Retraction,
    Source,
    Via,
)
from livingreview.model.vocabulary import (
    COHORT_FACTS,
    DISEASE,
    FIRST_HAND,
    READ_LEVELS,
    TRIAL_WORDS,
    Checklist,
    Facet,
    Kind,
    Outcome,
    Pooling,
    Question,
    ReadLevel,
    Retirement,
    Review,
    Scale,
    Search,
    Spot,
    Topic,
    TrialPhase,
    TrialPurpose,
    TrialSetting,
    TrialStatus,
)
from livingreview.model.writing import percent, plural

__all__ = [
    "ANSWERS",
    "CERTAINTY_DOMAINS",
    "CERTAINTY_LEVELS",
    "COHORT_FACTS",
    "DAYS",
    "DISEASE",
    "FIRST_HAND",
    "READ_LEVELS",
    "TRIAL_WORDS",
    "Answer",
    "Appraisal",
    "CertaintyDomain",
    "CertaintyLevel",
    "CertaintyRules",
    "Checklist",
    "Claim",
    "Cohort",
    "CohortRules",
    "Criterion",
    "Declarations",
    "Design",
    "Detail",
    "Disagreement",
    "Eligibility",
    "ExcludedWork",
    "Extraction",
    "Facet",
    "Figure",
    "Finding",
    "FollowUp",
    "Glossary",
    "GlossarySection",
    "Group",
    "ImprecisionRules",
    "InconsistencyRules",
    "Judgement",
    "Kind",
    "LeftOutFact",
    "Library",
    "Living",
    "Outcome",
    "Overlap",
    "Person",
    "Pooling",
    "PublicationRules",
    "Question",
    "ReadLevel",
    "Reading",
    "Record",
    "Reporting",
    "ReportingChecklist",
    "ReportingItem",
    "Result",
    "Retirement",
    "Retraction",
    "Review",
    "Scale",
    "Search",
    "Separation",
    "Source",
    "Spot",
    "StartLevel",
    "Steps",
    "SummaryRow",
    "Term",
    "Topic",
    "Trial",
    "TrialPhase",
    "TrialPurpose",
    "TrialSetting",
    "TrialStatus",
    "Via",
    "claimed_range",
    "column_facets",
    "detail",
    "facet_value_label",
    "follow_up_days",
    "has_facets",
    "heading_id",
    "is_pooled_outcome",
    "patients",
    "percent",
    "plural",
    "registrations",
    "reports_by_trial",
    "shown_title",
    "slug",
    "told_apart",
]

"""What the rest works with: a review's data joined and frozen; nothing here can be called.

Pages and templates see these objects and nothing else. Proportions are 0–1; `None` is
"not known"; a tuple keeps the order of the file it was read from.
"""

from livingreview.model.library import (
    Claim,
    Cohort,
    Disagreement,
    Library,
    Overlap,
    Separation,
    Trial,
)
from livingreview.model.sources import (
    Appraisal,
    Design,
    Figure,
    Finding,
    FollowUp,
    Group,
    Link,
    Person,
    Reading,
    Record,
    Result,
    Retraction,
    Source,
    Via,
)
from livingreview.model.vocabulary import (
    Checklist,
    Facet,
    Kind,
    Outcome,
    Pooling,
    Question,
    Review,
    Scale,
    Search,
    Spot,
    Topic,
)

__all__ = [
    "Appraisal",
    "Checklist",
    "Claim",
    "Cohort",
    "Design",
    "Disagreement",
    "Facet",
    "Figure",
    "Finding",
    "FollowUp",
    "Group",
    "Kind",
    "Library",
    "Link",
    "Outcome",
    "Overlap",
    "Person",
    "Pooling",
    "Question",
    "Reading",
    "Record",
    "Result",
    "Retraction",
    "Review",
    "Scale",
    "Search",
    "Separation",
    "Source",
    "Spot",
    "Topic",
    "Trial",
    "Via",
]

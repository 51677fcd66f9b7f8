"""The rules on data: one generator function per rule, whose docstring states the rule.

A rule takes a library and the files that it was read from (`Loaded`), and yields problems; it
neither prints nor stops anything. `schema` checks single fields; these rules compare fields and
files.
"""

from dataclasses import replace
from itertools import islice

from livingreview.library.checks.certainty import (
    check_certainty_rules,
    check_judgements,
    check_summaries,
)
from livingreview.library.checks.cohorts import (
    check_cohorts_exist,
    check_pooled_cohort,
    check_shared_registrations,
)
from livingreview.library.checks.completeness import (
    check_answered,
    check_complete,
    check_grades,
    check_reasons,
)
from livingreview.library.checks.consistency import check_agreement, check_dates, check_words_used
from livingreview.library.checks.glossary import check_terms, check_words
from livingreview.library.checks.identity import (
    check_aliases,
    check_duplicates,
    check_identifiers,
    check_incomplete,
    check_status,
)
from livingreview.library.checks.numbers import (
    check_counts,
    check_events,
    check_intervals,
    check_result_unique,
    check_result_value,
)
from livingreview.library.checks.reporting import (
    check_excluded,
    check_left_out,
    check_numbers_of_excluded,
    check_reporting,
)
from livingreview.library.checks.titles import check_titles
from livingreview.library.checks.trials import check_product_names, check_trials_agree
from livingreview.library.checks.vocabulary import (
    check_claims,
    check_findings,
    check_review,
    check_vocabulary,
)
from livingreview.library.folder import Loaded
from livingreview.problems import Problem

# The number of problems that are collected per rule; no fault made by hand has more.
MOST_OF_A_RULE = 5_000

RULES = (
    check_vocabulary,
    check_review,
    check_claims,
    check_findings,
    check_identifiers,
    check_duplicates,
    check_titles,
    check_incomplete,
    check_status,
    check_aliases,
    check_result_value,
    check_result_unique,
    check_counts,
    check_events,
    check_intervals,
    check_grades,
    check_complete,
    check_answered,
    check_reasons,
    check_agreement,
    check_dates,
    check_cohorts_exist,
    check_pooled_cohort,
    check_shared_registrations,
    check_trials_agree,
    check_product_names,
    check_words_used,
    check_terms,
    check_words,
    check_certainty_rules,
    check_judgements,
    check_summaries,
    check_excluded,
    check_numbers_of_excluded,
    check_left_out,
    check_reporting,
)


def check_library(loaded: Loaded) -> tuple[Problem, ...]:
    """Return the problems that the rules find in a library; none if the library is missing.

    A rule stops after `MOST_OF_A_RULE` problems, since more of them would not help.
    """
    if loaded.library is None:
        return ()
    found: set[Problem] = set()
    for rule in RULES:
        broken = rule(loaded.library, loaded)
        found.update(islice(broken, MOST_OF_A_RULE))
        if (last := next(broken, None)) is not None:
            found.add(replace(last, message=f"{last.message}; more of this kind are not shown"))
    return tuple(sorted(found))

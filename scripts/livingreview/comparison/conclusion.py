"""What changed, in the few sentences with which a referee's summary begins."""

from collections import Counter
from collections.abc import Iterator, Sequence

from livingreview.comparison.changes import Changes
from livingreview.comparison.data import WHOLES
from livingreview.comparison.estimates import Movement
from livingreview.comparison.fields import How
from livingreview.model import plural
from livingreview.rendering import capitalised

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
# What is said of estimates, of one and of several.
_MOVEMENTS: tuple[tuple[Movement, str, str], ...] = (
    ("moves", "estimate moves", "estimates move"),
    ("new", "estimate is new", "estimates are new"),
    ("gone", "estimate can no longer be made", "estimates can no longer be made"),
    ("rounds", "estimate moves by less than is printed", "estimates move by less than is printed"),
    (
        "reports",
        "estimate rests on other reports with the same numbers",
        "estimates rest on other reports with the same numbers",
    ),
)
_HOW: tuple[How, ...] = ("added", "changed", "removed")
# The number of claims that are named one by one.
MOST_CLAIMS = 3


def conclusion(changes: Changes) -> str:
    """Return the conclusion: estimates and claims first, then data, pages and problems."""
    if changes.is_empty:
        ending = ", as far as they could be compared" if changes.gaps else ""
        return f"Nothing changed between {changes.base} and {changes.head}{ending}."
    results = [*_estimates(changes), *_claims(changes), *_certainty(changes)]
    data = list(_data(changes))
    if not results and data:
        results = ["no estimate moves and no claim changes"]
    elif not results:
        results = ["no data changed"]
    parts = (
        "; ".join(filter(None, (", ".join(results), ", ".join(data)))),
        ", ".join(_sentences(changes)),
        ", ".join(_problems(changes)),
    )
    return " ".join(f"{capitalised(part)}." for part in parts if part)


def _estimates(changes: Changes) -> Iterator[str]:
    whole = Counter(change.movement for change in changes.estimates if change.is_whole)
    groups = sum(not change.is_whole for change in changes.estimates)
    for movement, one, several in _MOVEMENTS:
        if count := whole[movement]:
            yield f"{_number(count)} {one if count == 1 else several}"
    if groups:
        one = "estimate of a group of cohorts changes"
        several = "estimates of groups of cohorts change"
        yield f"{_number(groups)} {one if groups == 1 else several}"


def _claims(changes: Changes) -> Iterator[str]:
    turns = Counter((change.before, change.after) for change in changes.claims)
    if len(turns) > MOST_CLAIMS:
        yield f"{_number(len(changes.claims))} claims change their status"
        return
    for (before, after), count in turns.items():
        claims = f"{_number(count)} claim{'' if count == 1 else 's'}"
        is_one = count == 1
        if before is None:
            yield f"{claims} {'is' if is_one else 'are'} new ({after})"
        elif after is None:
            yield f"{claims} {'is' if is_one else 'are'} no longer tracked"
        else:
            yield f"{claims} {'changes' if is_one else 'change'} from {before} to {after}"


def _certainty(changes: Changes) -> Iterator[str]:
    """Yield how many estimates have another level of certainty, or only other reasons for it."""
    levels = sum(rating.before != rating.after for rating in changes.certainty)
    if levels:
        yield f"the certainty of {_number(levels)} estimate{'' if levels == 1 else 's'} changes"
    if reasons := len(changes.certainty) - levels:
        one = "rating of certainty has other reasons"
        several = "ratings of certainty have other reasons"
        yield f"{_number(reasons)} {one if reasons == 1 else several}"


def _data(changes: Changes) -> Iterator[str]:
    sources = changes.sources
    states = Counter(source.state for source in sources)
    become = [f"{states[state]} {state}" for state in ("retracted", "excluded") if states[state]]
    ending = f" ({', '.join(become)})" if become else ""
    yield from (f"{words}{ending}" for words in _counted("source", [s.how for s in sources]))
    yield from _counted("result", [r.how for source in sources for r in source.results])
    yield from _counted("finding", [f.how for source in sources for f in source.findings])
    for kind in dict.fromkeys(item.kind for item in changes.data):
        if kind in WHOLES.values():
            yield f"{kind} changed"
        else:
            yield from _counted(kind, [item.how for item in changes.data if item.kind == kind])


def _sentences(changes: Changes) -> Iterator[str]:
    departed = sum(not sentence.is_supported for sentence in changes.sentences)
    if departed:
        yield f"{plural(departed, 'sentence')} {'needs' if departed == 1 else 'need'} review"
    if back := len(changes.sentences) - departed:
        yield f"{plural(back, 'sentence')} {'is' if back == 1 else 'are'} supported again or gone"
    yield from _counted("page", [page.how for page in changes.pages])


def _problems(changes: Changes) -> Iterator[str]:
    if count := len(changes.problems):
        yield plural(count, "new problem")
    if count := len(changes.repaired):
        yield f"{plural(count, 'problem')} went away"


def _counted(noun: str, hows: Sequence[How]) -> Iterator[str]:
    """Yield what happened to things of a kind: `1 source added and 2 changed`."""
    counts = [(how, hows.count(how)) for how in _HOW if how in hows]
    parts = [f"{count:,} {how}" for how, count in counts]
    if counts:
        parts[0] = f"{plural(counts[0][1], noun)} {counts[0][0]}"
        yield " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"

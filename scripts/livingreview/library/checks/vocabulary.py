"""The rules on the words in entries, trials and claims, which review.yml must define."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from livingreview.files import Location
from livingreview.library.folder import REVIEW, Loaded, at
from livingreview.library.implications import consecutive
from livingreview.model import COHORT_FACTS, DISEASE, Library, Source
from livingreview.problems import Problem, allowed, shown

Word = tuple[str, Location, Collection[str], str]


def check_vocabulary(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each kind, topic, facet, outcome … in an entry or a trial must be defined in review.yml."""
    for source in library.sources.values():
        if source.kind is not None:
            yield from _unknown(loaded, source.spot.path, _entry_words(library, source))
    for trial in library.trials.values():
        words = [
            *_facet_words(library, trial.facets),
            *_disease_words(library, trial.diseases, ("diseases",)),
        ]
        yield from _unknown(loaded, trial.spot.path, words)


def check_review(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """Each topic, outcome, scale, source and facet value that review.yml refers to must exist.

    The grades of an outcome must be in order and without a gap.
    """
    review = library.review
    words: list[Word] = []
    for id, outcome in review.outcomes.items():
        base = ("outcomes", id)
        words += [
            (topic, (*base, "topics", n), review.topics, "a topic")
            for n, topic in enumerate(outcome.topics)
        ]
        words += [
            (narrow, (*base, "counts", n), review.outcomes, "an outcome")
            for n, narrow in enumerate(outcome.counts)
        ]
        if outcome.part_of:
            words.append((outcome.part_of, (*base, "part_of"), review.outcomes, "an outcome"))
        if outcome.over_all:
            words.append((outcome.over_all, (*base, "over_all"), review.outcomes, "an outcome"))
        if outcome.grades and not consecutive(outcome.grades):
            message = f"must be grades in order without a gap (got {list(outcome.grades)})"
            yield at(loaded, REVIEW, (*base, "grades"), message)
        if outcome.grading:
            words.append((outcome.grading, (*base, "grading"), review.scales, "a scale"))
    words += [
        (scale.source, ("scales", id, "source"), library.sources, "a source")
        for id, scale in review.scales.items()
    ]
    words += [
        (checklist.source, ("checklists", id, "source"), library.sources, "a source")
        for id, checklist in review.checklists.items()
    ]
    words += _facet_words(library, review.pooling.require, ("pooling", "require"))
    facts = (
        *COHORT_FACTS, *review.facets, *review.characteristics, *review.details, *review.outcomes
    )  # fmt: skip
    words += [
        (name, ("cohort_table", heading, n), facts, "a fact that a table of cohorts can show")
        for heading, names in review.cohort_table.items()
        for n, name in enumerate(names)
    ]
    words += [
        (value, ("facets", id, "synonyms", value), facet.values, f"a value of {id}")
        for id, facet in review.facets.items()
        for value in facet.synonyms
    ]
    if review.seed:
        words.append((review.seed, ("seed",), library.sources, "a source"))
    yield from _unknown(loaded, REVIEW, words)


def check_claims(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A claim must name known topics and outcomes and a known source; its id must be unique."""
    found: dict[str, dict[str, list[int]]] = {}  # per file and id, the indexes of the claims
    for claim in library.claims.values():
        path = f"seeds/{claim.seed}.yml"
        if path not in found:
            document = loaded.documents.get(path)
            found[path] = defaultdict(list)
            for n, item in enumerate(document.data["claims"] if document else ()):
                found[path][str(item["id"])].append(n)
        base = ("claims", found[path][claim.id][0])
        words: list[Word] = [
            (topic, (*base, "topics", n), library.review.topics, "a topic")
            for n, topic in enumerate(claim.topics)
        ]
        words += [
            (outcome, (*base, name), library.review.outcomes, "an outcome")
            for name, outcome in (("outcome", claim.outcome), ("broader", claim.broader))
            if outcome
        ]
        words.append((claim.seed, ("source",), library.sources, "a source"))
        yield from _unknown(loaded, path, words)
        if len(found[path][claim.id]) > 1:
            yield at(loaded, path, (*base, "id"), f"must be unique (got {claim.id!r} twice)")


def check_findings(library: Library, loaded: Loaded) -> Iterator[Problem]:
    """A finding must name a claim and its stance, or a topic and one of its questions, or both."""
    unread = {problem.path for problem in loaded.problems}  # claims in these files may exist
    for source in library.sources.values():
        for index, finding in enumerate(source.findings):
            base = ("findings", index)
            path = source.spot.path
            if finding.claim is None and finding.topic is None:
                yield at(loaded, path, base, "must name a claim, or a topic and its question")
            if (finding.claim is None) != (finding.stance is None):
                yield at(loaded, path, base, "must have both claim and stance, or neither")
            if (finding.topic is None) != (finding.question is None):
                yield at(loaded, path, base, "must have both topic and question, or neither")
            words: list[Word] = []
            if finding.claim and f"seeds/{finding.claim.partition('/')[0]}.yml" not in unread:
                words.append((finding.claim, (*base, "claim"), library.claims, "a claim"))
            if finding.topic:
                topics = library.review.topics
                words.append((finding.topic, (*base, "topic"), topics, "a topic"))
                if finding.topic in topics and finding.question:
                    asked = [question.id for question in topics[finding.topic].questions]
                    words.append(
                        (finding.question, (*base, "question"), asked, "a question of the topic")
                    )
            yield from _unknown(loaded, path, words)


def _entry_words(library: Library, source: Source) -> Iterator[Word]:
    review = library.review
    yield source.kind or "", ("kind",), review.kinds, "a kind of review.yml"
    for n, topic in enumerate(source.topics):
        yield topic, ("topics", n), review.topics, "a topic of review.yml"
    if source.reason:
        reasons = review.exclusion_reasons
        yield source.reason, ("reason",), reasons, "one of exclusion_reasons of review.yml"
    own = {facet: v for facet, v in source.facets.items() if facet not in source.inherited}
    yield from _facet_words(library, own)
    mixed = [
        value
        for id, facet in review.facets.items()
        if source.facets.get(id) == "mixed"
        for value in facet.values
    ]
    for name in source.arms:
        yield name, ("arms", name), mixed, "a value of a facet that is mixed here"
    yield from _disease_words(library, source.design.diseases, ("design", "diseases"))
    for name in source.design.characteristics:
        place = ("design", "characteristics", name)
        yield name, place, review.characteristics, "a characteristic of review.yml"
    for name in source.details:
        yield name, ("details", name), review.details, "a detail of review.yml"
    if source.appraisal:
        known, tool = review.checklists, source.appraisal.tool
        yield tool, ("appraisal", "tool"), known, "a checklist of review.yml"
        for item in source.appraisal.answers if tool in known else ():
            yield (
                item,
                ("appraisal", "answers", item),
                known[tool].items,
                "an item of the checklist",
            )
    for n, result in enumerate(source.results):
        yield result.outcome, ("results", n, "outcome"), review.outcomes, "an outcome of review.yml"
        if result.of:
            yield result.of, ("results", n, "of"), review.outcomes, "an outcome of review.yml"
        if result.population:
            base, sets = ("results", n, "population"), review.populations
            yield result.population, base, sets, "a population of review.yml"


def _facet_words(
    library: Library, facets: Mapping[str, str], base: Location = ("facets",)
) -> Iterator[Word]:
    known = library.review.facets
    for facet, value in facets.items():
        yield facet, (*base, facet), known, "a facet of review.yml"
        if facet in known:
            yield value, (*base, facet), known[facet].values, f"a value of {facet}"


def _disease_words(library: Library, diseases: Iterable[str], base: Location) -> Iterator[Word]:
    facet = library.review.facets.get(DISEASE)
    for n, value in enumerate(diseases):
        place = (*base, value) if base[0] == "design" else (*base, n)
        yield value, place, facet.values if facet else (), f"a value of the facet {DISEASE}"


def _unknown(loaded: Loaded, path: str, words: Iterable[Word]) -> Iterator[Problem]:
    for value, location, choices, what in words:
        known = choices if isinstance(choices, Mapping) else frozenset(choices)
        if value not in known:
            message = f"must be {what} (got {shown(value)}{allowed(value, choices)})"
            yield at(loaded, path, location, message)

"""The proofreading of printed references: a value that a reference lost is a problem.

Each citation style prints only some variables of an item. To find out which, one *probe* per
shape of item (type, variables, numbers of names) is printed with the items. The values of a probe
occur in no record; the variables found in the printed probe must also be found in every printed
item of that shape.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from livingreview.bibliography.csl_text import plain_text
from livingreview.bibliography.fields import printed_texts
from livingreview.bibliography.names import NAME_FIELDS
from livingreview.bibliography.probes import (
    MOST_NAMES,
    NOT_PRINTED,
    PROBE_YEARS,
    Item,
    is_names,
    probe_of,
    shape_of,
    stand_in,
)
from livingreview.bibliography.record import BibRecord
from livingreview.problems import Problem, shown

# The fields that a variable may come from; a problem is placed at the first that a record has.
_FIELDS = {
    "DOI": ("doi",), "URL": ("url", "howpublished"), "PMID": ("pmid", "eprint"),
    "PMCID": ("pmcid", "eprint"), "title": ("title",),
    "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "publisher-place": ("location", "address"), "issued": ("date", "year"),
    "page": ("pages", "eid"), "issue": ("number", "issue"), "number": ("number", "eid"),
    "collection-title": ("series",), "collection-number": ("number",), "genre": ("type",),
    "chapter-number": ("chapter",), "event-title": ("eventtitle",),
    "container-author": ("bookauthor",), "collection-editor": ("editor",),
}  # fmt: skip
# Fields whose words an item has to hold, in any of its variables.
_CARRIED = (
    "journaltitle", "journal", "booktitle", "series", "volume", "number", "issue", "eid", "pages",
    "publisher", "institution", "school", "organization", "edition", "version", "chapter",
)  # fmt: skip
_JOURNALS = ("journaltitle", "journal")  # not required of a part of a book
_NUMERALS = {
    "1": ("i", "1st", "first"), "2": ("ii", "2nd", "second"), "3": ("iii", "3rd", "third"),
    "4": ("iv", "4th", "fourth"), "5": ("v", "5th", "fifth"), "6": ("vi", "6th", "sixth"),
    "7": ("vii", "7th", "seventh"), "8": ("viii", "8th", "eighth"), "9": ("ix", "9th", "ninth"),
    "10": ("x", "10th", "tenth"),
}  # fmt: skip
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+")
_RANGE = re.compile(r"(\w+)\s*[–-]+\s*(\w+)")
_ROUGH = re.compile(  # a space before a colon or semicolon is French
    r"^[\s,;:.]|[,;:]\s*[,;:.]|\.\.(?!\.)(?<!\.\.\.)|\s,|\(\s*\)|\[\s*\]|[{}]"
    r"|&#?\w+;|\bIn,|\b([^\W\d_]{2,}) \1\b"
)


class Proofs:
    """The probes of a library, one per shape of item; `probe_keys` maps items to probes."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        shapes = {key: shape_of(item) for key, item in items.items()}
        keys = {shape: f"probe {n}" for n, shape in enumerate(dict.fromkeys(shapes.values()))}
        self.probe_keys = {key: keys[shape] for key, shape in shapes.items()}
        self.probes: dict[str, dict[str, Any]] = {}
        for key, item in items.items():
            probe_key = self.probe_keys[key]
            if probe_key not in self.probes:
                self.probes[probe_key] = probe_of(item, len(self.probes))

    def read(
        self,
        records: Mapping[str, BibRecord],
        items: Mapping[str, Item],
        printed: Mapping[str, str],
    ) -> Iterator[Problem]:
        """Yield the problems of printed references; `printed` holds those of the probes as well."""
        asked = {key: Reading(printed[key]) for key in self.probes}
        for key, item in items.items():
            probe_key = self.probe_keys[key]
            reading, probe = Reading(printed[key]), self.probes[probe_key]
            proof = Proof(records[key], item, reading, probe, asked[probe_key])
            for rule in PROOF_RULES:
                yield from rule(proof)


class Reading:
    """A printed reference as readers see it: its text, and its words with a space around each."""

    __slots__ = ("text", "words")

    def __init__(self, html: str) -> None:
        self.text = unescape(re.sub(r"<[^<>]*>", "", html))
        self.words = _words(self.text)


@dataclass(frozen=True, slots=True)
class Proof:
    """A record, its item, the printed reference, and the probe of its shape with its print."""

    record: BibRecord
    item: Item
    printed: Reading
    probe: Item
    asked: Reading

    def problem(self, field: str, expected: str) -> Problem:
        """Return a problem at a field that names the expected text and the printed reference."""
        got = shown(self.printed.text, 200)
        message = f"must be printed in full by the citation style: {shown(expected)} (got {got})"
        return self.record.problem(field, message)


def check_carried(proof: Proof) -> Iterator[Problem]:
    """A field such as journal, volume or pages must be among the data that a style can print."""
    held = _words(plain_text(" / ".join(_texts(proof.item))))
    in_book = proof.record.find("booktitle") is not None
    for name, value in printed_texts(proof.record).items():
        if name not in _CARRIED or (in_book and name in _JOURNALS):
            continue
        if _words(value) not in held and not _has_each(_words(value), held):
            yield proof.problem(name, value)


def check_printed(proof: Proof) -> Iterator[Problem]:
    """A value that the style prints must be printed in full, with its separators."""
    asked = _folded(proof.asked.text)
    for name, value in proof.item.items():
        if name in NOT_PRINTED or name not in proof.probe:
            continue
        if is_names(value):
            lost = _lost_names(value, proof.printed, proof.probe[name], proof.asked)
        elif name == "issued":
            lost = _lost_years(value, proof.printed, proof.asked)
        elif str(proof.probe[name]).partition("-")[0] in asked:
            lost = _lost_value(name, proof.item, proof.printed, proof.asked)
        else:
            lost = ""
        if lost:
            yield proof.problem(_field(proof.record, name), lost)


def check_marks(proof: Proof) -> Iterator[Problem]:
    """A reference must have no doubled mark or word, empty bracket, brace or stray comma."""
    text = proof.printed.text
    for found in _ROUGH.finditer(text):
        mark = found.group().strip()
        values = (_folded(plain_text(value)) for value in _texts(proof.item))
        if any(_folded(mark) in value or value.endswith(mark[:1]) for value in values):
            continue
        if found[1] and any(_folded(found[1]) in _folded(name) for name in _names_of(proof.item)):
            continue
        record, got = proof.record, text[max(found.start() - 20, 0) : found.end() + 20]
        message = f"must be printed by the citation style without {mark!r} (got {shown(got)})"
        yield Problem(record.path, record.line, 0, record.alias or record.key, message)
        return


PROOF_RULES = (check_carried, check_printed, check_marks)


def _words(text: str) -> str:
    """Return the words of a text in lower case, with a space around each and initials joined."""
    joined = _folded(text)
    if "." in text:
        joined = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", joined)
    return f" {' '.join(_WORD.findall(joined))} "


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _has_each(words: str, held: str) -> bool:
    return all(f" {word} " in held for word in words.split())


def _has_whole(value: str, text: str) -> bool:
    """Return whether a text holds a value, in any case, as a word and not as part of one."""
    value, text = _folded(value), _folded(text)
    at = text.find(value)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(value) : at + len(value) + 1]
        if not any(map(str.isalnum, around)):
            return True
        at = text.find(value, at + 1)
    return False


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif value is not None:
        yield str(value)


def _lost_value(name: str, item: Item, printed: Reading, asked: Reading) -> str:
    """Return the value of a variable if the reference lacks it, otherwise an empty text."""
    value = plain_text(str(item[name]))
    if name in ("DOI", "URL"):
        is_found = _has_whole(value, printed.text)
    elif name == "page":
        is_found = _has_pages(value, printed.words, asked.words)
    elif name == "edition" and value not in _NUMERALS:
        is_found = _words(value)[:-1] in printed.words  # 12th
    else:
        # Some styles print numbers without their leading zeros, or small ones in other forms.
        short = plain_text(str(item.get(f"{name}-short") or value))
        known = (value, short, value.lstrip("0"), *_NUMERALS.get(value, ()))
        is_found = any(_words(one) in printed.words for one in known)
    return "" if is_found else value


def _has_pages(value: str, words: str, asked_words: str) -> bool:
    """Return whether the first page of each range is printed, and the last if the style does so."""
    first, _, last = stand_in("page", value).partition("-")
    if last and not _has_range(first, last, asked_words):
        return all(f" {word} " in words for word in _words(value).split()[:1])
    if ends := _RANGE.fullmatch(value.strip()):
        return _has_range(_folded(ends[1]), _folded(ends[2]), words)
    firsts = (_words(part).split()[:1] for part in re.split(r"[,;&]", value))
    return all(f" {first[0]} " in words for first in firsts if first)


def _has_range(first: str, last: str, words: str) -> bool:
    """Return whether a first page is followed by a last page, even a shortened one: 100–20."""
    after = re.findall(rf"(?= {re.escape(first)} (\w+) )", words)
    return any(last.endswith(end) for end in after)


def _lost_years(value: Item, printed: Reading, asked: Reading) -> str:
    for date, year in zip(value["date-parts"], PROBE_YEARS, strict=False):
        if date and f" {year} " in asked.words and f" {date[0]} " not in printed.words:
            return str(date[0])
    return ""


def _lost_names(names: list[Item], printed: Reading, probes: list[Item], asked: Reading) -> str:
    """Return the first name that the reference lacks although the style prints such a name."""
    is_printed = [_folded(probe.get("family", "")) in asked.words for probe in probes]
    with_given = any(_has_name(probe, asked.words, with_given=True) for probe in probes)
    for index, name in enumerate(names):
        # Of a list that is longer than that of the probe, the front and the last name are checked.
        is_front = len(names) == len(probes) or index < MOST_NAMES - 1
        at = index if is_front else index - len(names)
        if name.get("literal") == "others" or at < -1 or not is_printed[at]:
            continue
        if not _has_name(name, printed.words, with_given=with_given):
            return " ".join(str(part) for part in name.values())
    return ""


def _has_name(name: Item, words: str, *, with_given: bool) -> bool:
    """Return whether a text has a family name, with a given initial next to it if `with_given`."""
    if "literal" in name:
        return _words(str(name["literal"])) in words
    family = _words(str(name.get("family") or name.get("given") or ""))
    given = _words(str(name.get("given") or "")).split()
    if not family.strip() or family not in words:
        return not family.strip()
    if not (with_given and given and name.get("family")):
        return True
    parts = ("non-dropping-particle", "dropping-particle", "suffix")
    reach = 1 + sum(len(_words(str(name.get(part) or "")).split()) for part in parts)
    at = words.find(family)
    while at >= 0:
        before = words[:at].split()[-reach - len(given) + 1 :]
        after = words[at + len(family) :].split()[:reach]
        if any(word.startswith(given[0][0]) for word in (*before, *after)):
            return True
        at = words.find(family, at + 1)
    return False


def _names_of(item: Item) -> Iterator[str]:
    for name in (*NAME_FIELDS, "collection-editor", "container-author"):
        yield from _texts(item.get(name))


def _field(record: BibRecord, variable: str) -> str:
    """Return the name of the field of a record that a CSL variable comes from."""
    names = _FIELDS.get(variable, (variable,))
    return next((name for name in names if record.find(name)), names[0])

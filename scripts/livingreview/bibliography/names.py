"""Name lists of BibTeX: split at `and`, with each name split into its parts.

A name is read by the rules of BibTeX (`First von Last`, `von Last, First`,
`von Last, Jr, First`; braces hold the name of a group together). Forms that other programs write
are read as well: `Doe J`, `Smith, John, Jr`, `Doe 0001`, `et al.`, `family=…, given=…`.
A name that could be read in more than one way is a fault.
"""

import re
from dataclasses import dataclass, replace

from livingreview.bibliography.tex import plain, simplify
from livingreview.bibliography.tex_symbols import show
from livingreview.problems import shown

NAME_FIELDS = ("author", "editor", "translator", "bookauthor")

_AND = re.compile(r"\\.|[{}]|(?<!\S)and(?!\S)", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(r"\\.|[{},]|\s+", re.DOTALL)
_MOST_COMMAS = 2  # von Last, Jr, First
_OPEN = re.compile(
    r"(?:(?:^|[\s,]+)\{*\(?(?:(?:et|&)\.?\s*al(?:\.|ii|iae|ia)?|\.\.\.|…|(?:and|&)\s+"
    r"(?:colleagues|co-?workers))|^\W*(?:others|al|colleagues|co-?workers))\W*$",
    re.IGNORECASE,
)
_OPEN_INSIDE = re.compile(r"(?<![\w.])et\.?\s+al(?:\.|ii|ia)?(?!\w)|^others$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|junior|senior|ii|iii|iv|2nd|3rd|4th)\.?", re.I)
_DEGREE = re.compile(
    r"Ph\.?\s?D\.?|Dr\.|Prof\.|(?:M\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H)\.?", re.IGNORECASE
)
_TITLE = re.compile(r"Ph\.?D\.?|Dr\.|Prof\.", re.IGNORECASE)
_DIGIT = re.compile(r"[\d⁰¹²³⁴-⁹₀-₉]")
_MARKS = re.compile(r"[*†‡§¶|/•=<>^]")
_LIST_IN_BRACES = re.compile(r"[^,]+,[^,]+\sand\s[^,]+,", re.IGNORECASE)
_MOST_INITIALS = 3
_HOMONYM = re.compile(r"\d{4}")  # DBLP distinguishes people of one name by a number after it
_STYLE = re.compile(r"\\[A-Za-z]+ ?")
_EXTENDED = re.compile(r"\s*(family|given|prefix|suffix|useprefix|id)(?:-i)?\s*=", re.IGNORECASE)
_GROUP_WORD = re.compile(
    r"(?:administration|agency|association|authority|collaboration|college|commission|committee|"
    r"company|consortium|corporation|council|department|foundation|group|inc|initiative|institute|"
    r"investigators|laboratory|ltd|llc|gmbh|ag|ministry|network|organi[sz]ation|society|team|"
    r"university)\.?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|www\.|\S@\S|orcid", re.IGNORECASE)
_ROLE = re.compile(r"[(\[]\s*(?:eds?|editors?|hrsg|trans)\.?\s*[)\]]", re.IGNORECASE)
_JOINS = frozenset(("und", "et", "mit", "avec", "with", "plus", "&", "+"))
_CLOSED_UP = "’'-‐"  # a particle that ends in one of these takes no space: d’Ambert


@dataclass(frozen=True, slots=True)
class Name:
    """One name in its parts, as plain text; the name of a group is all in `family`."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class NameList:
    """The names of a field, whether the list is incomplete (`and others`), and its faults."""

    names: tuple[Name, ...]
    is_open: bool
    faults: tuple[str, ...]


NO_NAMES = NameList((), is_open=False, faults=())


def split_names(value: str) -> tuple[str, ...]:
    """Split a list of names at `and`; an `and` without a name beside it gives an empty name."""
    names, depth, start = [], 0, 0
    for match in _AND.finditer(value):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0 and match.group().lower() == "and":
            names.append(value[start : match.start()].strip())
            start = match.end()
    names.append(value[start:].strip())
    return tuple(names) if value.strip() else ()


def read_names(value: str) -> NameList:
    """Read the names of a field; a name that cannot be read is kept as it was typed."""
    typed = split_names(value)
    texts = [show(_STYLE.sub("", simplify(name).text)).rstrip(" ,") for name in typed]
    end = _OPEN.search(texts[-1]) if texts else None
    if end:
        texts[-1] = texts[-1][: end.start()]
        texts = texts if texts[-1] else texts[:-1]
    loose = [_parts(text) for text in texts if not _whole(text)]
    family_first = len(loose) > 1 and all(map(_is_family_first, loose))
    names: list[Name] = []
    faults: list[str] = []
    for source, text in zip(typed, texts, strict=False):
        name, fault = _name(text, family_first=family_first)
        if fault:
            faults.append(f"{fault} (got {shown(source)})" if source else f"{fault} (got none)")
        if name.family or name.given:
            names.append(name)
    return NameList(tuple(names), end is not None, tuple(faults))


def _name(text: str, *, family_first: bool) -> tuple[Name, str]:
    """Read one name, given as simplified TeX; the second value is its fault, or an empty text."""
    kept = Name(plain(text), is_group=True)
    parts = _parts(text)
    if not kept.family:
        return kept, "must have a name on each side of 'and'"
    if _ADDRESS.search(kept.family):
        return kept, "must hold names only, no addresses"
    if _OPEN_INSIDE.search(kept.family):
        return kept, "must have 'and others' (et al.) at its end only"
    if _whole(text):
        is_list = _LIST_IN_BRACES.match(kept.family)
        return kept, "must hold a list of names in one pair of braces" if is_list else ""
    if _EXTENDED.match(text):
        return _extended(parts), ""
    if fault := _fault(parts):
        return kept, fault
    if len(parts) == 1:
        return _first_last(parts[0], kept, family_first=family_first)
    if len(parts) == 2 and _is_suffix(parts[1]):  # John Smith, Jr
        name, fault = _first_last(parts[0], kept, family_first=False)
        return replace(name, suffix=plain(parts[1][0])), fault
    last, first, suffix = parts[0], parts[-1], parts[1] if len(parts) > 2 else []
    if _is_suffix(first):  # Smith, John, Jr
        first, suffix = suffix, first
    if len(last) > 1 and not suffix and _is_suffix(last[-1:]):  # Smith Jr, John
        last, suffix = last[:-1], last[-1:]
    return _joined(first, last, suffix), ""


def _fault(parts: list[list[str]]) -> str:
    """Return why the parts between commas cannot be one name, or an empty text if they can."""
    words = [plain(_outside_braces(word)) for part in parts for word in part]
    outside = " ".join(words)
    pairs = zip(words, [*words[1:], ""], strict=True)
    joined = any(word.lower() in _JOINS and after != "zu" for word, after in pairs)
    joined = joined or (len(parts) > 1 and all(_is_family_first([part]) for part in parts))
    if len(parts) > _MOST_COMMAS + 1 or ";" in outside or "&" in outside or joined:
        return "must join its names by ' and ', and have braces round the name of a group"
    if not parts[0]:
        return "must have a family name before the comma"
    if _ROLE.search(outside):
        return "must hold names only, no roles: an editor belongs in editor"
    if _is_group(parts):
        return ""
    if any(_DIGIT.search(word) and not _is_suffix([word]) for word in words):
        return "must hold names only, no numbers"
    if _MARKS.search(outside):
        return "must hold names only, joined by ' and ', no footnote marks"
    tail = [plain(" ".join(part)) for part in parts[_MOST_COMMAS:]]
    if any(map(_DEGREE.fullmatch, tail)) or any(map(_TITLE.fullmatch, words)):
        return "must hold names only, no degrees"
    if len(parts) > _MOST_COMMAS and not any(map(_is_suffix, parts[1:])):
        return "must join its names by ' and '; two commas are for 'Smith, Jr, John' only"
    return ""


def _first_last(words: list[str], kept: Name, *, family_first: bool) -> tuple[Name, str]:
    """Read a name without a comma: given names, particle and family name, in this order."""
    if _is_group([words]):
        return kept, ""
    if _is_family_first([words]):
        if family_first or "." in words[-1]:
            return _joined(words[-1:], words[:-1], []), ""
        typed = f"{' '.join(map(plain, words[:-1]))}, {words[-1]}"
        advice = f"a comma after the family name ('{typed}'), or braces round the name of a group"
        return kept, f"must have {advice}"
    suffix: list[str] = []
    if len(words) > 1 and _is_suffix(words[-1:]):
        words, suffix = words[:-1], words[-1:]
    lower = [n for n, word in enumerate(words[:-1]) if _is_lower(word)]
    start = lower[0] if lower else len(words) - 1
    return _joined(words[:start], words[start:], suffix), ""


def _joined(first: list[str], last: list[str], suffix: list[str]) -> Name:
    """Join words into a name; lower-case words before the family name become the particle."""
    count = next((n for n, word in enumerate(last) if not _is_lower(word)), len(last))
    count = min(count, len(last) - 1)
    particle, family = plain(" ".join(last[:count])), plain(" ".join(last[count:]))
    if particle.endswith(tuple(_CLOSED_UP)):
        particle, _, closed_up = particle.rpartition(" ")
        family = closed_up + family
    return Name(family, plain(" ".join(first)), particle, plain(" ".join(suffix)))


def _extended(parts: list[list[str]]) -> Name:
    """Return the name in biblatex's form, `family=Doe, given=Jane, prefix=von`."""
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = " ".join(part).partition("=")
        found[name.strip().lower()] = plain(value.strip()).strip('"“”')
    get = found.get
    return Name(get("family", ""), get("given", ""), get("prefix", ""), get("suffix", ""))


def _parts(text: str) -> list[list[str]]:
    """Split a name at its commas, and each part into words, but never inside braces."""
    parts: list[list[str]] = [[""]]
    depth, start = 0, 0
    for match in _CUT.finditer(text):
        mark = match.group()
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0 and (mark == "," or mark.isspace()):
            parts[-1][-1] += text[start : match.start()]
            parts[-1].append("")
            start = match.end()
            if mark == ",":
                parts.append([""])
    parts[-1][-1] += text[start:]
    words = [[word for word in part if word] for part in parts]
    return [part[:-1] if len(part) > 1 and _HOMONYM.fullmatch(part[-1]) else part for part in words]


def _whole(text: str) -> bool:
    """Return whether one pair of braces holds the whole name, as it does for a group."""
    if not text.startswith("{") or not text.endswith("}"):
        return False
    depth = 0
    for match in _CUT.finditer(text):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end() == len(text)
    return False


def _is_group(parts: list[list[str]]) -> bool:
    """Return whether a name without a comma ends in a word such as `group` or `company`."""
    words = parts[0]
    return len(parts) == 1 and len(words) > 1 and bool(_GROUP_WORD.fullmatch(plain(words[-1])))


def _is_family_first(parts: list[list[str]]) -> bool:
    """Return whether a name has its initials last, as PubMed writes it: `Doe J`."""
    if len(parts) != 1 or len(parts[0]) < 2 or _is_suffix(parts[0][-1:]):
        return False
    *before, last = parts[0]
    initials = last.replace(".", "").replace("-", "")
    return (
        initials.isalpha()
        and initials.isupper()
        and len(initials) <= _MOST_INITIALS
        and any(char.islower() for char in "".join(before))
        and not any("." in word for word in before)
    )


def _is_suffix(words: list[str]) -> bool:
    return len(words) == 1 and _SUFFIX.fullmatch(words[0]) is not None


def _is_lower(word: str) -> bool:
    """Return whether the first letter of a word is in lower case.

    A letter in braces counts only if the braces hold that letter alone.
    """
    letter = re.match(r"(?:[^\w{]|\{(?=.\}))*(\w)", word)
    return letter is not None and letter[1].islower()


def _outside_braces(text: str) -> str:
    if "{" not in text and "}" not in text:
        return text
    depth, kept = 0, []
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth == 0:
            kept.append(char)
    return "".join(kept)

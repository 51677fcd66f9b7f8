"""One work as a service or a file describes it, and its conversion to BibTeX.

The readers pass plain text, which may contain anything; in the BibTeX written here each character
is printed as itself. HTML tags that are common in titles (`<i>`, `<sub>`) are kept.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5

from livingreview.bibliography import as_tex, bare_doi, is_doi, is_web, read_names, write_entry
from livingreview.files import without_hidden

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MATHML = re.compile(r"</?(?:mml:)?(?:math|m[a-z]{1,12})(?:\s[^<>]*)?/?>")
_PAGES = re.compile(r"\s*[-‐‑–—−]+\s*")
_SUFFIX_WORD = re.compile(r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?")
_SUFFIX = re.compile(rf"(.*\S)[\s,]+({_SUFFIX_WORD.pattern})", re.DOTALL)
_PARTICLE_LAST = re.compile(
    r"(\S.*?)((?: (?:af|da|de|del|della|den|der|di|do|dos|du|el|la|le|ten|ter|van|von|zu|zum))+)"
)
_INITIALS_LAST = re.compile(r"(\S*[a-z]\S*(?: \S*[a-z]\S*)*) ([A-Z]{1,3})")
_SIMPLE = re.compile(
    r"(?!and\b|others\b)(?:[^\W\d_]|-)+, [^\W\d_](?:[^\W\d_]|\.|-)*(?: [^\W\d_]\.?)*"
)
# Fields whose value is an address or a number and is written as it is.
_VERBATIM = frozenset(("doi", "url", "month", "year", "date"))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of retraction: its date and its address, each empty if it is unknown."""

    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Work:
    """A work: its entry type, and its fields as BibTeX values.

    `kinds` are publication types in the record's own words, `registrations` numbers of
    registries, `origin` is the address or name of where the record came from, and `left` are
    the fields of the record that BibTeX has no place for.
    """

    type: str
    fields: Mapping[str, str]
    kinds: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    retraction: Notice | None = None
    origin: str = ""
    left: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """The fields of a work, as a reader fills them in."""

    fields: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: object) -> None:
        """Write a plain value into a field that is still empty."""
        text = plain(value)
        if text and not self.fields.get(name):
            self.fields[name] = text if name in _VERBATIM else as_tex(text)

    def names(self, name: str, people: Iterable[str]) -> None:
        """Write a list of names that `person` has made."""
        if listed := " and ".join(filter(None, people)):
            self.fields.setdefault(name, listed)

    def date(self, year: object, month: object = None, day: object = None) -> None:
        """Write a date; any text other than a year is kept as the state of publication."""
        text = plain(year)
        if not re.fullmatch(r"(?:1[5-9]|20)\d\d", text):
            self.put("pubstate", text)
            return
        self.put("year", text)
        number = _number(month)
        if 1 <= number <= 12:
            self.put("month", MONTHS[number - 1])
            if 1 <= _number(day) <= 31:
                self.put("date", f"{text}-{number:02d}-{_number(day):02d}")

    def pages(self, value: object) -> None:
        """Write a range of pages."""
        self.put("pages", _PAGES.sub("--", plain(value)))

    def doi(self, value: object) -> None:
        """Write a DOI, without the address of its resolver; any other value is left out."""
        doi = bare_doi(plain(value))
        if is_doi(doi):
            self.put("doi", doi)

    def numbers(self, pmid: object = "", pmcid: object = "", arxiv: object = "") -> None:
        """Write numbers of PubMed, PubMed Central and arXiv; other values are left out."""
        if re.fullmatch(r"[1-9]\d{0,8}", plain(pmid)):
            self.put("pmid", pmid)
        if re.fullmatch(r"PMC\d+", plain(pmcid)):
            self.put("pmcid", pmcid)
        if re.fullmatch(r"[A-Za-z.-]+/\d{7}|\d{4}\.\d{4,5}", plain(arxiv)):
            self.put("eprint", arxiv)
            self.put("eprinttype", "arxiv")

    def url(self, value: object) -> None:
        """Write an http or https address, unless it is that of the DOI."""
        address = plain(value)
        if is_web(address) and not re.match(r"https?://(?:dx\.)?doi\.org/", address, re.I):
            self.put("url", address)


def plain(value: object) -> str:
    """Return a value as one line of composed text; entities become characters, MathML tags go."""
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = _ENTITY.sub(_character, str(value))
    text = unicodedata.normalize("NFC", _MATHML.sub("", text))
    return " ".join(without_hidden(" ".join(text.split())).split())


def person(family: object, given: object = "", suffix: object = "", particle: object = "") -> str:
    """Return one name as BibTeX; a name that BibTeX would misread is put in braces."""
    first, junior = plain(given), plain(suffix)
    before = plain(particle)
    if found := _PARTICLE_LAST.fullmatch(first):  # Moos, Jan van der
        first, before = found[1], f"{found[2].strip()} {before}".strip()
    last = " ".join(filter(None, (before, plain(family))))
    if not first or not last:
        return group(last or first)
    if not junior and (found := _SUFFIX.fullmatch(first)):
        first, junior = found[1], found[2]
    parts = [as_tex(part) for part in (last, junior, first) if part]
    name = ", ".join(f"{{{part}}}" if "," in part else part for part in parts)
    if _SIMPLE.fullmatch(name):  # most names, and reading one takes its time
        return name
    read = read_names(name)
    if read.faults or len(read.names) != 1:
        return group(f"{first} {last}" + (f" {junior}" if junior else ""))
    return name


def group(name: object) -> str:
    """Return the name of a group, or of a person with one name, as BibTeX."""
    return f"{{{text}}}" if (text := as_tex(plain(name))) else ""


def inverted(name: object) -> str:
    """Return a name that is typed `Family, Given` or `Family AB` as BibTeX; others are groups."""
    parts = [part.strip() for part in plain(name).split(",")]
    if len(parts) == 3 and _SUFFIX_WORD.fullmatch(parts[1]):  # Smith, Jr, John
        parts = [parts[0], parts[2], parts[1]]
    if len(parts) in (2, 3):
        return person(*parts)
    if found := _INITIALS_LAST.fullmatch(plain(name)):
        return person(found[1], found[2])
    return group(name)


def as_bibtex(work: Work, key: str) -> str:
    """Return a work as a BibTeX entry under a key."""
    return write_entry(work.type, key, work.fields)


def completed(work: Work, other: Work) -> Work:
    """Return a work with the fields that only another record of it has."""
    extra = {name: value for name, value in other.fields.items() if name not in work.fields}
    dated = {"year", "month", "date", "pubstate"} & work.fields.keys()
    fields = {
        name: value
        for name, value in extra.items()
        if not (dated and name in ("year", "month", "date", "pubstate"))
    }
    return replace(
        work,
        fields={**work.fields, **fields},
        kinds=tuple(dict.fromkeys((*other.kinds, *work.kinds))),
        registrations=tuple(dict.fromkeys((*work.registrations, *other.registrations))),
        retraction=work.retraction or other.retraction,
    )


def without(work: Work, *names: str) -> Work:
    """Return a work without some of its fields."""
    return replace(work, fields={n: v for n, v in work.fields.items() if n not in names})


def texts(value: object) -> Iterator[str]:
    """Yield the texts of a value that is a text, or a list of them."""
    for one in value if isinstance(value, list | tuple) else (value,):
        if text := plain(one):
            yield text


def first(value: object) -> str:
    """Return the first text of a value that is a text, or a list of them."""
    return next(texts(value), "")


def _character(entity: re.Match[str]) -> str:
    """Return the character of an HTML entity; a word that is no entity stays as it is."""
    if entity[0].startswith("&#"):
        return html.unescape(entity[0])
    return html5.get(entity[0][1:], entity[0])


def _number(value: object) -> int:
    text = plain(value)
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text)
    return MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in MONTHS else 0

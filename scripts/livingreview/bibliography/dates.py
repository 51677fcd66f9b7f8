"""Dates of publication and of access: `date`, `year`, `month`, `urldate` in all their spellings."""

import datetime
import re
from collections.abc import Iterator

from livingreview.bibliography.grammar import MONTHS
from livingreview.bibliography.record import BibRecord
from livingreview.problems import Problem, shown

DateParts = list[list[int]]  # one date, or the two ends of a range: [year, month?, day?]

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T[\d:.Z+-]*)?[?~%]?")
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(MONTHS)})[a-z]*", re.IGNORECASE)
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
_QUARTER = re.compile(r"\b(?:([1-4])(?:st|nd|rd|th)?\s+quarter|q([1-4]))\b", re.IGNORECASE)
_NO_DATE = re.compile(r"\W*(?:n\.?\s?d|no date|s\.?\s?a|undated|unknown)\W*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_UNCERTAIN = re.compile(r"\W*(?:c|ca|circa|about|approx\w*)\b", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)([0-3]?\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_FIRST_SEASON, _LAST_SEASON = 21, 24  # spring to winter in EDTF, biblatex and CSL


def issued(record: BibRecord) -> DateParts | None:
    """Return the date of publication of a record, or None if it has none that can be read."""
    if parts := parse_date(record.text("date")):
        return parts
    year = record.text("year")
    if not is_year(year):
        return None
    return [[int(year), *rest] for rest in _month_parts(record.text("month")) or [[]]]


def parse_date(text: str) -> DateParts | None:
    """Read a biblatex date or range (`2020`, `2020-03`, `2020-03-10/2020-04`), or None."""
    ends = text.split("/")
    if len(ends) > 2:
        return None
    dates = []
    for end in ends[:1] if ends[1:] in ([""], [".."]) else ends:
        match = _ISO.fullmatch(end.strip())
        parts = [int(part) for part in match.groups() if part] if match else []
        if not _is_date(parts):
            return None
        dates.append(parts)
    return dates


def is_year(text: str) -> bool:
    """Return whether a text is a year of four digits."""
    is_number = re.fullmatch(r"[0-9]{4}", text) is not None
    return is_number and _FIRST_YEAR <= int(text) <= _LAST_YEAR


def date_problems(record: BibRecord) -> Iterator[Problem]:
    """`year` must be a year, `month` one or two months, and `date` and `urldate` ISO dates."""
    year = record.text("year")
    if record.find("year") and not is_year(year):
        advice = _repair(year) or (
            "leave it out if there is none, and write a state such as 'in press' as pubstate"
        )
        yield record.problem("year", f"must be a year of four digits; {advice} (got {shown(year)})")
    month = record.find("month")
    if month and not _month_parts(month.text):
        words = _SEASON.search(month.text) or _QUARTER.search(month.text)
        advice = f"; {_repair(f'{month.text} {year}')}" if words else ""
        message = f"must be a month's name or number{advice} (got {shown(month.value)})"
        yield record.problem("month", message)
    for name in ("date", "urldate", "eventdate", "origdate"):
        date = record.find(name)
        if date and not parse_date(date.text):
            advice = f"; {found}" if (found := _repair(date.text, name)) else ""
            message = "must be a date such as 2020, 2020-03, 2020-03-10 or 2020/2021"
            yield record.problem(name, f"{message}{advice} (got {shown(date.value)})")
    date_parts = parse_date(record.text("date"))
    if date_parts and is_year(year) and int(year) != date_parts[0][0]:
        message = f"must agree with date, {shown(record.get('date'))} (got {shown(year)})"
        yield record.problem("year", message)


def _repair(text: str, field: str = "date") -> str:
    """Return advice on how to write a date given in words, or an empty text."""
    if _NO_DATE.fullmatch(text):
        return "leave it out if there is none"
    years = _YEAR.findall(text)
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    year = years[0] if years else "YYYY"
    if season := _SEASON.search(text):
        return f"write a season as {field} = {{{year}-{_season_number(season[0])}}}"
    if quarter := _QUARTER.search(text):
        return f"write a quarter as {field} = {{{_months_of(quarter, year)}}}"
    if len(years) == 2 and years[0] < years[1]:
        return f"write a range as {field} = {{{'/'.join(years)}}}"
    if len(years) != 1:
        return ""
    rest = [number for number in numbers if number != int(year)]
    if months := _MONTH.findall(text):
        rest = [MONTHS.index(months[0].lower()) + 1, *rest]
    parts = [int(year), *rest]
    if (months or text.startswith(year)) and len(parts) in (2, 3) and _is_date(parts):
        return f"write it as {field} = {{{'-'.join(f'{part:02}' for part in parts)}}}"
    if len(parts) == 3 and text.endswith(year):
        return f"write it as {field} = {{{year}-MM-DD}}, the month before the day"
    if len(parts) == 1:
        is_uncertain = _UNCERTAIN.match(text) or text.endswith("?")
        return (
            f"write an uncertain year as {field} = {{{year}~}}"
            if is_uncertain
            else f"write the year alone, {year}"
        )
    return ""


def _season_number(name: str) -> int:
    names = ("spring", "summer", "autumn", "winter")
    return _FIRST_SEASON + names.index(name.lower().replace("fall", "autumn"))


def _months_of(quarter: re.Match[str], year: str) -> str:
    first = 3 * int(quarter[1] or quarter[2]) - 2
    return f"{year}-{first:02}/{year}-{first + 2:02}"


def _month_parts(text: str) -> DateParts | None:
    """Read `jan`, `October`, `10`, `10~jan`, `3--4`, `Mar-Apr` as months, with a day if given."""
    months = [[MONTHS.index(name.lower()) + 1] for name in _MONTH.findall(text)]
    numbers = [int(number) for number in _DAY.findall(text)]
    if not months:
        if not re.fullmatch(r"\d{1,2}(\s*[-–/]\s*\d{1,2})?", text):
            return None
        months, numbers = [[number] for number in numbers], []
    if len(months) > 2 or not all(1 <= month[0] <= 12 for month in months):
        return None
    if len(months) == 1 and len(numbers) == 2:
        months = months * 2
    if len(numbers) == len(months) and all(1 <= number <= 31 for number in numbers):
        return [[*month, number] for month, number in zip(months, numbers, strict=True)]
    return None if numbers else months


def _is_date(parts: list[int]) -> bool:
    if not parts or not _FIRST_YEAR <= parts[0] <= _LAST_YEAR:
        return False
    if len(parts) == 2 and _FIRST_SEASON <= parts[1] <= _LAST_SEASON:
        return True
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True

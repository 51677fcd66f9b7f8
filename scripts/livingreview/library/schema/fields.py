"""The types from which the shapes of files are built: texts, numbers and lists with their rules."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from livingreview.bibliography import KEY_PATTERN, LONGEST_KEY, RESERVED_KEYS
from livingreview.model import TrialPhase

ID_PATTERN = r"[A-Za-z0-9]+([-/_][A-Za-z0-9]+)*( [A-Za-z0-9]+)*"
DAY_PATTERN = r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def _number_as_text(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _as_one_line(value: object) -> object:
    value = _number_as_text(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def _one_as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _http_link(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]+", value):
        raise ValueError("must be an http or https address")
    return value


def _day(value: str) -> str:
    if not re.fullmatch(DAY_PATTERN, value):
        raise ValueError("must be a date such as 2026-11-22, 2026-11 or 2026")
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        raise ValueError("must be a day of the calendar") from None
    return value


def _not_reserved(value: str) -> str:
    if value in RESERVED_KEYS:
        raise ValueError("must be another key: the list of sources has this address")
    return value


def number_or(text: Any) -> BeforeValidator:
    """Return the validator that also takes a number as text: people write `phase: 1`."""
    return BeforeValidator(_number_as_text, json_schema_input_type=text | int | float)


def one_line(text: Any) -> BeforeValidator:
    """Return the validator that makes one line of a text or number.

    Names, labels and locators are printed in titles, attributes and cells.
    """
    return BeforeValidator(_as_one_line, json_schema_input_type=text | int | float)


def one_or_more(item: Any) -> BeforeValidator:
    """Return the validator that also takes one item in place of a list."""
    return BeforeValidator(_one_as_list, json_schema_input_type=item | list[item])


Text = Annotated[str, Field(min_length=1, max_length=4000)]
_ShortText = Annotated[str, Field(min_length=1, max_length=300)]
_DayText = Annotated[str, Field(pattern=f"^{DAY_PATTERN}$")]
Short = Annotated[_ShortText, one_line(_ShortText)]
Day = Annotated[str, AfterValidator(_day), number_or(_DayText)]
Link = Annotated[str, Field(max_length=2000), AfterValidator(_http_link)]
Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=80)]
Key = Annotated[
    str, Field(pattern=f"^{KEY_PATTERN}$", max_length=LONGEST_KEY), AfterValidator(_not_reserved)
]
Alias = Annotated[
    str, Field(pattern="^[a-z][a-z0-9_]*$", max_length=80), AfterValidator(_not_reserved)
]
ClaimPath = Annotated[str, Field(pattern=f"^{KEY_PATTERN}/[a-z0-9]+(-[a-z0-9]+)*$")]
Ids = Annotated[tuple[Id, ...], Field(strict=False), one_or_more(Id)]
Topics = Annotated[tuple[Id, ...], Field(strict=False, min_length=1), one_or_more(Id)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Grade = Annotated[int, Field(ge=1, le=10)]
Share = Annotated[float, Field(ge=0, le=1)]
Phase = Annotated[TrialPhase, number_or(TrialPhase)]


Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
# Lists, which are read as tuples, with their minimum and maximum length.
Many = Field(strict=False, max_length=5000)
Some = Field(strict=False, min_length=1, max_length=5000)
Pair = Field(strict=False, min_length=2, max_length=2)


class Shape(BaseModel):
    """A mapping in which only known fields are allowed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def described(description: str, default: Any = None, **rules: Any) -> Any:
    """Return an optional field with its description."""
    return Field(default, description=description, **rules)


def required(description: str, **rules: Any) -> Any:
    """Return a required field with its description."""
    return Field(description=description, **rules)

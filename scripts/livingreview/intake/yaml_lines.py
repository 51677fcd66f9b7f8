"""The lines of a YAML file that a person will complete: values as text, comments in one column."""

import json
import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()+’'–-]*[A-Za-z0-9.)]|[A-Za-z0-9]")
_OTHER = re.compile(r"-?[\d.]+(?:[eE][-+]?\d+)?|~|null|true|false|yes|no|on|off", re.IGNORECASE)
_COLUMN = 32
_LONGEST_LIST = 12


def scalar(text: str) -> str:
    """Return a text as a YAML value that is read as exactly this text."""
    if _PLAIN.fullmatch(text) and not _OTHER.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(values: Iterable[str]) -> str:
    """Return texts as a list in one line."""
    return f"[{', '.join(map(scalar, values))}]"


def line(text: str, remark: str = "") -> str:
    """Return a line with a comment after it."""
    if not remark:
        return text
    return f"{text:<{_COLUMN - 1}} # {' '.join(remark.split())}"


def words(choices: Iterable[str]) -> str:
    """Return the words to choose from, the first ones of a long list."""
    known = list(choices)
    more = f", … ({len(known)} in review.yml)" if len(known) > _LONGEST_LIST else ""
    return ", ".join(known[:_LONGEST_LIST]) + more

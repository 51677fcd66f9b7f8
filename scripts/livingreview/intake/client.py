"""Polite requests to public services: a time limit, a size limit, and retries with a pause."""

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import requests

from livingreview.intake.errors import NoRecordError, ServiceError
from livingreview.problems import printable

# The addresses of the services, and the environment variable that changes each.
ENDPOINTS: Mapping[str, tuple[str, str]] = {
    "doi": ("LIVINGREVIEW_DOI_URL", "https://doi.org"),
    "eutils": ("LIVINGREVIEW_EUTILS_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
    "pmc": ("LIVINGREVIEW_PMC_URL", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles"),
    "arxiv": ("LIVINGREVIEW_ARXIV_URL", "https://export.arxiv.org/api/query"),
    "trials": ("LIVINGREVIEW_TRIALS_URL", "https://clinicaltrials.gov/api/v2/studies"),
}

TRIES = 4
MOST_BYTES = 4_000_000  # records of thousands of authors have some 1 MB
MOST_REDIRECTS = 8
# Seconds: to connect and between two pieces of an answer; for all of an answer; between tries.
TIMEOUT = (10, 20)
MOST_SECONDS = 60
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
_BUSY = frozenset((429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: the address in the end, the text, and whether it is HTML."""

    address: str
    text: str
    is_html: bool


class Client:
    """Sends requests to services; `contact` is an address at which they can reach the user."""

    def __init__(
        self,
        contact: str = "",
        *,
        environment: Mapping[str, str] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        known = os.environ if environment is None else environment
        self.contact = contact
        self.bases = {
            name: (known.get(variable) or base).rstrip("/")
            for name, (variable, base) in ENDPOINTS.items()
        }
        self._pause = pause
        self._session = requests.Session()
        self._session.max_redirects = MOST_REDIRECTS
        who = f"livingreview/{version('livingreview')}"
        mail = f" (mailto:{self.contact})" if self.contact else ""
        name = printable(who + mail).encode("ascii", "ignore").decode()
        self._session.headers["User-Agent"] = name

    def json(
        self, service: str, path: str = "", query: Mapping[str, str] | None = None,
        accept: str = "application/json",
    ) -> Any:  # fmt: skip
        """Return the JSON that a service answers; anything else is a `ServiceError`."""
        answer = self.ask(service, path, query, accept)
        try:
            return json.loads(answer.text)
        except (ValueError, RecursionError):
            got = "an HTML page" if answer.is_html else "text that is no JSON"
            raise ServiceError(
                f"{_host(answer.address)} must answer with JSON (got {got}): try again later, or "
                "write the record by hand"
            ) from None

    def ask(
        self, service: str, path: str = "", query: Mapping[str, str] | None = None,
        accept: str = "text/plain",
    ) -> Answer:  # fmt: skip
        """Return the answer of a service; a busy one is asked again after a pause."""
        address = self.bases[service] + path
        pause = FIRST_PAUSE
        for left in reversed(range(TRIES)):
            try:
                status, wait, answer = self._once(address, query, accept)
            except requests.TooManyRedirects:
                raise ServiceError(
                    f"{_host(address)} sends the request in a circle ({MOST_REDIRECTS} redirects): "
                    "try again later, or write the record by hand"
                ) from None
            except (requests.ConnectionError, requests.Timeout) as error:
                if left < TRIES - 1:  # one more try is enough to see that there is no network
                    raise ServiceError(_unreachable(address, error)) from None
                wait = None
            except requests.RequestException as error:
                reason = printable(str(error))[:200]
                raise ServiceError(
                    f"{_host(address)} must answer as HTTP does ({reason})"
                ) from None
            else:
                if status < 400:
                    return answer
                if status in (404, 410):
                    raise NoRecordError(f"{_host(address)} has no such record (HTTP {status})")
                if status not in _BUSY or not left or (wait or 0) > LONGEST_PAUSE:
                    raise ServiceError(_refused(address, status, wait))
            self._pause(min(pause if wait is None else wait, LONGEST_PAUSE))
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _once(
        self, address: str, query: Mapping[str, str] | None, accept: str
    ) -> tuple[int, float | None, Answer]:
        """Ask once; return the status, the pause that the service asks for, and the answer."""
        with self._session.get(
            address, params=query, headers={"Accept": accept}, timeout=TIMEOUT, stream=True
        ) as response:
            if response.status_code >= 400:
                return (
                    response.status_code,
                    _retry_after(response),
                    Answer(address, "", is_html=False),
                )
            raw = bytearray()
            until = time.monotonic() + MOST_SECONDS
            for piece in response.iter_content(65536):
                raw += piece
                if len(raw) > MOST_BYTES:
                    raise ServiceError(
                        f"{_host(address)} must answer with at most {MOST_BYTES:,} bytes: "
                        "write the record by hand"
                    )
                if time.monotonic() > until:
                    raise ServiceError(
                        f"{_host(address)} must answer within {MOST_SECONDS} seconds: try "
                        "again later"
                    )
            text = raw.decode("utf-8", "replace")
            kind = response.headers.get("Content-Type", "")
            is_html = "html" in kind.lower() or text.lstrip()[:15].lower().startswith(
                ("<!doctype html", "<html")
            )
            return response.status_code, None, Answer(response.url, text, is_html)


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds that a busy service asks to wait: a number, or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, when - time.time())


def _refused(address: str, status: int, wait: float | None) -> str:
    if status == 429:
        when = f"in {wait:.0f} seconds" if wait else "later"
        return f"{_host(address)} receives too many requests (HTTP 429): try again {when}"
    what = "has a fault" if status >= 500 else "rejects the request"
    return f"{_host(address)} {what} (HTTP {status}): try again later, or write the record by hand"


def _unreachable(address: str, error: Exception) -> str:
    slow = isinstance(error, requests.Timeout)
    what = f"does not answer within {TIMEOUT[1]} seconds" if slow else "cannot be reached"
    return (
        f"{_host(address)} {what}: check the network connection and try again; without network, "
        "write the record by hand (CONTRIBUTING.md, Add a source)"
    )


def _host(address: str) -> str:
    return urlsplit(address).netloc or address

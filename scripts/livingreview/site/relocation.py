"""The change of addresses as the review writes them (`sources/KEY/`) into those of the site.

The review always writes addresses as if each page had its own folder. Where the site differs
(`use_directory_urls: false`, a page called README.md), finished HTML and files are changed here.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

_LINK = re.compile(
    r"(\s(?:href|src|action|data-[a-z-]+|content)=)([\"'])(0; url=)?(.*?)\2", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of the site, and a mapping of written addresses to those on the site."""

    site: str
    moved: Mapping[str, str]


def turn_html(html: str, page: str, addresses: Addresses) -> str:
    """Return a page's HTML with the site's links; `page` is its address as the review writes it."""

    def turn(found: re.Match[str]) -> str:
        before, quote, refresh, value = found.groups()
        if before.endswith("content=") and not refresh:  # an address only in a redirect
            return found[0]
        link = _turned(unescape(value), page, addresses)
        return found[0] if link is None else f"{before}{quote}{refresh or ''}{escape(link)}{quote}"

    return turn_text(_LINK.sub(turn, html), addresses)


def turn_text(text: str, addresses: Addresses) -> str:
    """Return a text in which all addresses that begin with the site's own have the site's form."""
    if not addresses.site:
        return text
    whole = re.compile(rf"({re.escape(addresses.site)})([\w./%-]+/)")
    return whole.sub(lambda found: found[1] + _at(found[2], addresses), text)


def turn_json(text: str, addresses: Addresses) -> str:
    """Return JSON with the site's addresses: full ones, and texts that are a path from its root."""
    from_root = re.compile(r'(")([\w./%-]+/)(?=["#?])')
    text = from_root.sub(lambda found: found[1] + _at(found[2], addresses), text)
    return turn_text(text, addresses)


def _at(address: str, addresses: Addresses) -> str:
    return addresses.moved.get(unquote(address), address)


def _turned(link: str, page: str, addresses: Addresses) -> str | None:
    """Return a link in the site's form; None if it leads to no page or file of the review."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    target = addresses.moved.get(unquote(urljoin(f"/{page}", parts.path)).lstrip("/"))
    if target is None:
        return None
    here = posixpath.dirname(addresses.moved.get(page, page))
    relative = posixpath.relpath(target or ".", here or ".")
    if target.endswith("/") or not target:
        relative += "/"
    return parts._replace(path=relative).geturl()

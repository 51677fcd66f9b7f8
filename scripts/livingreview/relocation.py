"""Addresses as the review writes them (`sources/KEY/`) turned into those that the site has.

Everything before the engine gives each page a folder of its own. Where the site does otherwise
(`use_directory_urls: false`, a page called README.md), the finished HTML and files are turned here.
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
    """The site's own address, and every page's and made file's: as written, as it is there."""

    site: str
    moved: Mapping[str, str]


def turn_html(html: str, page: str, addresses: Addresses) -> str:
    """Turn the links of a page's HTML; `page` is its own address as the review writes it."""

    def turn(found: re.Match[str]) -> str:
        before, quote, refresh, value = found.groups()
        if before.endswith("content=") and not refresh:  # words, but where a page leads on
            return found[0]
        link = _turned(unescape(value), page, addresses)
        return found[0] if link is None else f"{before}{quote}{refresh or ''}{escape(link)}{quote}"

    return turn_text(_LINK.sub(turn, html), addresses)


def turn_text(text: str, addresses: Addresses) -> str:
    """Turn the whole addresses in a text: those that begin with the site's own."""
    if not addresses.site:
        return text
    whole = re.compile(rf"({re.escape(addresses.site)})([\w./%-]+/)")
    return whole.sub(lambda found: found[1] + _at(found[2], addresses), text)


def turn_json(text: str, addresses: Addresses) -> str:
    """Turn the addresses in JSON: whole ones, and texts that are one from the site's root."""
    from_root = re.compile(r'(")([\w./%-]+/)(?=["#?])')
    text = from_root.sub(lambda found: found[1] + _at(found[2], addresses), text)
    return turn_text(text, addresses)


def _at(address: str, addresses: Addresses) -> str:
    return addresses.moved.get(unquote(address), address)


def _turned(link: str, page: str, addresses: Addresses) -> str | None:
    """Return a link as it must be on the site, None if it leads to none of our pages and files."""
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

"""The rule that no two pages or files of a site have the same address.

Addresses are compared without regard to case: many disks and some servers treat `A` and `a` alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from livingreview.problems import Problem


def check_addresses(
    written: Iterable[tuple[str, str]], made: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a problem for each contributed file that has the address of another file.

    `written` pairs each path in the site with the contributed file that it comes from; `made` maps
    each path to what it is made from. Paths include the file's name (`sources/index.html`).
    """
    taken = {place.casefold(): f"what is made from {origin}" for place, origin in made.items()}
    folders: dict[str, str] = {}
    for place, owner in taken.items():
        for folder in PurePosixPath(place).parents:
            folders.setdefault(str(folder), owner)
    for place, path in sorted(written, key=lambda pair: pair[1]):
        own = PurePosixPath(place.casefold())
        above = (taken.get(str(folder)) for folder in own.parents)
        owner = taken.get(str(own)) or folders.get(str(own)) or next(filter(None, above), "")
        if owner:
            yield Problem(path, 1, 0, "", f"must not have the address of {owner}: rename it")
        taken.setdefault(str(own), path)
        for folder in own.parents:
            folders.setdefault(str(folder), path)

"""The addresses of a site: no page or file in the place of another.

Compared without regard to capitals: many disks and some servers take `A` and `a` for one.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from livingreview.problems import Problem


def check_addresses(
    written: Iterable[tuple[str, str]], made: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the files of contributors that have the address of another file.

    `written` are places in the site, each with the contributor's file; `made` maps a place to the
    file that it is made from; both end in the file's name (`sources/index.html`).
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

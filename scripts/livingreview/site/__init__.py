"""The review as a MkDocs site: the plugin, the build, the live preview and the rehearsal.

build_site, serve_site, BuildError, PlaceError, rehearse, load_settings, read_sides:
    what the commands of `cli` call
"""

from livingreview.site.build import BuildError, PlaceError, build_site, serve_site
from livingreview.site.reading import read_sides
from livingreview.site.rehearsal import rehearse
from livingreview.site.settings import load_settings

__all__ = [
    "BuildError",
    "PlaceError",
    "build_site",
    "load_settings",
    "read_sides",
    "rehearse",
    "serve_site",
]

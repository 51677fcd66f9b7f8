"""The door to MkDocs: the plugin, a build beside its place, the preview.

build_site, serve_site, BuildError, PlaceError, rehearse, load_settings:
    the commands of the terminal
"""

from livingreview.site.build import BuildError, PlaceError, build_site, serve_site
from livingreview.site.rehearsal import rehearse
from livingreview.site.settings import load_settings

__all__ = [
    "BuildError",
    "PlaceError",
    "build_site",
    "load_settings",
    "rehearse",
    "serve_site",
]

"""Where a fault stands: from a step into an entry's data to file, line and column."""

from livingreview.library import Loaded
from livingreview.problems import Problem, field_name
from livingreview.yamlfile import Location


def at(loaded: Loaded, path: str, location: Location, message: str) -> Problem:
    """Make the problem of a value in a YAML file that was read."""
    document = loaded.documents.get(path)
    line, column = document.place(location) if document else (0, 0)
    return Problem(path, line, column, field_name(location), message)

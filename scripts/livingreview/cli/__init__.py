"""The command line: `main` is the program.

main:
    the group of all commands
"""

from livingreview.cli.commands import main
from livingreview.cli.intake import new

main.add_command(new)

__all__ = ["main"]

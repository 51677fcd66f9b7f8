"""The command line: `main` is the program.

main:
    the group of all commands
"""

from livingreview.cli.commands import main
from livingreview.cli.intake import import_files, new

main.add_command(new)
main.add_command(import_files)

__all__ = ["main"]

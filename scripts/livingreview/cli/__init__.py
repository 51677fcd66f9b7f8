"""The command line: arguments, printing, exit codes (0 success, 1 problems, 2 wrong usage).

main:
    the group of all commands
"""

from livingreview.cli.commands import main

__all__ = ["main"]

"""The command line as `python -m livingreview`, for where the script is not on the path."""

from livingreview.cli import main

main()

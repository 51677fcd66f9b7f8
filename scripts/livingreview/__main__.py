"""The command line as `python -m livingreview`, for use when the script is not on the path."""

from livingreview.cli import main

main()

"""The command line as `python -m livingreview`, for systems without the script on their path."""

from livingreview.cli import main

main()

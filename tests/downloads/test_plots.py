"""Which plots are files of their own."""

from livingreview.downloads.plots import plot_files
from livingreview.model import Library
from livingreview.synthesis import pooled_estimates


def test_plot_without_anything_pooled_is_no_file(moss: Library) -> None:
    """A plotted outcome has rows and a picture, by name; one without reports has neither."""
    found = plot_files(moss, frozenset(("stay", "itch", "cooled")), pooled_estimates(moss))
    assert [name for name, _ in found] == [
        "data/plots/cooled.csv", "data/plots/cooled.svg",
        "data/plots/itch.csv", "data/plots/itch.svg",
    ]  # fmt: skip

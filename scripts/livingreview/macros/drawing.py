"""Drawings made by hand, with their words as caption."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from livingreview.drawings import FOLDER, Drawing
from livingreview.macros.lookup import known
from livingreview.macros.page import Page
from livingreview.rendering import MacroError, render_template


def drawing_macros(page: Page, drawings: Mapping[str, Drawing]) -> dict[str, Callable[..., Any]]:
    """Make the macro that shows drawings."""

    def drawing(*names: str) -> Markup:
        if not names:
            raise MacroError(f"drawing must name at least one file of docs/{FOLDER}/")
        chosen = [drawings[known(name, drawings, "drawing")] for name in names]
        anchors = [f"drawing-{found.name}" for found in chosen]
        if len(set(anchors)) < len(anchors) or page.shown.intersection(anchors):
            raise MacroError("drawing must stand once on a page, its address is its name")
        page.shown.update(anchors)
        return render_template("drawing", drawings=chosen)

    return {"drawing": drawing}

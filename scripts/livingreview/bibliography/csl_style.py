"""Changes to the XML of a CSL style, so that pandoc prints single references correctly."""

import re
from xml.dom import minidom

_CSL = "http://purl.org/net/xbiblio/csl"
# Attributes that make a reference depend on the others: names replaced by a dash if the reference
# above has the same ones, and letters after the year. Our references are numbered and independent
# of each other; to distinguish 2,400 of them would take pandoc minutes.
_DEPENDENT = {
    "bibliography": ("subsequent-author-substitute", "subsequent-author-substitute-rule"),
    "citation": (
        "disambiguate-add-names", "disambiguate-add-givenname", "disambiguate-add-year-suffix",
    ),
}  # fmt: skip
# A series before a volume: the NLM styles print nothing between the two.
_PARTED = 'variable="collection-title" suffix=" "'


def mended(style: str) -> str:
    """Return the XML of a style, changed so that pandoc prints independent references."""
    style = re.sub(r"&amp;(#\d+;)", r"&\1", style)  # a no-break space that was escaped twice
    style = re.sub(r'variable="collection-title"(?=/>\s*<text variable="volume"/>)', _PARTED, style)
    # The styles come with an installed package, never from a review.
    document = minidom.parseString(style)  # noqa: S318
    for names in document.getElementsByTagNameNS(_CSL, "names"):
        _put_name_before_label(document, names)
    for element, attributes in _DEPENDENT.items():
        for node in document.getElementsByTagNameNS(_CSL, element):
            for attribute in filter(node.hasAttribute, attributes):
                node.removeAttribute(attribute)
    return document.toxml()


def _put_name_before_label(document: minidom.Document, names: minidom.Element) -> None:
    """Add to a `<names>` with a label and no `<name>` the `<name>` that CSL implies.

    CSL prints names without `<name>` by the defaults, before their label; pandoc prints the label
    first, without a space. The options of a `<name/>` are inherited from the style, so that an
    empty one means the same as none. Inside `<substitute>`, the `<name>` of the surrounding
    `<names>` is copied, since pandoc would no longer inherit it.
    """
    label = _child(names, "label")
    if label is None or _child(names, "name") is not None:
        return
    name = document.createElementNS(_CSL, "name")
    parent = names.parentNode
    if isinstance(parent, minidom.Element) and parent.localName == "substitute":
        around = parent.parentNode
        inherited = _child(around, "name") if isinstance(around, minidom.Element) else None
        if inherited is not None:
            name = inherited.cloneNode(deep=True) or name
    names.insertBefore(name, label)


def _child(element: minidom.Element, name: str) -> minidom.Element | None:
    """Return the first direct child of an element with a given tag, or None."""
    for child in element.childNodes:
        if isinstance(child, minidom.Element) and child.localName == name:
            return child
    return None

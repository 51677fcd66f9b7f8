"""The XML of a CSL style, mended where pandoc or a lone reference asks for something else."""

import re
from xml.dom import minidom

_CSL = "http://purl.org/net/xbiblio/csl"
# What makes a reference depend on the others: names replaced by a dash where the reference above
# has them, and letters after the year. Ours are numbered and stand by themselves; telling 2,400
# references apart would take pandoc minutes.
_DEPENDENT = {
    "bibliography": ("subsequent-author-substitute", "subsequent-author-substitute-rule"),
    "citation": (
        "disambiguate-add-names", "disambiguate-add-givenname", "disambiguate-add-year-suffix",
    ),
}  # fmt: skip
# A series before a volume, between which the NLM styles set nothing.
_PARTED = 'variable="collection-title" suffix=" "'


def mended(style: str) -> str:
    """Return a style's XML as pandoc has to be given it, to print references one by one."""
    style = re.sub(r"&amp;(#\d+;)", r"&\1", style)  # where a hard space is meant
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
    """Give `<names>` that has a label and no `<name>` the `<name>` that CSL takes for granted.

    By the CSL rules names without `<name>` are printed by the defaults, before their label;
    pandoc prints the label first, without a space. The options of a `<name/>` are inherited
    from the style, so an empty one says the same as none. Within `<substitute>`, the `<name>`
    of the names around it is copied, which pandoc would otherwise no longer look for.
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
    """Return an element's own child of a name, or None."""
    for child in element.childNodes:
        if isinstance(child, minidom.Element) and child.localName == name:
            return child
    return None

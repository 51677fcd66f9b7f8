"""Kinds of pages, and the headings under which the search lists them."""

TOPIC, GLOSSARY, TRIAL, SOURCE = "Topic page", "Glossary", "Registered trial", "Source"
ABOUT, LIST = "About this review", "List"
KIND_HEADINGS = {
    TOPIC: "Topic sections",
    GLOSSARY: "Glossary",
    TRIAL: "Trials",
    SOURCE: "Sources",
    ABOUT: "About this review",
}
"""The headings by kind, in the order of the search; pages of kind `LIST` are not indexed."""

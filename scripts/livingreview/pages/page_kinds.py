"""Kinds of pages: what the search calls a page, and the heading under which it is found."""

TOPIC, GLOSSARY, TRIAL, SOURCE = "Topic page", "Glossary", "Registered trial", "Source"
ABOUT, LIST = "About this review", "List"
KIND_HEADINGS = {
    TOPIC: "Topic sections",
    GLOSSARY: "Glossary",
    TRIAL: "Trials",
    SOURCE: "Sources",
    ABOUT: "About this review",
}
"""The headings in the order of the search, by kind; no search finds a list."""

"""Living evidence reviews: one BibTeX record and one YAML entry a source, to a searchable site."""

"""A generator of living evidence reviews: from BibTeX and YAML files to a searchable website."""

"""A generator of living evidence reviews: a searchable site from a record and entry per source."""

"""Pages for people, one module for each audience."""

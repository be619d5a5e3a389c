"""Change what is kept of people."""

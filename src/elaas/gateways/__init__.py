"""One file for each outside system. The outside system's words stop here."""

"""Checks from the records alone that every opening had a reason and that nothing is missing."""

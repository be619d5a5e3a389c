"""Telling people things, and what becomes of it."""

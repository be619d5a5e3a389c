"""Follows and cosigns a log from outside. A program of its own."""

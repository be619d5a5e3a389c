"""Follows and cosigns a log from outside. A program of its own, without a database and Django."""

"""The doors on the way to a home, and the unit on each: a lock, or a key box instead of one.

Keeps the promise that a flat has a lock on the common entrance and on its own door.
"""

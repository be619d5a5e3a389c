"""All use is logged, so that we know who has, and has had, access, and when it was used.

Append-only: an entry is written in the transaction of what it tells about.
"""

"""A phone in Python: it speaks the same protocol as the one in people's pockets."""

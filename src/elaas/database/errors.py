"""What can go wrong with the database before the first query."""


class Unavailable(Exception):
    """There is no database to be had; the message is a sentence that tells the operator why."""

"""The ledger's one table."""

from django.db import models


class Entry(models.Model):
    """One thing that happened, in the words it will be checked by for years.

    `body` is the canonical bytes (entries.canonical) and `salt` 32 random bytes: SHA-256 over both
    is what a tree of commitments will hold, so it needs no personal data and no rewrite.
    Rows are only ever added: the database refuses to change or delete one (migration 0002).
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    body = models.BinaryField()
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

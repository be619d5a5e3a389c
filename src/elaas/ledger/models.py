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

    class Meta:
        indexes = (
            # When units came and went, among everything else there ever was.
            models.Index(
                name="ledger_units_came_and_went",
                fields=("at",),
                condition=models.Q(kind__in=("unit_mounted", "unit_released")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

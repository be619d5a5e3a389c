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
            # The whole life of units (mounting/queries/unit_life.py).
            models.Index(
                name="ledger_lives_of_units",
                fields=("at",),
                condition=models.Q(
                    kind__in=(
                        "unit_loaded",
                        "unit_unloaded",
                        "unit_mounted",
                        "unit_released",
                        "unit_lost",
                        "unit_found",
                        "unit_written_off",
                        "unit_written_off_by",
                    )
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

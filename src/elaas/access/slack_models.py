"""The slack that the rule was asked with, as long as it held."""

from django.db import models


class SlackTold(models.Model):
    """From then on the rule was asked with this slack; the newest row holds.

    Rows are only ever added: the database refuses to change or delete one.
    """

    seconds_before = models.PositiveIntegerField()
    seconds_after = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seconds_before} s before, {self.seconds_after} s after"

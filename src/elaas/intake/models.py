"""What has been seen of the care system."""

from django.db import models


class Source(models.Model):
    """The newest version seen of one resource, and why it could not be used if it could not.

    `facts`: what can be used once others are known (rules.waiting); ids and times, and no names.
    """

    reference = models.CharField(primary_key=True, max_length=100)  # e.g. "Appointment/ID"
    version = models.DateTimeField()
    digest = models.BinaryField(default=bytes)  # of the content: one version may come with several
    rejected = models.CharField(max_length=200, blank=True)
    partly = models.BooleanField(default=False)  # rejected, but used as far as it goes
    waits = models.BooleanField(default=False)  # for a resource that it refers to to be known
    facts = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.reference

"""Who accepted a key box whose approval class is not enough, and why."""

from django.db import models
from django.db.models import Q

from elaas.people.models import Employee


class ClassAccepted(models.Model):
    """Somebody saw the warning before mounting and said why the box may be mounted all the same."""

    unit = models.ForeignKey("doors.Unit", on_delete=models.PROTECT, related_name="accepted")
    approval_class = models.CharField(max_length=40, blank=True)
    because = models.CharField(max_length=500)
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_who_accepts_a_class_says_why", condition=~Q(because="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.approval_class}"

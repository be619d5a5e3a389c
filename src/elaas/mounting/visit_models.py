"""What crews' phones tell of visits."""

from django.db import models
from django.db.models import Q

from elaas.doors.models import Photo
from elaas.mounting.visits import ReportKind, Trouble
from elaas.people.models import Employee, Phone


class VisitReport(models.Model):
    """What a crew's phone told of one step of a visit, as told, whatever comes of it.

    The phone made the id, and `job` is what it was doing: an appointment's id, or a work order's.
    `case` and `order` are empty where we know of no such job. `settled_at`: what follows from it is
    done. `trouble`: that could not be done, and a person must look (`seen_at`).
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=[(one.value, one.name) for one in ReportKind])
    job = models.UUIDField()
    case = models.ForeignKey(
        "mounting.MountingCase", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    order = models.ForeignKey(
        "mounting.WorkOrder", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    place = models.UUIDField(null=True)  # of the door: a home or a building; None: all of the visit
    told = models.JSONField()
    photos = models.ManyToManyField(Photo)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="reports")
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT)
    done_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    trouble = models.CharField(
        max_length=16, blank=True, choices=[(one.value, one.name) for one in Trouble]
    )
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_a_report_is_settled_or_in_trouble",
                condition=Q(settled_at=None) | Q(trouble=""),
            ),
            models.CheckConstraint(
                name="mounting_only_trouble_is_seen",
                condition=Q(seen_at=None) | ~Q(trouble=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

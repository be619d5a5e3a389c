"""What was reported of doors, what was done about it, and key boxes that are gone."""

import uuid

from django.db import models
from django.db.models import Q

from elaas.doors.models import Building, Home, Unit
from elaas.mounting.service import Caller, Fault, Work
from elaas.people.actors import ActorKind
from elaas.people.models import Employee


class FaultReport(models.Model):
    """Somebody said that something is wrong with a door. The first one opened `order`.

    `caller`: who told it by telephone; then `by` is the employee who wrote it down. An employee's
    phone makes the id, so that telling twice counts once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    order = models.ForeignKey("mounting.WorkOrder", on_delete=models.PROTECT, related_name="faults")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="faults")
    fault = models.CharField(max_length=20, choices=[(one.value, one.name) for one in Fault])
    text = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField(null=True)
    caller = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in Caller], blank=True
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_who_reported_is_known",
                condition=Q(by_kind__in=[kind.value for kind in ActorKind]),
            ),
            models.CheckConstraint(
                name="mounting_only_employees_write_down_calls",
                condition=Q(caller="") | Q(by_kind=ActorKind.EMPLOYEE.value),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class OrderWork(models.Model):
    """What somebody did about an order, and whether the door works now; if not, the order stays."""

    order = models.ForeignKey("mounting.WorkOrder", on_delete=models.PROTECT, related_name="work")
    work = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Work])
    works = models.BooleanField()
    text = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.order_id} {self.work}"


class KeyBoxLoss(models.Model):
    """A key box is gone, from this door, with the key in it; `orders` change the cylinders."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="losses")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="+")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=500)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)
    found_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    orders = models.ManyToManyField("mounting.WorkOrder", related_name="losses")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="mounting_a_box_is_lost_once_until_it_is_found",
                fields=("unit",),
                condition=Q(found_at=None),
            ),
            models.CheckConstraint(name="mounting_a_loss_has_its_reason", condition=~Q(because="")),
        )

    def __str__(self) -> str:
        return str(self.id)

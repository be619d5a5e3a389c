"""Findings and what happened to them; both are only ever added (migration 0002)."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.access.models import Incident, Receipt
from elaas.alarms.rules import Deed, Kind
from elaas.doors.models import Unit
from elaas.mounting.models import WorkOrder
from elaas.people.models import Employee


class Finding(models.Model):
    """Something a person must look at, with its evidence.

    `key` names what it is about within its kind, so that it is found once. `employee`: who opened,
    where that is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Kind])
    key = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="findings")
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="findings"
    )
    incident = models.OneToOneField(
        Incident, on_delete=models.PROTECT, null=True, related_name="finding"
    )
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, null=True)  # for a silent unit
    first_missing = models.PositiveBigIntegerField(null=True)  # of a gap
    last_missing = models.PositiveBigIntegerField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="alarms_found_once", fields=("kind", "key")),
            models.CheckConstraint(
                name="alarms_a_gap_has_both_its_ends",
                condition=Q(first_missing=None, last_missing=None)
                | Q(first_missing__lte=F("last_missing")),
            ),
        )
        indexes = (models.Index(name="alarms_by_time", fields=("-found_at",)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class FindingReceipt(models.Model):
    """A receipt that is evidence for a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="findings")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="alarms_evidence_once", fields=("finding", "receipt")),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.receipt_id}"


class FindingDeed(models.Model):
    """What was said of a finding, or how it was closed. `by` None: by itself, or in the demo."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="deeds")
    deed = models.CharField(max_length=9, choices=[(one.value, one.name) for one in Deed])
    said = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="alarms_closed_once",
                fields=("finding",),
                condition=Q(deed__in=(Deed.CLOSED.value, Deed.SETTLED.value)),
            ),
            models.CheckConstraint(
                name="alarms_who_says_something_says_why",
                condition=Q(deed=Deed.SETTLED.value, said="", by=None)
                | (~Q(deed=Deed.SETTLED.value) & ~Q(said="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.deed}"


class Watch(models.Model):
    """How far the watching has come: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    looked_at = models.DateTimeField(null=True)
    receipts_to = models.BigIntegerField(default=0)  # ids of receipts that were looked at

    class Meta:
        constraints = (models.CheckConstraint(name="alarms_one_watch", condition=Q(id=1)),)

    def __str__(self) -> str:
        return str(self.looked_at)


class AuditRun(models.Model):
    """`elaas audit --database` was run, and named so many faults.

    `outside`: so many entries were held against a checkpoint from outside; 0: none was given.
    """

    at = models.DateTimeField()
    faults = models.PositiveIntegerField()
    outside = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.at} {self.faults}"

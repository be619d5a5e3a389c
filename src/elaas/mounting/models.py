"""Crews that mount, their working hours, what is to be mounted, and when."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from elaas.access.models import Assignment
from elaas.doors.models import Building, Home, Unit
from elaas.mounting.removal_models import Ending, EndingPhoto, Outcome
from elaas.mounting.rules import OrderReason, Task
from elaas.mounting.service_models import FaultReport, KeyBoxLoss, OrderWork
from elaas.mounting.visit_models import VisitReport
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Recipient

__all__ = [
    "Appointment",
    "Carried",
    "Closure",
    "Crew",
    "CrewMember",
    "Ending",
    "EndingPhoto",
    "FaultReport",
    "KeyBoxLoss",
    "MountingCase",
    "OrderWork",
    "Outcome",
    "VisitReport",
    "WorkOrder",
    "WorkingHours",
]
_WEEKDAYS = range(7)


class Crew(models.Model):
    """Who drives out together and mounts. Their day begins and ends where they have their base."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=60, unique=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """When a crew works on one weekday (Monday is 0), in local time; a day may have several."""

    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_hours_end_after_they_start", condition=Q(ends__gt=F("starts"))
            ),
            models.CheckConstraint(
                name="mounting_hours_are_of_a_weekday", condition=Q(weekday__in=list(_WEEKDAYS))
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew_id} {self.weekday} {self.starts}-{self.ends}"


class Closure(models.Model):
    """Days on which a crew does not mount, or nobody does (no crew); the last day is one of them.

    Public holidays are no rows: the calendar has them (mounting/holidays.py).
    """

    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, null=True, related_name="closures")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_closure_ends_when_it_begins_or_later",
                condition=Q(last__gte=F("first")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class CrewMember(models.Model):
    """Who drives with a crew, from one day until another (`last` is one of them; None: open)."""

    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="members")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="crews")
    first = models.DateField()
    last = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_membership_ends_when_it_begins_or_later",
                condition=Q(last=None) | Q(last__gte=F("first")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew_id} {self.employee_id}"


class Carried(models.Model):
    """A unit that lies in a crew's van, until it is mounted or put back."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True)
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="carried")
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.crew_id}"


class MountingCase(models.Model):
    """Something is to be mounted at a recipient's home, or (`task`) taken down again.

    `closed_at`: it is done, or need no longer be. Mounting and removal are booked the same way.

    `with_alarm`: the first safety alarm comes in the same visit (letter: «Ved førstegangsmontering
    av trygghetsalarm installerer vi eLåsen samtidig»).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="cases")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="cases")
    task = models.CharField(
        max_length=7, choices=[(one.value, one.name) for one in Task], default=Task.MOUNT.value
    )
    with_alarm = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="mounting_one_open_case_for_a_home",
                fields=("home",),
                condition=Q(closed_at=None),
            ),
            models.UniqueConstraint(
                # Who moves has a lock mounted at one home while another is taken down.
                name="mounting_one_open_case_for_a_recipient_and_task",
                fields=("recipient", "task"),
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="mounting_a_case_mounts_or_removes",
                condition=Q(task__in=[Task.MOUNT.value, Task.REMOVE.value]),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Appointment(models.Model):
    """When a crew comes. Who moves it cancels it and books another, in one transaction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(MountingCase, on_delete=models.PROTECT, related_name="appointments")
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="appointments")
    slot = DateTimeRangeField()
    booked_at = models.DateTimeField()
    booked_by_kind = models.CharField(max_length=10)
    booked_by_id = models.UUIDField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_kind = models.CharField(max_length=10, blank=True)
    cancelled_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="mounting_a_crew_is_at_one_place_at_a_time",
                expressions=[("crew", RangeOperators.EQUAL), ("slot", RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
            ),
            models.UniqueConstraint(
                name="mounting_one_live_appointment_for_a_case",
                fields=("case",),
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="mounting_a_slot_has_a_start_and_an_end",
                condition=Q(slot__isempty=False, slot__lower_inf=False, slot__upper_inf=False),
            ),
            models.CheckConstraint(
                name="mounting_who_booked_is_known",
                condition=Q(booked_by_kind__in=[kind.value for kind in ActorKind]),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class WorkOrder(models.Model):
    """What a crew is to do at one unit, or at a door without one, when nobody has to be at home.

    `reason` says what it came from. `crew` and `day`: who takes it, and when, once that is said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=7, choices=[(one.value, one.name) for one in Task])
    reason = models.CharField(max_length=20, choices=[(one.value, one.name) for one in OrderReason])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="orders")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="orders")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="orders"
    )
    opened_at = models.DateTimeField()
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, null=True, related_name="orders")
    day = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    called_off = models.BooleanField(default=False)  # closed, and not because it was done

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mounting_an_order_has_one_door",
                condition=Q(home=None, building__isnull=False)
                | Q(home__isnull=False, building=None),
            ),
            models.CheckConstraint(
                name="mounting_an_order_has_crew_and_day_or_neither",
                condition=Q(crew=None, day=None) | Q(crew__isnull=False, day__isnull=False),
            ),
            models.UniqueConstraint(
                name="mounting_one_open_order_for_a_unit_and_reason",
                fields=("unit", "reason"),
                condition=Q(done_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class CrewVisit(models.Model):
    """A visit that somebody has because they drive with a crew that day.

    What it is for, and whether it stands, its assignment says.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, primary_key=True)
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.crew_id} {self.day}"

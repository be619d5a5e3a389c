"""Crews that mount, their working hours, what is to be mounted, and when."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from elaas.doors.models import Home
from elaas.people.actors import ActorKind
from elaas.people.models import Recipient

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


class MountingCase(models.Model):
    """Something is to be mounted at a recipient's home. `closed_at`: it is, or need no longer be.

    `with_alarm`: the first safety alarm comes in the same visit (letter: «Ved førstegangsmontering
    av trygghetsalarm installerer vi eLåsen samtidig»).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="cases")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="cases")
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
                name="mounting_one_open_case_for_a_recipient",
                fields=("recipient",),
                condition=Q(closed_at=None),
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

"""A lock that is to come down: why, what became of it, who confirmed that the door is as before.

Imported by models.py, which Django reads.
"""

import uuid

from django.db import models
from django.db.models import Q

from elaas.doors.models import Home, Photo, Unit
from elaas.mounting.endings import Ended, How
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Recipient


class Outcome(models.TextChoices):
    """What became of an ending."""

    DONE = "done"
    NEEDED_AGAIN = "needed_again"
    REPLACED = "replaced"  # by another reason
    STOPPED = "stopped"  # a coordinator took their own decision back


class Ending(models.Model):
    """Nobody in a home needs its lock any more: why, since when, and what became of that.

    `due_at`: from when a time is asked for. `kept_at`: a coordinator keeps the lock all the same.
    `case`: the removal that is booked. `closed_at`: it is done, or is no longer so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="endings")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="endings")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="endings")
    why = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Ended])
    because = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    case = models.OneToOneField(
        "mounting.MountingCase", on_delete=models.PROTECT, null=True, related_name="ending"
    )
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    kept_because = models.CharField(max_length=500, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=6, blank=True)
    confirmed_kind = models.CharField(max_length=10, blank=True)
    confirmed_id = models.UUIDField(null=True)
    confirmed_because = models.CharField(max_length=500, blank=True)
    signature = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        indexes = (models.Index(fields=("recipient",), name="mounting_ending_of"),)
        constraints = (
            models.UniqueConstraint(
                name="mounting_one_open_ending_for_a_home",
                fields=("home",),
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="mounting_a_closed_ending_has_its_outcome",
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False, outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="mounting_who_decides_or_keeps_says_why",
                condition=(~Q(why=Ended.DECIDED.value) | ~Q(because=""))
                & (Q(kept_at=None) | ~Q(kept_because="")),
            ),
            models.CheckConstraint(
                # Recipient or kin; an employee only where nobody is left, and with the reason.
                name="mounting_a_removal_is_confirmed_by_whom_it_concerns",
                condition=Q(confirmed_at=None, confirmed_how="", confirmed_kind="")
                | Q(
                    confirmed_at__isnull=False,
                    confirmed_id__isnull=False,
                    confirmed_how__in=[How.SIGNED.value, How.PAGE.value],
                    confirmed_kind__in=[ActorKind.RECIPIENT.value, ActorKind.KIN.value],
                )
                | Q(
                    ~Q(confirmed_because=""),
                    confirmed_at__isnull=False,
                    confirmed_id__isnull=False,
                    confirmed_how=How.NOBODY.value,
                    confirmed_kind=ActorKind.EMPLOYEE.value,
                ),
            ),
            models.CheckConstraint(
                name="mounting_what_is_done_was_booked_and_confirmed",
                condition=~Q(outcome=Outcome.DONE.value)
                | Q(case__isnull=False, confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.home_id} {self.why}"


class EndingPhoto(models.Model):
    """The door as it was left."""

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="photos")
    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.photo_id)

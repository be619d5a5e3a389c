"""Damage to the equipment or to a door: what was told, what was decided, what was complained of.

Reports, decisions and complaints are only ever added (migration 0002): the newest decision counts.
"""

import uuid

from django.db import models
from django.db.models import Q

from elaas.damage.rules import Damaged, Outcome
from elaas.doors.models import Building, Home, Photo, Unit
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Recipient

_KINDS = [kind.value for kind in ActorKind]


class Damage(models.Model):
    """Something is damaged at one door. `recipient` None: nobody's in particular.

    `unit`: what sat on that door when it was reported, if anything did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    damaged = models.CharField(max_length=9, choices=[(one.value, one.name) for one in Damaged])
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, related_name="damages"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="damages")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="damages")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="damages"
    )
    what = models.CharField(max_length=1000)
    photos = models.ManyToManyField(Photo, related_name="damages")
    reported_at = models.DateTimeField()
    reported_by_kind = models.CharField(max_length=10)
    reported_by_id = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=("reported_at",), name="damage_by_time"),)
        constraints = (
            models.CheckConstraint(
                name="damage_is_at_one_door",
                condition=Q(home=None, building__isnull=False)
                | Q(home__isnull=False, building=None),
            ),
            models.CheckConstraint(name="damage_is_described", condition=~Q(what="")),
            models.CheckConstraint(
                name="damage_who_reported_is_known", condition=Q(reported_by_kind__in=_KINDS)
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class DamageDecision(models.Model):
    """Who pays, why, and what it costs, in whole kroner. `decided_by` None: the demo's."""

    damage = models.ForeignKey(Damage, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Outcome])
    because = models.CharField(max_length=1000)
    amount = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = (models.Index(fields=("decided_at",), name="damage_decision_by_time"),)
        constraints = (
            models.CheckConstraint(
                name="damage_is_decided_with_a_reason", condition=~Q(because="")
            ),
            models.CheckConstraint(
                name="damage_who_pays_is_told_how_much",
                condition=~Q(outcome=Outcome.RECIPIENT.value) | Q(amount__gt=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.damage_id} {self.outcome}"


class DamageComplaint(models.Model):
    """Somebody does not agree with the decision; an employee notes what came by post or phone."""

    damage = models.ForeignKey(Damage, on_delete=models.PROTECT, related_name="complaints")
    text = models.CharField(max_length=1000)
    complained_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="damage_a_complaint_says_why", condition=~Q(text="")),
            models.CheckConstraint(
                name="damage_who_complained_is_known", condition=Q(by_kind__in=_KINDS)
            ),
        )

    def __str__(self) -> str:
        return f"{self.damage_id} {self.complained_at}"

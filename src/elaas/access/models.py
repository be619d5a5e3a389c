"""Assignments, the credentials that rest on them, and what the doors' receipts told."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.access.question_models import Answer, AnswerLetter, Question
from elaas.access.slack_models import SlackTold
from elaas.doors.models import Home, Unit
from elaas.people.models import Employee, Phone, Recipient
from elaas.protocol.receipt import Outcome

__all__ = [
    "Answer",
    "AnswerLetter",
    "Assignment",
    "AssignmentKind",
    "Attempt",
    "Credential",
    "Incident",
    "Journal",
    "Question",
    "Receipt",
    "Refusal",
    "SlackTold",
    "Step",
    "Told",
]


class AssignmentKind(models.TextChoices):
    """A visit for care; or one for the sake of a unit, which may do service at just that one."""

    CARE = "care"
    MOUNTING = "mounting"
    REMOVAL = "removal"
    SERVICE = "service"


class Assignment(models.Model):
    """One employee's visit at one home.

    A visit with two employees is two assignments with one `source_id`. One that was moved to
    someone else, cancelled or replaced keeps its row, with `withdrawn_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64)
    source_version = models.DateTimeField()
    kind = models.CharField(
        max_length=8, choices=AssignmentKind.choices, default=AssignmentKind.CARE
    )
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="assignments")
    # A visit that mounts or removes at a common entrance is nobody's in particular.
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, related_name="assignments"
    )
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="assignments")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True
    )  # what is mounted, mended or removed
    service = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="access_one_assignment_for_visit_and_employee",
                fields=("source_id", "employee"),
            ),
            models.CheckConstraint(
                name="access_assignment_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="access_care_has_recipient_and_home_mounting_a_unit",
                condition=Q(kind="care", recipient__isnull=False, home__isnull=False, unit=None)
                | Q(kind__in=("mounting", "removal", "service"), unit__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("employee", "starts_at")),
            # Where somebody's last visit is, without all they ever had (queries/pages/ready.py).
            models.Index(
                name="access_last_home_of_recipient",
                fields=("recipient", "-starts_at", "-id"),
                include=("home",),
                condition=Q(withdrawn_at=None, home__isnull=False),
            ),
            # A day's visits, for other systems (queries/exchange).
            models.Index(name="access_visits_of_a_day", fields=("starts_at",)),
        )

    def __str__(self) -> str:
        return str(self.id)


class Credential(models.Model):
    """A credential given out: which phone may open which unit when, and on what it rests."""

    cti = models.UUIDField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="credentials")
    # Found by the constraint below: what matters of a phone is what it holds now.
    phone = models.ForeignKey(
        Phone, on_delete=models.PROTECT, related_name="credentials", db_index=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="credentials", db_index=False
    )
    scope = models.CharField(max_length=16)
    epoch = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    token = models.BinaryField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=40, blank=True)
    # When a phone told that the lock took an update that revokes it (operations/deliveries.py).
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                # Two syncs at once must not give one phone two credentials for the same door.
                name="access_one_live_credential_for_assignment_phone_and_unit",
                fields=("phone", "assignment", "unit"),
                condition=Q(revoked_at=None),
            ),
        )
        indexes = (models.Index(fields=("unit", "expires_at")),)

    def __str__(self) -> str:
        return str(self.cti)


class Journal(models.Model):
    """How far the server has a lock's journal without a gap, and the last it heard from it."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True)
    begins_after = models.PositiveBigIntegerField(default=0)  # what came before is not ours
    complete_to = models.PositiveBigIntegerField(default=0)
    complete_digest = models.BinaryField(default=bytes(32))
    last_seq = models.PositiveBigIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    battery = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.unit_id)


class Told(models.Model):
    """The newest update signed for a lock, so that the next one with other news is newer still."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True)
    issued_at = models.BigIntegerField(default=0)  # Unix seconds: its iat
    news = models.BinaryField(default=bytes)  # SHA-256 of its epoch and revocations

    def __str__(self) -> str:
        return str(self.unit_id)


class Receipt(models.Model):
    """One receipt signed by a lock, whoever brought it."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="receipts", db_index=False
    )
    seq = models.PositiveBigIntegerField()
    digest = models.BinaryField()
    previous = models.BinaryField()
    at = models.DateTimeField()
    uncertainty = models.PositiveBigIntegerField(null=True)
    operation = models.CharField(max_length=16)
    outcome = models.PositiveSmallIntegerField()
    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, null=True, related_name="receipts"
    )
    epoch = models.PositiveBigIntegerField()
    battery = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, db_index=False)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="access_one_receipt_for_a_number", fields=("unit", "seq")),
        )
        indexes = (
            # They are few, and asked for among all receipts there ever were.
            models.Index(name="access_jams", fields=("at",), condition=Q(outcome=Outcome.JAMMED)),
            # What nobody's access explains at a door, for the pages of those who live there.
            models.Index(
                name="access_uses_of_nobody", fields=("unit", "-at"), condition=Q(credential=None)
            ),
            # A day's uses, for other systems (queries/exchange).
            models.Index(name="access_uses_of_a_day", fields=("at", "id")),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.seq}"


class Refusal(models.Model):
    """A door that an assignment did not open, told once for a reason and version of the visit."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="refusals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    door = models.CharField(max_length=8)  # "entrance" or "home"
    reason = models.CharField(max_length=24)
    source_version = models.DateTimeField()
    refused_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="access_a_refusal_is_told_once",
                fields=("assignment", "unit", "door", "reason", "source_version"),
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(name="access_refusals_of_a_day", fields=("refused_at", "id")),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.reason}"


class Attempt(models.Model):
    """A door someone tried with no credential for it: refused by the phone itself, told later."""

    id = models.UUIDField(primary_key=True)  # made on the phone, so that telling twice counts once
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT)
    label = models.CharField(max_length=5)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=24)
    tried_at = models.DateTimeField()
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Step(models.Model):
    """What an employee did who could not get in (ladder.py); `ladder`: the steps of one time."""

    id = models.UUIDField(primary_key=True)  # made on the phone, so that telling twice counts once
    ladder = models.UUIDField()
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="steps")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    rung = models.CharField(max_length=16)
    text = models.CharField(max_length=200, blank=True)  # of a fault, in their own words
    taken_at = models.DateTimeField()
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ladder} {self.rung}"


class Incident(models.Model):
    """Something no assignment and no honest lock explains; a person must look at it."""

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True)
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, null=True)
    digest = models.BinaryField()
    body = models.BinaryField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                # The same bytes brought again are the same incident.
                name="access_an_incident_is_noted_once",
                fields=("kind", "digest"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

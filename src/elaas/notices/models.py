"""Messages, what became of each, and who must be called instead. No telephone numbers."""

import uuid

from django.db import models
from django.db.models import Q

from elaas.people.models import Employee, Kin, Recipient


class Message(models.Model):
    """Something a person is to be told. Its id is the reference that the carrier knows it by.

    It goes to `kin`, or to `recipient` where there is none. Times say what happened: `tried_at`
    that it may have been handed over to `gateway`, `handed_over_at` that it certainly was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="messages")
    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, null=True, related_name="messages")
    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    text = models.TextField()
    address = models.JSONField(default=list)  # lines for a letter
    urgent = models.BooleanField(default=False)
    # They know it from the telephone: where no SMS reaches them, a letter alone does.
    agreed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # From then on it is of no use, and is not told any more.
    until = models.DateTimeField(null=True)
    # It is told only once that one, a letter, has gone.
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # When it is tried again, after `tries` in vain.
    again_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    gateway = models.CharField(max_length=20, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    gateway_reference = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="notices_one_message_for_a_carriers_reference",
                fields=("gateway", "gateway_reference"),
                condition=~Q(gateway_reference=""),
            ),
            models.CheckConstraint(
                name="notices_handed_over_to_somebody_and_tried_before",
                condition=Q(handed_over_at=None)
                | (Q(tried_at__isnull=False) & ~Q(gateway="") & ~Q(gateway_reference="")),
            ),
        )
        indexes = (
            models.Index(
                fields=("again_at",),
                name="notices_not_handed_over",
                condition=Q(handed_over_at=None, withdrawn_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """What the carrier told of an SMS (sms.State), in the carrier's time and in ours."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    detail = models.CharField(max_length=100, blank=True)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="notices_a_state_is_told_once", fields=("message", "state")
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Fallback(models.Model):
    """A letter and a line on the call list in place of an SMS, and why (rules.Why).

    Whoever has printed the letter or called is kept, once each; in the demo nobody is logged in.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True)
    why = models.CharField(max_length=20)
    listed_at = models.DateTimeField()
    letter_at = models.DateTimeField(null=True)
    letter_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="letters_made"
    )
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="calls_made"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="notices_who_called_has_called",
                condition=Q(called_by=None) | Q(called_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notices_who_made_a_letter_made_it_then",
                condition=Q(letter_by=None) | Q(letter_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.why}"


class Kept(models.Model):
    """An SMS in the outbox, which sends nothing (gateways/sms_outbox.py)."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.message_id)


class ReadTo(models.Model):
    """How far a carrier's news has been read."""

    gateway = models.CharField(max_length=20, primary_key=True)
    after = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.gateway} {self.after}"

"""Who looked at whose data."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from elaas.people.looks import Because, What

_NOTHING = Value(uuid.UUID(int=0), output_field=models.UUIDField())


class Look(models.Model):
    """An employee saw a recipient's data, or looked up what a colleague opened.

    `about`: the assignment, case, message or order that the reason follows from. `hour`: from the
    look on; another one with the same reason within it is the same look. The database refuses
    to change a row, or to delete one while no erasure is told in the ledger.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    employee = models.ForeignKey(
        "people.Employee", on_delete=models.PROTECT, related_name="looks", db_index=False
    )
    recipient = models.ForeignKey(
        "people.Recipient", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    colleague = models.ForeignKey(
        "people.Employee", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    what = models.CharField(max_length=12)
    because = models.CharField(max_length=12)
    about = models.UUIDField(null=True)
    at = models.DateTimeField()
    hour = DateTimeRangeField()

    class Meta:
        indexes = (
            models.Index(
                name="people_looks_at_a_recipient",
                fields=("recipient", "-at"),
                condition=Q(recipient__isnull=False),
            ),
            models.Index(
                name="people_looks_at_a_colleague",
                fields=("colleague", "-at"),
                condition=Q(colleague__isnull=False),
            ),
        )
        constraints = (
            ExclusionConstraint(
                name="people_one_look_an_hour",
                expressions=(
                    ("employee", RangeOperators.EQUAL),
                    (Coalesce("recipient_id", "colleague_id"), RangeOperators.EQUAL),
                    ("because", RangeOperators.EQUAL),
                    (Coalesce("about", _NOTHING), RangeOperators.EQUAL),
                    ("hour", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                name="people_a_look_is_at_one_person",
                condition=Q(recipient__isnull=False, colleague=None)
                | Q(recipient=None, colleague__isnull=False),
            ),
            models.CheckConstraint(
                name="people_only_known_looks",
                condition=Q(what__in=[what.value for what in What])
                & Q(because__in=[because.value for because in Because]),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

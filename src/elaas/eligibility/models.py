"""What was said of people's situations, what the rule made of it, and what a coordinator changed.

Rows are only ever added (migration 0002): the newest statement counts, and its newest review.
"""

from django.db import models
from django.db.models import Q

from elaas.eligibility.rules import NEEDED, Reason
from elaas.people.models import Employee, Recipient

_COORDINATORS = ("safety_alarm", "other_technology", "opens_the_door", "somebody_always_there")
_UNSAID = Q(**dict.fromkeys(_COORDINATORS))
_SAID = Q(**{f"{name}__isnull": False for name in _COORDINATORS})


class Statement(models.Model):
    """A recipient's situation as a coordinator stated it, or the part of it that an import tells.

    A coordinator answers all five questions. An import knows of services alone, and leaves the
    other four None. `needed` and `reason`: what the rule made of all that was known then; None
    and empty when not enough was.
    """

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="statements")
    safety_alarm = models.BooleanField(null=True)
    other_technology = models.BooleanField(null=True)
    opens_the_door = models.BooleanField(null=True)
    somebody_always_there = models.BooleanField(null=True)
    services_at_home = models.BooleanField()
    stated_at = models.DateTimeField()
    # None: an import, or the demo, where nobody logs in.
    stated_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)
    needed = models.BooleanField(null=True)
    reason = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = (models.Index(fields=("recipient", "-id"), name="eligibility_newest_statement"),)
        constraints = (
            models.CheckConstraint(
                name="eligibility_stated_wholly_or_of_services_alone",
                condition=_SAID | (_UNSAID & Q(stated_by=None)),
            ),
            models.CheckConstraint(
                name="eligibility_a_decision_has_its_reason",
                condition=Q(needed=None, reason="")
                | Q(needed=True, reason__in=[one.value for one in Reason if one in NEEDED])
                | Q(needed=False, reason__in=[one.value for one in Reason if one not in NEEDED]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.reason}"


class Review(models.Model):
    """A coordinator changed what the rule made of a statement; `needed` None: takes that back."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="reviews")
    needed = models.BooleanField(null=True)
    because = models.CharField(max_length=500)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="eligibility_a_review_has_a_reason", condition=~Q(because="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement_id} {self.needed}"

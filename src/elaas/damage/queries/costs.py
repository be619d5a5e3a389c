"""What the decisions cost, and whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Sum, When

from elaas.damage.models import DamageDecision
from elaas.damage.rules import Outcome


@dataclass(frozen=True, slots=True)
class Costs:
    """What was decided in some time, in whole kroner: who pays how much. The newest counts."""

    municipality: int
    recipients: int


def costs(*, since: datetime, until: datetime) -> Costs:
    """What the decisions in force cost that were made from `since` on, before `until`."""
    newest = DamageDecision.objects.order_by("damage_id", "-id").distinct("damage_id")
    found = DamageDecision.objects.filter(
        pk__in=newest.values("pk"), decided_at__gte=since, decided_at__lt=until
    ).aggregate(
        recipients=Sum(Case(When(outcome=Outcome.RECIPIENT.value, then=F("amount")), default=0)),
        everything=Sum("amount"),
    )
    recipients = found["recipients"] or 0
    return Costs(municipality=(found["everything"] or 0) - recipients, recipients=recipients)

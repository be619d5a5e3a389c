"""The invitation: a recipient is told that the mounting can be booked, and kin if they want it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.informing import inform
from elaas.mounting.operations.telling import invite_all
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why


@transaction.atomic
def invite(*, recipient: UUID, home: UUID, with_alarm: bool, online: bool, now: datetime) -> UUID:
    """Open the case and tell them, once for each case; answers the case's id.

    First everybody gets the information letter; the invitation waits until that has gone.
    `online`: whether people book online yet; until then nobody is texted, and Trygghetspatruljen
    calls (letter, «Inntil timebookingsystemet er klart»). Raises HasAnother.
    """
    case = open_case(recipient=recipient, home=home, with_alarm=with_alarm, now=now)
    row = MountingCase.objects.select_related("recipient", "home").get(pk=case)
    message = invite_all(row, letters=inform(row, now=now), now=now)
    if not online:
        fall_back(message=message, why=Why.BOOKS_BY_CALL, now=now)
    return case

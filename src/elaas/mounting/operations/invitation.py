"""The invitation: a recipient is told that the mounting can be booked."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from elaas.mounting.operations.cases import open_case
from elaas.notices.operations.fallback import fall_back
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why


@transaction.atomic
def invite(
    *, recipient: UUID, home: UUID, with_alarm: bool, text: str, online: bool, now: datetime
) -> UUID:
    """Open the case and tell the recipient, once for each case; answers the case's id.

    `text`: in their language, without a word of what care they get. `online`: whether people book
    online yet; until then nobody is texted, and Trygghetspatruljen calls (letter, «Inntil
    timebookingsystemet er klart»). Raises HasAnother.
    """
    case = open_case(recipient=recipient, home=home, with_alarm=with_alarm, now=now)
    message = notify(
        to=Person(recipient=recipient),
        purpose=Purpose.INVITATION,
        text=text,
        sending=Sending(id=uuid5(case, Purpose.INVITATION)),
        now=now,
    )
    if not online:
        fall_back(message=message, why=Why.BOOKS_BY_CALL, now=now)
    return case

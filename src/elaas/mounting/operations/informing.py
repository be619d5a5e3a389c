"""The information letter: recipient, and kin where allowed, get it before anything else."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.telling import address_lines
from elaas.notices.letters import TITLES
from elaas.notices.operations.fallback import fall_back
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why, kin_may_be_told
from elaas.people.languages import written
from elaas.people.queries import kin_today


@transaction.atomic
def inform(case: MountingCase, *, now: datetime) -> Mapping[UUID | None, UUID]:
    """The letter waits to be printed and posted, once for each person.

    Answers which message it is, by next of kin; None: the recipient's.
    """
    allowed = [
        one.id
        for one in kin_today(case.recipient_id)
        if kin_may_be_told(Purpose.INFORMATION, has=one.rights)
    ]
    return {kin: _letter(case, kin, now) for kin in (None, *allowed)}


def _letter(case: MountingCase, kin: UUID | None, now: datetime) -> UUID:
    language = written(case.recipient.language)
    with translation.override(language):
        title = str(TITLES[Purpose.INFORMATION])
    message = notify(
        to=Person(recipient=case.recipient_id, kin=kin),
        purpose=Purpose.INFORMATION,
        text=title,
        sending=Sending(
            id=uuid5(kin or case.recipient_id, Purpose.INFORMATION),
            language=language,
            address=() if kin else address_lines(case),
        ),
        now=now,
    )
    fall_back(message=message, why=Why.BY_POST, now=now)
    return message

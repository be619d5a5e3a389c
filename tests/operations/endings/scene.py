"""Somebody needs their lock no more; whoever decides takes it down or keeps it."""

from datetime import timedelta

from elaas.doors.models import Home
from elaas.mounting.models import Ending
from elaas.mounting.operations.begin_removal import (
    NotBegun,
    Words,
    decide_removal,
    keep_lock,
)
from elaas.mounting.operations.endings import reconsider
from elaas.people.models import Recipient
from tests.make import NOON

DAY = timedelta(days=1)
WORDS = Words(
    ask=lambda language: f"Bestill tid ({language}).",
    after_death=lambda _, name: f"Vi ringer om eLåsen til {name}.",
    online=True,
)


def end(person: Recipient, **fields: object) -> None:
    Recipient.objects.filter(pk=person.pk).update(**{"active": False, **fields})
    reconsider(recipients=[person.pk], now=NOON)


def take_down(
    person: Recipient, home: Home, *, because: str = "Hun vil ikke ha den."
) -> NotBegun | None:
    return decide_removal(
        recipient=person.pk, home=home.pk, because=because, by=None, words=WORDS, now=NOON
    )


def keep() -> bool:
    ending = Ending.objects.latest("noted_at").pk
    return keep_lock(ending=ending, because="Feil i fagsystemet.", by=None, now=NOON)


def open_why() -> list[str]:
    return sorted(Ending.objects.filter(closed_at=None).values_list("why", flat=True))

"""Handing messages over to the carrier, once each, whatever is killed meanwhile.

That it is going to be handed over is committed first, then it is handed over, then that it was is
committed. Who finds the first without the last does not know whether the carrier has it: a carrier
that knows references again is given it again, any other never, and a person calls instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from django.db import connection, transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices import queries, rules
from elaas.notices.models import Message
from elaas.notices.operations.fallback import fall_back
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Reachable, Unreachable, Why
from elaas.notices.sms import NotTaken, Refused, Sms, SmsGateway, Uncertain
from elaas.people.contact_register import ContactRegister, NoAnswer
from elaas.people.facts import Contact
from elaas.people.queries import rights_of_kin


@dataclass(frozen=True, slots=True)
class Ways:
    """Whom to ask for a number (None: nobody knows any), and whom to hand an SMS to.

    `booking_open`: people book online; until then nobody is texted about booking.
    """

    register: ContactRegister | None
    gateway: SmsGateway
    booking_open: bool = True


def deliver(*, message: UUID, ways: Ways, now: datetime) -> None:
    """Bring one message on its way, unless it is already, or is not due, or somebody is at it.

    What cannot be done now is tried again by whoever calls this later; queries.unsettled tells
    when. Nothing of the message is open in the caller's transaction: there must be none.
    """
    with _turn(message) as is_ours:
        if not is_ours:
            return
        row = _wanted_message(message, now)
        if row is None:
            return
        instead = _not_texted(row, ways)
        if instead:
            fall_back(message=message, why=instead, now=now)
            return
        try:
            found = rules.reach(_contact(row, ways.register, now), now=now)
        except NoAnswer:
            _put_off(row, now)
            return
        match found:
            case Unreachable(why):
                fall_back(message=message, why=why, now=now)
            case Reachable(number):
                _hand_over(row, number, ways.gateway, now)
            case _:
                assert_never(found)


def _hand_over(row: Message, number: str, gateway: SmsGateway, now: datetime) -> None:
    first = row.tried_at is None
    if first and not _begin(row, gateway, now):
        return
    sms = Sms(reference=row.id, number=number, text=row.text, urgent=row.urgent, at=now)
    try:
        reference = gateway.hand_over(sms)
    except NotTaken:
        _put_off(row, now, clear=first)
    except Refused:
        fall_back(message=row.id, why=Why.REFUSED, now=now)
    except Uncertain:
        if gateway.repeatable:
            _put_off(row, now)
        else:
            fall_back(message=row.id, why=Why.UNCERTAIN, now=now)
    else:
        _record(row, gateway, reference, now)


def _begin(row: Message, gateway: SmsGateway, now: datetime) -> bool:
    """From here on the carrier may have it. False: it was withdrawn in this very moment."""
    waiting = Message.objects.filter(pk=row.id, withdrawn_at=None)
    return bool(waiting.update(tried_at=now, gateway=gateway.name))


@transaction.atomic
def _record(row: Message, gateway: SmsGateway, reference: str, now: datetime) -> None:
    Message.objects.filter(pk=row.id).update(handed_over_at=now, gateway_reference=reference)
    ledger.append(entry("notice_handed_over", now, message=row.id.hex, gateway=gateway.name))


def _put_off(row: Message, now: datetime, *, clear: bool = False) -> None:
    """Try again after a pause, or let a person call; `clear`: the carrier surely has nothing."""
    if rules.given_up(due=row.due_at, now=now):
        fall_back(message=row.id, why=Why.SILENT, now=now)
        return
    tries = row.tries + 1
    fields = {"tries": tries, "again_at": now + rules.pause(tries)}
    if clear:
        fields |= {"tried_at": None, "gateway": ""}
    Message.objects.filter(pk=row.id).update(**fields)


def _contact(row: Message, register: ContactRegister | None, now: datetime) -> Contact | None:
    """What the register knows of who is to be told, now."""
    person = row.kin or row.recipient
    if register is None or not person.national_id:
        return None
    return register.contacts([person.national_id], now=now).get(person.national_id)


def _not_texted(row: Message, ways: Ways) -> Why | None:
    """Why no carrier is given this now, whoever it is for; None: one is."""
    if row.tried_at:
        same = ways.gateway.repeatable and row.gateway == ways.gateway.name
        return None if same else Why.UNCERTAIN
    return None if ways.booking_open else rules.while_closed(Purpose(row.purpose))


def _wanted_message(message: UUID, now: datetime) -> Message | None:
    row = _open_message(message, now)
    if row is None or _is_wanted(row, now):
        return row
    _drop(row, now)
    return None


def _is_wanted(row: Message, now: datetime) -> bool:
    """Whether it is of use yet, and next of kin may still be told: a recipient may take that back.

    What a carrier may have already is seen through.
    """
    if row.tried_at:
        return True
    if row.until and row.until <= now:
        return False
    return row.kin_id is None or rules.kin_may_be_told(
        Purpose(row.purpose), has=rights_of_kin(row.kin_id)
    )


@transaction.atomic
def _drop(row: Message, now: datetime) -> None:
    Message.objects.filter(pk=row.id).update(withdrawn_at=now)
    ledger.append(entry("notice_withdrawn", now, message=row.id.hex))


def _open_message(message: UUID, now: datetime) -> Message | None:
    return (
        Message.objects.select_related("recipient", "kin")
        .filter(queries.HAS_ITS_TURN, pk=message, again_at__lte=now)
        .filter(handed_over_at=None, withdrawn_at=None, fallback=None)
        .first()
    )


@contextmanager
def _turn(message: UUID) -> Iterator[bool]:
    """Whether this message is ours alone; PostgreSQL gives it free when we are killed."""
    number = int.from_bytes(message.bytes[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_ours = bool(cursor.fetchone() == (True,))
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])

"""Turid at home, and what happens at her door: for the tests of her page."""

from datetime import datetime, timedelta

from django.test import Client

from elaas.access.queries.pages.recipient import RecipientPage, recipient_page
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.make import NOON
from tests.pages.look import look


def today_at(hour: int) -> datetime:
    return clock.day_of(clock.read()).start + timedelta(hours=hour)


def read(client: Client, recipient: Recipient) -> str:
    return look(client.get(f"/recipient/{recipient.id}/").content).words


def page(recipient: Recipient, *, before: datetime | None = None) -> RecipientPage:
    found = recipient_page(
        recipient.id, since=NOON - timedelta(days=1), before=before, now=NOON + timedelta(hours=1)
    )
    assert found is not None
    return found


def visit_and_open(
    recipient: Recipient, unit: Unit, *, at: datetime = NOON, **fields: object
) -> None:
    """Kari's visit of half an hour, and what the lock told as it began."""
    kari = make.make_employee(given="Kari", family="Nilsen")
    phone = make.make_phone(kari)
    assert unit.home
    visit = make.make_assignment(
        employee=kari,
        home=unit.home,
        recipient=recipient,
        period=Period(at, at + timedelta(minutes=30)),
    )
    credential = make.make_credential(visit, phone=phone, unit=unit)
    make.make_receipt(unit, phone=phone, credential=credential, at=at, **fields)

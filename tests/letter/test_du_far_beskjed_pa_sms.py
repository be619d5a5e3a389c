"""«Hvordan får jeg avtale om å montere eLås?»: whoever can be reached is told by SMS."""

from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.demo.clock import now
from elaas.demo.contact_register import Register, national_id
from elaas.demo.town import RECIPIENTS
from elaas.gateways.sms_outbox import Gateway
from elaas.notices.models import Kept
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.operations.notify import Person, notify
from elaas.notices.purposes import Purpose
from tests.make import make_recipient

pytestmark = pytest.mark.django_db

TEXT = "Du kan nå bestille time til montering av eLås: https://minside.trondheim.kommune.no/"


def invite(key: str) -> UUID:
    """One of the demo's recipients is told that they can book."""
    given, _, family = RECIPIENTS[key].name.rpartition(" ")
    person = make_recipient(national_id=national_id(key), given=given, family=family)
    message = notify(
        to=Person(recipient=person.id), purpose=Purpose.INVITATION, text=TEXT, now=now()
    )
    deliver(message=message, ways=Ways(Register(), Gateway()), now=now())
    return message


def test_you_are_told_by_sms_when_you_can_book() -> None:
    """The letter: «Du vil få beskjed på sms om når du kan bestille timeavtale»."""
    message = invite("turid")

    assert Kept.objects.filter(pk=message).exists()


@pytest.mark.parametrize("key", ["knut", "solveig", "arne", "astrid"])
def test_the_patrol_contacts_whoever_cannot_be_told_so(
    client: Client, settings: Settings, key: str
) -> None:
    """The letter: «vil Trygghetspatruljen ta kontakt med deg for å avtale tidspunkt»."""
    settings.DEMO, settings.CONTACT_REGISTER = True, "elaas.demo.contact_register.Register"
    invite(key)

    shown = client.get("/ringeliste/").content.decode()

    assert not Kept.objects.exists()
    assert RECIPIENTS[key].name in shown
    assert "Kan bestille time til montering" in shown

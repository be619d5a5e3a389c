"""«Hvordan får jeg avtale om å montere eLås?»: told by SMS or called, and what pages say of it."""

from datetime import date
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
from tests.letter.told import told
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


PAGES = ["montering/", "sporsmal/"]
PATROL = {
    "nb": "Trygghetspatruljen tar kontakt med deg",
    "nn": "Trygghetspatruljen tek kontakt med deg",
    "en": "Trygghetspatruljen contacts you",
}
UNTIL_THEN = {
    "nb": "Inntil da tar Trygghetspatruljen kontakt med deg",
    "nn": "Inntil då tek Trygghetspatruljen kontakt med deg",
    "en": "Until then Trygghetspatruljen contacts you",
}
TEXT_MESSAGE = {
    "nb": "Du får SMS når du kan bestille.",
    "nn": "Du får SMS når du kan bestille.",
    "en": "You get a text message when you can book.",
}
KIN = {
    "nb": "kan pårørende eller andre nærstående gjøre det for deg",
    "nn": "kan pårørande eller andre nærståande gjere det for deg",
    "en": "family or somebody else close to you can do it for you",
}
FIRST_ALARM = {
    "nb": "trygghetsalarm for første gang? Da monterer vi eLås i samme besøk.",
    "nn": "tryggleiksalarm for første gong? Då monterer vi eLås på same besøk.",
    "en": "first safety alarm? Then we mount the eLås at the same visit.",
}
each_page_in_each_language = pytest.mark.parametrize(
    ("page", "language"), [(page, language) for page in PAGES for language in PATROL]
)


@each_page_in_each_language
def test_without_a_day_nobody_is_promised_to_book(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = None

    words = told(page, language)

    assert PATROL[language] in words
    assert TEXT_MESSAGE[language] not in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_before_the_day_it_is_named_and_until_then_the_patrol_calls(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2999, 3, 1)

    words = told(page, language)

    assert "2999" in words
    assert UNTIL_THEN[language] in words
    assert TEXT_MESSAGE[language] in words
    assert KIN[language] in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_from_the_day_on_one_books_oneself_or_somebody_close_does(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2024, 3, 1)

    words = told(page, language)

    assert "2024" not in words
    assert UNTIL_THEN[language] not in words
    assert TEXT_MESSAGE[language] in words
    assert KIN[language] in words

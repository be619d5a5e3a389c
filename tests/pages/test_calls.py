"""The call list: whom to telephone and why, by those who may; and the page of messages."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from elaas.ledger.models import Entry
from elaas.notices.letter import Paragraph
from elaas.notices.letters import letter
from elaas.notices.models import Fallback, Message
from elaas.notices.operations.calls import call_list, make_letter, mark_called
from elaas.notices.operations.fallback import fall_back
from elaas.notices.purposes import Purpose
from elaas.notices.queries import Stage
from elaas.notices.rules import Why
from elaas.people.facts import Contact
from elaas.people.models import Recipient
from elaas.web import clock
from elaas.web.notice_words import PURPOSES, STAGES, WHY, telephone
from tests import make
from tests.make import NOON
from tests.notices.town import NUMBER, TURID, Carrier, Register, bring, contact
from tests.pages.look import look

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def listed(recipient: Recipient, *, why: Why = Why.UNCONFIRMED, **fields: object) -> Message:
    message = make.make_message(recipient, **fields)
    fall_back(message=message.id, why=why, now=NOON)
    return message


@pytest.fixture
def waiting(turid: Recipient) -> Message:
    Recipient.objects.update(national_id=TURID)
    return listed(turid)


@pytest.fixture
def knows(settings: Settings) -> None:
    settings.CONTACT_REGISTER = "tests.pages.test_calls.Known"


class Known(Register):
    """Turid's number, confirmed long ago."""

    def __init__(self) -> None:
        super().__init__({TURID: contact(confirmed_at=NOON - timedelta(days=600))})


class Silent(Register):
    """Does not answer."""


def read(client: Client, page: str = "/ringeliste/") -> str:
    return look(client.get(page).content).words


def entries(kind: str) -> list[dict[str, str]]:
    bodies = Entry.objects.filter(kind=kind).order_by("id").values_list("body", flat=True)
    return [json.loads(bytes(body)) for body in bodies]


def number_shown(known: Contact) -> str:
    found = call_list(register=Register({TURID: known}), by=None, now=NOON)
    (line,) = found.waiting
    return line.number


def test_it_says_whom_to_call_and_why(client: Client, waiting: Message, knows: None) -> None:
    words = read(client)

    assert "Turid Bakken Kan bestille time til montering" in words
    assert "Mobilnummeret er ikke bekreftet på 18 måneder." in words
    assert "Ring 99 99 99 99" in words


def test_that_a_number_was_shown_is_logged_without_the_number(
    client: Client, waiting: Message, knows: None
) -> None:
    read(client)

    (entry,) = entries("call_number_shown")
    assert entry["message"] == waiting.id.hex
    assert NUMBER not in str(entry)


def test_no_number_is_shown_of_whoever_is_reserved_or_has_none(waiting: Message) -> None:
    assert number_shown(contact()) == NUMBER
    assert number_shown(contact(reserved=True)) == ""
    assert number_shown(contact(mobile="")) == ""
    assert len(entries("call_number_shown")) == 1


def test_a_register_that_is_silent_leaves_the_list_readable(
    client: Client, waiting: Message, settings: Settings
) -> None:
    settings.CONTACT_REGISTER = "tests.pages.test_calls.Silent"

    words = read(client)

    assert "Kontaktregisteret svarer ikke" in words
    assert "Turid Bakken" in words


def test_kin_are_called_by_their_own_name(client: Client, turid: Recipient) -> None:
    listed(turid, kin=make.make_kin(turid), purpose=Purpose.BOOKED)

    assert "Máret Olsen, nærstående til Turid Bakken" in read(client)


def test_whoever_has_been_called_is_marked_once(client: Client, waiting: Message) -> None:
    answer = client.post(f"/ringeliste/{waiting.id}/ringt/")
    first = Fallback.objects.get().called_at
    client.post(f"/ringeliste/{waiting.id}/ringt/")

    assert (answer.status_code, answer["Location"]) == (302, "/ringeliste/")
    assert Fallback.objects.get().called_at == first
    assert len(entries("notice_called")) == 1
    words = read(client)
    assert "Ingen venter på å bli ringt." in words
    assert "Ringt: i dag kl." in words


def test_who_called_is_told(waiting: Message) -> None:
    kari = make.make_employee(given="Kari", family="Nordmo")

    mark_called(message=waiting.id, by=kari.id, now=NOON)

    (line,) = call_list(register=None, by=None, now=NOON).called
    assert (line.called_by, line.called_at) == ("Kari Nordmo", NOON)
    assert entries("notice_called")[0]["employee"] == kari.id.hex


def test_nobody_can_have_called_without_a_call(waiting: Message) -> None:
    kari = make.make_employee()

    with pytest.raises(IntegrityError), transaction.atomic():
        Fallback.objects.update(called_by=kari, called_at=None)


@pytest.mark.parametrize("act", ["ringt", "brev"])
def test_a_line_that_is_not_there_is_not_found(client: Client, act: str) -> None:
    assert client.post(f"/ringeliste/{uuid4()}/{act}/").status_code == 404


def test_the_letter_is_a_pdf_and_its_making_is_on_record(client: Client, waiting: Message) -> None:
    answer = client.post(f"/ringeliste/{waiting.id}/brev/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert entries("notice_letter_made")[0]["message"] == waiting.id.hex
    assert "Brev laget: i dag kl." in read(client)


def test_a_letter_keeps_who_made_it_first(waiting: Message) -> None:
    kari, ola = make.make_employee(given="Kari"), make.make_employee(given="Ola")

    make_letter(message=waiting.id, by=kari.id, now=NOON)
    make_letter(message=waiting.id, by=ola.id, now=NOON + HOUR)

    row = Fallback.objects.get()
    assert (row.letter_by, row.letter_at) == (kari, NOON)
    assert len(entries("notice_letter_made")) == 2


def test_an_address_is_never_on_the_list(client: Client, turid: Recipient) -> None:
    listed(turid, address=["Hemmeliggata 13"])

    assert "Hemmeliggata" not in read(client)
    assert "Hemmeliggata" not in read(client, "/outbox/")


def test_an_address_that_was_protected_meanwhile_is_not_on_the_letter(turid: Recipient) -> None:
    message = listed(turid, address=["Kongens gate 12", "7012 Trondheim"])
    assert letter(message, now=NOON).to == ["Turid Bakken", "Kongens gate 12", "7012 Trondheim"]

    Recipient.objects.update(protection="R")
    message = Message.objects.get(pk=message.pk)

    assert letter(message, now=NOON).to == ["Turid Bakken"]


def test_a_letter_says_what_the_sms_would_have_said_in_its_language(turid: Recipient) -> None:
    message = listed(turid, language="nn", text="Du kan bestille time.")

    made = letter(message, now=NOON)

    assert made.language == "nn"
    assert made.dated == "1. desember 2026"
    assert made.blocks[0] == Paragraph("Du kan bestille time.")
    assert made.blocks[1] == Paragraph("Du får dette som brev fordi det ikkje kan sendast på SMS.")


def test_the_oldest_come_first_and_the_list_says_when_it_is_cut(client: Client) -> None:
    for hours in range(102):
        person = make.make_recipient(given=f"Nummer{hours}")
        message = make.make_message(person)
        fall_back(message=message.id, why=Why.RESERVED, now=NOON - hours * HOUR)

    words = read(client)

    assert words.index("Nummer101") < words.index("Nummer100")
    assert "Nummer0 " not in words
    assert "Dette er de 100 eldste av 102." in words


def test_messages_are_shown_with_what_became_of_them_and_without_numbers(
    client: Client, turid: Recipient
) -> None:
    Recipient.objects.update(national_id=TURID)
    waits = make.make_message(turid, text="Denne venter.", created_at=NOON)
    sent = make.make_message(turid, text="Denne er sendt.", created_at=NOON + HOUR)
    bring(sent.id, Carrier())
    listed(turid, text="Denne ble brev.", created_at=NOON + 2 * HOUR)

    words = read(client, "/outbox/")

    places = [words.index(text) for text in ("ble brev.", "er sendt.", "venter.")]
    assert places == sorted(places)
    assert "Venter på å bli sendt" in words
    assert "På vei" in words
    assert "Brev og telefon i stedet for SMS. Mobilnummeret er ikke bekreftet" in words
    assert "9999" not in words
    assert waits.handed_over_at is None


def test_an_empty_list_and_no_messages_say_so(client: Client) -> None:
    assert "Ingen venter på å bli ringt." in read(client)
    assert "Ingen har fått beskjed om noe ennå." in read(client, "/outbox/")


def test_every_reason_purpose_and_stage_has_its_words() -> None:
    assert set(WHY) == set(Why)
    assert set(PURPOSES) == set(Purpose)
    assert set(STAGES) == set(Stage)


@pytest.mark.parametrize(
    ("number", "said"), [(NUMBER, "99 99 99 99"), ("+46701234567", "+46701234567")]
)
def test_a_number_is_said_as_people_say_it(number: str, said: str) -> None:
    assert telephone(number) == said


def test_every_purpose_makes_a_letter(turid: Recipient) -> None:
    for purpose in Purpose:
        message = listed(turid, purpose=purpose.value)

        assert make_letter(message=message.id, by=None, now=clock.read()).startswith(b"%PDF-")

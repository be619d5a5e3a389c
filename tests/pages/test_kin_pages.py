"""The pages on which a recipient, or somebody who records their word, decides what kin may do."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.demo.numbers import synthetic_number
from elaas.ledger.models import Entry
from elaas.people.grants import GrantedRole
from elaas.people.models import KinDecision, Recipient
from tests import make
from tests.pages.at_work import work_as
from tests.pages.booking.conftest import noon
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db
__all__ = ["noon"]


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def rights(turid: Recipient) -> str:
    return f"/min-side/tilgang/{turid.id}/"


NILS = {"given": "Nils", "family": "Nabo", "number": "02846610012"}


@pytest.fixture
def number(settings: Settings) -> str:
    """Somebody's, in a town where people are invented."""
    settings.DEMO = True
    return synthetic_number(date(1966, 4, 2), 100)


def test_the_recipient_adds_somebody_and_takes_everything_back(
    client: Client, turid: Recipient, rights: str, number: str
) -> None:
    log_in(client, TURID)

    added = client.post(rights, {**NILS, "number": number, "may": ["follow", "log"]})

    assert added["Location"] == rights
    seen = client.get(rights).content.decode()
    assert "Nils Nabo" in seen
    assert seen.count(" checked") == 2
    kin = turid.kin.get()
    assert client.post(rights, {"kin": kin.id, "may": ["book"]}).status_code == 302
    assert KinDecision.objects.count() == 5
    assert client.post(rights, {"kin": kin.id}).status_code == 302
    assert " checked" not in client.get(rights).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"given": " "}, "Skriv fornavn og etternavn"),
        ({"number": "12345678901"}, "Det er ikke et fødselsnummer"),
        ({"may": []}, "Velg hva personen får gjøre"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(
    client: Client,
    turid: Recipient,
    rights: str,
    number: str,
    changed: dict[str, Any],
    said: str,
) -> None:
    log_in(client, TURID)

    answer = client.post(rights, {**NILS, "number": number, "may": ["book"], **changed})

    assert answer.status_code == 400
    assert said in look(answer.content).words
    assert 'value="Nabo"' in answer.content.decode()
    assert not turid.kin.exists()


def test_somebody_else_s_kin_are_not_there(client: Client, turid: Recipient, rights: str) -> None:
    log_in(client, TURID)
    other = make.make_kin(make.make_recipient())

    assert client.post(rights, {"kin": other.id, "may": ["log"]}).status_code == 404
    assert client.post(rights, {"kin": "x"}).status_code == 404
    assert not KinDecision.objects.exists()


@pytest.mark.parametrize("role", [GrantedRole.COORDINATOR, GrantedRole.INSTALLER])
def test_an_employee_records_somebody_s_word_with_a_reason(
    client: Client, turid: Recipient, role: GrantedRole
) -> None:
    kin = make.make_kin(turid)
    work_as(client, role)
    here = f"/parorende/{turid.id}/"
    given = {"kin": kin.id, "may": ["book", "log"], "word_of": "guardian"}

    without = client.post(here, given)
    recorded = client.post(here, {**given, "reason": "Vergen ringte"})

    assert without.status_code == 400
    assert "Skriv hvem som har sagt det" in look(without.content).words
    assert recorded["Location"] == here
    assert KinDecision.objects.get().reason == "Vergen ringte"
    assert "Vergen ringte" not in str(list(Entry.objects.values_list("body", flat=True)))


def test_the_recipient_s_own_page_is_where_the_short_address_leads(
    client: Client, turid: Recipient, rights: str
) -> None:
    log_in(client, TURID)

    assert client.get("/min-side/tilgang/")["Location"] == rights

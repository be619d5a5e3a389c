"""The key in a key box: who put it in, checked it, took it out."""

import pytest
from django.test import Client

from elaas.doors.models import KeyNote, Unit, UnitKind
from elaas.doors.rules import KeyEvent
from elaas.ledger.models import Entry
from elaas.web.words import KEY_EVENTS
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Unit:
    return make.make_unit(home=make.make_home(), kind=UnitKind.KEY_BOX, label="0042")


def note(client: Client, unit: Unit, event: str) -> int:
    return client.post(f"/lock/{unit.lock_id}/key/", {"event": event}).status_code


def words(client: Client, unit: Unit) -> str:
    return look(client.get(f"/lock/{unit.lock_id}/").content).words


def test_the_custody_is_written_down_step_by_step(client: Client, box: Unit) -> None:
    assert "Nøkkelen ligger ikke i boksen." in words(client, box)

    for event in ("put_in", "checked", "taken_out"):
        assert note(client, box, event) == 302

    said = words(client, box)
    assert "Nøkkelen ligger ikke i boksen." in said
    assert [said.index(one) for one in ("Tatt ut", "Kontrollert", "Lagt inn")] == sorted(
        said.index(one) for one in ("Tatt ut", "Kontrollert", "Lagt inn")
    )
    assert Entry.objects.filter(kind="key_noted").count() == 3


@pytest.mark.parametrize("events", [["checked"], ["taken_out"], ["put_in", "put_in"]])
def test_what_cannot_be_is_not_written_down(client: Client, box: Unit, events: list[str]) -> None:
    for event in events:
        note(client, box, event)

    assert KeyNote.objects.count() == len(events) - 1


def test_a_lock_holds_no_key(client: Client) -> None:
    lock = make.make_unit(home=make.make_home())

    assert note(client, lock, "put_in") == 404
    assert "Nøkkelen" not in words(client, lock)
    assert not KeyNote.objects.exists()


def test_what_is_no_event_or_no_box_is_not_found(client: Client, box: Unit) -> None:
    assert note(client, box, "swallowed") == 404
    assert client.post("/lock/L-9999/key/", {"event": "put_in"}).status_code == 404


def test_every_event_has_its_words() -> None:
    assert set(KEY_EVENTS) == set(KeyEvent)

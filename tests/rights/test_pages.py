"""«Alt dere har om meg»: the same place for everybody, whatever the right it is asked by."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.ledger.models import Entry
from elaas.people.models import Look
from elaas.web.roles import Role
from tests import make
from tests.pages.at_work import somebody
from tests.pages.test_roles_of_citizens import INGRID, TURID, log_in
from tests.rights.test_export import SECRET, lives_secretly

pytestmark = pytest.mark.django_db
READ = {"ground": "access_to_record", "form": "json"}


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


def test_a_person_fetches_their_own_with_the_address(client: Client) -> None:
    turid = lives_secretly(national_id=TURID)
    log_in(client, TURID)

    page = client.get("/min-side/").content.decode()
    assert f"/min-side/alt/{turid.id}/" in page
    found = client.post(f"/min-side/alt/{turid.id}/", READ)

    assert SECRET in found.content.decode()
    assert found["Content-Disposition"] == 'attachment; filename="elaas.json"'
    told = json.loads(bytes(Entry.objects.get(kind="person_exported").body))
    assert (told["by"], told["ground"]) == ("recipient", "access_to_record")


def test_next_of_kin_do_not_get_it(client: Client) -> None:
    turid = lives_secretly(national_id=TURID)
    make.make_kin(turid, national_id=INGRID)
    log_in(client, INGRID)

    assert client.get(f"/min-side/alt/{turid.id}/").status_code == 404
    assert client.post(f"/min-side/alt/{turid.id}/", READ).status_code == 404
    assert not Entry.objects.filter(kind="person_exported").exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SERVICE_DESK])
def test_an_employee_says_why_and_hands_it_out_without_the_address(
    client: Client, role: Role
) -> None:
    me, turid = somebody(client, role), lives_secretly()
    address = f"/coordinator/recipient/{turid.id}/alt/"
    assert b"because" in client.post(address, READ).content
    assert not Entry.objects.filter(kind="person_exported").exists()

    assert client.get(f"{address}?because=asked").status_code == 200
    found = client.post(address, READ)

    assert json.loads(found.content)["person"][0]["id"] == str(turid.id)
    assert SECRET not in found.content.decode()
    look = Look.objects.get()
    assert (look.employee_id, look.recipient_id, look.what) == (me.id, turid.id, "export")
    told = json.loads(bytes(Entry.objects.get(kind="person_exported").body))
    assert told["by_id"] == me.id.hex


def test_it_can_be_read(client: Client) -> None:
    turid = lives_secretly(national_id=TURID)
    log_in(client, TURID)

    found = client.post(f"/min-side/alt/{turid.id}/", {"ground": "gdpr_15", "form": "pdf"})

    assert found.content.startswith(b"%PDF")


@pytest.mark.parametrize("wrong", [{}, {"ground": "x", "form": "pdf"}, {"ground": "gdpr_15"}])
def test_what_was_not_chosen_is_asked_for(client: Client, wrong: dict[str, str]) -> None:
    turid = lives_secretly(national_id=TURID)
    log_in(client, TURID)

    assert client.post(f"/min-side/alt/{turid.id}/", wrong).status_code == 400
    assert not Entry.objects.filter(kind="person_exported").exists()


def test_nobody_is_there_whom_nobody_knows(client: Client) -> None:
    somebody(client, Role.COORDINATOR)

    nobody = "00000000-0000-0000-0000-000000000007"
    assert client.get(f"/coordinator/recipient/{nobody}/alt/").status_code == 404

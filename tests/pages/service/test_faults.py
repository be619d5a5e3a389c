"""A fault is said by whoever meets it, or by telephone."""

import pytest
from django.test import Client

from elaas.doors.models import Unit
from elaas.mounting.models import FaultReport, WorkOrder
from elaas.mounting.operations.faults import MOST_IN_A_DAY
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.pages.look import look
from tests.pages.service.scene import NOON, visits, words
from tests.pages.test_roles_of_citizens import INGRID, TURID, log_in

pytestmark = pytest.mark.django_db


def test_a_recipient_says_that_the_door_does_not_lock_and_is_told_whom_to_call(
    client: Client, door: Unit, turid: Recipient
) -> None:
    log_in(client, TURID)
    here = f"/min-side/dor/{turid.id}/"
    assert here in look(client.get("/min-side/").content).links
    assert "Ring Trygghetspatruljen straks, dag og natt: 72 54 83 94 72 54 83 79" in words(
        client, here
    )

    answer = client.post(here, {"lock": door.lock_id, "fault": "does_not_lock", "text": ""})

    seen = look(answer.content)
    assert "Trygghetspatruljen har fått beskjed" in seen.words
    assert {"tel:72548394", "tel:72548379"} <= set(seen.links)
    row = FaultReport.objects.get()
    assert (row.fault, row.by_kind, row.by_id) == ("does_not_lock", "recipient", turid.id)
    assert "vet allerede om en feil her" in words(client, here)


def test_kin_report_only_as_long_as_they_may_follow(
    client: Client, door: Unit, turid: Recipient
) -> None:
    ingrid = make.make_kin(turid, national_id=INGRID)
    log_in(client, INGRID)
    here = f"/min-side/dor/{turid.id}/"
    by = Actor(ActorKind.RECIPIENT, turid.id)
    given = {"lock": door.lock_id, "fault": "other", "text": "Den knirker"}

    assert client.post(here, given).status_code == 200
    decide(kin=ingrid.id, wanted={Right.BOOK: False, Right.FOLLOW: False}, by=by, now=NOON)
    assert client.post(here, given).status_code == 404
    assert FaultReport.objects.get().by_kind == "kin"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lock": "L-nowhere", "fault": "damaged"}, "Velg hvilken dør."),
        ({"fault": "nonsense"}, "Velg hva som er galt med døren."),
        ({"fault": "other", "text": " \0"}, "Skriv noen ord om hva som er galt."),
    ],
)
def test_a_report_that_says_too_little_is_asked_about(
    client: Client, door: Unit, turid: Recipient, given: dict[str, str], said: str
) -> None:
    log_in(client, TURID)

    answer = client.post(f"/min-side/dor/{turid.id}/", {"lock": door.lock_id, **given})

    assert (answer.status_code, FaultReport.objects.count()) == (400, 0)
    assert said in look(answer.content).words


def test_who_reports_without_end_is_asked_to_call(
    client: Client, door: Unit, turid: Recipient
) -> None:
    log_in(client, TURID)
    given = {"lock": door.lock_id, "fault": "damaged"}

    answers = [client.post(f"/min-side/dor/{turid.id}/", given) for _ in range(MOST_IN_A_DAY + 1)]

    assert [answer.status_code for answer in answers] == [200] * MOST_IN_A_DAY + [400]
    assert "Ring Trygghetspatruljen i stedet." in look(answers[-1].content).words


def test_who_has_no_lock_is_told_so(client: Client, turid: Recipient) -> None:
    Recipient.objects.update(national_id=TURID)
    log_in(client, TURID)

    assert "Det er ingen eLås på døren." in words(client, f"/min-side/dor/{turid.id}/")


def test_the_patrol_writes_down_what_a_caller_says(patrol: Client, door: Unit) -> None:
    there = f"/patrol/feil/{door.lock_id}/"
    for asked in ("4711", "ila 1"):
        assert there in look(patrol.get("/patrol/feil/", {"q": asked}).content).links
    assert "Fant ingen dør" in words(patrol, "/patrol/feil/?q=Finnesikke")
    words(patrol, there)

    missing = patrol.post(there, {"fault": "damaged"})
    answer = patrol.post(there, {"fault": "damaged", "caller": "kin", "text": "Dekselet er løst"})

    assert "Velg hvem som ringer." in look(missing.content).words
    assert "Det er skrevet ned" in look(answer.content).words
    assert "Det er meldt en feil her allerede: i dag kl. 12.00" in words(patrol, there)
    order = WorkOrder.objects.get()
    shown = words(patrol, f"/patrol/service/{order.id}/")
    assert "Noe er skadet: Dekselet er løst Pårørende, på telefon til Kari N." in shown


def test_a_protected_address_is_found_by_the_number_on_the_lock_alone(patrol: Client) -> None:
    home = make.make_home(address="Hemmeliggata 13")
    unit = make.make_unit(home=home, label="1313")
    visits(home, make.make_recipient(protection="V"))

    assert "Fant ingen dør" in words(patrol, "/patrol/feil/?q=Hemmeliggata")
    by_number = look(patrol.get("/patrol/feil/", {"q": "1313"}).content)
    assert f"/patrol/feil/{unit.lock_id}/" in by_number.links
    assert "Hemmeliggata" not in by_number.words
    assert patrol.get("/patrol/feil/L-nowhere/").status_code == 404

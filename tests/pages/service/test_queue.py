"""Doors that need somebody: queued, taken, mended."""

import pytest
from django.test import Client

from elaas.access.models import Journal
from elaas.doors.models import Home, Unit
from elaas.mounting.models import Crew, WorkOrder
from elaas.mounting.rules import OrderReason
from elaas.mounting.service import Caller, Fault, Urgency, Work
from elaas.people.models import Recipient
from elaas.web import service_words
from elaas.web.roles import Role
from tests import make
from tests.pages.at_work import somebody
from tests.pages.look import look
from tests.pages.service.scene import HOUR, NOON, visits, words

pytestmark = pytest.mark.django_db


def test_every_word_that_a_page_may_need_is_there() -> None:
    assert set(service_words.REASONS) == set(OrderReason)
    assert set(service_words.FAULTS) == set(Fault)
    assert set(service_words.CALLERS) == set(Caller)
    assert set(service_words.WORK) == set(Work)
    assert set(service_words.URGENCY) == set(Urgency)


def test_an_empty_queue_says_so(patrol: Client) -> None:
    assert "Ingenting venter." in words(patrol, "/patrol/service/")


def test_the_queue_begins_with_the_door_where_somebody_waits(
    patrol: Client, door: Unit, home: Home, turid: Recipient
) -> None:
    quiet = make.make_unit(home=make.make_home(address="Stille gate 1"))
    make.make_order(quiet, opened_at=NOON - 40 * HOUR)
    make.make_order(door, reason="jammed", opened_at=NOON - HOUR)
    make.make_decision(turid, safety_alarm=True)
    visits(home, turid, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    Journal.objects.create(unit=door, battery=71, last_contact_at=NOON - 3 * HOUR)

    shown = words(patrol, "/patrol/service/")

    assert shown.index("Ila 110") < shown.index("Stille gate 1")
    for said in [
        "Straks",
        "Reilen satte seg fast.",
        "Noen bak denne døren har trygghetsalarm.",
        "Noen skal inn her snart.",
        "Batteri 71 %.",
        "i dag kl. 09.00",
        "Batteriet må byttes.",
        "Ingen har tatt den ennå.",
    ]:
        assert said in shown


def test_the_patrol_takes_an_order_and_finishes_it(patrol: Client, door: Unit) -> None:
    order, crew = make.make_order(door), make.make_crew(name="Lag Nord")
    here = f"/patrol/service/{order.id}/"

    patrol.post(f"{here}take/", {"crew": crew.name, "day": "2026-12-02"})
    assert "Lag Nord, I morgen" in words(patrol, here)
    patrol.post(f"{here}done/", {"work": "other", "works": "no", "text": "Mangler en skrue"})
    assert "Døren virker ikke ennå. Mangler en skrue" in words(patrol, here)
    patrol.post(f"{here}done/", {"work": "battery", "works": "yes"})

    assert "Byttet batteri. Døren virker." in words(patrol, here)
    assert "Ingenting venter." in words(patrol, "/patrol/service/")
    assert patrol.post(f"{here}done/", {"work": "battery", "works": "yes"}).status_code == 302
    taken = patrol.post(f"{here}take/", {"crew": crew.name, "day": "2026-12-02"})
    assert taken.status_code == 302
    assert WorkOrder.objects.get().work.count() == 2


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("take", {"crew": "Ingen", "day": "2026-12-02"}, "Velg et lag."),
        ("take", {"crew": "Lag Nord", "day": ""}, "Velg en dag."),
        ("take", {"crew": "Lag Nord", "day": "2026-11-30"}, "Den dagen er over."),
        ("done", {"works": "yes"}, "Velg hva som ble gjort."),
        ("done", {"work": "battery"}, "Velg om døren virker nå."),
        ("done", {"work": "other", "works": "yes"}, "Skriv noen ord om hva som ble gjort"),
        ("done", {"work": "battery", "works": "no"}, "Skriv noen ord om hva som ble gjort"),
        ("done", {"work": "battery", "works": "yes", "text": 501 * "a"}, "Skriv kortere."),
    ],
)
def test_what_is_filled_in_badly_changes_nothing_and_is_said(
    patrol: Client, door: Unit, part: str, given: dict[str, str], said: str
) -> None:
    order = make.make_order(door)
    Crew.objects.create(name="Lag Nord")

    answer = patrol.post(f"/patrol/service/{order.id}/{part}/", given)

    assert answer.status_code == 400
    assert said in look(answer.content).words
    row = WorkOrder.objects.get()
    assert (row.crew, row.done_at, row.work.count()) == (None, None, 0)


def test_an_order_that_is_not_there_is_not_found(patrol: Client, door: Unit) -> None:
    removal = make.make_order(door, task="remove", reason="nobody_needs_it")

    for part in ("", "take/", "done/"):
        assert patrol.post(f"/patrol/service/{removal.id}/{part}").status_code in {404, 405}
    assert "Ingenting venter." in words(patrol, "/patrol/service/")


def test_the_lock_page_is_a_biography(client: Client, door: Unit) -> None:
    somebody(client, Role.SERVICE_DESK)
    assert "Ingen har måttet komme." in words(client, f"/lock/{door.lock_id}/")
    order = make.make_order(door, opened_at=NOON - HOUR)
    client.post(f"/patrol/service/{order.id}/done/", {"work": "battery", "works": "yes"})
    make.make_order(door, reason="jammed", opened_at=NOON)

    shown = words(client, f"/lock/{door.lock_id}/")

    assert "Byttet batteri. Døren virker. Kari N." in shown
    assert shown.index("Reilen satte seg fast.") < shown.index("Batteriet må byttes.")

"""That somebody could not get in is told to whoever lives there, and on the lock's page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from elaas.access.ladder import Rung
from elaas.access.models import Assignment, Step
from elaas.doors.models import Home, Unit
from elaas.people.models import Recipient
from elaas.web import clock
from elaas.web.words import RUNGS
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit(turid: Recipient, door: Unit) -> Assignment:
    kari = make.make_employee(given="Kari", family="Nilsen")
    return make.make_assignment(employee=kari, home=Home.objects.get(), recipient=turid)


def taken(visit: Assignment, door: Unit, *rungs: Rung) -> None:
    """Those steps, a minute between them, the last one now."""
    ladder, phone, now = uuid4(), make.make_phone(visit.employee), clock.read()
    for ago, rung in enumerate(reversed(rungs)):
        Step.objects.create(
            id=uuid4(),
            ladder=ladder,
            phone=phone,
            assignment=visit,
            unit=door,
            rung=rung,
            taken_at=now - ago * MINUTE,
            told_at=now,
        )


def words(client: Client, path: str) -> str:
    return look(client.get(path).content).words


def test_the_recipient_and_the_desk_see_each_step_in_order(
    client: Client, visit: Assignment, door: Unit, turid: Recipient
) -> None:
    taken(visit, door, Rung.BEGAN, Rung.CALLED_PATROL, Rung.GOT_IN)

    for page in (f"/recipient/{turid.id}/", f"/lock/{door.lock_id}/"):
        said = words(client, page)
        _, _, after = said.partition("Kari N., hjemmesykepleie")
        places = [after.index(step) for step in ("Kom ikke inn", "Ringte Trygghetspatruljen")]
        assert places == sorted(places)
        assert after.index("Kom inn") > places[-1]


def test_a_neighbour_does_not_see_it(client: Client, visit: Assignment, door: Unit) -> None:
    building = Home.objects.get().building
    other = make.make_recipient()
    neighbour = make.make_home(building=building)
    make.make_assignment(employee=visit.employee, home=neighbour, recipient=other)
    taken(visit, door, Rung.BEGAN, Rung.LEFT)

    assert "Kom ikke inn" not in words(client, f"/recipient/{other.id}/")


def test_every_step_has_its_words() -> None:
    assert set(RUNGS) == set(Rung)

"""«Kan du fortsatt bruke din ordinære nøkkel til døren?»: yes, and nobody records it."""

import pytest

from elaas.access.models import Receipt
from elaas.lock.surroundings import Bolt
from tests.letter.conftest import ENTRANCE, FLAT, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_ordinary_key_works_with_an_empty_battery_and_a_lost_clock(town: Town) -> None:
    door = town.street.door(FLAT)
    door.set_battery(0)
    town.street.cut_power(FLAT)

    door.turn_key(Bolt.OPEN)

    assert town.bolt(FLAT) == "open"


def test_it_opens_and_locks_each_door_on_the_way_also_after_an_employee_was_there(
    town: Town,
) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")

    for lock_id in (ENTRANCE, FLAT):
        assert kari.open(lock_id).done
        for to in (Bolt.LOCKED, Bolt.OPEN, Bolt.LOCKED):
            town.street.door(lock_id).turn_key(to)
            assert town.bolt(lock_id) == to.value


def test_the_residents_own_comings_and_goings_are_not_recorded(town: Town) -> None:
    before = town.street.show(FLAT)["seq"]

    for to in (Bolt.OPEN, Bolt.LOCKED, Bolt.OPEN):
        town.street.door(FLAT).turn_key(to)
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")
    kari.open(FLAT)
    kari.sync()

    assert town.street.show(FLAT)["seq"] == before + 1
    assert Receipt.objects.filter(unit=FLAT, operation="open").count() == 1

"""«Hva er eLås og hva innebærer det?»: two doors, and a phone that opens them."""

import pytest

from elaas.access.queries.pages.ready import ways_in
from elaas.demo.town import EMPLOYEES, key_of
from elaas.people import queries as people
from tests.letter.conftest import ENTRANCE, FLAT, HOUSE, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_employee_on_an_assignment_opens_the_common_entrance_and_then_the_flat(
    town: Town,
) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")

    attempts = [kari.open(lock_id) for lock_id in (ENTRANCE, FLAT)]

    assert [attempt.done for attempt in attempts] == [True, True]
    assert [town.bolt(lock_id) for lock_id in (ENTRANCE, FLAT)] == ["open", "open"]


def test_a_house_of_its_own_has_only_its_own_door(town: Town) -> None:
    town.plan("morning", "kari", "bjorn")
    kari = town.worker("kari")

    assert kari.doors_open_now() == [HOUSE]
    assert kari.open(HOUSE).done


def test_who_lives_behind_a_common_entrance_is_ready_only_when_both_doors_have_one(
    town: Town,
) -> None:
    for visited in ("turid", "knut", "bjorn", "einar"):
        town.plan(visited, "kari", visited)
    turid, knut, bjorn, einar = (
        people.recipient_with_source(key_of(name)) for name in ("turid", "knut", "bjorn", "einar")
    )

    ways = ways_in([turid, knut, bjorn, einar])

    assert [door.lock_id for door in ways[turid].doors] == [ENTRANCE, FLAT]
    assert [door.lock_id for door in ways[knut].doors] == [ENTRANCE, None]
    assert [ways[one].ready for one in (turid, knut)] == [True, False]
    assert [ways[one].ready for one in (bjorn, einar)] == [True, False]


def test_it_takes_two_round_trips_and_at_most_640_bytes(town: Town) -> None:
    town.plan("morning", "kari", "turid")

    measured = town.worker("kari").open(FLAT).measured

    assert measured is not None
    assert (measured.round_trips, measured.octets <= 640) == (2, True)


def test_home_nursing_practical_help_and_meals_come_in_with_it(town: Town) -> None:
    """The letter's examples: «hjemmetjenester, hjemmehjelpstjenester eller matombringning»."""
    served = ("kari", "amina", "jonas")
    for name in served:
        town.plan(name, name, "bjorn")

    opened = [town.worker(name).open(HOUSE).done for name in served]

    assert [EMPLOYEES[name].where for name in served] == [
        "hjemmesykepleie",
        "praktisk-bistand",
        "matombringing",
    ]
    assert opened == [True, True, True]

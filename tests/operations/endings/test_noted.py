"""What is told of a person notes the removal, after a grace, unless somebody needs the lock."""

from collections.abc import Callable

import pytest

from elaas.access.rules import Period
from elaas.demo.export import bundle
from elaas.doors.models import Home, Unit
from elaas.intake.operations.importing import import_bundle
from elaas.mounting.models import Ending, MountingCase, WorkOrder
from elaas.mounting.operations.begin_removal import (
    begin_due,
)
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.endings import look_everywhere, reconsider
from elaas.people.models import Employee, Recipient
from tests import make
from tests.make import NOON, VISIT
from tests.operations.endings.scene import DAY, WORDS, end, open_why

pytestmark = pytest.mark.django_db


def tell_of_the_patient(person: Recipient, **fields: object) -> None:
    told = {"resourceType": "Patient", "id": person.source_id, **fields}
    told["meta"] = {"lastUpdated": NOON.isoformat()}
    import_bundle(bundle([told], NOON), now=NOON)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"active": False}, "services_ended"),
        ({"deceasedBoolean": True}, "died"),
        ({"deceasedDateTime": "2026-11-30"}, "died"),
    ],
)
def test_the_import_stops_access_and_notes_the_removal_in_one_transaction(
    turid: Recipient, kari: Employee, unit: Unit, fields: dict[str, object], why: str
) -> None:
    visit = turid.assignments.get()
    make.make_credential(visit, phone=make.make_phone(kari), unit=unit)

    tell_of_the_patient(turid, **fields)

    assert open_why() == [why]
    assert visit.credentials.get().revoked_because == "service_stopped"
    assert not MountingCase.objects.exists()


def test_it_waits_so_that_a_mistake_costs_nobody_their_lock(turid: Recipient) -> None:
    tell_of_the_patient(turid, active=False)
    assert begin_due(words=WORDS, now=NOON + 6 * DAY) == 0

    Recipient.objects.update(active=True)
    reconsider(recipients=[turid.pk], now=NOON + DAY)

    assert Ending.objects.get().outcome == "needed_again"
    assert begin_due(words=WORDS, now=NOON + 30 * DAY) == 0


def test_that_the_visits_are_cancelled_as_well_changes_nothing(turid: Recipient) -> None:
    turid.assignments.update(withdrawn_at=NOON)
    end(turid)
    assert open_why() == ["services_ended"]


def test_an_alarm_keeps_the_lock_when_services_end_but_not_after_a_death(turid: Recipient) -> None:
    make.make_decision(turid, safety_alarm=True, services_at_home=False)
    end(turid)
    assert open_why() == []

    end(turid, deceased=True)

    assert open_why() == ["died"]


def test_while_somebody_else_there_needs_it_the_lock_stays(
    turid: Recipient, home: Home, lives_at: Callable[..., Recipient]
) -> None:
    arne = lives_at(home)
    end(turid, deceased=True)
    assert open_why() == []

    end(arne)

    # Of the two it is Arne who is asked for a time.
    assert Ending.objects.get().recipient == arne
    assert open_why() == ["services_ended"]


def test_who_moves_keeps_the_lock_until_the_last_visit_there_is_over(
    turid: Recipient, kari: Employee
) -> None:
    another = make.make_home()
    later = [Period(VISIT.start + n * DAY, VISIT.end + n * DAY) for n in (1, 3)]
    old = turid.assignments.get().home
    assert old is not None
    make.make_assignment(employee=kari, home=old, recipient=turid, period=later[0])
    make.make_assignment(employee=kari, home=another, recipient=turid, period=later[1])

    look_everywhere(now=NOON)
    assert open_why() == []

    look_everywhere(now=NOON + 2 * DAY)
    assert open_why() == ["moved"]


def test_who_moved_out_before_the_lock_came_has_nothing_to_do_with_it(
    turid: Recipient, kari: Employee, unit: Unit
) -> None:
    make.make_assignment(
        employee=kari,
        home=make.make_home(),
        recipient=turid,
        period=Period(NOON + 5 * DAY, NOON + 6 * DAY),
    )
    Unit.objects.filter(pk=unit.pk).update(mounted_at=NOON + DAY)

    look_everywhere(now=NOON + 2 * DAY)

    assert open_why() == []


def test_what_is_to_be_mounted_is_off_when_services_end(
    home: Home, lives_at: Callable[..., Recipient]
) -> None:
    solveig = lives_at(home)
    case = open_case(recipient=solveig.pk, home=home.pk, now=NOON)

    end(solveig)

    assert MountingCase.objects.get(pk=case).closed_at == NOON
    assert not Ending.objects.exists()


def test_the_last_neighbour_leaves_and_the_entrance_waits_for_the_last_lock_behind_it(
    lives_at: Callable[..., Recipient],
) -> None:
    building = make.make_building()
    entrance = make.make_unit(building=building)
    homes = [make.make_home(building=building) for _ in range(2)]
    behind = make.make_unit(home=homes[0])
    arne, inger = lives_at(homes[0]), lives_at(homes[1])

    end(arne)
    assert not WorkOrder.objects.exists()
    end(inger)
    assert not WorkOrder.objects.exists()

    Unit.objects.filter(pk=behind.pk).update(home=None, mounted_at=None)
    look_everywhere(now=NOON)

    order = WorkOrder.objects.get()
    assert (order.unit, order.building, order.reason) == (entrance, building, "nobody_needs_it")

    lives_at(homes[1])
    reconsider(now=NOON)

    order.refresh_from_db()
    assert order.called_off
    assert order.done_at == NOON

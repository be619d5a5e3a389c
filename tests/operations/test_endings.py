"""When a home's lock is to come down: noted with the fact itself, and taken back with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from elaas.access.rules import Period
from elaas.demo.export import bundle
from elaas.doors.models import Home, Unit
from elaas.intake.operations.importing import import_bundle
from elaas.ledger.models import Entry
from elaas.mounting.models import Ending, MountingCase, WorkOrder
from elaas.mounting.operations.begin_removal import (
    NotBegun,
    Words,
    begin_due,
    decide_removal,
    keep_lock,
)
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.endings import look_everywhere, reconsider
from elaas.mounting.rules import Task
from elaas.notices.models import Fallback, Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Employee, Kin, Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON, VISIT
from tests.notices.town import Carrier, bring

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WORDS = Words(
    ask=lambda language: f"Bestill tid ({language}).",
    after_death=lambda _, name: f"Vi ringer om eLåsen til {name}.",
    online=True,
)


@pytest.fixture
def kari() -> Employee:
    return make.make_employee()


@pytest.fixture
def lives_at(kari: Employee) -> Callable[..., Recipient]:
    def made(home: Home, **fields: object) -> Recipient:
        person = make.make_recipient(**fields)
        make.make_assignment(employee=kari, home=home, recipient=person)
        return person

    return made


@pytest.fixture
def home() -> Home:
    return make.make_home()


@pytest.fixture
def unit(home: Home) -> Unit:
    return make.make_unit(home=home)


@pytest.fixture
def turid(home: Home, unit: Unit, lives_at: Callable[..., Recipient]) -> Recipient:
    """Turid lives there, and a lock is on her door."""
    return lives_at(home)


def end(person: Recipient, **fields: object) -> None:
    Recipient.objects.filter(pk=person.pk).update(**{"active": False, **fields})
    reconsider(recipients=[person.pk], now=NOON)


def take_down(
    person: Recipient, home: Home, *, because: str = "Hun vil ikke ha den."
) -> NotBegun | None:
    return decide_removal(
        recipient=person.pk, home=home.pk, because=because, by=None, words=WORDS, now=NOON
    )


def keep() -> bool:
    ending = Ending.objects.latest("noted_at").pk
    return keep_lock(ending=ending, because="Feil i fagsystemet.", by=None, now=NOON)


def open_why() -> list[str]:
    return sorted(Ending.objects.filter(closed_at=None).values_list("why", flat=True))


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


def test_after_the_grace_a_time_is_asked_for_once(turid: Recipient, home: Home) -> None:
    end(turid)

    assert [begin_due(words=WORDS, now=NOON + 7 * DAY) for _ in range(2)] == [1, 0]

    case = MountingCase.objects.get()
    assert (case.recipient, case.home, case.task) == (turid, home, Task.REMOVE)
    message = Message.objects.get()
    assert (message.recipient, message.purpose, message.text) == (
        turid,
        "removal",
        "Bestill tid (nb).",
    )


def test_kin_whom_the_recipient_lets_book_and_be_told_are_asked_for_a_time_too(
    turid: Recipient,
) -> None:
    ingrid, books_only = make.make_kin(turid), make.make_kin(turid)
    lets_be_told(ingrid, told=True)
    end(turid)

    begin_due(words=WORDS, now=NOON + 7 * DAY)

    told = Message.objects.filter(purpose="removal")
    assert {one.kin for one in told} == {None, ingrid}
    assert {one.text for one in told} == {"Bestill tid (nb)."}
    assert books_only.messages.count() == 0

    lets_be_told(ingrid, told=False)
    bring(told.get(kin=ingrid).pk, Carrier(), now=NOON + 7 * DAY)
    assert told.get(kin=ingrid).withdrawn_at is not None


def lets_be_told(kin: Kin, *, told: bool) -> None:
    """The recipient gives them this, or takes it back."""
    by = Actor(ActorKind.RECIPIENT, kin.recipient_id)
    assert decide(kin=kin.id, wanted={Right.TOLD: told}, by=by, now=NOON) is None


def test_after_a_death_nobody_is_texted_and_the_patrol_calls_kin(turid: Recipient) -> None:
    ingrid = make.make_kin(turid)
    make.make_kin(turid, active=False)
    end(turid, deceased=True)

    assert begin_due(words=WORDS, now=NOON + 13 * DAY) == 0
    assert begin_due(words=WORDS, now=NOON + 14 * DAY) == 1

    line = Fallback.objects.get()
    assert (line.message.kin, line.why) == (ingrid, "after_a_death")
    assert line.message.text == "Vi ringer om eLåsen til Turid Bakken."


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


def test_who_can_do_without_by_now_is_for_a_coordinator_to_decide(
    turid: Recipient, home: Home
) -> None:
    make.make_decision(turid, opens_the_door=True)
    reconsider(recipients=[turid.pk], now=NOON)
    assert open_why() == []

    assert take_down(turid, home) is None

    assert open_why() == ["decided"]
    assert MountingCase.objects.get().task == Task.REMOVE
    assert take_down(turid, home) is NotBegun.UNDER_WAY


def test_a_coordinator_keeps_the_lock_with_a_reason_until_something_else_is_told(
    turid: Recipient,
) -> None:
    end(turid)
    begin_due(words=WORDS, now=NOON + 7 * DAY)

    assert [keep() for _ in range(2)] == [True, False]

    assert MountingCase.objects.get().closed_at == NOON
    look_everywhere(now=NOON + 8 * DAY)
    assert begin_due(words=WORDS, now=NOON + 30 * DAY) == 0
    assert open_why() == ["services_ended"]

    end(turid, deceased=True)

    assert begin_due(words=WORDS, now=NOON + 30 * DAY) == 1


def test_a_decision_that_is_taken_back_leaves_nothing_behind(turid: Recipient, home: Home) -> None:
    take_down(turid, home)

    assert keep()

    assert Ending.objects.get().outcome == "stopped"
    assert open_why() == []


def test_without_a_lock_on_the_door_there_is_nothing_to_take_down(home: Home) -> None:
    assert take_down(make.make_recipient(), home) is NotBegun.NO_LOCK


def test_while_something_is_to_be_mounted_there_for_another_no_removal_begins(
    turid: Recipient, home: Home
) -> None:
    open_case(recipient=make.make_recipient().pk, home=home.pk, now=NOON)

    assert take_down(turid, home) is NotBegun.ANOTHER

    assert not Ending.objects.exists()
    assert not Entry.objects.filter(kind="ending_noted").exists()


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

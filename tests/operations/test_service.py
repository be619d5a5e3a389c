"""Work orders from what units tell, from what people say, and from key boxes that are gone."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from elaas.access.ladder import Rung
from elaas.access.models import Credential, Journal, Step
from elaas.doors import operations as doors
from elaas.doors.models import Home, Unit, UnitKind
from elaas.ledger.models import Entry
from elaas.mounting.models import FaultReport, KeyBoxLoss, WorkOrder
from elaas.mounting.operations import faults, key_boxes
from elaas.mounting.operations.key_boxes import Stolen, found_again, report_stolen
from elaas.mounting.operations.look_after import look_after
from elaas.mounting.operations.orders import NoSuchOrder, open_order, take_order
from elaas.mounting.operations.work import Done, note_work
from elaas.mounting.rules import OrderReason
from elaas.mounting.service import Caller, Fault, Work
from elaas.mounting.told_faults import Told
from elaas.notices.models import Message
from elaas.people.actors import ActorKind
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lock(*, battery: int = 80, heard: timedelta = HOUR) -> Unit:
    """A lock on a door of its own that told so much so long ago."""
    unit = make.make_unit(home=make.make_home())
    tells(unit, battery=battery, ago=heard, seq=1)
    return unit


def tells(unit: Unit, *, battery: int, ago: timedelta, seq: int, **fields: object) -> None:
    phone = make.make_phone(make.make_employee())
    make.make_receipt(unit, phone=phone, seq=seq, at=NOON - ago, battery=battery, **fields)
    Journal.objects.update_or_create(
        unit=unit, defaults={"last_seq": seq, "battery": battery, "last_contact_at": NOON - ago}
    )


def open_reasons(unit: Unit) -> set[str]:
    rows = WorkOrder.objects.filter(unit=unit, done_at=None)
    return set(rows.values_list("reason", flat=True))


def order_of(unit: Unit) -> UUID:
    found: UUID = WorkOrder.objects.get(unit=unit, done_at=None).id
    return found


def test_a_low_battery_becomes_one_order_and_a_new_battery_ends_it() -> None:
    unit, fine = lock(battery=12), lock()

    assert [look_after(now=NOON), look_after(now=NOON + HOUR)] == [1, 0]
    assert (open_reasons(unit), open_reasons(fine)) == ({"battery_low"}, set())
    tells(unit, battery=30, ago=-HOUR, seq=2)
    assert look_after(now=NOON + 2 * HOUR) == 0
    tells(unit, battery=100, ago=-2 * HOUR, seq=3)
    assert look_after(now=NOON + 3 * HOUR) == 1

    assert open_reasons(unit) == set()
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["work_order_opened", "work_order_done"]


def test_a_changed_battery_is_not_ordered_again_from_what_was_told_before() -> None:
    unit = lock(battery=12)
    look_after(now=NOON)

    note_work(order=order_of(unit), done=Done(work=Work.BATTERY, works=True), by=None, now=NOON)

    assert look_after(now=NOON + HOUR) == 0
    tells(unit, battery=11, ago=-HOUR, seq=2)
    assert look_after(now=NOON + 2 * HOUR) == 1


def test_a_jam_is_one_order_that_a_person_ends() -> None:
    unit = lock()
    tells(unit, battery=80, ago=HOUR, seq=2, outcome=Outcome.JAMMED)
    tells(unit, battery=80, ago=HOUR / 2, seq=3)

    assert look_after(now=NOON) == 1
    assert open_reasons(unit) == {"jammed"}
    assert look_after(now=NOON + 40 * DAY) == 0
    note_work(order=order_of(unit), done=Done(work=Work.ADJUSTED, works=True), by=None, now=NOON)
    assert look_after(now=NOON + HOUR) == 0


def test_silence_after_visits_is_an_order_until_the_lock_is_heard() -> None:
    home = make.make_home()
    unit, unvisited = make.make_unit(home=home), lock(heard=9 * DAY)
    tells(unit, battery=80, ago=9 * DAY, seq=1)
    make.make_assignment(
        employee=make.make_employee(),
        home=home,
        starts_at=NOON - 2 * DAY,
        ends_at=NOON - 2 * DAY + HOUR,
    )

    assert look_after(now=NOON) == 1
    assert (open_reasons(unit), open_reasons(unvisited)) == ({"no_contact"}, set())
    tells(unit, battery=80, ago=-HOUR, seq=2)
    assert look_after(now=NOON + 2 * HOUR) == 1
    assert open_reasons(unit) == set()


def test_what_has_left_its_door_needs_no_service_and_what_is_not_mounted_none_either() -> None:
    unit = lock(battery=3)
    look_after(now=NOON)

    Unit.objects.filter(pk=unit.pk).update(mounted_at=None, home=None)

    assert look_after(now=NOON + HOUR) == 1
    assert look_after(now=NOON + 2 * HOUR) == 0
    assert open_reasons(unit) == set()


def told(unit: Unit, fault: Fault = Fault.DOES_NOT_LOCK, **fields: object) -> Told:
    known = {"lock_id": unit.lock_id, "fault": fault, "kind": ActorKind.RECIPIENT, "by": uuid4()}
    return Told(**{**known, **fields})  # type: ignore[arg-type]  # as the test wants


def test_several_reports_of_a_door_are_one_order_and_the_next_after_it_is_done_another() -> None:
    unit = lock()

    first = faults.report_fault(told=told(unit), now=NOON)
    called = told(unit, Fault.OTHER, kind=ActorKind.EMPLOYEE, caller=Caller.KIN, text="Den knirker")
    assert faults.report_fault(told=called, now=NOON) == first

    note_work(order=first, done=Done(work=Work.ADJUSTED, works=True), by=None, now=NOON)
    assert faults.report_fault(told=told(unit), now=NOON) != first
    assert FaultReport.objects.filter(order=first).count() == 2
    ledgered = [json.loads(bytes(one.body)) for one in Entry.objects.filter(kind="fault_reported")]
    assert len(ledgered) == 3
    assert not any("knirker" in str(one) for one in ledgered)


def test_a_report_that_a_phone_tells_twice_counts_once() -> None:
    unit = lock()
    once = told(unit, kind=ActorKind.EMPLOYEE)

    orders = {faults.report_fault(told=once, now=NOON) for _ in range(2)}

    assert len(orders) == 1
    assert FaultReport.objects.count() == 1


def test_nothing_is_reported_of_a_lock_that_is_on_no_door_nor_without_end() -> None:
    unit, by = lock(), uuid4()

    with pytest.raises(faults.NoSuchUnit):
        faults.report_fault(told=told(make.make_unit(mounted=False)), now=NOON)
    for _ in range(faults.MOST_IN_A_DAY):
        faults.report_fault(told=told(unit, by=by), now=NOON)
    with pytest.raises(faults.TooMany):
        faults.report_fault(told=told(unit, by=by), now=NOON)


def test_a_door_that_does_not_work_yet_waits_for_another_crew_and_day() -> None:
    unit, crew = lock(), make.make_crew()
    order = faults.report_fault(told=told(unit), now=NOON)
    take_order(order=order, crew=crew.name, day=date(2026, 12, 7), now=NOON)

    note_work(
        order=order, done=Done(work=Work.OTHER, works=False, text="Mangler del"), by=None, now=NOON
    )

    row = WorkOrder.objects.get(pk=order)
    assert (row.crew, row.day, row.done_at) == (None, None, None)
    note_work(order=order, done=Done(work=Work.REPLACED, works=True), by=None, now=NOON)
    assert [one.works for one in row.work.order_by("pk")] == [False, True]
    with pytest.raises(NoSuchOrder):
        note_work(order=order, done=Done(work=Work.OTHER, works=True), by=None, now=NOON)


def key_box() -> tuple[Unit, Home, UUID]:
    """A key box at the door of a home behind a common entrance, the home, and the building."""
    building = make.make_building()
    make.make_home(building=building)
    home = make.make_home(building=building)
    return make.make_unit(home=home, kind=UnitKind.KEY_BOX), home, building.id


def words(language: str) -> str:
    return f"Nøkkelen er borte ({language})."


def test_a_stolen_key_box_opens_nothing_and_every_cylinder_its_key_opens_is_changed() -> None:
    (box, home, building), turid = key_box(), make.make_recipient(language="nn")
    employee = make.make_employee()
    visit = make.make_assignment(employee=employee, home=home, recipient=turid)
    make.make_credential(visit, phone=make.make_phone(employee), unit=box)
    places = [home.id, building]
    stolen = Stolen(lock_id=box.lock_id, because="Boksen er brutt av veggen", doors=places)

    report_stolen(stolen=stolen, by=employee.id, words=words, now=NOON)

    box.refresh_from_db()
    assert (box.home, box.mounted_at, box.lost_at, box.epoch) == (None, None, NOON, 2)
    assert Credential.objects.get().revoked_because == "unit_lost"
    orders = WorkOrder.objects.filter(reason=OrderReason.KEY_BOX_STOLEN)
    assert {one.home_id or one.building_id for one in orders} == set(places)
    message = Message.objects.get()
    assert (message.recipient, message.text, message.urgent) == (
        turid,
        "Nøkkelen er borte (nn).",
        True,
    )
    entry = json.loads(bytes(Entry.objects.get(kind="key_box_stolen").body))
    assert set(entry["orders"]) == {one.id.hex for one in orders}
    assert "brutt" not in str(entry)


def test_a_stolen_box_is_not_mounted_and_one_that_is_found_may_be_but_the_orders_stay() -> None:
    box, home, _ = key_box()
    stolen = Stolen(lock_id=box.lock_id, because="Borte", doors=[home.id])
    report_stolen(stolen=stolen, by=None, words=words, now=NOON)

    with pytest.raises(doors.UnitLost):
        doors.mount_unit(lock_id=box.lock_id, home=home.id, now=NOON)
    with pytest.raises(key_boxes.NoKeyBoxThere):
        report_stolen(stolen=stolen, by=None, words=words, now=NOON)
    found_again(lock_id=box.lock_id, by=None, now=NOON + HOUR)
    with pytest.raises(key_boxes.NotLost):
        found_again(lock_id=box.lock_id, by=None, now=NOON + HOUR)

    assert WorkOrder.objects.filter(done_at=None).count() == 1
    doors.mount_unit(lock_id=box.lock_id, home=home.id, now=NOON + HOUR)
    report_stolen(stolen=stolen, by=None, words=words, now=NOON + 2 * HOUR)
    assert KeyBoxLoss.objects.count() == 2
    assert WorkOrder.objects.count() == 1


def test_a_lock_is_not_stolen_and_a_key_opens_only_doors_on_the_way() -> None:
    (box, home, _), elsewhere = key_box(), make.make_home()

    for lock_id, places in [(lock().lock_id, [home.id]), ("L-nowhere", [home.id])]:
        stolen = Stolen(lock_id=lock_id, because="Borte", doors=places)
        with pytest.raises(key_boxes.NoKeyBoxThere):
            report_stolen(stolen=stolen, by=None, words=words, now=NOON)
    some: list[list[UUID]] = [[], [elsewhere.id], [home.id, elsewhere.id]]
    for places in some:
        stolen = Stolen(lock_id=box.lock_id, because="Borte", doors=places)
        with pytest.raises(key_boxes.NoDoor):
            report_stolen(stolen=stolen, by=None, words=words, now=NOON)
    assert not KeyBoxLoss.objects.exists()


def test_who_lives_behind_an_entrance_is_told_of_its_box() -> None:
    building = make.make_building()
    homes = [make.make_home(building=building) for _ in range(2)]
    box = make.make_unit(building=building, kind=UnitKind.KEY_BOX)
    neighbours = {make.make_recipient().id for _ in homes}
    for home, recipient in zip(homes, neighbours, strict=True):
        make.make_case(home=home, recipient_id=recipient)  # something is to be mounted there
    stolen = Stolen(lock_id=box.lock_id, because="Borte", doors=[building.id, homes[0].id])

    report_stolen(stolen=stolen, by=None, words=words, now=NOON)

    assert set(Message.objects.values_list("recipient", flat=True)) == neighbours
    assert WorkOrder.objects.count() == 2


def test_the_database_refuses_a_lost_unit_on_a_door() -> None:
    unit = lock()

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(lost_at=NOON)


def test_what_an_employee_reports_from_the_phone_is_in_the_queue_once() -> None:
    home, employee = make.make_home(), make.make_employee()
    unit, gone = make.make_unit(home=home), make.make_unit(mounted=False)
    visit = make.make_assignment(employee=employee, home=home)
    phone = make.make_phone(employee)
    for rung, on in [(Rung.FAULT_LOCKS, unit), (Rung.FAULT_OTHER, gone), (Rung.LEFT, unit)]:
        Step.objects.create(
            id=uuid4(),
            ladder=uuid4(),
            phone=phone,
            assignment=visit,
            unit=on,
            rung=rung,
            taken_at=NOON - DAY,
            told_at=NOON,
        )

    look_after(now=NOON)
    look_after(now=NOON + HOUR)

    row = FaultReport.objects.get()
    assert (row.fault, row.by_id, row.seen_at) == ("does_not_lock", employee.id, NOON - DAY)
    assert open_reasons(unit) == {"fault_reported"}


def test_a_worker_that_dies_between_two_units_leaves_the_rest_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = [lock(battery=9) for _ in range(3)]
    real, calls = open_order, []

    def dies(**wanted: Any) -> UUID:
        calls.append(wanted)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**wanted)

    monkeypatch.setattr("elaas.mounting.operations.look_after.open_order", dies)
    with pytest.raises(KeyboardInterrupt):
        look_after(now=NOON)
    assert WorkOrder.objects.count() == 1
    monkeypatch.setattr("elaas.mounting.operations.look_after.open_order", real)

    assert look_after(now=NOON) == 2
    assert [open_reasons(unit) for unit in units] == [{"battery_low"}] * 3
    assert WorkOrder.objects.count() == 3

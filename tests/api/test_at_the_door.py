"""What a phone is told about doors, and what it tells when somebody cannot get in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from elaas.access.models import Journal, Step
from elaas.demo.clock import now
from elaas.demo.town import KIN
from elaas.doors.models import Home, Unit, UnitKind
from elaas.ledger.models import Entry
from elaas.mounting.operations.look_after import look_after
from elaas.mounting.queries.orders import queue
from elaas.people.models import Employee, EmployeeRole
from elaas.protocol.receipt import Outcome
from tests.api.phones import enrolled, post, visit_now
from tests.make import make_employee, make_kin, make_phone, make_receipt, make_recipient

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=3)


@pytest.fixture(autouse=True)
def register(settings: Settings) -> None:
    """The contact register is the demo's."""
    settings.CONTACT_REGISTER = "elaas.demo.contact_register.Register"


def test_a_door_comes_with_its_note_and_its_lock_with_how_it_is(kari: Employee) -> None:
    visit_now(kari)
    Home.objects.update(note="Bank hardt")
    Unit.objects.update(kind=UnitKind.KEY_BOX)
    unit, jam = Unit.objects.get(), now() - LATER
    phone = make_phone(make_employee())
    make_receipt(unit, phone=phone, outcome=Outcome.JAMMED, at=jam - LATER)
    make_receipt(unit, phone=phone, outcome=Outcome.JAMMED, at=jam)
    Journal.objects.create(unit=unit, battery=12)

    _, day = post("sync", {}, enrolled(kari))

    assert day["visits"][0]["doors"][0]["note"] == "Bank hardt"
    lock = day["locks"][unit.lock_id]
    assert (lock["key_box"], lock["battery"], lock["jammed_at"]) == (True, 12, jam.isoformat())
    assert lock["battery_low"] is True


@pytest.mark.parametrize(("battery", "low"), [(None, False), (29, True), (30, False)])
def test_the_phone_says_low_when_the_patrols_queue_does(
    kari: Employee, settings: Settings, *, battery: int | None, low: bool
) -> None:
    settings.BATTERY_LOW = 30
    visit_now(kari)
    unit = Unit.objects.get()
    Journal.objects.create(unit=unit, battery=battery)

    _, day = post("sync", {}, enrolled(kari))

    assert day["locks"][unit.lock_id]["battery_low"] is low


def test_a_lock_that_was_well_lately_has_no_jam(kari: Employee) -> None:
    visit_now(kari)
    unit, phone = Unit.objects.get(), make_phone(make_employee())
    make_receipt(unit, phone=phone, outcome=Outcome.JAMMED, at=now() - timedelta(days=15))
    make_receipt(unit, phone=phone, outcome=Outcome.DONE, at=now())

    _, day = post("sync", {}, enrolled(kari))

    assert day["locks"][unit.lock_id]["jammed_at"] is None
    assert day["locks"][unit.lock_id]["battery"] is None


def test_the_note_of_a_protected_home_waits_with_the_address(kari: Employee) -> None:
    hidden = make_recipient(protection="R")
    visit_now(kari, recipient=hidden, starts_at=now() + LATER, ends_at=now() + 2 * LATER)
    Home.objects.update(note="Gult hus ved kirken")

    _, day = post("sync", {}, enrolled(kari))

    assert day["visits"][0]["doors"][0]["note"] == ""
    assert "Gult" not in str(day)


def a_step(visit: object, **changed: object) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "ladder": str(uuid4()),
        "assignment": str(visit),
        "lock_id": None,
        "step": "began",
        "at": now().isoformat(),
        **changed,
    }


def test_a_step_goes_up_with_a_sync(kari: Employee) -> None:
    visit = visit_now(kari)

    status, _ = post("sync", {"steps": [a_step(visit.id)]}, enrolled(kari))

    assert (status, Step.objects.get().assignment) == (200, visit)


@pytest.mark.parametrize(
    "changed",
    [
        {"step": "flew"},
        {"id": "7"},
        {"ladder": 7},
        {"assignment": None},
        {"lock_id": "\0"},
        {"at": "now"},
        {"at": "2026-12-01T12:00:00"},
    ],
)
def test_a_step_that_cannot_be_read_is_said_so(kari: Employee, changed: dict[str, object]) -> None:
    token = enrolled(kari)

    status, answer = post("sync", {"steps": [a_step(uuid4(), **changed)]}, token)

    assert (status, list(answer)) == (400, ["error"])
    assert not Step.objects.exists()


def test_what_is_written_of_a_fault_is_read_in_the_patrols_queue_and_not_in_the_log(
    kari: Employee,
) -> None:
    visit = visit_now(kari)
    unit = Unit.objects.get()
    said = "Dørpumpen henger"
    told = a_step(visit.id, lock_id=unit.lock_id, step="fault_other", text=said)
    other = a_step(visit.id, lock_id=unit.lock_id, step="called_patrol", text="Ikke en feil")

    assert post("sync", {"steps": [told, other]}, enrolled(kari))[0] == 200
    look_after(now=now())

    [order] = queue(now=now())
    assert [one.text for one in order.faults] == [said]
    assert sorted(Step.objects.values_list("text", flat=True)) == ["", said]
    assert not [one for one in Entry.objects.all() if said.encode() in bytes(one.body)]


@pytest.mark.parametrize("text", ["x" * 201, "a\0b", 1, ["x"]])
def test_words_that_cannot_be_kept_are_refused_and_not_repeated(
    kari: Employee, text: object
) -> None:
    asked = {"steps": [a_step(uuid4(), step="fault_other", text=text)]}

    status, answer = post("sync", asked, enrolled(kari))

    assert (status, answer) == (400, {"error": "«text» must be text of 1 to 200 characters."})


def test_kin_are_told_to_whoever_has_a_visit_there_now(kari: Employee) -> None:
    turid = make_recipient()
    known = KIN["turid"]
    make_kin(turid, national_id=known.national_id, given="Ingrid", family="Bakken")
    make_kin(turid, national_id=KIN["astrid"].national_id, given="Has", family="No mobile")
    make_kin(turid, national_id=known.national_id, active=False)
    visit = visit_now(kari, recipient=turid)

    status, answer = post("kin", {"assignment": str(visit.id)}, enrolled(kari))

    assert status == 200
    assert answer == {"kin": [{"name": "Ingrid Bakken", "phone": known.mobile}]}
    assert Entry.objects.filter(kind="kin_number_shown").count() == 1


def test_without_a_contact_register_there_is_nobody_to_call(
    kari: Employee, settings: Settings
) -> None:
    settings.CONTACT_REGISTER = ""
    turid = make_recipient()
    make_kin(turid, national_id=KIN["turid"].national_id)
    visit = visit_now(kari, recipient=turid)

    assert post("kin", {"assignment": str(visit.id)}, enrolled(kari)) == (200, {"kin": []})


def test_nobody_s_kin_are_told_without_a_visit_there_now(kari: Employee) -> None:
    turid = make_recipient()
    make_kin(turid, national_id=KIN["turid"].national_id)
    later = visit_now(kari, recipient=turid, starts_at=now() + LATER, ends_at=now() + 2 * LATER)
    others = visit_now(make_employee(), recipient=turid)
    gone = visit_now(kari, recipient=turid, withdrawn_at=now())
    token = enrolled(kari)

    for assignment in (later.id, others.id, gone.id, uuid4()):
        assert post("kin", {"assignment": str(assignment)}, token)[0] == 403
    assert post("kin", {"assignment": "turid"}, token)[0] == 400
    assert not Entry.objects.filter(kind="kin_number_shown").exists()


@pytest.mark.parametrize("gone", ["employee", "role", "service"])
def test_nobody_s_kin_are_told_when_the_visit_opens_no_door(kari: Employee, gone: str) -> None:
    turid = make_recipient(active=gone != "service")
    make_kin(turid, national_id=KIN["turid"].national_id)
    visit, token = visit_now(kari, recipient=turid), enrolled(kari)
    Employee.objects.update(active=gone != "employee")
    EmployeeRole.objects.update(active=gone != "role")

    assert post("kin", {"assignment": str(visit.id)}, token)[0] == 403

"""A unit from purchase to scrap: what may be done when, and what is told of it afterwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError

from elaas.access.models import Assignment
from elaas.access.operations.mounting import plan_mounting
from elaas.access.rules import Period
from elaas.doors.models import Unit, UnitEvent
from elaas.doors.operations import (
    InRepair,
    WrittenOff,
    mount_unit,
    register_unit,
    unit_claimed,
    unit_released,
    write_off_unit,
)
from elaas.doors.operations.stock import Delivery, receive_delivery
from elaas.doors.operations.units import prepare_release
from elaas.ledger.models import Entry
from elaas.mounting.models import Carried
from elaas.mounting.operations.unit_life import (
    NoReason,
    NotAtRepair,
    NotOnTheShelf,
    back_from_repair,
    scrap,
    send_to_repair,
)
from elaas.mounting.operations.van import OnADoor, load_units, unload_unit
from elaas.mounting.queries.unit_life import KINDS, life
from elaas.mounting.queries.van import on_shelf
from elaas.mounting.stock import Happened, State
from tests import make
from tests.labels import label
from tests.make import NOON
from tests.world import check_world

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
WHERE = ("home", "building", "van", "stolen")


def spare() -> str:
    return make.make_unit(mounted=False).lock_id


def away(lock_id: str) -> None:
    send_to_repair(lock_id=lock_id, because="Motoren", by=None, now=NOON)


def scrapped(lock_id: str) -> None:
    scrap(lock_id=lock_id, because="Knust", by=None, now=LATER)


@pytest.mark.parametrize("where", WHERE)
def test_only_what_is_on_its_shelf_is_repaired_or_scrapped(where: str) -> None:
    match where:
        case "home":
            unit = make.make_unit(home=make.make_home())
        case "building":
            unit = make.make_unit(building=make.make_building())
        case "van":
            unit = make.make_unit(mounted=False)
            Carried.objects.create(unit=unit, crew=make.make_crew(), loaded_at=NOON)
        case _:
            unit = make.make_unit(mounted=False, lost_at=NOON)

    for act in (away, scrapped):
        with pytest.raises(NotOnTheShelf), transaction.atomic():
            act(unit.lock_id)
    with pytest.raises(NotOnTheShelf):
        scrapped("L-none")

    assert not UnitEvent.objects.exists()
    assert life(unit.lock_id) is not None


def test_a_unit_at_repair_serves_nobody_until_it_is_back() -> None:
    lock_id, crew, home = spare(), make.make_crew(), make.make_home()
    away(lock_id)

    with pytest.raises(NotOnTheShelf), transaction.atomic():
        away(lock_id)
    with pytest.raises(OnADoor), transaction.atomic():
        load_units(lock_ids=[lock_id], crew=crew.name, now=NOON)
    with pytest.raises(InRepair), transaction.atomic():
        mount_unit(lock_id=lock_id, home=home.id, now=NOON)
    assert on_shelf() == []

    back_from_repair(lock_id=lock_id, because="Ny motor", by=None, now=LATER)

    with pytest.raises(NotAtRepair), transaction.atomic():
        back_from_repair(lock_id=lock_id, because="", by=None, now=LATER)
    load_units(lock_ids=[lock_id], crew=crew.name, now=LATER)
    assert Carried.objects.filter(unit=lock_id).exists()
    check_world()


@pytest.mark.parametrize("ended", ["scrapped", "scrapped at repair", "written off", "both"])
def test_what_is_scrapped_or_written_off_is_never_loaded_claimed_or_mounted(ended: str) -> None:
    crew, home, known = make.make_crew(), make.make_home(), label("L-7001")
    register_unit(label=known, now=NOON)
    if ended in {"written off", "both"}:
        write_off_unit(lock_id="L-7001", because="Svarer ikke", now=NOON)
        with pytest.raises(NotOnTheShelf), transaction.atomic():
            away("L-7001")
    if ended == "scrapped at repair":
        away("L-7001")
    if ended != "written off":
        scrapped("L-7001")
        with pytest.raises(NotOnTheShelf), transaction.atomic():
            scrapped("L-7001")

    unit_claimed(lock_id="L-7001", now=LATER)

    assert Unit.objects.get().claimed_at is None
    with pytest.raises(OnADoor), transaction.atomic():
        load_units(lock_ids=["L-7001"], crew=crew.name, now=LATER)
    with pytest.raises(WrittenOff), transaction.atomic():
        mount_unit(lock_id="L-7001", home=home.id, now=LATER)
    with pytest.raises(WrittenOff), transaction.atomic():
        register_unit(label=known, now=LATER)
    with pytest.raises(NotAtRepair), transaction.atomic():
        back_from_repair(lock_id="L-7001", because="", by=None, now=LATER)
    assert on_shelf() == []
    check_world()


def test_who_sends_a_unit_away_says_why() -> None:
    lock_id = spare()

    for act in (send_to_repair, scrap):
        with pytest.raises(NoReason):
            act(lock_id=lock_id, because="  ", by=None, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEvent.objects.create(unit_id=lock_id, deed="scrapped", because="", at=NOON)


def test_a_unit_that_is_sent_away_opens_for_nobody() -> None:
    unit, kari = make.make_unit(mounted=False), make.make_employee()
    period = Period(NOON, LATER)
    planned = plan_mounting(
        installer=kari.id, lock_id=unit.lock_id, home=None, period=period, now=NOON
    )
    visit = Assignment.objects.get(pk=planned)
    held = make.make_credential(visit, phone=make.make_phone(kari), unit=unit)

    scrap(lock_id=unit.lock_id, because="Knust", by=kari.id, now=NOON)

    held.refresh_from_db()
    visit.refresh_from_db()
    assert held.revoked_at == visit.withdrawn_at == NOON


def test_what_happened_to_a_unit_is_never_changed() -> None:
    away(spare())

    for change in (UnitEvent.objects.all().delete, lambda: UnitEvent.objects.update(because="x")):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_the_life_of_a_unit_is_told_from_purchase_to_scrap() -> None:
    bought = Delivery(
        supplier="Låsesmia", order="B-17", price=Decimal(2490), bought_on=date(2026, 10, 1)
    )
    hour, crew, home = timedelta(hours=1), make.make_crew(name="Lag 1"), make.make_home()
    kari = make.make_employee(given="Kari", family="Moe")
    receive_delivery(labels=[label("L-7001"), label("L-70011")], delivery=bought, now=NOON)
    for lock_id in ("L-7001", "L-70011"):  # what the other does is not this one's
        load_units(lock_ids=[lock_id], crew="Lag 1", now=NOON + hour)
    plan_mounting(
        installer=kari.id,
        lock_id="L-7001",
        home=home.id,
        period=Period(NOON + hour, NOON + 3 * hour),
        now=NOON,
    )
    unit_claimed(lock_id="L-7001", now=NOON + 2 * hour)
    mount_unit(lock_id="L-7001", home=home.id, now=NOON + 2 * hour)
    unload_unit(lock_id="L-7001", now=NOON + 3 * hour)
    prepare_release(lock_id="L-7001", now=NOON + 4 * hour)
    unit_released(lock_id="L-7001", now=NOON + 5 * hour)
    by = {"lock_id": "L-7001", "by": kari.id}
    send_to_repair(**by, because="Motoren", now=NOON + 6 * hour)  # type: ignore[arg-type]
    back_from_repair(**by, because="", now=NOON + 7 * hour)  # type: ignore[arg-type]
    scrap(**by, because="Knust", now=NOON + 8 * hour)  # type: ignore[arg-type]

    found = life("L-7001")

    assert found is not None
    assert found.unit.state is State.SCRAPPED
    assert [(one.what, one.said) for one in found.happened] == [
        (Happened.RECEIVED, "Låsesmia, B-17"),
        (Happened.LOADED, "Lag 1"),
        (Happened.MOUNTED, ""),
        (Happened.UNLOADED, ""),
        (Happened.TAKEN_DOWN, ""),
        (Happened.TO_REPAIR, "Motoren"),
        (Happened.BACK, ""),
        (Happened.SCRAPPED, "Knust"),
    ]
    told = {one.what: [who.given for who in one.by] for one in found.happened}
    assert told[Happened.MOUNTED] == told[Happened.SCRAPPED] == ["Kari"]
    assert b"Knust" not in b"".join(bytes(one.body) for one in Entry.objects.all())
    assert crew.name == "Lag 1"


def test_the_kinds_read_from_the_ledger_are_those_of_its_index() -> None:
    indexes = Entry._meta.indexes  # noqa: SLF001  (Django documents it so)
    [index] = [one for one in indexes if one.name == "ledger_lives_of_units"]
    assert index.condition is not None

    assert {*KINDS, "unit_written_off_by"} == set(dict(index.condition.children)["kind__in"])

"""A removal is completed when the door is as it was, and not before."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from elaas.access.models import Credential
from elaas.doors.models import Bag, Home, Part, Unit
from elaas.doors.operations import WrittenOff, mount_unit, register_unit, unit_claimed, unit_lost
from elaas.doors.operations.key_custody import note_key
from elaas.doors.operations.parts import Packed, Packing, Paid, empty_bag, note_part, pack_bag
from elaas.doors.photos import NotAPhoto
from elaas.doors.rules import KeyEvent, PartEvent
from elaas.mounting.endings import How, Left
from elaas.mounting.models import Ending, MountingCase
from elaas.mounting.operations.begin_removal import Words, decide_removal
from elaas.mounting.operations.removal import (
    Confirmation,
    NoRemoval,
    NotTheirs,
    complete_removal,
    confirm_removal,
    keep_photo,
    write_off_unit,
)
from elaas.mounting.operations.van import OnADoor, load_units
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON
from tests.operations.test_removal import label_of
from tests.pictures import taken

pytestmark = pytest.mark.django_db

WORDS = Words(ask=lambda _: "Bestill tid.", after_death=lambda _, name: name, online=True)
PER = Actor(ActorKind.EMPLOYEE, UUID(int=5))


@pytest.fixture
def home() -> Home:
    return make.make_home()


@pytest.fixture
def unit(home: Home) -> Unit:
    return make.make_unit(home=home)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


def begin(person: Recipient, home: Home) -> UUID:
    decide_removal(
        recipient=person.pk, home=home.pk, because="Flyttet.", by=None, words=WORDS, now=NOON
    )
    return MountingCase.objects.get().pk


@pytest.fixture
def case(turid: Recipient, home: Home, unit: Unit) -> UUID:
    return begin(turid, home)


def pack(unit: Unit) -> Bag:
    parts = [Packed("Knappvrider", 1), Packed("Sylinderring", 2)]
    packing = Packing(label="4711", place="Boden", parts=parts, photo=taken())
    return Bag.objects.get(pk=pack_bag(lock_id=unit.pk, packing=packing, by=None, now=NOON))


def off(unit: Unit) -> None:
    """As unit_released leaves it."""
    Unit.objects.filter(pk=unit.pk).update(home=None, mounted_at=None, claimed_at=None)


def confirm(case: UUID, of: Actor, how: How = How.PAGE, *, by: Actor | None = None) -> object:
    said = Confirmation(how=how, of=of, because="Boet er tømt." if how is How.NOBODY else "")
    return confirm_removal(case=case, confirmation=said, by=by or of, now=NOON)


def recipient(person: Recipient) -> Actor:
    return Actor(ActorKind.RECIPIENT, person.pk)


def test_what_is_left_is_said_in_the_order_in_which_it_is_done(case: UUID, unit: Unit) -> None:
    pack(unit)

    assert complete_removal(case=case, now=NOON) == (
        Left.UNIT,
        Left.PARTS,
        Left.PHOTO,
        Left.CONFIRMATION,
    )
    assert MountingCase.objects.get().closed_at is None


def test_with_the_last_thing_done_it_is_completed_and_the_unit_is_on_its_shelf(
    case: UUID, unit: Unit, turid: Recipient
) -> None:
    bag = pack(unit)
    off(unit)
    empty_bag(bag=bag.pk, by=None, now=NOON)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)

    assert confirm(case, recipient(turid)) == ()

    assert Ending.objects.get().outcome == "done"
    assert MountingCase.objects.get().closed_at == NOON
    crew = make.make_crew()
    load_units(lock_ids=[unit.pk], crew=crew.name, now=NOON)
    assert crew.carried.get().unit_id == unit.pk
    with pytest.raises(NoRemoval):
        complete_removal(case=case, now=NOON)


def test_not_while_a_part_is_missing_until_it_is_bought_or_repaired(
    case: UUID, unit: Unit, turid: Recipient
) -> None:
    bag = pack(unit)
    part = Part.objects.first()
    assert part is not None
    note_part(part=part.pk, event=PartEvent.MISSING, by=None, now=NOON)
    off(unit)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)
    assert confirm(case, recipient(turid)) == (Left.PART_MISSING,)

    paid = Paid(Decimal("349.00"), "Låsesmeden AS")
    later = NOON + timedelta(hours=1)
    note_part(part=part.pk, event=PartEvent.BOUGHT, by=None, paid=paid, now=later)
    assert complete_removal(case=case, now=NOON) == (Left.PARTS,)

    empty_bag(bag=bag.pk, by=None, now=later)
    assert complete_removal(case=case, now=NOON) == ()


def test_postgresql_refuses_it_too(case: UUID, unit: Unit) -> None:
    bag = pack(unit)
    part = Part.objects.first()
    assert part is not None
    note_part(part=part.pk, event=PartEvent.MISSING, by=None, now=NOON)
    with pytest.raises(IntegrityError, match="is missing"), transaction.atomic():
        Bag.objects.filter(pk=bag.pk).update(emptied_at=NOON)

    for prepare, why in (
        (lambda: None, "the lock is on the door"),
        (lambda: off(unit), "parts are not back"),
        (lambda: part.news.all().delete(), "parts are not back"),
        (lambda: Bag.objects.update(emptied_at=NOON), "no photo"),
    ):
        prepare()
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Ending.objects.update(outcome="done", closed_at=NOON)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)
    with pytest.raises(IntegrityError, match="booked_and_confirmed"), transaction.atomic():
        Ending.objects.update(outcome="done", closed_at=NOON)


def test_the_key_is_taken_out_of_the_box_and_handed_back(turid: Recipient, home: Home) -> None:
    box = make.make_unit(home=home, kind="key_box")
    case = begin(turid, home)
    note_key(lock_id=box.pk, event=KeyEvent.PUT_IN, by=None, now=NOON)
    off(box)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)
    assert confirm(case, recipient(turid)) == (Left.KEY,)
    with pytest.raises(IntegrityError, match="key lies in the box"), transaction.atomic():
        Ending.objects.update(outcome="done", closed_at=NOON)

    note_key(lock_id=box.pk, event=KeyEvent.TAKEN_OUT, by=None, now=NOON + timedelta(hours=1))

    assert complete_removal(case=case, now=NOON) == ()


def test_the_key_in_a_stolen_box_holds_up_nothing(turid: Recipient, home: Home) -> None:
    box = make.make_unit(home=home, kind="key_box")
    case = begin(turid, home)
    note_key(lock_id=box.pk, event=KeyEvent.PUT_IN, by=None, now=NOON)
    unit_lost(lock_id=box.pk, now=NOON)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)

    assert confirm(case, recipient(turid)) == ()


def test_recipient_or_kin_confirm_and_an_employee_only_with_a_reason(
    case: UUID, turid: Recipient
) -> None:
    ingrid = make.make_kin(turid)
    another = make.make_recipient()
    for of, how, by in (
        (recipient(another), How.PAGE, None),
        (Actor(ActorKind.KIN, make.make_kin(another).pk), How.PAGE, None),
        (Actor(ActorKind.KIN, make.make_kin(turid, active=False).pk), How.PAGE, None),
        (PER, How.PAGE, None),
        (recipient(turid), How.PAGE, PER),
        (recipient(turid), How.SIGNED, None),
        (recipient(turid), How.NOBODY, PER),
    ):
        with pytest.raises(NotTheirs):
            confirm(case, of, how, by=by)
    with pytest.raises(NotTheirs):
        confirm_removal(
            case=case, confirmation=Confirmation(how=How.NOBODY, of=PER), by=PER, now=NOON
        )

    confirm(case, Actor(ActorKind.KIN, ingrid.pk), How.SIGNED, by=PER)
    confirm(case, PER, How.NOBODY)

    kept = Ending.objects.get()
    assert (kept.confirmed_how, kept.confirmed_kind, kept.confirmed_id) == (
        "signed",
        "kin",
        ingrid.pk,
    )


def test_a_signature_is_kept(case: UUID, turid: Recipient) -> None:
    per = make.make_employee()
    by = Actor(ActorKind.EMPLOYEE, per.pk)
    drawn = Confirmation(how=How.SIGNED, of=recipient(turid), signature=taken())

    confirm_removal(case=case, confirmation=drawn, by=by, now=NOON)

    signature = Ending.objects.get().signature
    assert signature is not None
    assert signature.kept_by == per


def test_nobody_is_left_to_confirm_it(case: UUID) -> None:
    confirm(case, PER, How.NOBODY)

    assert Ending.objects.get().confirmed_because == "Boet er tømt."


def test_what_is_no_photo_is_not_kept(case: UUID) -> None:
    with pytest.raises(NotAPhoto):
        keep_photo(case=case, photo=b"nothing", by=None, now=NOON)


def test_a_broken_lock_comes_off_and_never_serves_again(
    case: UUID, unit: Unit, home: Home, turid: Recipient
) -> None:
    kari = make.make_employee()
    visit = make.make_assignment(employee=kari, home=home, recipient=turid)
    make.make_credential(visit, phone=make.make_phone(kari), unit=unit)

    write_off_unit(case=case, because="Død etter vannskade.", by=None, now=NOON)

    assert Credential.objects.get().revoked_because == "written_off"
    keep_photo(case=case, photo=taken(), by=None, now=NOON)
    assert confirm(case, recipient(turid)) == ()
    unit.refresh_from_db()
    unit_claimed(lock_id=unit.pk, now=NOON)
    with pytest.raises(WrittenOff):
        mount_unit(lock_id=unit.pk, home=home.pk, now=NOON)
    with pytest.raises(WrittenOff):
        register_unit(label=label_of(unit), now=NOON)
    with pytest.raises(OnADoor):
        load_units(lock_ids=[unit.pk], crew=make.make_crew().name, now=NOON)
    assert Unit.objects.get(pk=unit.pk).claimed_at is None
    assert Unit.objects.get(pk=unit.pk).mounted_at is None


def test_a_lock_that_is_down_already_is_not_written_off(case: UUID, unit: Unit) -> None:
    off(unit)

    with pytest.raises(NoRemoval):
        write_off_unit(case=case, because="Borte.", by=None, now=NOON)


def test_what_has_begun_at_the_door_is_finished_though_services_come_back(
    case: UUID, unit: Unit, turid: Recipient, home: Home
) -> None:
    off(unit)
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    keep_photo(case=case, photo=taken(), by=None, now=NOON)

    assert confirm(case, recipient(turid)) == ()

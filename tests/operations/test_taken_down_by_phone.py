"""What a crew's phone tells of a removal, from the parts in the bag to the last signature."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from elaas.doors.models import Bag, KeyNote, Unit, UnitKind
from elaas.doors.operations.key_custody import note_key
from elaas.doors.operations.parts import Paid, note_part
from elaas.doors.rules import KeyEvent, PartEvent
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Ending, EndingPhoto, MountingCase, WorkOrder
from elaas.mounting.operations.visit.reports import Report, settle_waiting
from elaas.mounting.queries.jobs import jobs
from elaas.mounting.visits import ReportKind, Trouble
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON
from tests.operations.visits import Visit, begin, unsettled
from tests.world import check_ledger

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def visit() -> Visit:
    """Per stands before a door whose lock is to come down; its parts lie in a bag."""
    begun = begin()
    MountingCase.objects.update(task="remove")
    unit = make.make_unit(home=begun.home)
    make.make_bag(unit)
    make.make_ending(begun.case.recipient, home=begun.home, unit=unit, case=begun.case)
    Recipient.objects.filter(pk=begun.case.recipient_id).update(active=False)
    return begun


def unit() -> Unit:
    """What is to come down."""
    return Ending.objects.get().unit


def off_the_door() -> None:
    """The lock's own word that it was released has arrived."""
    Unit.objects.filter(pk=unit().pk).update(
        home=None, building=None, mounted_at=None, claimed_at=None
    )


def back(visit: Visit, *missing: str) -> Report:
    """Each part is in the door, but for these."""
    parts = {part.name: str(part.id) for part in Bag.objects.get().parts.all()}
    return visit.report(
        ReportKind.BACK,
        visit.home,
        back=[one for name, one in parts.items() if name not in missing],
        missing=[parts[name] for name in missing],
    )


def at(moment: datetime, report: Report) -> Report:
    """The same, done then."""
    return replace(report, at=moment)


def whole(visit: Visit) -> list[Report]:
    """Every step of a removal."""
    return [
        back(visit),
        visit.report(ReportKind.RELEASED, visit.home, lock_id=unit().lock_id, broken=""),
        visit.report(ReportKind.AFTER, visit.home),
        visit.report(ReportKind.SIGNED, how="drawn"),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_removal_is_done_once_whatever_the_order(visit: Visit, seed: int) -> None:
    told = whole(visit) * 2
    Random(seed).shuffle(told)  # noqa: S311  (an order, no secret)
    for report in told:
        assert visit.tell(report) is None
    assert Ending.objects.get().closed_at is None
    off_the_door()

    settle_waiting(employee=visit.per.id, now=NOON)

    ending = Ending.objects.get()
    assert (ending.outcome, ending.confirmed_how) == ("done", "signed")
    assert MountingCase.objects.get().closed_at == NOON
    assert Bag.objects.get().emptied_at == NOON
    assert unsettled() == set()
    assert ending.photos.count() == 1
    for kind in ("parts_put_back", "removal_photo_kept", "removal_confirmed", "ending_closed"):
        assert Entry.objects.filter(kind=kind).count() == 1
    check_ledger()


def test_with_a_part_missing_somebody_must_come_once_more(visit: Visit) -> None:
    missing = back(visit, "Knappvrider")
    visit.tell(missing)
    visit.tell(visit.report(ReportKind.LEFT, reports=[str(missing.id)]))

    assert Appointment.objects.get().cancelled_at == NOON
    assert MountingCase.objects.get().closed_at is None
    assert Bag.objects.get().emptied_at is None
    assert Entry.objects.filter(kind="part_noted").count() == 1


def test_what_was_missing_and_is_bought_goes_into_the_door_in_the_same_visit(visit: Visit) -> None:
    visit.tell(back(visit, "Knappvrider"))
    part = Bag.objects.get().parts.get(name="Knappvrider")
    bought = Paid(cost=Decimal(250), supplier="Låssmeden")
    note_part(part=part.id, event=PartEvent.BOUGHT, by=None, paid=bought, now=NOON)
    [job] = jobs(visit.per.id, now=NOON)
    assert all(one.there for one in job.doors[1].bag.parts) if job.doors[1].bag else False

    visit.tell(at(LATER, back(visit)))

    assert Bag.objects.get().emptied_at is not None


def test_a_part_that_turns_out_to_be_missing_is_missed_also_after_the_bag_was_empty(
    visit: Visit,
) -> None:
    visit.tell(back(visit))
    visit.tell(at(LATER, back(visit, "Knappvrider")))
    assert Bag.objects.get().emptied_at is None
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"parts_put_back", "parts_not_back", "part_noted"} <= kinds

    earlier = at(NOON - timedelta(minutes=5), back(visit))
    assert visit.tell(earlier) is None

    assert Bag.objects.get().emptied_at is None
    check_ledger()


def test_other_parts_are_for_a_person(visit: Visit) -> None:
    other = make.make_bag(make.make_unit(home=make.make_home()))
    given = [str(one) for one in other.parts.values_list("id", flat=True)]

    told = visit.tell(visit.report(ReportKind.BACK, visit.home, back=given, missing=[]))

    assert told is Trouble.PARTS
    assert Bag.objects.filter(emptied_at=None).count() == 2


def test_a_unit_that_cannot_be_told_is_written_off_with_the_reason(visit: Visit) -> None:
    lock_id = unit().lock_id
    visit.tell(visit.report(ReportKind.RELEASED, visit.home, lock_id=lock_id, broken="Knust."))

    assert unit().mounted_at is None
    assert unit().written_off_at is not None


def test_another_unit_than_the_one_that_is_to_come_down_is_for_a_person(visit: Visit) -> None:
    report = visit.report(ReportKind.RELEASED, visit.home, lock_id="L-9999", broken="Knust.")

    assert visit.tell(report) is Trouble.UNIT_ELSEWHERE
    assert unit().mounted_at is not None


def test_the_key_is_out_of_the_box_once(visit: Visit) -> None:
    Unit.objects.filter(pk=unit().pk).update(kind=UnitKind.KEY_BOX, approval_class="FG")
    note_key(lock_id=unit().lock_id, event=KeyEvent.PUT_IN, by=None, now=NOON)
    [job] = jobs(visit.per.id, now=NOON)
    assert (job.doors[1].key_in, job.doors[1].comes_down) == (True, True)

    for _ in range(2):
        assert visit.tell(visit.report(ReportKind.KEY_OUT, visit.home)) is None

    assert KeyNote.objects.filter(event="taken_out").count() == 1


def test_from_a_lock_no_key_is_taken_out(visit: Visit) -> None:
    assert visit.tell(visit.report(ReportKind.KEY_OUT, visit.home)) is Trouble.KEY


def test_later_photos_take_the_place_of_earlier_ones(visit: Visit) -> None:
    visit.tell(visit.report(ReportKind.AFTER, visit.home))
    first = EndingPhoto.objects.get().photo_id

    visit.tell(at(LATER, visit.report(ReportKind.AFTER, visit.home)))

    assert EndingPhoto.objects.get().photo_id != first
    assert Entry.objects.filter(kind="removal_photo_dropped").count() == 1


def test_what_comes_down_is_known_also_when_it_is_down(visit: Visit) -> None:
    off_the_door()

    [job] = jobs(visit.per.id, now=NOON)

    entrance, flat = job.doors
    assert (entrance.comes_down, flat.comes_down, flat.released) == (False, True, True)
    assert flat.lock_id == unit().lock_id
    assert job.signers == ["Turid Bakken"]


def test_an_entrance_s_lock_comes_down_by_its_order(visit: Visit) -> None:
    lock = make.make_unit(building=visit.building)
    order = make.make_order(
        lock, task="remove", reason="nobody_needs_it", crew=visit.crew, day=NOON.date()
    )
    visit.appointment.id = order.id
    [job] = [one for one in jobs(visit.per.id, now=NOON) if one.id == order.id]
    assert [(door.lock_id, door.comes_down) for door in job.doors] == [(lock.lock_id, True)]
    told = (
        visit.report(ReportKind.RELEASED, visit.building, lock_id=lock.lock_id, broken=""),
        visit.report(ReportKind.AFTER, visit.building),
    )
    for report in told:
        assert visit.tell(report) is None
    assert WorkOrder.objects.get().done_at is None
    Unit.objects.filter(pk=lock.pk).update(building=None, mounted_at=None, claimed_at=None)

    settle_waiting(employee=visit.per.id, now=NOON)

    assert WorkOrder.objects.get().done_at == NOON


def test_an_order_that_could_not_be_done_waits_for_a_crew_again(visit: Visit) -> None:
    lock = make.make_unit(building=visit.building)
    order = make.make_order(lock, task="remove", crew=visit.crew, day=NOON.date())
    visit.appointment.id = order.id

    visit.tell(visit.report(ReportKind.CANNOT, visit.building))
    visit.tell(visit.report(ReportKind.LEFT, reports=[]))

    order.refresh_from_db()
    assert (order.done_at, order.crew, order.day) == (None, None, None)


def test_a_mounting_s_bag_is_packed_again_by_the_same_visit_only(visit: Visit) -> None:
    MountingCase.objects.update(task="mount")
    off_the_door()
    mounted = visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id)
    visit.tell(mounted)
    visit.tell(visit.report(ReportKind.PARTS, visit.home))
    right = visit.report(ReportKind.PARTS, visit.home, label="4712", place="Kjelleren")

    assert visit.tell(at(LATER, right)) is None

    bag = Bag.objects.get(unit=visit.flat_unit)
    assert (bag.label, bag.place, bag.parts.count()) == ("4712", "Kjelleren", 2)
    assert Entry.objects.filter(kind="parts_packed_again").count() == 1
    assert Entry.objects.filter(kind="visit_reported").count() == 3

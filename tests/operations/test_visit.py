"""What a crew's phone tells of a visit: kept once, in any order, and never lost."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from elaas.doors.models import Bag, DoorCondition, Home, KeyNote, Photo, Unit, UnitKind
from elaas.doors.operations.approval import accept_class
from elaas.doors.operations.units import mount_unit
from elaas.doors.photos import NotAPhoto
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Carried, MountingCase, VisitReport
from elaas.mounting.operations.cases import close_case
from elaas.mounting.operations.visit import reports
from elaas.mounting.operations.visit.reports import settle_waiting, store_report
from elaas.mounting.queries.jobs import jobs
from elaas.mounting.visit_forms import Unreadable
from elaas.mounting.visits import ReportKind, Trouble
from elaas.people.phones import Blocked
from tests import make
from tests.make import NOON
from tests.operations.visits import Visit, begin, unsettled
from tests.world import check_ledger


@pytest.fixture
def visit(db: None) -> Visit:
    return begin()


def done(visit: Visit) -> None:
    """Everything that the whole visit leads to, once."""
    assert MountingCase.objects.get().closed_at == NOON
    assert unsettled() == set()
    assert {unit.home_id or unit.building_id for unit in Unit.objects.all()} == {
        visit.home.id,
        visit.building.id,
    }
    assert Carried.objects.count() == 0
    assert set(Bag.objects.values_list("unit", "place")) == {
        (visit.entrance_unit.lock_id, "Boden, øverste hylle"),
        (visit.flat_unit.lock_id, "Boden, øverste hylle"),
    }
    assert DoorCondition.objects.count() == 2
    assert Photo.objects.count() == 7  # before, parts and after at two doors; and the signature
    assert Entry.objects.filter(kind="visit_reported").count() == 10
    assert Entry.objects.filter(kind="mounting_case_closed").count() == 1


def test_a_whole_visit_mounts_both_units_and_closes_the_case(visit: Visit) -> None:
    assert [visit.tell(report) for report in visit.whole()] == [None] * 10

    done(visit)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_does_not_matter_and_twice_is_once(visit: Visit, seed: int) -> None:
    told = visit.whole() * 2
    Random(seed).shuffle(told)  # noqa: S311  (an order, no secret)

    for report in told:
        visit.tell(report)

    done(visit)


def test_the_case_is_open_until_the_last_step_has_arrived(visit: Visit) -> None:
    steps = visit.whole()
    late = steps.pop(1)  # the bag at the entrance
    for report in steps:
        visit.tell(report)
    assert MountingCase.objects.get().closed_at is None

    visit.tell(late)

    done(visit)


def test_a_bag_waits_for_the_unit_that_replaced_what_is_in_it(visit: Visit) -> None:
    bag = visit.report(ReportKind.PARTS, visit.home)

    assert visit.tell(bag) is None
    assert unsettled() == {bag.id}
    visit.tell(visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id))

    assert unsettled() == set()
    assert Bag.objects.get().unit == visit.flat_unit


def test_a_unit_is_on_its_door_when_its_own_word_says_that_it_is_claimed(visit: Visit) -> None:
    Unit.objects.update(claimed_at=None)
    report = visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id)
    assert visit.tell(report) is None
    assert Unit.objects.get(pk=visit.flat_unit.pk).mounted_at is None

    Unit.objects.update(claimed_at=NOON)
    settle_waiting(employee=visit.per.id, now=NOON)

    assert Unit.objects.get(pk=visit.flat_unit.pk).home == visit.home


def test_a_door_that_got_another_unit_meanwhile_is_for_a_person(visit: Visit) -> None:
    make.make_unit(home=visit.home)

    answer = visit.tell(
        visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id)
    )

    assert answer is Trouble.DOOR_TAKEN
    assert VisitReport.objects.get().trouble == "door_taken"
    assert Entry.objects.filter(kind="visit_trouble").count() == 1
    assert Carried.objects.filter(unit=visit.flat_unit).exists()


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [
        ("unknown unit", Trouble.UNKNOWN_UNIT),
        ("unit elsewhere", Trouble.UNIT_ELSEWHERE),
        ("board says no", Trouble.NOT_PERMITTED),
        ("another home", Trouble.NOT_ON_THE_WAY),
        ("closed case", Trouble.CLOSED),
    ],
)
def test_what_cannot_be_done_is_kept_with_its_reason(
    visit: Visit, wrong: str, trouble: Trouble
) -> None:
    lock_id, door = visit.flat_unit.lock_id, visit.home
    if wrong == "unknown unit":
        lock_id = "L-9999"
    elif wrong == "unit elsewhere":
        mount_unit(lock_id=lock_id, home=make.make_home().id, now=NOON)
    elif wrong == "board says no":
        make.make_board_event(make.make_board(home=door), deed="refused")
    elif wrong == "another home":
        door = Home.objects.exclude(pk=door.pk).get()
    else:
        close_case(case=visit.case.id, now=NOON)

    answer = visit.tell(visit.report(ReportKind.MOUNTED, door, lock_id=lock_id))

    assert answer is trouble
    assert VisitReport.objects.get().settled_at is None


def test_another_crew_s_phone_or_a_blocked_one_tells_for_a_person_to_look(visit: Visit) -> None:
    ola = make.make_employee()
    make.make_member(ola, crew=make.make_crew())
    report = visit.report(ReportKind.CONDITION, visit.home)
    own, visit.phone = visit.phone, make.make_phone(ola)
    assert visit.tell(report) is Trouble.NOT_THEIRS

    visit.phone = own
    own.blocked_at, own.blocked_because = NOON, Blocked.STOLEN
    own.save()

    assert visit.tell(visit.report(ReportKind.TAUGHT)) is Trouble.NOT_THEIRS
    assert DoorCondition.objects.count() == 0


def test_a_job_nobody_knows_is_for_a_person_too(visit: Visit) -> None:
    visit.appointment.id = uuid4()

    assert visit.tell(visit.report(ReportKind.TAUGHT)) is Trouble.UNKNOWN_JOB


def test_a_key_box_has_the_key_s_custody_and_no_bag(visit: Visit) -> None:
    Unit.objects.filter(pk=visit.flat_unit.pk).update(kind=UnitKind.KEY_BOX, approval_class="FG")
    key = visit.report(ReportKind.KEY, visit.home)
    visit.tell(visit.report(ReportKind.CANNOT, visit.home, then="key_box"))
    visit.tell(key)
    visit.tell(visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id))

    note = KeyNote.objects.get()
    assert (note.unit, note.event, note.noted_by) == (visit.flat_unit, "put_in", visit.per)
    assert visit.tell(visit.report(ReportKind.KEY, visit.home)) is Trouble.KEY
    assert Appointment.objects.get().cancelled_at is None


def test_where_nothing_can_be_done_today_another_time_can_be_booked(visit: Visit) -> None:
    cannot = visit.report(ReportKind.CANNOT, visit.home)
    left = visit.report(ReportKind.LEFT, reports=[str(cannot.id)])

    visit.tell(left)
    assert Appointment.objects.get().cancelled_at is None
    visit.tell(cannot)

    assert Appointment.objects.get().cancelled_at == NOON
    assert MountingCase.objects.get().closed_at is None
    check_ledger()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (ReportKind.CONDITION, {"gap_mm": "-1"}),
        (ReportKind.CONDITION, {"gap_mm": 3.5}),
        (ReportKind.CONDITION, {"cylinder": "sirkel"}),
        (ReportKind.PARTS, {"parts": []}),
        (ReportKind.PARTS, {"parts": [{"name": "Skrue", "count": 0}]}),
        (ReportKind.PARTS, {"label": "\x00"}),
        (ReportKind.CANNOT, {"reason": "  "}),
        (ReportKind.MOUNTED, {"lock_id": ""}),
        (ReportKind.TAUGHT, {"points": ["alt"]}),
        (ReportKind.SIGNED, {"name": ""}),
        (ReportKind.SIGNED, {"how": "nobody", "reason": ""}),
        (ReportKind.SIGNED, {"reports": ["?"]}),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(
    visit: Visit, kind: ReportKind, told: dict[str, object]
) -> None:
    whole = kind in (ReportKind.TAUGHT, ReportKind.SIGNED)
    report = visit.report(kind, None if whole else visit.home, **told)

    with pytest.raises(Unreadable):
        visit.tell(report)
    assert VisitReport.objects.count() == 0


def test_photos_are_needed_where_the_letter_wants_them_and_must_be_photos(visit: Visit) -> None:
    report = visit.report(ReportKind.AFTER, visit.home)
    for photos, refusal in (([], Unreadable), ([b"no photo"], NotAPhoto)):
        changed = reports.Report(
            id=report.id,
            kind=report.kind,
            job=report.job,
            place=report.place,
            told={},
            photos=photos,
            at=NOON,
        )
        with pytest.raises(refusal):
            visit.tell(changed)

    assert Photo.objects.count() == 0


def test_a_phone_tells_no_more_than_a_crew_can_do(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_IN_A_DAY", 1)
    visit.tell(visit.report(ReportKind.TAUGHT))

    with pytest.raises(reports.TooMany):
        visit.tell(visit.report(ReportKind.TAUGHT))

    later = NOON + timedelta(days=1)
    store_report(report=visit.report(ReportKind.TAUGHT), phone=visit.enrolled, now=later)


def test_the_crew_s_jobs_say_what_is_known_of_each_door(visit: Visit) -> None:
    make.make_board_event(make.make_board(building=visit.building), deed="refused")
    visit.tell(visit.report(ReportKind.CONDITION, visit.home))

    [job] = jobs(visit.per.id, now=NOON)

    entrance, flat = job.doors
    assert (entrance.entrance, entrance.lock_permitted, flat.lock_permitted) == (True, False, True)
    assert flat.found is not None
    assert (flat.found.make, str(flat.found.gap_mm)) == ("Trio Ving", "3.5")
    assert job.reported == [("condition", visit.home.id, "")]
    assert jobs(make.make_employee().id, now=NOON) == []


def test_a_protected_address_is_there_around_the_time_only(visit: Visit) -> None:
    recipient = visit.case.recipient
    recipient.protection = "6"
    recipient.save()

    [early] = jobs(visit.per.id, now=NOON - timedelta(hours=3))
    [there] = jobs(visit.per.id, now=NOON)

    assert (early.address, early.address_hidden) == ("", True)
    assert there.address == visit.home.address
    assert there.address_until is not None


def test_the_crew_is_told_which_key_boxes_may_not_be_mounted_yet(visit: Visit) -> None:
    lock_id = visit.flat_unit.lock_id
    Unit.objects.filter(pk=lock_id).update(kind=UnitKind.KEY_BOX, approval_class="")
    assert [one.weak_boxes for one in jobs(visit.per.id, now=NOON)] == [[lock_id]]

    accept_class(lock_id=lock_id, because="Den henger inne.", by=None, now=NOON)

    assert [one.weak_boxes for one in jobs(visit.per.id, now=NOON)] == [[]]

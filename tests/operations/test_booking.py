"""Book, move, cancel: who may, what is refused, and what the ledger says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from elaas.access.rules import Period
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Crew, MountingCase
from elaas.mounting.operations.booking import Done, NotBooked, Refused, book, cancel, move
from elaas.mounting.operations.cases import HasAnother, close_case, open_case
from elaas.mounting.queries.calendar import free_days
from elaas.mounting.queries.cases import case_of, waiting
from elaas.mounting.rules import Why
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON  # a Tuesday

pytestmark = pytest.mark.django_db

OPEN = date(2026, 11, 1)
WEDNESDAY_AT_TEN = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
WEDNESDAY_AT_NOON = datetime(2026, 12, 2, 11, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def crew() -> Crew:
    return make.make_crew()


@pytest.fixture
def case(crew: Crew) -> MountingCase:
    """Somebody's, at a home of which nobody knows where it is: twenty minutes' drive."""
    return make.make_case()


def recipient(case: MountingCase) -> Actor:
    return Actor(ActorKind.RECIPIENT, case.recipient_id)


def patrol() -> Actor:
    employee = make.make_employee()
    grant_role(employee=employee.id, role=GrantedRole.INSTALLER, now=NOON)
    return Actor(ActorKind.EMPLOYEE, employee.id)


def booked(
    case: MountingCase, start: datetime = WEDNESDAY_AT_TEN, *, by: Actor | None = None
) -> Done | Refused:
    return book(case=case.id, start=start, by=by or recipient(case), opens_on=OPEN, now=NOON)


def refusal(answer: Done | Refused) -> NotBooked:
    assert isinstance(answer, Refused)
    return answer.reason


def kinds() -> list[str]:
    """What was done; what is told of it has entries of its own."""
    rows = Entry.objects.exclude(kind__startswith="notice_").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_the_recipient_books_and_the_ledger_tells_who_and_when(case: MountingCase) -> None:
    answer = booked(case)

    row = Appointment.objects.get()
    assert answer == Done(row.id, Period(WEDNESDAY_AT_TEN, WEDNESDAY_AT_TEN + HALF_AN_HOUR))
    assert kinds() == ["appointment_booked"]
    [entry] = Entry.objects.filter(kind="appointment_booked")
    assert case.recipient_id.hex in bytes(entry.body).decode()


def test_kin_book_from_the_import_alone(case: MountingCase) -> None:
    ingrid = make.make_kin(case.recipient)

    assert isinstance(booked(case, by=Actor(ActorKind.KIN, ingrid.id)), Done)


def test_what_the_recipient_has_taken_back_is_refused_at_once(case: MountingCase) -> None:
    ingrid = make.make_kin(case.recipient)
    decide(kin=ingrid.id, wanted={Right.BOOK: False}, by=recipient(case), now=NOON)

    answer = booked(case, by=Actor(ActorKind.KIN, ingrid.id))

    assert refusal(answer) is NotBooked.NOT_ALLOWED
    assert not Appointment.objects.exists()


def test_somebody_else_s_kin_or_recipient_is_refused(case: MountingCase) -> None:
    stranger = make.make_recipient()
    theirs = make.make_kin(stranger)

    for by in (Actor(ActorKind.RECIPIENT, stranger.id), Actor(ActorKind.KIN, theirs.id)):
        assert refusal(booked(case, by=by)) is NotBooked.NOT_ALLOWED


def test_the_patrol_books_on_the_phone_before_people_book_online(case: MountingCase) -> None:
    by, later = patrol(), date(2026, 12, 24)

    def at(actor: Actor) -> Done | Refused:
        return book(case=case.id, start=WEDNESDAY_AT_TEN, by=actor, opens_on=later, now=NOON)

    assert refusal(at(recipient(case))) is NotBooked.NOT_OPEN_YET
    assert isinstance(at(by), Done)


def test_an_employee_without_the_role_books_for_nobody(case: MountingCase) -> None:
    nurse = Actor(ActorKind.EMPLOYEE, make.make_employee().id)

    assert refusal(booked(case, by=nurse)) is NotBooked.NOT_ALLOWED


@pytest.mark.parametrize(
    "start",
    [
        WEDNESDAY_AT_TEN.replace(hour=3),  # at night
        WEDNESDAY_AT_TEN.replace(minute=7),  # between two times
        WEDNESDAY_AT_TEN.replace(day=5),  # a Saturday
        WEDNESDAY_AT_TEN.replace(month=1, day=1, year=2027),  # New Year's Day
        WEDNESDAY_AT_TEN.replace(year=2027, month=6),  # too far away
        NOON + timedelta(minutes=15),  # too soon
        NOON - timedelta(days=1),
    ],
)
def test_a_time_that_was_never_offered_is_refused(case: MountingCase, start: datetime) -> None:
    assert refusal(booked(case, start)) is NotBooked.SLOT_TAKEN


def test_the_same_time_is_booked_once_for_each_crew(case: MountingCase) -> None:
    booked(case)
    other, third = make.make_case(), make.make_case()

    assert refusal(booked(other)) is NotBooked.SLOT_TAKEN
    make.make_crew()
    assert isinstance(booked(other), Done)
    assert refusal(booked(third)) is NotBooked.SLOT_TAKEN


def test_the_drive_is_kept_between_two_homes(case: MountingCase) -> None:
    booked(case)
    other = make.make_case()

    too_early = WEDNESDAY_AT_TEN + timedelta(minutes=45)  # fifteen minutes after the first
    assert refusal(booked(other, too_early)) is NotBooked.SLOT_TAKEN
    assert isinstance(booked(other, too_early + timedelta(minutes=15)), Done)


def test_who_has_an_appointment_does_not_book_another(case: MountingCase) -> None:
    booked(case)

    assert refusal(booked(case, WEDNESDAY_AT_NOON)) is NotBooked.HAS_ONE


def test_moving_frees_the_old_time(case: MountingCase) -> None:
    booked(case)

    answer = move(
        case=case.id, start=WEDNESDAY_AT_NOON, by=recipient(case), opens_on=OPEN, now=NOON
    )

    assert isinstance(answer, Done)
    assert answer.slot.start == WEDNESDAY_AT_NOON
    assert kinds() == ["appointment_booked", "appointment_moved"]
    assert isinstance(booked(make.make_case()), Done)
    found = case_of(case.recipient_id)
    assert found is not None
    assert found.booked is not None
    assert (found.booked.slot.start, found.booked.version) == (WEDNESDAY_AT_NOON, 2)


def test_an_appointment_can_be_moved_by_less_than_it_lasts(case: MountingCase) -> None:
    booked(case)

    answer = move(
        case=case.id,
        start=WEDNESDAY_AT_TEN + timedelta(minutes=15),
        by=recipient(case),
        opens_on=OPEN,
        now=NOON,
    )

    assert isinstance(answer, Done)


def test_where_the_new_time_is_taken_the_old_one_stands(case: MountingCase) -> None:
    booked(case)
    booked(make.make_case(), WEDNESDAY_AT_NOON)

    answer = move(
        case=case.id, start=WEDNESDAY_AT_NOON, by=recipient(case), opens_on=OPEN, now=NOON
    )

    assert refusal(answer) is NotBooked.SLOT_TAKEN
    standing = Appointment.objects.get(case=case, cancelled_at=None)
    assert standing.slot.lower == WEDNESDAY_AT_TEN


def test_cancelling_frees_the_time_and_says_who(case: MountingCase) -> None:
    booked(case)

    assert isinstance(cancel(case=case.id, by=recipient(case), now=NOON), Done)

    assert Appointment.objects.get().cancelled_by_id == case.recipient_id
    assert kinds() == ["appointment_booked", "appointment_cancelled"]
    assert refusal(cancel(case=case.id, by=recipient(case), now=NOON)) is NotBooked.HAS_NONE
    assert isinstance(booked(case), Done)


def test_what_has_begun_only_the_patrol_moves(case: MountingCase) -> None:
    booked(case)
    by, then = patrol(), WEDNESDAY_AT_TEN + timedelta(hours=1)
    later = WEDNESDAY_AT_TEN + timedelta(days=5)

    def at(actor: Actor) -> Done | Refused:
        return move(case=case.id, start=later, by=actor, opens_on=OPEN, now=then)

    assert refusal(at(recipient(case))) is NotBooked.OVER
    assert refusal(cancel(case=case.id, by=recipient(case), now=then)) is NotBooked.OVER
    assert isinstance(at(by), Done)


def test_two_doors_and_a_first_alarm_are_one_visit(crew: Crew) -> None:
    behind = make.make_home(building=make.make_building(entrance_recorded_at=NOON))
    case = make.make_case(home=behind, with_alarm=True)

    answer = booked(case)

    assert isinstance(answer, Done)
    assert answer.slot.end - answer.slot.start == timedelta(minutes=90)


def test_a_door_that_has_its_lock_takes_no_time(crew: Crew) -> None:
    building = make.make_building(entrance_recorded_at=NOON)
    make.make_unit(building=building)
    case = make.make_case(home=make.make_home(building=building))

    found = case_of(case.recipient_id)

    assert found is not None
    assert (found.doors, found.wanted.duration) == (1, HALF_AN_HOUR)


def test_a_case_that_is_closed_is_not_booked_and_nobody_comes(case: MountingCase) -> None:
    booked(case)

    close_case(case=case.id, now=NOON)
    close_case(case=case.id, now=NOON)

    assert case_of(case.recipient_id) is None
    assert not Appointment.objects.filter(cancelled_at=None).exists()
    assert refusal(booked(case)) is NotBooked.NO_CASE
    assert kinds().count("mounting_case_closed") == 1


def test_a_case_is_opened_once_for_a_home() -> None:
    home, turid = make.make_home(), make.make_recipient()

    first = open_case(recipient=turid.id, home=home.id, now=NOON)

    assert open_case(recipient=make.make_recipient().id, home=home.id, now=NOON) == first
    with pytest.raises(HasAnother):
        open_case(recipient=turid.id, home=make.make_home().id, now=NOON)
    assert kinds() == ["mounting_case_opened"]


def test_an_alarm_that_is_needed_meanwhile_comes_in_the_same_visit() -> None:
    home, turid = make.make_home(), make.make_recipient()
    first = open_case(recipient=turid.id, home=home.id, now=NOON)

    again = open_case(recipient=turid.id, home=home.id, with_alarm=True, now=NOON)
    open_case(recipient=turid.id, home=home.id, now=NOON)

    assert again == first
    assert MountingCase.objects.get().with_alarm
    assert kinds() == ["mounting_case_opened", "mounting_with_alarm"]


def test_a_day_without_times_says_why(case: MountingCase) -> None:
    found = case_of(case.recipient_id)
    assert found is not None
    crew = Crew.objects.get()
    crew.closures.create(crew=crew, first=date(2026, 12, 3), last=date(2026, 12, 4))
    crew.closures.create(crew=None, first=date(2026, 12, 7), last=date(2026, 12, 7))

    days = free_days(found.wanted, first=date(2026, 12, 1), last=date(2026, 12, 8), now=NOON)

    assert [day.why for day in days] == [
        Why.TOO_SOON,
        None,
        Why.CLOSED,
        Why.CLOSED,
        Why.NOT_WORKING,
        Why.NOT_WORKING,
        Why.CLOSED,
        None,
    ]


def test_those_who_wait_come_first_and_a_protected_address_is_not_listed(crew: Crew) -> None:
    booked(make.make_case())
    secret = make.make_recipient(protection="V")
    make.make_case(secret, home=make.make_home(address="Hemmeliggata 13"))

    first, second = waiting()

    assert (first.slot, first.address, first.protected) == (None, "", True)
    assert second.slot is not None


def test_postgresql_refuses_a_crew_in_two_places_at_once(case: MountingCase, crew: Crew) -> None:
    slot = Period(WEDNESDAY_AT_TEN, WEDNESDAY_AT_TEN + HALF_AN_HOUR)
    later = Period(WEDNESDAY_AT_TEN + timedelta(minutes=29), WEDNESDAY_AT_NOON)
    make.make_appointment(case, crew=crew, slot=slot)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_appointment(make.make_case(), crew=crew, slot=later)

    make.make_appointment(make.make_case(), crew=make.make_crew(), slot=later)
    make.make_appointment(make.make_case(), crew=crew, slot=later, cancelled_at=NOON)


def test_postgresql_refuses_two_live_appointments_for_a_case(
    case: MountingCase, crew: Crew
) -> None:
    for start in (WEDNESDAY_AT_TEN, WEDNESDAY_AT_NOON):
        slot = Period(start, start + HALF_AN_HOUR)
        if start == WEDNESDAY_AT_TEN:
            make.make_appointment(case, crew=crew, slot=slot)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                make.make_appointment(case, crew=crew, slot=slot)

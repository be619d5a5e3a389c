"""What people are told of booking: the letter first, then each thing once, to whom may hear it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from elaas.mounting.models import Appointment, Crew, MountingCase
from elaas.mounting.operations.booking import Done, book, cancel, move
from elaas.mounting.operations.cases import close_case
from elaas.mounting.operations.invitation import invite
from elaas.mounting.operations.reminding import remind_unbooked
from elaas.notices.models import Fallback, Message
from elaas.notices.operations.calls import NoSuchLine, call_list, make_letter
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.queries import unsettled
from elaas.notices.rules import Why
from elaas.notices.texts import is_gsm7
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Kin, Recipient
from elaas.people.operations.grants import grant_role
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON  # a Tuesday
from tests.notices.town import NUMBER, TURID, Carrier, Register, contact

pytestmark = pytest.mark.django_db

OPEN = date(2026, 11, 1)
DAY = timedelta(days=1)
INGRID = "02046619995"
HERS = "+4799999998"
# Half an hour before somebody is reminded the day before, in the winter's local time.
THURSDAY_AT_TEN = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
FRIDAY_AT_TEN = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
WEDNESDAY_AT_FOUR = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def opened(settings: Settings) -> None:
    settings.BOOKING_OPENS_ON, settings.REMIND_AT = OPEN, time(16)
    settings.REMIND_UNBOOKED_AFTER, settings.REMIND_UNBOOKED_TIMES = 7 * DAY, 2


@pytest.fixture(autouse=True)
def crew(db: None) -> Crew:
    return make.make_crew()


@pytest.fixture
def turid(db: None) -> Recipient:
    return make.make_recipient(national_id=TURID)


@pytest.fixture
def case(turid: Recipient) -> MountingCase:
    return make.make_case(turid, home=make.make_home(postal_code="7012", city="Trondheim"))


@pytest.fixture
def ingrid(turid: Recipient) -> Kin:
    """From the import alone she may book, and is told nothing."""
    return make.make_kin(turid, national_id=INGRID)


def lets(kin: Kin, **wanted: bool) -> None:
    by = Actor(ActorKind.RECIPIENT, kin.recipient_id)
    rights = {Right[name.upper()]: allowed for name, allowed in wanted.items()}
    assert decide(kin=kin.id, wanted=rights, by=by, now=NOON) is None


def herself(case: MountingCase) -> Actor:
    return Actor(ActorKind.RECIPIENT, case.recipient_id)


def booked(case: MountingCase, *, by: Actor | None = None, now: datetime = NOON) -> Appointment:
    answer = book(
        case=case.id, start=THURSDAY_AT_TEN, by=by or herself(case), opens_on=OPEN, now=now
    )
    assert isinstance(answer, Done)
    return Appointment.objects.get(pk=answer.appointment)


def invited(turid: Recipient, *, online: bool = True) -> None:
    invite(recipient=turid.id, home=make.make_home().id, with_alarm=False, online=online, now=NOON)


def post_letters(now: datetime = NOON) -> None:
    for line in call_list(register=None, by=None, now=now).to_post:
        make_letter(message=line.message, by=None, now=now)


def work(now: datetime, *, carrier: Carrier | None = None, is_open: bool = True) -> list[str]:
    """What the worker sends now, in no order, each with the last two digits of its number."""
    register = Register({TURID: contact(), INGRID: contact(mobile=HERS)})
    mine = carrier or Carrier()
    before = len(mine.taken)
    for message in unsettled(now=now):
        deliver(message=message, ways=Ways(register, mine, booking_open=is_open), now=now)
    return sorted((f"{sms.number[-2:]} {sms.text}" for sms in mine.taken[before:]), reverse=True)


def test_what_is_booked_is_confirmed_with_day_time_and_a_login(
    case: MountingCase, settings: Settings
) -> None:
    booked(case)

    [said] = work(NOON)

    assert said.startswith("99 Trondheim kommune: eLås monteres torsdag 3. desember kl. 10.00.")
    assert said.endswith(settings.CITIZENS_ADDRESS)
    assert is_gsm7(said)
    assert work(NOON) == []


def test_what_is_moved_and_what_is_cancelled_is_confirmed_too(case: MountingCase) -> None:
    booked(case)
    work(NOON)

    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)
    [moved] = work(NOON)
    cancel(case=case.id, by=herself(case), now=NOON)
    [cancelled] = work(NOON)

    assert "er flyttet til fredag 4. desember kl. 10.00" in moved
    assert "fredag 4. desember kl. 10.00 er avbestilt" in cancelled


def test_what_was_not_sent_before_it_changed_is_not_sent(case: MountingCase) -> None:
    booked(case)
    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)

    [said] = work(NOON)

    assert "flyttet" in said


def test_kin_who_book_hear_that_it_is_done_and_no_others_do(
    case: MountingCase, ingrid: Kin
) -> None:
    make.make_kin(case.recipient, national_id="30106119964")
    booked(case, by=Actor(ActorKind.KIN, ingrid.id))

    assert [said[:2] for said in work(NOON)] == ["99", "98"]
    assert [said[:2] for said in work(WEDNESDAY_AT_FOUR)] == ["99"]


def test_kin_whom_the_recipient_lets_be_told_are_told_and_reminded(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)

    assert {said[:2] for said in work(NOON)} == {"99", "98"}
    assert {said[:2] for said in work(WEDNESDAY_AT_FOUR)} == {"99", "98"}


def test_what_the_recipient_takes_back_is_not_told_any_more(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)
    work(NOON)
    lets(ingrid, told=False)

    assert [said[:2] for said in work(WEDNESDAY_AT_FOUR)] == ["99"]
    assert Message.objects.get(kin=ingrid, purpose="reminder").withdrawn_at == WEDNESDAY_AT_FOUR


def test_the_patrol_books_on_the_phone_and_the_same_is_confirmed(case: MountingCase) -> None:
    per = make.make_employee()
    grant_role(employee=per.id, role=GrantedRole.RESPONDER, now=NOON)

    booked(case, by=Actor(ActorKind.EMPLOYEE, per.id))

    [said] = work(NOON)
    assert "eLås monteres torsdag 3. desember" in said


def test_who_books_on_the_phone_and_is_not_texted_is_confirmed_by_letter_and_not_called_again(
    case: MountingCase,
) -> None:
    per = make.make_employee()
    grant_role(employee=per.id, role=GrantedRole.RESPONDER, now=NOON)
    Recipient.objects.update(national_id="")

    booked(case, by=Actor(ActorKind.EMPLOYEE, per.id))
    work(NOON)
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.to_post] == ["booked"]
    assert not listed.waiting

    # What the municipality takes back may be news to them.
    cancel(case=case.id, by=Actor(ActorKind.EMPLOYEE, per.id), now=NOON)
    work(NOON)
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.waiting] == ["cancelled"]


def test_who_books_online_and_is_not_texted_is_called(case: MountingCase) -> None:
    Recipient.objects.update(national_id="")

    booked(case)
    work(NOON)

    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.waiting] == ["booked"]
    assert not listed.to_post


def test_before_booking_opens_what_was_agreed_on_the_phone_goes_by_post(
    case: MountingCase,
) -> None:
    row = booked(case)

    assert work(NOON, is_open=False) == []
    assert work(WEDNESDAY_AT_FOUR, is_open=False) == []

    found = {one.message.purpose: one.why for one in Fallback.objects.all()}
    assert found == {"booked": Why.BY_POST, "reminder": Why.NOT_TEXTED_YET}
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.to_post] == ["booked"]
    assert [line.purpose for line in listed.waiting] == ["reminder"]
    assert row.cancelled_at is None


def test_the_day_before_one_is_reminded_once_at_a_decent_hour(case: MountingCase) -> None:
    booked(case)
    work(NOON)

    assert work(WEDNESDAY_AT_FOUR - timedelta(minutes=1)) == []
    [said] = work(WEDNESDAY_AT_FOUR)
    assert said.startswith(
        "99 Trondheim kommune: Husk: eLås monteres torsdag 3. desember kl. 10.00"
    )
    assert work(WEDNESDAY_AT_FOUR + timedelta(minutes=1)) == []


def test_of_what_was_moved_one_is_reminded_the_day_before_the_new_time(
    case: MountingCase,
) -> None:
    booked(case)
    work(NOON)
    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)
    work(NOON)

    assert work(WEDNESDAY_AT_FOUR) == []
    [said] = work(WEDNESDAY_AT_FOUR + DAY)
    assert "fredag 4. desember" in said


def test_of_what_was_cancelled_nobody_is_reminded(case: MountingCase) -> None:
    booked(case)
    work(NOON)
    close_case(case=case.id, now=NOON)

    [said] = work(NOON)
    assert "er avbestilt" in said
    assert work(WEDNESDAY_AT_FOUR) == []


@pytest.mark.parametrize(
    ("early", "told", "stands"), [(timedelta(hours=1), [], 1), (2 * DAY, ["cancelled"], 0)]
)
def test_a_crew_that_is_done_an_hour_early_has_kept_its_appointment(
    case: MountingCase, early: timedelta, told: list[str], stands: int
) -> None:
    booked(case)
    Message.objects.all().delete()

    close_case(case=case.id, done=True, now=THURSDAY_AT_TEN - early)

    assert [row.purpose for row in Message.objects.all()] == told
    assert Appointment.objects.filter(cancelled_at=None).count() == stands


def test_a_line_on_the_call_list_goes_when_the_time_is_cancelled(case: MountingCase) -> None:
    Recipient.objects.update(national_id="")
    booked(case)
    work(NOON)
    work(WEDNESDAY_AT_FOUR)
    listed = call_list(register=None, by=None, now=NOON).waiting
    assert {line.purpose for line in listed} == {"booked", "reminder"}

    cancel(case=case.id, by=herself(case), now=WEDNESDAY_AT_FOUR)
    work(WEDNESDAY_AT_FOUR)

    listed = call_list(register=None, by=None, now=NOON).waiting
    assert {line.purpose for line in listed} == {"cancelled"}


def test_nobody_is_reminded_of_what_has_begun_however_long_the_worker_was_away(
    case: MountingCase,
) -> None:
    booked(case)

    assert work(THURSDAY_AT_TEN) == []
    assert not Fallback.objects.exists()


def test_a_time_booked_late_the_day_before_is_confirmed_and_not_reminded_of(
    case: MountingCase,
) -> None:
    booked(case, now=WEDNESDAY_AT_FOUR)

    assert [row.purpose for row in Message.objects.all()] == ["booked"]


def test_nobody_writes_to_the_dead(case: MountingCase) -> None:
    booked(case)
    work(NOON)
    Recipient.objects.update(active=False, deceased=True)

    close_case(case=case.id, now=NOON)

    assert work(NOON) == []


def test_whoever_is_invited_gets_the_letter_about_elas_first(turid: Recipient) -> None:
    invited(turid)

    assert work(NOON) == []
    post_letters()
    [said] = work(NOON)

    assert "Du kan nå bestille" in said


def test_the_letter_comes_once_to_each_person(turid: Recipient, ingrid: Kin) -> None:
    for _ in range(2):
        invited_again = MountingCase.objects.first()
        invite(
            recipient=turid.id,
            home=invited_again.home_id if invited_again else make.make_home().id,
            with_alarm=False,
            online=True,
            now=NOON,
        )

    letters = Message.objects.filter(purpose="information")
    assert {row.kin_id for row in letters} == {None, ingrid.id}
    assert letters.count() == 2


def test_kin_are_invited_only_if_the_recipient_wants_it(turid: Recipient, ingrid: Kin) -> None:
    lets(ingrid, told=True)
    other = make.make_kin(turid, national_id="30106119964")
    invited(turid)
    post_letters()

    assert {said[:2] for said in work(NOON)} == {"99", "98"}
    assert not Message.objects.filter(kin=other, purpose="invitation").exists()


def test_kin_who_may_do_nothing_any_more_get_no_letter(turid: Recipient, ingrid: Kin) -> None:
    invited(turid)
    lets(ingrid, book=False)
    letter = Message.objects.get(kin=ingrid)

    assert len(call_list(register=None, by=None, now=NOON).to_post) == 1
    with pytest.raises(NoSuchLine):
        make_letter(message=letter.id, by=None, now=NOON)


def test_what_waits_for_a_letter_is_sent_off_as_soon_as_that_is_printed(turid: Recipient) -> None:
    invited(turid)
    [letter] = call_list(register=None, by=None, now=NOON).to_post
    waiting = Message.objects.get(purpose="invitation")
    jobs = ProcrastinateJob.objects.filter(args={"message": str(waiting.id)})
    assert jobs.count() == 1  # which has found, or will find, that it is not its turn

    make_letter(message=letter.message, by=None, now=NOON)
    make_letter(message=letter.message, by=None, now=NOON + DAY)

    assert jobs.count() == 2


def nudges(now: datetime) -> list[str]:
    remind_unbooked(now=now)
    return work(now)


def test_whoever_does_not_book_is_reminded_twice_and_then_called(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    at = NOON.replace(hour=15)  # four o'clock in the afternoon

    said = [line for day in range(40) for line in nudges(at + day * DAY)]

    assert len(said) == 2
    assert all("Det er ikke bestilt time" in line for line in said)
    [line] = call_list(register=None, by=None, now=NOON).waiting
    assert line.why is Why.NOT_BOOKED


def test_a_worker_that_was_away_for_weeks_reminds_once(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    late = NOON.replace(hour=15) + 30 * DAY

    assert len(nudges(late)) == 1
    assert nudges(late) == []


def test_nobody_is_reminded_at_night_nor_after_booking(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    week = NOON.replace(hour=15) + 7 * DAY
    assert nudges(week + timedelta(hours=5)) == []

    case = MountingCase.objects.get()
    start = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    book(case=case.id, start=start, by=herself(case), opens_on=OPEN, now=week)
    work(week)

    assert nudges(week + 7 * DAY) == []


def test_whoever_books_before_the_invitation_went_is_not_invited(turid: Recipient) -> None:
    invited(turid)
    booked(MountingCase.objects.get())
    post_letters()

    [said] = work(NOON)

    assert "monteres torsdag" in said


def test_killed_while_it_hands_over_a_confirmation_still_goes_once(case: MountingCase) -> None:
    class Stopped(BaseException):
        pass

    def killed() -> None:
        raise Stopped

    booked(case)
    carrier = Carrier(first=killed)
    with pytest.raises(Stopped):
        work(NOON, carrier=carrier)
    carrier.first = lambda: None

    assert len(work(NOON, carrier=carrier)) == 1
    assert work(NOON, carrier=carrier) == []


def test_a_number_that_is_somebody_elses_too_tells_them_nothing_of_care(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)

    for said in (*work(NOON), *work(WEDNESDAY_AT_FOUR)):
        assert "Turid" not in said
        assert NUMBER not in said


@pytest.mark.parametrize(
    ("preferred", "language"),
    [("se", "nb"), ("sma", "nb"), ("smj", "nb"), ("nn", "nn"), ("en", "en")],
)
def test_whoever_prefers_sami_gets_bokmal_until_there_is_a_translation(
    case: MountingCase, preferred: str, language: str
) -> None:
    Recipient.objects.update(language=preferred)

    booked(case)

    assert {row.language for row in Message.objects.all()} == {language}

"""A time is booked for Turid, and the worker sends what there is to be sent."""

from datetime import UTC, date, datetime, timedelta

from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.booking import Done, book
from elaas.mounting.operations.invitation import invite
from elaas.notices.operations.calls import call_list, make_letter
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.queries import unsettled
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin, Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON  # a Tuesday
from tests.notices.town import TURID, Carrier, Register, contact

OPEN = date(2026, 11, 1)
DAY = timedelta(days=1)
INGRID = "02046619995"
HERS = "+4799999998"
# Half an hour before somebody is reminded the day before, in the winter's local time.
THURSDAY_AT_TEN = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
FRIDAY_AT_TEN = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
WEDNESDAY_AT_FOUR = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)


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

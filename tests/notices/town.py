"""People to tell things to, a contact register that knows them, and a carrier that notes all."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from elaas.notices.models import Fallback, Message
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.notices.sms import News, NotTaken, Refused, Sms, SmsGateway, Uncertain
from elaas.people.contact_register import ContactRegister, NoAnswer
from elaas.people.facts import Contact
from tests.make import NOON, make_recipient

TURID = "22873899971"
NUMBER = "+4799999999"
TEXT = "Du kan bestille time."


def contact(**fields: object) -> Contact:
    """Somebody who can be reached."""
    known = {"mobile": NUMBER, "confirmed_at": NOON - timedelta(days=30), "reserved": False}
    return Contact(**{**known, **fields})  # type: ignore[arg-type]  # the test says what it wants


class Register:
    """A contact register; one without `known` does not answer."""

    def __init__(self, known: Mapping[str, Contact] | None = None) -> None:
        self.known = known

    def contacts(self, national_ids: Collection[str], *, now: datetime) -> Mapping[str, Contact]:  # noqa: ARG002  (its Protocol's)
        if self.known is None:
            raise NoAnswer
        return {one: self.known[one] for one in national_ids if one in self.known}


class Carrier:
    """Takes what it is given, after doing `first`; `repeatable` ones know a reference again."""

    name = "carrier"

    def __init__(
        self, *, repeatable: bool = True, first: Callable[[], None] = lambda: None
    ) -> None:
        self.repeatable, self.first = repeatable, first
        self.taken: list[Sms] = []
        self.news: list[News] = []

    def hand_over(self, message: Sms, /) -> str:
        self.first()
        if not self.repeatable or message.reference not in {one.reference for one in self.taken}:
            self.taken.append(message)
        return f"order-{message.reference}"

    def collect(self, *, after: str, told: Callable[[News], None], now: datetime) -> str:  # noqa: ARG002  (its Protocol's)
        for news in self.news[int(after or 0) :]:
            told(news)
        return str(len(self.news))


class Broken(Carrier):
    """Raises `problem`; before that it takes the message, if the problem leaves that open."""

    def __init__(
        self, problem: type[NotTaken | Refused | Uncertain], *, repeatable: bool = True
    ) -> None:
        super().__init__(repeatable=repeatable)
        self._problem = problem

    def hand_over(self, message: Sms, /) -> str:
        if self._problem is Uncertain:
            super().hand_over(message)
        raise self._problem


_register: ContactRegister = Register()
_carrier: SmsGateway = Carrier()


def tell(*, now: datetime = NOON, sending: Sending | None = None, **fields: object) -> UUID:
    """Somebody (with these fields) is to be told something."""
    person = make_recipient(**{"national_id": TURID, **fields})
    return notify(
        to=Person(recipient=person.id),
        purpose=Purpose.INVITATION,
        text=TEXT,
        now=now,
        sending=sending,
    )


def bring(message: UUID, carrier: SmsGateway, *, now: datetime = NOON, **known: Contact) -> Message:
    """Deliver it, to Turid as `known` says, and answer what is on record then."""
    register = Register({TURID: known.get("turid", contact())})
    deliver(message=message, ways=Ways(register, carrier), now=now)
    return Message.objects.get(pk=message)


def why(message: UUID) -> str | None:
    """Why it is on the call list; None: it is not."""
    return Fallback.objects.filter(pk=message).values_list("why", flat=True).first()

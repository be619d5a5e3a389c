"""A message goes once, to whoever can be reached; nothing is sent twice and nothing forgotten."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from elaas.ledger.models import Entry
from elaas.notices.models import Message
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.operations.notify import Person, Sending, TellsTooMuch, notify, withdraw
from elaas.notices.purposes import Purpose
from elaas.notices.queries import unsettled
from elaas.notices.rules import Why
from elaas.notices.sms import NotTaken, Refused
from tests.make import NOON, make_kin, make_recipient
from tests.notices.town import (
    NUMBER,
    TEXT,
    TURID,
    Broken,
    Carrier,
    Register,
    bring,
    contact,
    tell,
    why,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Stopped(BaseException):
    """The worker is killed here."""


def told() -> list[tuple[str, dict[str, str]]]:
    return [(entry.kind, json.loads(bytes(entry.body))) for entry in Entry.objects.order_by("id")]


def jobs() -> list[dict[str, str]]:
    found = ProcrastinateJob.objects.filter(task_name="notices.deliver")
    return [job.args for job in found.order_by("id")]


def test_a_message_goes_to_the_number_the_register_gives_now() -> None:
    carrier = Carrier()

    row = bring(tell(), carrier)

    (sms,) = carrier.taken
    assert (sms.reference, sms.number, sms.text) == (row.id, NUMBER, TEXT)
    assert row.handed_over_at == NOON
    assert (row.gateway, row.gateway_reference) == ("carrier", f"order-{row.id}")


def test_it_is_deferred_and_told_of_in_the_transaction_that_asks_for_it() -> None:
    message = tell()

    assert jobs() == [{"message": str(message)}]
    ((kind, entry),) = told()
    assert kind == "notice_begun"
    assert entry["message"] == message.hex


@transaction.atomic
def tell_and_stop() -> None:
    tell()
    raise Stopped


def test_a_transaction_that_is_rolled_back_leaves_nothing() -> None:
    with pytest.raises(Stopped):
        tell_and_stop()

    assert jobs() == []
    assert not Message.objects.exists()
    assert not Entry.objects.exists()


def test_asking_for_the_same_message_again_changes_nothing() -> None:
    recipient, sending = make_recipient(), Sending(id=uuid4())

    for _ in range(2):
        notify(
            to=Person(recipient=recipient.id),
            purpose=Purpose.REMINDER,
            text=TEXT,
            now=NOON,
            sending=sending,
        )

    assert len(jobs()) == len(told()) == Message.objects.count() == 1


def test_the_ledger_holds_neither_the_text_nor_the_number() -> None:
    bring(tell(), Carrier())

    assert [kind for kind, _ in told()] == ["notice_begun", "notice_handed_over"]
    bodies = str(told())
    assert TEXT not in bodies
    assert NUMBER not in bodies
    assert TURID not in bodies


def test_no_table_keeps_a_number() -> None:
    bring(tell(), Carrier())

    assert NUMBER not in str(list(Message.objects.values()))
    assert NUMBER not in str(jobs())


def test_kin_are_told_by_their_own_number() -> None:
    turid = make_recipient(national_id=TURID)
    mare = make_kin(turid, national_id="other")
    carrier = Carrier()
    message = notify(
        to=Person(recipient=turid.id, kin=mare.id), purpose=Purpose.BOOKED, text=TEXT, now=NOON
    )

    known = {TURID: contact(), "other": contact(mobile="+4741111111")}
    deliver(message=message, ways=Ways(Register(known), carrier), now=NOON)

    assert [sms.number for sms in carrier.taken] == ["+4741111111"]


@pytest.mark.parametrize("text", ["Time for trygghetsalarm.", "Tid hos 22873899971."])
def test_an_sms_holds_no_health_detail_and_no_national_id(text: str) -> None:
    turid = make_recipient()

    with pytest.raises(TellsTooMuch):
        notify(to=Person(recipient=turid.id), purpose=Purpose.INVITATION, text=text, now=NOON)

    assert jobs() == []


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (contact(mobile=""), Why.NO_NUMBER),
        (contact(reserved=True), Why.RESERVED),
        (contact(confirmed_at=NOON - timedelta(days=550)), Why.UNCONFIRMED),
    ],
)
def test_whoever_cannot_be_reached_is_listed_with_the_reason_and_gets_no_sms(
    known: object, expected: Why
) -> None:
    carrier = Carrier()

    row = bring(tell(), carrier, turid=known)  # type: ignore[arg-type]  # a Contact

    assert carrier.taken == []
    assert why(row.id) == expected
    assert told()[-1][0] == "notice_fell_back"


def test_without_a_register_or_a_national_id_nobody_has_a_number() -> None:
    carrier = Carrier()
    nameless, unasked = tell(national_id=""), tell()

    bring(nameless, carrier)
    deliver(message=unasked, ways=Ways(None, carrier), now=NOON)

    assert (why(nameless), why(unasked)) == (Why.NO_NUMBER, Why.NO_NUMBER)
    assert carrier.taken == []


def test_a_register_that_does_not_answer_is_asked_again() -> None:
    carrier, message = Carrier(), tell()

    deliver(message=message, ways=Ways(Register(), carrier), now=NOON)

    assert unsettled(now=NOON) == []
    assert unsettled(now=NOON + MINUTE) == [message]
    assert bring(message, carrier, now=NOON + MINUTE).handed_over_at == NOON + MINUTE


def test_a_carrier_that_does_not_answer_is_tried_more_and_more_seldom_and_then_a_person_calls() -> (
    None
):
    message, now, tries = tell(), NOON, 0
    while why(message) is None:
        bring(message, Broken(NotTaken), now=now)
        tries += 1
        now = Message.objects.get().again_at

    assert why(message) == Why.SILENT
    assert now - NOON >= DAY
    assert tries < 40


def test_what_the_carrier_refuses_is_for_a_person() -> None:
    message = tell()

    bring(message, Broken(Refused))

    assert why(message) == Why.REFUSED
    assert unsettled(now=NOON + DAY) == []


def test_what_was_sent_is_never_sent_again() -> None:
    carrier, message = Carrier(repeatable=False), tell()

    for _ in range(3):
        bring(message, carrier)

    assert len(carrier.taken) == 1


def test_it_waits_until_it_is_due() -> None:
    carrier = Carrier()
    message = tell(sending=Sending(not_before=NOON + DAY))

    assert bring(message, carrier, now=NOON + DAY - MINUTE).handed_over_at is None
    assert ProcrastinateJob.objects.get().scheduled_at == NOON + DAY
    assert bring(message, carrier, now=NOON + DAY).handed_over_at == NOON + DAY


def test_what_is_withdrawn_in_time_is_not_told() -> None:
    carrier, message = Carrier(), tell(sending=Sending(not_before=NOON + DAY))

    assert withdraw(message=message, now=NOON)
    bring(message, carrier, now=NOON + DAY)

    assert carrier.taken == []
    assert why(message) is None
    assert told()[-1][0] == "notice_withdrawn"


def test_what_has_been_told_is_not_withdrawn() -> None:
    message = tell()
    bring(message, Carrier())

    assert not withdraw(message=message, now=NOON)


def test_a_protected_address_is_not_kept_for_a_letter() -> None:
    home = Sending(address=("Hemmeliggata 13", "7012 Trondheim"))

    protected, other = tell(sending=home, protection="V"), tell(sending=Sending(address=("Ila 1",)))

    assert Message.objects.get(pk=protected).address == []
    assert Message.objects.get(pk=other).address == ["Ila 1"]


def test_a_carriers_reference_belongs_to_one_message() -> None:
    first, second = tell(), tell()
    bring(first, Carrier())
    taken = f"order-{first}"

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=second).update(
            tried_at=NOON, gateway="carrier", handed_over_at=NOON, gateway_reference=taken
        )
    assert connection.needs_rollback is False

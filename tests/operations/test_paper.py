"""A log on paper has a number for each line, and the number leads back to the line."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from elaas.access.ladder import Rung
from elaas.access.models import Assignment
from elaas.access.operations.attempts import Tried, note_attempts
from elaas.access.operations.paper import NoSuchRecipient, NotAPeriod, log_on_paper
from elaas.access.operations.steps import Taken, note_steps
from elaas.access.paper import LONGEST, How
from elaas.access.queries.pages.lines import LAST, Line, line_called, line_numbered
from elaas.access.queries.pages.paper import PaperLog
from elaas.access.rules import Period, Refusal
from elaas.doors.models import Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Recipient
from elaas.people.operations.looks import look
from tests import make
from tests.ledger.log import SIGNER
from tests.make import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(hours=3)
DAY = Period(NOON - timedelta(hours=6), LATER)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


@pytest.fixture
def door() -> Unit:
    return make.make_unit(home=make.make_home(building=make.make_building()))


def given(recipient: Recipient, *, period: Period = DAY) -> PaperLog:
    return log_on_paper(
        recipient=recipient.id, period=period, how=How.HANDED_OVER, by=None, now=LATER
    )


def visit_to(recipient: Recipient, door: Unit) -> Assignment:
    assert door.home
    return make.make_assignment(
        employee=make.make_employee(),
        home=door.home,
        recipient=recipient,
        period=Period(NOON, NOON + 30 * MINUTE),
    )


def happen(recipient: Recipient, door: Unit) -> None:
    """One visit opens the door; another has access and does not get in; somebody looks."""
    opens, waits = visit_to(recipient, door), visit_to(recipient, door)
    used = make.make_credential(opens, phone=make.make_phone(opens.employee), unit=door)
    receipt = make.make_receipt(door, phone=used.phone, at=NOON, credential=used)
    phone = make.make_phone(waits.employee)
    kept = make.make_credential(waits, phone=phone, unit=door)
    with transaction.atomic():
        ledger.append(
            entry("receipt", receipt.at, lock=door.lock_id, seq=receipt.seq, cti=used.cti.hex),
            entry(
                "credential_issued",
                kept.issued_at,
                cti=kept.cti.hex,
                assignment={"id": waits.id.hex},
            ),
        )
    note_steps(
        steps=[
            Taken(
                id=uuid4(),
                ladder=UUID(int=waits.id.int ^ 1),
                assignment=waits.id,
                lock_id=door.lock_id,
                rung=Rung.BEGAN,
                at=NOON,
            )
        ],
        phone=phone.id,
        employee=waits.employee_id,
        now=NOON + MINUTE,
    )
    note_attempts(
        attempts=[Tried(id=uuid4(), label=door.label, reason=Refusal.NOT_NOW, at=NOON)],
        phone=phone.id,
        employee=waits.employee_id,
        now=NOON + MINUTE,
    )
    seen = [Seen(recipient.id, Reason(Because.CARE))]
    look(employee=make.make_employee().id, seen=seen, what=What.CASE, now=NOON)


def test_each_line_has_its_number_and_the_number_leads_to_the_line(
    turid: Recipient, door: Unit
) -> None:
    happen(turid, door)
    publish(signer=SIGNER, now=LATER)

    log = given(turid)

    lines: list[Line] = [*log.uses, *log.shut_out, *log.unused, *log.looks]
    assert [len(some) for some in (log.uses, log.shut_out, log.unused, log.looks)] == [2, 1, 1, 1]
    for line in lines:
        [number] = log.numbers_of(line)
        name = line_numbered(turid.id, number)
        assert name is not None
        assert line_called(turid.id, name) == line


def test_what_is_not_published_yet_has_no_number(turid: Recipient, door: Unit) -> None:
    publish(signer=SIGNER, now=NOON)
    happen(turid, door)

    log = given(turid)

    assert log.numbers == {}
    assert log.uses


def test_numbers_of_others_lead_to_nothing_of_ones_own(turid: Recipient, door: Unit) -> None:
    neighbour = make.make_recipient()
    assert door.home
    visit_to(neighbour, make.make_unit(home=make.make_home(building=door.home.building)))
    happen(turid, door)
    publish(signer=SIGNER, now=LATER)

    named = [line_numbered(neighbour.id, number) for number in range(Entry.objects.count() + 2)]

    assert set(named) == {None}
    assert [line_numbered(turid.id, number) for number in (-1, LAST, LAST + 1)] == [None] * 3


def test_who_lives_in_the_same_home_finds_the_opening_without_whom_or_why(
    turid: Recipient, door: Unit
) -> None:
    knut = make.make_recipient()
    visit_to(knut, door)
    happen(turid, door)
    publish(signer=SIGNER, now=LATER)

    opening = next(use for use in given(knut).uses if use.for_another)

    [number] = given(turid).numbers_of(next(use for use in given(turid).uses if use.plan))
    assert line_numbered(knut.id, number) == opening.id
    assert (opening.employee, opening.plan) == (None, None)


@pytest.mark.parametrize(
    "period",
    [
        Period(NOON, NOON),
        Period(NOON, NOON - MINUTE),
        Period(NOON - LONGEST - MINUTE, NOON),
    ],
)
def test_what_is_no_period_is_refused(turid: Recipient, period: Period) -> None:
    with pytest.raises(NotAPeriod):
        given(turid, period=period)
    assert not Entry.objects.exists()


def test_nobody_gets_the_log_of_nobody(turid: Recipient) -> None:
    turid.id = UUID(int=7)

    with pytest.raises(NoSuchRecipient):
        given(turid)
    assert not Entry.objects.exists()

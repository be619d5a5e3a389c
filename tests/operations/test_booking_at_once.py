"""A hundred people after one time: one gets it, the others see what is left."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest
from django.db import connection

from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.booking import Answer, Done, NotBooked, Refused, book
from elaas.mounting.operations.cases import open_case
from elaas.mounting.queries.calendar import free_days
from elaas.mounting.queries.cases import case_of
from elaas.people.actors import Actor, ActorKind
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, AT_A_TIME = 100, 20
T = TypeVar("T")
R = TypeVar("R")
START = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
OPEN = date(2026, 11, 1)


def at_once(work: Callable[[T], R], errands: Sequence[T]) -> list[R]:
    """What `work` answers for each, by people who all begin together, each on a connection."""
    together = threading.Barrier(AT_A_TIME)

    def one(some: Sequence[T]) -> list[R]:
        try:
            connection.ensure_connection()
            together.wait()
            return [work(errand) for errand in some]
        finally:
            connection.close()

    shares = [errands[number::AT_A_TIME] for number in range(AT_A_TIME)]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return [answer for answers in pool.map(one, shares) for answer in answers]


def take(start: datetime) -> Callable[[MountingCase], Answer]:
    def work(case: MountingCase) -> Answer:
        by = Actor(ActorKind.RECIPIENT, case.recipient_id)
        return book(case=case.id, start=start, by=by, opens_on=OPEN, now=NOON)

    return work


@pytest.mark.parametrize("crews", [1, 2])
def test_a_hundred_people_after_one_time(crews: int) -> None:
    for _ in range(crews):
        make.make_crew()
    cases = [make.make_case() for _ in range(PEOPLE)]

    answers = at_once(take(START), cases)

    assert Counter(type(answer) for answer in answers) == {Done: crews, Refused: PEOPLE - crews}
    refused = {answer.reason for answer in answers if isinstance(answer, Refused)}
    assert refused == {NotBooked.SLOT_TAKEN}
    assert Appointment.objects.count() == crews
    without = MountingCase.objects.filter(appointments=None)
    left = case_of(without[0].recipient_id)
    assert left is not None
    [day] = free_days(left.wanted, first=START.date(), last=START.date(), now=NOON)
    starts = {slot.start for slot in day.slots}
    assert starts
    assert START not in starts


def test_neighbouring_times_at_the_same_moment_leave_time_to_drive() -> None:
    make.make_crew()
    cases = [make.make_case() for _ in range(AT_A_TIME)]
    starts = {case.id: START + timedelta(minutes=15) * n for n, case in enumerate(cases)}

    at_once(lambda case: take(starts[case.id])(case), cases)

    slots = [row.slot for row in Appointment.objects.order_by("slot")]
    assert len(slots) > 1
    for before, after in pairwise(slots):
        assert after.lower - before.upper >= timedelta(minutes=20)


def test_nobody_books_after_it_was_taken_back_though_both_happen_at_once() -> None:
    cases = [make.make_case() for _ in range(AT_A_TIME // 2)]
    kin = {case.id: make.make_kin(case.recipient).id for case in cases}
    for _ in cases:
        make.make_crew()

    def either(errand: tuple[MountingCase, ActorKind]) -> None:
        case, who = errand
        if who is ActorKind.KIN:
            by = Actor(who, kin[case.id])
            book(case=case.id, start=START, by=by, opens_on=OPEN, now=NOON)
        else:
            by = Actor(who, case.recipient_id)
            decide(kin=kin[case.id], wanted={Right.BOOK: False}, by=by, now=NOON)

    at_once(either, [(case, who) for case in cases for who in (ActorKind.KIN, ActorKind.RECIPIENT)])

    done = Entry.objects.exclude(kind__startswith="notice_").order_by("id")
    order = [json.loads(bytes(entry.body)) for entry in done]
    for case in cases:
        about = {case.id.hex: "booked", kin[case.id].hex: "taken back"}
        told = [about[one] for line in order if (one := line.get("case") or line["kin"]) in about]
        assert told in (["booked", "taken back"], ["taken back"])


def test_a_case_is_opened_once_however_many_open_it() -> None:
    home, turid = make.make_home(), make.make_recipient()

    opened = at_once(
        lambda _: open_case(recipient=turid.id, home=home.id, now=NOON), range(AT_A_TIME)
    )

    assert len(set(opened)) == 1
    assert MountingCase.objects.count() == 1

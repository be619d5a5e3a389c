"""Somebody moves in while the last one leaves: whoever comes second, the entrance is right."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from elaas.doors.models import Building, Home, Unit
from elaas.mounting.endings import How
from elaas.mounting.models import Ending, MountingCase, WorkOrder
from elaas.mounting.operations.begin_removal import Words, begin_due
from elaas.mounting.operations.endings import look_everywhere, reconsider
from elaas.mounting.operations.removal import Confirmation, confirm_removal, keep_photo
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON
from tests.pictures import taken

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = Words(ask=lambda _: "Bestill tid.", after_death=lambda _, name: name, online=True)
ROUNDS = 4


def together(*errands: Callable[[], object]) -> None:
    """All begin in the same moment, each on a connection of its own."""
    barrier = threading.Barrier(len(errands))

    def one(errand: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            errand()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(errands)) as pool:
        list(pool.map(one, errands))


def moves_in(home: Home) -> Callable[[], None]:
    kari = make.make_employee()

    @transaction.atomic
    def errand() -> None:
        solveig = make.make_recipient(given="Solveig")
        make.make_assignment(employee=kari, home=home, recipient=solveig)
        reconsider(recipients=[solveig.pk], now=NOON)

    return errand


def leaves(person: Recipient) -> Callable[[], None]:
    @transaction.atomic
    def errand() -> None:
        Recipient.objects.filter(pk=person.pk).update(active=False)
        reconsider(recipients=[person.pk], now=NOON)

    return errand


def lived_in(building: Building) -> tuple[Home, Recipient]:
    home = make.make_home(building=building)
    person = make.make_recipient()
    make.make_assignment(employee=make.make_employee(), home=home, recipient=person)
    return home, person


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_entrance_keeps_its_lock_when_somebody_moves_in_while_the_last_one_leaves(
    _round: int,
) -> None:
    building = make.make_building()
    make.make_unit(building=building)
    _, arne = lived_in(building)
    another = make.make_home(building=building)

    together(leaves(arne), moves_in(another))

    assert not WorkOrder.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_home_keeps_its_lock_when_one_moves_in_while_the_other_leaves(_round: int) -> None:
    building = make.make_building()
    home, arne = lived_in(building)
    make.make_unit(home=home, mounted_at=NOON - timedelta(days=30))

    together(leaves(arne), moves_in(home))

    assert not Ending.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_who_live_together_leave_in_the_same_moment(_round: int) -> None:
    building = make.make_building()
    home, arne = lived_in(building)
    inger = make.make_recipient()
    make.make_assignment(employee=make.make_employee(), home=home, recipient=inger)
    make.make_unit(home=home)

    together(leaves(arne), leaves(inger))

    assert Ending.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_two_removals_are_done_at_once_and_one_order_follows(_round: int) -> None:
    building = make.make_building()
    make.make_unit(building=building)
    people = []
    for _ in range(2):
        home, person = lived_in(building)
        make.make_unit(home=home)
        leaves(person)()
        people.append(person)
    begin_due(words=WORDS, now=NOON + timedelta(days=8))
    Unit.objects.filter(home__isnull=False).update(home=None, mounted_at=None)
    for case in MountingCase.objects.all():
        keep_photo(case=case.pk, photo=taken(), by=None, now=NOON)

    together(*(done(person) for person in people))

    assert [order.reason for order in WorkOrder.objects.filter(done_at=None)] == ["nobody_needs_it"]


def test_a_time_is_asked_for_once_though_two_workers_do_so() -> None:
    _, arne = lived_in(make.make_building())
    home = Home.objects.get()
    make.make_unit(home=home)
    leaves(arne)()
    later = NOON + timedelta(days=8)

    together(*[lambda: begin_due(words=WORDS, now=later)] * 4, lambda: look_everywhere(now=later))

    assert MountingCase.objects.count() == 1


def done(person: Recipient) -> Callable[[], object]:
    case = MountingCase.objects.get(recipient=person)
    of = Actor(ActorKind.RECIPIENT, person.pk)
    said = Confirmation(how=How.PAGE, of=of)
    return lambda: confirm_removal(case=case.pk, confirmation=said, by=of, now=NOON)
